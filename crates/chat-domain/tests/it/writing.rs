//! W1 to W11: who may write, and when a chat is greyed out.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{Phase, Policy, Refusal, Refusal::NotStarted};

const WITH_ANA: chat_domain::ChatKey = direct(DOCTOR, ANA);
const WITH_BEN: chat_domain::ChatKey = direct(DOCTOR, BEN);

#[test]
fn w1_a_provider_starts_either_chat_from_scheduling_on() {
    given([group_visit()])
        .may_write(DOCTOR, ALL)
        .may_write(DOCTOR, WITH_ANA)
        .and([joins(DOCTOR)])
        .may_write(DOCTOR, ALL)
        .may_write(DOCTOR, WITH_ANA)
        .and([call_ends()])
        .may_write(DOCTOR, ALL)
        .may_write(DOCTOR, WITH_ANA);
}

#[test]
fn w1_staff_start_the_visit_chat_but_cannot_read_direct_chats() {
    let visit = given([
        group_visit(),
        enters(ANA),
        says(DOCTOR, WITH_ANA, "private"),
    ])
    .may_write(NURSE, ALL)
    .grey(NURSE, WITH_ANA, Refusal::ChatUnknown)
    .reads_nothing(NURSE, WITH_ANA, Refusal::ChatUnknown)
    .and([says(NURSE, ALL, "welcome")])
    .may_write(ANA, ALL);
    assert_eq!(visit.texts(NURSE), ["welcome"]);
}

#[test]
fn w2_patient_cannot_write_before_the_provider_writes() {
    given([group_visit(), enters(ANA)])
        .grey(ANA, ALL, NotStarted)
        .grey(ANA, WITH_ANA, NotStarted);
}

#[test]
fn w2_a_refused_send_stores_nothing() {
    given([group_visit(), enters(ANA)])
        .when(says(ANA, WITH_ANA, "hello?"))
        .refused(NotStarted);
}

#[test]
fn w2_the_providers_message_opens_the_chat() {
    given([group_visit()])
        .when(says(DOCTOR, WITH_ANA, "hello"))
        .then([sent(DOCTOR, WITH_ANA, 1, "hello")])
        .when(says(ANA, WITH_ANA, "hello doctor"))
        .then([sent(ANA, WITH_ANA, 2, "hello doctor")]);
}

#[test]
fn w2_in_the_call_with_the_provider_a_patient_may_write_first() {
    given([group_visit(), enters(ANA), joins(DOCTOR)])
        .grey(ANA, ALL, NotStarted)
        .grey(ANA, WITH_ANA, NotStarted)
        .and([joins(ANA)])
        .may_write(ANA, ALL)
        .may_write(ANA, WITH_ANA);
}

#[test]
fn w2_guests_and_interpreters_are_gated_too() {
    given([group_visit(), enters(CARER), enters(INTERPRETER)])
        .grey(CARER, ALL, NotStarted)
        .grey(INTERPRETER, ALL, NotStarted)
        .and([joins(DOCTOR), joins(CARER)])
        .may_write(CARER, ALL)
        .grey(INTERPRETER, ALL, NotStarted)
        .and([says(DOCTOR, ALL, "welcome")])
        .may_write(INTERPRETER, ALL);
}

#[test]
fn w2_uploads_are_gated_like_messages() {
    given([group_visit(), enters(ANA)])
        .when(stages(ANA, WITH_ANA, "rash.png"))
        .refused(NotStarted);
}

#[test]
fn w3_a_direct_chat_needs_its_own_provider_in_the_call() {
    given([group_visit(), enters(ANA), joins(COLLEAGUE), joins(ANA)])
        .grey(ANA, WITH_ANA, NotStarted)
        .may_write(ANA, direct(COLLEAGUE, ANA))
        .may_write(ANA, ALL);
}

#[test]
fn w3_staff_in_the_call_are_not_the_provider() {
    given([group_visit(), enters(ANA), joins(NURSE), joins(ANA)])
        .grey(ANA, ALL, NotStarted)
        .grey(ANA, WITH_ANA, NotStarted);
}

#[test]
fn w3_a_provider_who_has_left_the_call_is_not_in_it() {
    given([group_visit(), joins(DOCTOR), joins(ANA), leaves(DOCTOR)])
        .grey(ANA, ALL, NotStarted)
        .grey(ANA, WITH_ANA, NotStarted);
}

#[test]
fn w4_only_a_message_of_the_care_side_starts_a_chat() {
    let visit = given([group_visit(), joins(DOCTOR), joins(ANA)])
        .and([says(ANA, WITH_ANA, "hello"), says(ANA, ALL, "hi all")]);
    assert!(!visit.state.chat(&WITH_ANA).started);
    assert!(!visit.state.chat(&ALL).started);
    // An upload, a lock or an unlock doesn't either.
    let visit = visit.and([
        stages(DOCTOR, ALL, "plan.png"),
        locks(DOCTOR, ALL),
        unlocks(DOCTOR, ALL),
    ]);
    assert!(!visit.state.chat(&ALL).started);
    let visit = visit.and([says(DOCTOR, WITH_ANA, "yes?"), says(NURSE, ALL, "hi")]);
    assert!(visit.state.chat(&WITH_ANA).started);
    assert!(visit.state.chat(&ALL).started);
}

#[test]
fn w4_retracting_the_first_message_does_not_close_the_chat() {
    given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "hello"),
        retracts(DOCTOR, "hello"),
    ])
    .may_write(ANA, WITH_ANA);
}

#[test]
fn w5_a_direct_chat_with_ana_opens_neither_bens_nor_the_visit_chat() {
    given([
        group_visit(),
        enters(ANA),
        enters(BEN),
        says(DOCTOR, WITH_ANA, "hello"),
    ])
    .may_write(ANA, WITH_ANA)
    .grey(BEN, WITH_BEN, NotStarted)
    .grey(ANA, ALL, NotStarted)
    .grey(BEN, ALL, NotStarted)
    .grey(ANA, direct(COLLEAGUE, ANA), NotStarted);
}

#[test]
fn w5_the_visit_chat_opens_no_direct_chat() {
    given([group_visit(), enters(ANA), says(DOCTOR, ALL, "welcome")])
        .may_write(ANA, ALL)
        .grey(ANA, WITH_ANA, NotStarted);
}

#[test]
fn w6_once_started_a_chat_stays_open() {
    given([
        group_visit(),
        joins(DOCTOR),
        joins(ANA),
        says(DOCTOR, WITH_ANA, "hello"),
        call_ends(),
        leaves(ANA),
    ])
    .may_write(ANA, WITH_ANA);
}

#[test]
fn w6_lock_greys_the_chat_out_only_for_attendees() {
    given([
        group_visit(),
        joins(DOCTOR),
        joins(ANA),
        says(DOCTOR, ALL, "hello"),
        locks(NURSE, ALL),
    ])
    .grey(ANA, ALL, Refusal::Locked)
    .may_write(DOCTOR, ALL)
    .may_write(NURSE, ALL)
    .may_write(ANA, WITH_ANA)
    .and([unlocks(DOCTOR, ALL)])
    .may_write(ANA, ALL);
}

#[test]
fn w6_a_lock_hides_nothing() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "hello"),
        locks(DOCTOR, WITH_ANA),
    ]);
    assert_eq!(visit.texts(ANA), ["hello"]);
    visit.grey(ANA, WITH_ANA, Refusal::Locked);
}

#[test]
fn w6_only_care_team_members_of_the_chat_lock_it() {
    let visit = given([group_visit(), enters(ANA), says(DOCTOR, WITH_ANA, "hello")]);
    visit
        .when(locks(ANA, WITH_ANA))
        .refused(Refusal::CareTeamOnly)
        .when(locks(ANA, ALL))
        .refused(Refusal::CareTeamOnly)
        .when(locks(COLLEAGUE, WITH_ANA))
        .refused(Refusal::ChatUnknown)
        .when(locks(NURSE, WITH_ANA))
        .refused(Refusal::ChatUnknown)
        .when(unlocks(DOCTOR, WITH_ANA))
        .changes_nothing()
        .and([locks(DOCTOR, WITH_ANA)])
        .when(locks(DOCTOR, WITH_ANA))
        .changes_nothing();
}

#[test]
fn w7_chat_is_greyed_out_after_the_call_if_only_attendees_wrote() {
    given([
        group_visit(),
        joins(DOCTOR),
        joins(ANA),
        joins(BEN),
        says(ANA, ALL, "one"),
        says(ANA, WITH_ANA, "two"),
        call_ends(),
    ])
    .grey(ANA, ALL, NotStarted)
    .grey(BEN, ALL, NotStarted)
    .grey(ANA, WITH_ANA, NotStarted)
    .reads_from(ANA, WITH_ANA, 1);
}

#[test]
fn w8_closed_visit_is_read_only() {
    for (close, phase) in [
        (completed(), Phase::Completed),
        (cancelled(), Phase::Cancelled),
    ] {
        let closed = Refusal::VisitClosed { phase };
        let visit = given([group_visit(), enters(ANA), says(DOCTOR, WITH_ANA, "hello")])
            .and([says(DOCTOR, ALL, "hi"), close])
            .grey(DOCTOR, WITH_ANA, closed)
            .grey(ANA, WITH_ANA, closed)
            .grey(NURSE, ALL, closed)
            .grey(ANA, ALL, closed);
        assert_eq!(visit.texts(ANA), ["hello", "hi"]);
        for step in [
            corrects(DOCTOR, "hello", "hello!"),
            retracts(DOCTOR, "hello"),
            stages(DOCTOR, ALL, "plan.png"),
            locks(DOCTOR, ALL),
            unlocks(DOCTOR, ALL),
            enters(BEN),
            joins(DOCTOR),
            removed(BEN),
        ] {
            visit.when(step).refused(closed);
        }
        for step in [leaves(ANA), call_ends()] {
            visit.when(step).changes_nothing(); // H1: closing moved everyone out
        }
    }
}

#[test]
fn w8_the_care_team_reopens() {
    let visit = given([
        group_visit(),
        enters(ANA),
        says(DOCTOR, ALL, "hi"),
        completed(),
    ]);
    let by = |person| {
        (
            chat_domain::Actor::Person(person),
            chat_domain::Command::ReopenVisit,
        )
    };
    visit.when(by(ANA)).refused(Refusal::CareTeamOnly);
    visit
        .when(by(NURSE))
        .then([chat_domain::Event::VisitReopened])
        .may_write(ANA, ALL)
        .grey(ANA, WITH_ANA, NotStarted);
}

#[test]
fn w9_removed_participant_can_read_and_write_nothing() {
    let gone = Refusal::Removed;
    let visit = given([
        group_visit(),
        enters(ANA),
        says(DOCTOR, WITH_ANA, "hello"),
        says(DOCTOR, ALL, "hi"),
        stages(ANA, WITH_ANA, "unsent.png"),
        stages(ANA, WITH_ANA, "sent.png"),
        says_with(ANA, WITH_ANA, "look", &["sent.png"]),
        removed(ANA),
    ]);
    assert!(!visit.newest_goes_to().contains(&ANA));
    let visit = visit
        .grey(ANA, ALL, gone)
        .grey(ANA, WITH_ANA, gone)
        .grey(ANA, WITH_BEN, gone)
        .reads_nothing(ANA, ALL, gone)
        .reads_nothing(ANA, WITH_ANA, gone)
        .and([says(DOCTOR, ALL, "she left")]);
    assert!(!visit.newest_goes_to().contains(&ANA));
    assert!(visit.messages(ANA).is_empty());
    assert_eq!(chat_domain::view(&visit.state, ANA), Err(gone));
    for step in [
        enters(ANA),
        joins(ANA),
        leaves(ANA),
        corrects(ANA, "look", "look!"),
        retracts(ANA, "look"),
        stages(ANA, WITH_ANA, "more.png"),
        says_with(ANA, WITH_ANA, "look", &["sent.png"]),
    ] {
        visit.when(step).refused(gone);
    }
    for name in ["sent.png", "unsent.png"] {
        let file = chat_domain::access::may_read_file(&visit.state, ANA, attachment(name));
        assert_eq!(file, Err(gone));
    }
}

#[test]
fn w10_policy_lets_waiting_attendees_start_the_visit_chat() {
    let policy = Policy {
        waiting_attendees_start_visit_chat: true,
        ..Policy::DEFAULT
    };
    given([group_visit_under(policy)])
        .grey(ANA, ALL, Refusal::NotEntered)
        .and([enters(ANA)])
        .may_write(ANA, ALL)
        .grey(ANA, WITH_ANA, NotStarted)
        .and([says(ANA, ALL, "anyone there?"), leaves(ANA)])
        .grey(ANA, ALL, NotStarted);
}

#[test]
fn w11_every_shown_chat_has_the_servers_answer() {
    let visit = given([group_visit(), joins(DOCTOR), joins(ANA), leaves(DOCTOR)])
        .and([says(DOCTOR, WITH_BEN, "hello"), locks(DOCTOR, WITH_BEN)]);
    for (person, _, _) in EVERYONE {
        for shown in visit.view(person).chats {
            let answer = visit.when(says_to(person, shown.chat, shown.recipient, "x"));
            match shown.access.write {
                Ok(()) => drop(answer.accepted()),
                Err(why) => drop(answer.refused(why)),
            }
        }
    }
}

#[test]
fn w11_every_shown_action_has_the_servers_answer() {
    let visit = given([group_visit(), enters(ANA)]);
    for (person, _, _) in EVERYONE {
        for shown in visit.view(person).actions {
            let step = (
                chat_domain::Actor::Person(person),
                shown.action.command(Some(person)).unwrap(),
            );
            match shown.permitted {
                Ok(()) => drop(visit.when(step).accepted()),
                Err(why) => drop(visit.when(step).refused(why)),
            }
        }
    }
    let offered = |person| visit.view(person).actions.into_iter().map(|a| a.action);
    use chat_domain::view::Action::{CompleteVisit, JoinCall, Leave};
    assert_eq!(offered(ANA).collect::<Vec<_>>(), [JoinCall, Leave]);
    assert!(offered(NURSE).any(|action| action == CompleteVisit));
}
