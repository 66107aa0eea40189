//! R4: since when an attendee's message waits for the care side.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Event, PersonId, Policy, Refusal,
    RulesVersion::{V1, V2},
    VisitKind, VisitState, VisitSummary, evolve,
};
use time::Duration;

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

/// A group visit under version 2 with the doctor, a colleague, the nurse and two patients.
fn visit() -> Step {
    let who = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN];
    scheduled_under(V2, VisitKind::Group, Policy::DEFAULT, &who)
}

/// The doctor has written to Ana and to everyone, and both patients are in the waiting room.
fn started() -> Spec {
    given([
        visit(),
        enters(ANA),
        enters(BEN),
        says(DOCTOR, WITH_ANA, "hello, Ana"),
        says(DOCTOR, ALL, "hello"),
    ])
}

/// The number of the message that waits, as a person sees the chat. Checks the row, too.
fn waiting(spec: &Spec, who: PersonId, chat: ChatKey) -> Option<u64> {
    let view = spec.view(who);
    let found = view.chats.iter().find(|found| found.chat == chat);
    let oldest = (view.chats.iter())
        .filter_map(|chat| Some(chat.waiting?.since))
        .min();
    assert_eq!(view.waiting_since, oldest);
    let summary = VisitSummary::of(&spec.state).unwrap();
    assert_eq!(summary.waiting_since(who), oldest);
    Some(found?.waiting?.number.0)
}

#[test]
fn r4_first_unanswered_message_waits_until_the_care_side_answers() {
    let visit = started();
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
    let visit = visit.and([says(ANA, WITH_ANA, "help"), says(ANA, WITH_ANA, "please")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
    let visit = visit.and([reads(DOCTOR, WITH_ANA, 3), says(DOCTOR, WITH_ANA, "coming")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
    let visit = visit.and([says(ANA, WITH_ANA, "thank you")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(5));
}

#[test]
fn r4_any_of_the_care_team_answers_in_the_visit_chat_and_no_attendee_does() {
    let visit = started().and([says(ANA, ALL, "help"), says(BEN, ALL, "what is it?")]);
    for who in [DOCTOR, COLLEAGUE, NURSE] {
        assert_eq!(waiting(&visit, who, ALL), Some(2));
    }
    let visit = visit.and([reads(NURSE, ALL, 3), says(NURSE, ALL, "coming")]);
    for who in [DOCTOR, COLLEAGUE, NURSE] {
        assert_eq!(waiting(&visit, who, ALL), None);
    }
}

#[test]
fn r4_answer_answers_only_what_its_author_had_read() {
    let asked = started().and([says(ANA, WITH_ANA, "help"), says(ANA, WITH_ANA, "now!")]);
    // Written to everyone who waits, or while the question arrived.
    let late = says(DOCTOR, WITH_ANA, "we are 20 minutes late");
    let visit = asked.clone().and([late.clone()]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
    // Reading it afterward is no answer.
    let visit = visit.and([reads(DOCTOR, WITH_ANA, 4)]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
    let visit = asked.and([reads(DOCTOR, WITH_ANA, 2), late]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(3));
    // A colleague's reading counts for the colleague.
    let visit = started().and([says(ANA, ALL, "help"), reads(NURSE, ALL, 2)]);
    let visit = visit.and([says(DOCTOR, ALL, "good morning")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(2));
    let visit = visit.and([says(NURSE, ALL, "coming")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
}

#[test]
fn m7_only_its_care_side_learns_that_a_direct_chat_waits() {
    let before = started();
    let after = before.clone().and([says(ANA, WITH_ANA, "help")]);
    assert_eq!(waiting(&after, DOCTOR, WITH_ANA), Some(2));
    for who in [COLLEAGUE, NURSE, BEN] {
        assert_eq!(before.view(who), after.view(who));
        assert_eq!(waiting(&after, who, WITH_ANA), None);
    }
    assert_eq!(waiting(&after, ANA, WITH_ANA), None);
    let visit = after.and([says(BEN, ALL, "is it my turn?")]);
    assert_eq!(waiting(&visit, BEN, ALL), None);
    assert_eq!(waiting(&visit, ANA, ALL), None);
}

#[test]
fn r4_answer_in_one_chat_answers_no_other() {
    let visit = started().and([
        says(ANA, WITH_ANA, "help"),
        says(BEN, ALL, "me too"),
        reads(DOCTOR, WITH_ANA, 2),
        reads(DOCTOR, ALL, 2),
        says(DOCTOR, ALL, "coming"),
    ]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
}

#[test]
fn r4_retracted_message_no_longer_waits_and_the_next_one_does() {
    let visit = started().and([says(ANA, WITH_ANA, "help"), says(ANA, WITH_ANA, "please")]);
    let visit = visit.and([retracts(ANA, "help")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(3));
    let visit = visit.and([retracts(ANA, "please")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
}

#[test]
fn r4_retracted_answer_answers_nothing() {
    let visit = started().and([
        says(ANA, WITH_ANA, "help"),
        reads(DOCTOR, WITH_ANA, 2),
        says(DOCTOR, WITH_ANA, "to another patient"),
    ]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
    let twice = visit.clone().and([says(DOCTOR, WITH_ANA, "coming")]);
    let visit = visit.and([retracts(DOCTOR, "to another patient")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
    let twice = twice.and([retracts(DOCTOR, "to another patient")]);
    assert_eq!(waiting(&twice, DOCTOR, WITH_ANA), None);
    let twice = twice.and([retracts(DOCTOR, "coming")]);
    assert_eq!(waiting(&twice, DOCTOR, WITH_ANA), Some(2));
}

#[test]
fn r4_correction_after_the_answer_waits_like_a_message() {
    let visit = started().and([says(ANA, WITH_ANA, "fine"), reads(DOCTOR, WITH_ANA, 2)]);
    let visit = visit.and([says(DOCTOR, WITH_ANA, "good")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
    let visit = visit.and([corrects(ANA, "fine", "I can't breathe")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(4));
    let answered = [reads(DOCTOR, WITH_ANA, 4), says(DOCTOR, WITH_ANA, "coming")];
    assert_eq!(
        waiting(&visit.clone().and(answered), DOCTOR, WITH_ANA),
        None
    );
    let visit = visit.and([corrects(ANA, "fine", "no"), retracts(ANA, "fine")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
}

#[test]
fn r4_correction_of_a_waiting_message_and_of_an_answer_change_nothing() {
    let visit = started().and([says(ANA, WITH_ANA, "help"), corrects(ANA, "help", "Help!")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
    let visit = started().and([
        says(ANA, WITH_ANA, "help"),
        corrects(DOCTOR, "hello, Ana", "hello, Ana Silva"),
    ]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
}

#[test]
fn r4_time_is_that_of_the_oldest_message() {
    let visit = started().and([says(ANA, WITH_ANA, "help"), says(BEN, ALL, "me too")]);
    let mut log = visit.log.clone();
    let mut newest = log.iter_mut().rev();
    let ben = newest.next().unwrap();
    ben.at += Duration::minutes(3);
    let ana = newest.next().unwrap();
    ana.at += Duration::minutes(2);
    let state = log.iter().fold(VisitState::default(), |mut state, entry| {
        evolve(&mut state, entry);
        state
    });
    let summary = VisitSummary::of(&state).unwrap();
    let after = |minutes| Some(NOW + Duration::minutes(minutes));
    assert_eq!(summary.waiting_since(DOCTOR), after(2));
    assert_eq!(summary.waiting_since(COLLEAGUE), after(3));
    assert_eq!(summary.waiting_since(ANA), None);
}

#[test]
fn r4_no_answer_needed_ends_the_wait_of_what_was_seen() {
    let visit = started().and([
        says(ANA, WITH_ANA, "thanks"),
        says(ANA, WITH_ANA, "one more"),
    ]);
    let event = Event::NoAnswerNeeded {
        chat: WITH_ANA,
        through: ChatNumber(2),
    };
    let visit = visit.when(sets_aside(DOCTOR, WITH_ANA, 2)).then([event]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(3));
    assert_eq!(visit.newest_goes_to(), [DOCTOR].into());
    let visit = visit
        .when(sets_aside(DOCTOR, WITH_ANA, 2))
        .changes_nothing()
        .when(sets_aside(DOCTOR, WITH_ANA, 3))
        .accepted();
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
    // The answer's retraction no longer matters.
    let visit = visit.and([retracts(DOCTOR, "hello, Ana")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
}

#[test]
fn r4_whole_care_team_learns_that_no_answer_is_needed_in_the_visit_chat() {
    let visit = started().and([says(ANA, ALL, "thanks"), sets_aside(NURSE, ALL, 2)]);
    assert_eq!(visit.newest_goes_to(), [DOCTOR, COLLEAGUE, NURSE].into());
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
    for care in [DOCTOR, COLLEAGUE, NURSE] {
        assert_eq!(set_aside_by(&visit, care, ALL), Some(NURSE));
    }
    for attendee in [ANA, BEN] {
        assert_eq!(set_aside_by(&visit, attendee, ALL), None);
    }
}

/// Who recorded last that no answer is needed in a chat, as a person is shown it.
fn set_aside_by(visit: &Spec, who: PersonId, chat: ChatKey) -> Option<PersonId> {
    let view = visit.view(who);
    let found = view.chats.into_iter().find(|found| found.chat == chat)?;
    Some(found.no_answer_needed?.by)
}

#[test]
fn m7_record_in_a_direct_chat_is_shown_to_its_care_side_alone() {
    let visit = started().and([
        says(ANA, WITH_ANA, "thanks"),
        sets_aside(DOCTOR, WITH_ANA, 2),
    ]);
    assert_eq!(set_aside_by(&visit, DOCTOR, WITH_ANA), Some(DOCTOR));
    for other in [COLLEAGUE, NURSE, ANA, BEN] {
        assert_eq!(set_aside_by(&visit, other, WITH_ANA), None);
        assert_eq!(set_aside_by(&visit, other, ALL), None);
    }
}

#[test]
fn r4_only_the_care_side_and_only_what_exists() {
    let visit = started().and([says(ANA, WITH_ANA, "help"), says(ANA, ALL, "help, all")]);
    for through in [0, 3, u64::MAX] {
        let step = sets_aside(DOCTOR, WITH_ANA, through);
        visit.when(step).refused(Refusal::MessageUnknown);
    }
    for (who, chat, why) in [
        (ANA, WITH_ANA, Refusal::CareTeamOnly),
        (BEN, ALL, Refusal::CareTeamOnly),
        (COLLEAGUE, WITH_ANA, Refusal::ChatUnknown),
        (NURSE, WITH_ANA, Refusal::ChatUnknown),
        (BEN, WITH_ANA, Refusal::ChatUnknown),
        (OUTSIDER, ALL, Refusal::VisitUnknown),
    ] {
        visit.when(sets_aside(who, chat, 1)).refused(why);
    }
    let (_, command) = sets_aside(DOCTOR, ALL, 1);
    for actor in [Actor::Host, Actor::Overseer(OVERSEER)] {
        let step = (actor, command.clone());
        visit.when(step).refused(Refusal::VisitUnknown);
    }
    let closed = visit.and([completed()]);
    let phase = chat_domain::Phase::Completed;
    closed
        .when(sets_aside(DOCTOR, ALL, 1))
        .refused(Refusal::VisitClosed { phase });
}

#[test]
fn r4_closing_the_visit_ends_the_wait_for_good() {
    let visit = started().and([
        says(ANA, WITH_ANA, "help"),
        reads(DOCTOR, WITH_ANA, 2),
        says(DOCTOR, WITH_ANA, "coming"),
        says(BEN, ALL, "me too"),
        completed(),
    ]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
    let visit = visit.and([reopened(), retracts(DOCTOR, "coming")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
    let visit = visit.and([says(BEN, ALL, "again")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(3));
}

#[test]
fn r4_message_of_a_removed_attendee_still_waits() {
    let visit = started().and([says(ANA, WITH_ANA, "help"), removed(ANA)]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
    let visit = visit.and([sets_aside(DOCTOR, WITH_ANA, 2)]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
}

#[test]
fn r4_version_1_shows_what_waits_and_only_an_answer_ends_it() {
    let who = [DOCTOR, ANA];
    let visit = given([
        scheduled_under(V1, VisitKind::OneToOne, Policy::DEFAULT, &who),
        says(DOCTOR, WITH_ANA, "hello"),
        says(ANA, WITH_ANA, "help"),
    ]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), Some(2));
    let visit = visit
        .when(sets_aside(DOCTOR, WITH_ANA, 2))
        .refused(Refusal::NoAnswerNeededNotRecorded)
        .and([says(DOCTOR, WITH_ANA, "coming")]);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
}
