//! V7: one provider takes over from another.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, Event, PersonId, Policy, ReaderNumber, Refusal,
    RulesVersion::{V1, V2},
    VisitKind,
    access::{may_read_file, may_read_handed_over},
    view,
    view::OpenedChat,
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);
const WHO: [PersonId; 5] = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN];

fn visit(opens: bool) -> Step {
    let policy = Policy {
        handover_opens_direct_chats: opens,
        ..Policy::DEFAULT
    };
    scheduled_under(V2, VisitKind::Group, policy, &WHO)
}

/// The doctor has told Ana two things and hands over to the colleague.
fn handed_over(opens: bool) -> Spec {
    given([
        visit(opens),
        says(DOCTOR, WITH_ANA, "50 mg"),
        says(ANA, WITH_ANA, "thanks"),
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
    ])
}

fn told(spec: &Spec, who: PersonId) -> Vec<(PersonId, PersonId)> {
    let handovers = view(&spec.state, who).unwrap().handovers;
    handovers.iter().map(|one| (one.from, one.to)).collect()
}

fn opened(spec: &Spec, who: PersonId) -> Vec<OpenedChat> {
    let handovers = view(&spec.state, who).unwrap().handovers;
    handovers.into_iter().flat_map(|one| one.opened).collect()
}

#[test]
fn v7_provider_staff_and_host_hand_over() {
    let (from, to) = (DOCTOR, COLLEAGUE);
    let (_, command) = hands_over(DOCTOR, from, to);
    for actor in [Actor::Person(DOCTOR), Actor::Person(NURSE), Actor::Host] {
        given([visit(false)])
            .when((actor, command.clone()))
            .then([Event::HandedOver { from, to }])
            .when((actor, command.clone()))
            .changes_nothing();
    }
}

#[test]
fn v7_another_provider_cannot_take_over_alone() {
    given([visit(true)])
        .when(hands_over(COLLEAGUE, DOCTOR, COLLEAGUE))
        .refused(Refusal::NotYoursToHandOver);
}

#[test]
fn v7_attendees_outsiders_and_overseers_hand_nothing_over() {
    let visit = given([visit(true)]);
    visit
        .when(hands_over(ANA, DOCTOR, COLLEAGUE))
        .refused(Refusal::CareTeamOnly);
    visit
        .when(hands_over(OUTSIDER, DOCTOR, COLLEAGUE))
        .refused(Refusal::VisitUnknown);
    let (_, command) = hands_over(DOCTOR, DOCTOR, COLLEAGUE);
    visit
        .when((Actor::Overseer(OVERSEER), command))
        .refused(Refusal::VisitUnknown);
}

#[test]
fn v7_visit_passes_between_its_providers_only() {
    let visit = given([visit(true)]);
    for (from, to) in [
        (DOCTOR, DOCTOR),
        (DOCTOR, NURSE),
        (NURSE, DOCTOR),
        (DOCTOR, ANA),
    ] {
        let step = hands_over(NURSE, from, to);
        visit.when(step).refused(Refusal::NotBetweenProviders);
    }
    visit
        .when(hands_over(NURSE, DOCTOR, OUTSIDER))
        .refused(Refusal::PersonUnknown);
    visit
        .and([removed(COLLEAGUE)])
        .when(hands_over(DOCTOR, DOCTOR, COLLEAGUE))
        .refused(Refusal::NotBetweenProviders);
}

#[test]
fn v7_staff_hand_over_for_a_removed_provider() {
    let visit = given([
        visit(true),
        says(DOCTOR, WITH_ANA, "hello"),
        removed(DOCTOR),
    ])
    .and([hands_over(NURSE, DOCTOR, COLLEAGUE)]);
    assert_eq!(visit.texts(COLLEAGUE), ["hello"]);
    assert_eq!(told(&visit, ANA), [(DOCTOR, COLLEAGUE)]);
}

#[test]
fn v7_closed_visit_and_version_1_have_no_handover() {
    given([visit(true), completed()])
        .when(hands_over(DOCTOR, DOCTOR, COLLEAGUE))
        .refused(Refusal::VisitClosed {
            phase: chat_domain::Phase::Completed,
        });
    let policy = Policy {
        handover_opens_direct_chats: true,
        ..Policy::DEFAULT
    };
    given([scheduled_under(V1, VisitKind::Group, policy, &WHO)])
        .when(hands_over(DOCTOR, DOCTOR, COLLEAGUE))
        .refused(Refusal::NoHandover);
}

#[test]
fn v7_handover_counts_as_an_act() {
    let policy = Policy {
        max_acts_per_person: Some(0),
        ..Policy::DEFAULT
    };
    given([scheduled_under(V2, VisitKind::Group, policy, &WHO)])
        .when(hands_over(DOCTOR, DOCTOR, COLLEAGUE))
        .refused(Refusal::ActQuotaExceeded { max: 0 });
}

#[test]
fn v7_patients_who_entered_or_were_written_to_are_told() {
    let visit = handed_over(false);
    assert_eq!(
        visit.newest_goes_to(),
        [DOCTOR, COLLEAGUE, NURSE, ANA].into()
    );
    for who in [DOCTOR, COLLEAGUE, NURSE, ANA] {
        assert_eq!(told(&visit, who), [(DOCTOR, COLLEAGUE)]);
    }
    // Ben shares no chat with either, until he enters.
    assert_eq!(told(&visit, BEN), []);
    assert_eq!(told(&visit.and([enters(BEN)]), BEN), [(DOCTOR, COLLEAGUE)]);
}

#[test]
fn v7_without_the_policy_no_direct_chat_opens() {
    let visit = handed_over(false);
    assert!(visit.texts(COLLEAGUE).is_empty());
    for who in WHO {
        assert_eq!(opened(&visit, who), []);
        assert_eq!(
            may_read_handed_over(&visit.state, who, &WITH_ANA),
            Err(Refusal::ChatUnknown)
        );
    }
}

#[test]
fn v7_by_policy_the_new_provider_reads_up_to_the_handover() {
    let visit = handed_over(true).and([says(DOCTOR, WITH_ANA, "one more thing")]);
    assert_eq!(visit.texts(COLLEAGUE), ["50 mg", "thanks"]);
    for who in [NURSE, BEN] {
        assert!(visit.texts(who).is_empty());
    }
    let chat = OpenedChat {
        chat: WITH_ANA,
        through: ReaderNumber(2),
    };
    // Both members know who reads their chat, and no one else learns of it.
    for who in [DOCTOR, ANA, COLLEAGUE] {
        assert_eq!(opened(&visit, who), [chat]);
    }
    assert_eq!(opened(&visit, NURSE), []);
}

#[test]
fn v7_opened_message_is_shown_as_it_is_now() {
    let visit = handed_over(true).and([corrects(DOCTOR, "50 mg", "5 mg")]);
    assert_eq!(visit.texts(COLLEAGUE), ["5 mg", "thanks"]);
    let visit = visit.and([retracts(DOCTOR, "50 mg")]);
    assert_eq!(visit.texts(COLLEAGUE), ["thanks"]);
}

#[test]
fn v7_files_open_with_their_messages() {
    let visit = given([
        visit(true),
        stages(DOCTOR, WITH_ANA, "early.png"),
        says_with(DOCTOR, WITH_ANA, "a picture", &["early.png"]),
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
        stages(DOCTOR, WITH_ANA, "late.png"),
        says_with(DOCTOR, WITH_ANA, "another", &["late.png"]),
    ]);
    let reads = |name| may_read_file(&visit.state, COLLEAGUE, attachment(name)).is_ok();
    assert!(reads("early.png"));
    assert!(!reads("late.png"));
}

#[test]
fn v7_opened_chat_is_read_only() {
    let visit = handed_over(true);
    let before = visit
        .clone()
        .grey(COLLEAGUE, WITH_ANA, Refusal::ChatUnknown);
    for step in [locks(COLLEAGUE, WITH_ANA), reads(COLLEAGUE, WITH_ANA, 2)] {
        before.when(step).refused(Refusal::ChatUnknown);
    }
    for step in [
        retracts(COLLEAGUE, "50 mg"),
        corrects(COLLEAGUE, "50 mg", "5 mg"),
    ] {
        before.when(step).refused(Refusal::NotTheAuthor);
    }
}

#[test]
fn v7_handing_back_ends_it() {
    let visit = handed_over(true).and([
        says(COLLEAGUE, direct(COLLEAGUE, ANA), "I take over"),
        hands_over(COLLEAGUE, COLLEAGUE, DOCTOR),
    ]);
    assert_eq!(told(&visit, ANA), [(COLLEAGUE, DOCTOR)]);
    assert_eq!(visit.texts(COLLEAGUE), ["I take over"]);
    assert_eq!(visit.texts(DOCTOR), ["50 mg", "thanks", "I take over"]);
}

#[test]
fn v7_removal_ends_the_reading() {
    let visit = handed_over(true).and([removed(COLLEAGUE)]);
    assert_eq!(
        may_read_handed_over(&visit.state, COLLEAGUE, &WITH_ANA),
        Err(Refusal::Removed)
    );
}

#[test]
fn v7_view_says_whose_part_may_be_handed_over() {
    let visit = given([visit(true)]);
    let offered = |spec: &Spec, who| view(&spec.state, who).unwrap().may_be_handed_over;
    assert_eq!(offered(&visit, NURSE), [DOCTOR, COLLEAGUE]);
    assert_eq!(offered(&visit, DOCTOR), [DOCTOR]);
    assert_eq!(offered(&visit, ANA), []);
    let done = visit.and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
    assert_eq!(offered(&done, DOCTOR), []);
    assert_eq!(offered(&done, COLLEAGUE), [COLLEAGUE]);
}

#[test]
fn v7_repeated_handover_tells_nothing_of_a_direct_chat() {
    handed_over(true)
        .and([says(DOCTOR, WITH_ANA, "later")])
        .when(hands_over(NURSE, DOCTOR, COLLEAGUE))
        .changes_nothing();
}
