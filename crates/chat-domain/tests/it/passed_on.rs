//! R4, V7: a message that waits in a direct chat whose care side handed over or was removed is shown to those who
//! stand in.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Entry, Event, NewParticipant, PersonId, Policy, Refusal,
    Role,
    RulesVersion::{V1, V2},
    VisitKind, VisitSummary,
    access::passed_on_at,
    evolve,
    view::PassedOnWait,
};
use time::Duration;

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);
const WHO: [PersonId; 5] = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN];

fn visit() -> Step {
    scheduled_under(V2, VisitKind::Group, Policy::DEFAULT, &WHO)
}

/// Ana has written to the doctor, who has not answered.
fn asked() -> Spec {
    given([
        visit(),
        enters(ANA),
        says(DOCTOR, WITH_ANA, "hello, Ana"),
        says(ANA, WITH_ANA, "help"),
    ])
}

/// Whether the wait in Ana's chat with the doctor is shown to a person as passed on. Their row agrees.
fn knows(spec: &Spec, who: PersonId) -> bool {
    let view = spec.view(who);
    let row = VisitSummary::of(&spec.state).unwrap().waiting_since(who);
    assert_eq!(view.waiting_since, row);
    let own = view.chats.iter().any(|chat| chat.waiting.is_some());
    assert_eq!(row.is_some(), own || !view.passed_on.is_empty());
    view.passed_on.iter().any(|wait| wait.chat == WITH_ANA)
}

/// Those whose dashboard shows that Ana waits for the doctor.
fn shown(spec: &Spec) -> Vec<PersonId> {
    let active = WHO
        .into_iter()
        .filter(|who| spec.state.active(*who).is_some());
    let shown = active.filter(|who| {
        let chats = spec.view(*who).chats;
        let mut own = chats.iter().filter(|chat| chat.chat == WITH_ANA);
        knows(spec, *who) || own.any(|chat| chat.waiting.is_some())
    });
    shown.collect()
}

#[test]
fn r4_the_wait_of_a_removed_provider_is_shown_to_the_care_team() {
    let visit = asked();
    assert_eq!(shown(&visit), [DOCTOR]);
    let visit = visit.and([removed(DOCTOR)]);
    assert_eq!(shown(&visit), [COLLEAGUE, NURSE]);
    assert!(visit.texts(NURSE).is_empty() && visit.texts(COLLEAGUE).is_empty());
    // They are back: it is theirs again.
    assert_eq!(shown(&visit.clone().and([returned(DOCTOR)])), [DOCTOR]);
    // Not to a colleague who was removed, too.
    assert_eq!(
        shown(&visit.and([added_other_provider(), removed(COLLEAGUE)])),
        [NURSE]
    );
}

/// A third provider, so that the second one can be removed.
fn added_other_provider() -> Step {
    host(Command::AddParticipant(NewParticipant {
        person: OUTSIDER,
        ..participant(DOCTOR)
    }))
}

#[test]
fn r4_the_wait_of_a_provider_who_handed_over_is_shown_to_both() {
    let visit = asked().and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
    assert_eq!(shown(&visit), [DOCTOR, COLLEAGUE]);
    assert!(visit.texts(COLLEAGUE).is_empty());
    // Also a message that comes after the handover.
    let later = given([
        self::visit(),
        says(DOCTOR, WITH_ANA, "hello, Ana"),
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
        says(ANA, WITH_ANA, "help"),
    ]);
    assert_eq!(shown(&later), [DOCTOR, COLLEAGUE]);
    // The former provider is removed: to the new one alone.
    let gone = visit.clone().and([removed(DOCTOR)]);
    assert_eq!(shown(&gone), [COLLEAGUE]);
    // Both are gone: to the rest of the care team.
    let gone = gone.and([added_other_provider(), removed(COLLEAGUE)]);
    assert_eq!(shown(&gone), [NURSE]);
    let gone = visit.clone().and([removed(COLLEAGUE)]);
    assert_eq!(shown(&gone), [DOCTOR]);
    // Handing back ends it.
    let back = visit.and([hands_over(COLLEAGUE, COLLEAGUE, DOCTOR)]);
    assert_eq!(shown(&back), [DOCTOR]);
}

#[test]
fn r4_the_wait_of_a_provider_is_shown_along_a_chain_of_handovers() {
    let chain = asked().and([
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
        added_other_provider(),
        hands_over(COLLEAGUE, COLLEAGUE, OUTSIDER),
    ]);
    assert!(knows(&chain, COLLEAGUE) && knows(&chain, OUTSIDER));
    let chain = chain.and([removed(COLLEAGUE)]);
    assert!(knows(&chain, OUTSIDER) && !knows(&chain, NURSE));
    let default = chain.view(ANA).default_direct_chat;
    assert_eq!(default, Some(direct(OUTSIDER, ANA)));
}

#[test]
fn w9_one_who_stands_in_neither_sees_nor_ends_what_waits_from_their_own_absence() {
    let visit = asked().and([
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
        sets_aside(DOCTOR, WITH_ANA, 2),
        removed(COLLEAGUE),
        says(ANA, WITH_ANA, "are you there?"),
        returned(COLLEAGUE),
    ]);
    assert_eq!(shown(&visit), [DOCTOR]);
    visit
        .when(sets_aside(COLLEAGUE, WITH_ANA, 3))
        .refused(Refusal::ChatUnknown);
    let visit = visit.and([says(ANA, WITH_ANA, "hello?")]);
    assert_eq!(shown(&visit), [DOCTOR, COLLEAGUE]);
    let ended = visit.and([sets_aside(COLLEAGUE, WITH_ANA, 4)]);
    assert_eq!(shown(&ended), [DOCTOR], "the earlier one still waits");
}

#[test]
fn r4_a_new_provider_who_became_staff_does_not_stand_in() {
    let visit = asked().and([
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
        becomes(COLLEAGUE, Role::Staff),
    ]);
    assert_eq!(shown(&visit), [DOCTOR]);
    let visit = visit.and([added_other_provider(), removed(DOCTOR)]);
    assert_eq!(shown(&visit), [COLLEAGUE, NURSE]);
}

#[test]
fn r4_answering_retracting_and_closing_end_a_wait_that_was_passed_on() {
    let visit = asked().and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
    let answered = [reads(DOCTOR, WITH_ANA, 2), says(DOCTOR, WITH_ANA, "coming")];
    assert_eq!(shown(&visit.clone().and(answered)), []);
    let removed = visit.and([removed(DOCTOR)]);
    assert_eq!(shown(&removed.clone().and([retracts(ANA, "help")])), []);
    assert_eq!(shown(&removed.and([completed()])), []);
}

#[test]
fn r4_who_stands_in_ends_the_wait_up_to_what_they_were_shown() {
    let mut visit = asked().and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
    let (actor, command) = says(ANA, WITH_ANA, "please");
    let later = NOW + Duration::minutes(1);
    let entries = chat_domain::commit(&mut visit.state, actor, &command, later);
    visit.log.extend(entries.unwrap());
    let wait = PassedOnWait {
        chat: WITH_ANA,
        since: NOW,
        newest: later,
    };
    assert_eq!(visit.view(COLLEAGUE).passed_on, [wait]);
    let named = |spec: &Spec, who, sent| passed_on_at(&spec.state, who, &WITH_ANA, sent);
    let through = named(&visit, COLLEAGUE, later).unwrap();
    assert_eq!(through, ChatNumber(3));
    // A message that came after it waits on.
    let visit = visit.and([says(ANA, WITH_ANA, "now!")]);
    let event = Event::NoAnswerNeeded {
        chat: WITH_ANA,
        through,
    };
    let visit = visit
        .when(sets_aside(COLLEAGUE, WITH_ANA, through.0))
        .then([event]);
    assert_eq!(visit.newest_goes_to(), [DOCTOR, COLLEAGUE].into());
    assert_eq!(shown(&visit), [DOCTOR, COLLEAGUE]);
    let waits = visit.view(DOCTOR).chats;
    let waits = waits.iter().find_map(|chat| chat.waiting).unwrap();
    assert_eq!(waits.number.0, 4);
    // What no longer waits can't be named, and where nothing waits the chat does not exist.
    assert_eq!(
        named(&visit, COLLEAGUE, later),
        Err(Refusal::MessageUnknown)
    );
    let done = visit
        .when(sets_aside(COLLEAGUE, WITH_ANA, 3))
        .refused(Refusal::MessageUnknown)
        .when(sets_aside(COLLEAGUE, WITH_ANA, 4))
        .accepted();
    assert_eq!(named(&done, COLLEAGUE, NOW), Err(Refusal::ChatUnknown));
    done.when(sets_aside(COLLEAGUE, WITH_ANA, 4))
        .refused(Refusal::ChatUnknown);
}

#[test]
fn r4_messages_sent_at_the_same_time_end_one_by_one() {
    let visit = asked().and([says(ANA, WITH_ANA, "please"), removed(DOCTOR)]);
    let named = |spec: &Spec| passed_on_at(&spec.state, NURSE, &WITH_ANA, NOW);
    assert_eq!(named(&visit), Ok(ChatNumber(2)));
    let visit = visit.and([sets_aside(NURSE, WITH_ANA, 2)]);
    assert_eq!(named(&visit), Ok(ChatNumber(3)));
}

#[test]
fn m7_no_one_else_learns_of_a_wait_that_was_passed_on() {
    let before = asked().and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
    let after = before.clone().and([says(ANA, WITH_ANA, "please")]);
    for who in [NURSE, BEN] {
        assert_eq!(before.view(who), after.view(who));
        for through in [1, 2, 3] {
            let step = sets_aside(who, WITH_ANA, through);
            after.when(step).refused(Refusal::ChatUnknown);
        }
        let named = passed_on_at(&after.state, who, &WITH_ANA, NOW);
        assert_eq!(named, Err(Refusal::ChatUnknown));
    }
    let gone = after.and([added_other_provider(), removed(COLLEAGUE)]);
    let named = passed_on_at(&gone.state, COLLEAGUE, &WITH_ANA, NOW);
    assert_eq!(named, Err(Refusal::Removed));
    assert_eq!(
        passed_on_at(&gone.state, OVERSEER, &WITH_ANA, NOW),
        Err(Refusal::VisitUnknown)
    );
    // What the care side itself sets aside is shown to no one else.
    let visit = asked().and([
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
        sets_aside(DOCTOR, WITH_ANA, 2),
    ]);
    assert_eq!(visit.newest_goes_to(), [DOCTOR].into());
}

#[test]
fn r4_version_1_passes_nothing_on() {
    let visit = given([
        scheduled_under(V1, VisitKind::Group, Policy::DEFAULT, &WHO),
        says(DOCTOR, WITH_ANA, "hello, Ana"),
        says(ANA, WITH_ANA, "help"),
        removed(DOCTOR),
    ]);
    assert_eq!(shown(&visit), []);
}

#[test]
fn p2_an_attendee_writes_to_the_provider_who_took_over() {
    let opens = |spec: &Spec| spec.view(ANA).default_direct_chat;
    let visit = asked();
    assert_eq!(opens(&visit), Some(WITH_ANA));
    let over = visit.and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
    let new = Some(direct(COLLEAGUE, ANA));
    assert_eq!(opens(&over), new);
    assert_eq!(opens(&over.clone().and([removed(DOCTOR)])), new);
    assert_eq!(
        opens(&over.clone().and([removed(COLLEAGUE)])),
        Some(WITH_ANA)
    );
    let staff = over.clone().and([becomes(COLLEAGUE, Role::Staff)]);
    assert_eq!(opens(&staff), Some(WITH_ANA));
    // Handed on, and around in a circle.
    let other = direct(OUTSIDER, ANA);
    let on = over.and([
        added_other_provider(),
        hands_over(NURSE, COLLEAGUE, OUTSIDER),
    ]);
    assert_eq!(opens(&on), Some(other));
    let around = on.and([hands_over(NURSE, OUTSIDER, DOCTOR)]);
    assert_eq!(opens(&around), Some(WITH_ANA));
}

#[test]
fn p2_the_search_for_the_new_provider_ends_in_any_log() {
    let mut visit = asked();
    for (from, to) in [
        (DOCTOR, DOCTOR),
        (DOCTOR, COLLEAGUE),
        (COLLEAGUE, COLLEAGUE),
    ] {
        let entry = Entry {
            seq: visit.state.version.next(),
            at: NOW,
            actor: Actor::Host,
            event: Event::HandedOver { from, to },
        };
        evolve(&mut visit.state, &entry);
    }
    assert_eq!(
        visit.view(ANA).default_direct_chat,
        Some(direct(COLLEAGUE, ANA))
    );
}
