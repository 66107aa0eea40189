//! R1 to R3: read marks, unread counts and who has read which version.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Event, PersonId, Policy, ReaderNumber, Refusal,
    RulesVersion::{V1, V2},
    Seq, VisitKind, commit, replay,
    view::{MOST_UNREAD, ReadBy, ReaderView, read_by, reading, unread},
};
use time::Duration;

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

/// A group visit under version 2 with the doctor, a colleague, the nurse and two patients.
fn visit() -> Step {
    let who = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN];
    scheduled_under(V2, VisitKind::Group, Policy::DEFAULT, &who)
}

/// Three messages of the doctor to Ana.
fn three() -> Spec {
    given([
        visit(),
        says(DOCTOR, WITH_ANA, "one"),
        says(DOCTOR, WITH_ANA, "two"),
        says(DOCTOR, WITH_ANA, "three"),
    ])
}

fn unread_of(spec: &Spec, who: PersonId, chat: ChatKey) -> u32 {
    unread(&spec.state, who, &chat)
}

fn readers(spec: &Spec, viewer: PersonId, words: &str) -> Vec<PersonId> {
    let read = read_by(&spec.state, viewer, message(words)).unwrap();
    read.into_iter().map(|one| one.person).collect()
}

#[test]
fn r1_mark_moves_forward_only() {
    let through = ChatNumber(2);
    let read = Event::ChatRead {
        chat: WITH_ANA,
        through,
    };
    let marked = three().when(reads(ANA, WITH_ANA, 2)).then([read]);
    assert_eq!(unread_of(&marked, ANA, WITH_ANA), 1);
    marked
        .when(reads(ANA, WITH_ANA, 2))
        .changes_nothing()
        .when(reads(ANA, WITH_ANA, 1))
        .changes_nothing()
        .when(reads(ANA, WITH_ANA, 3))
        .accepted();
}

#[test]
fn r1_only_existing_entries_are_marked() {
    let visit = three();
    for through in [0, 4, u64::MAX] {
        let step = reads(ANA, WITH_ANA, through);
        visit.when(step).refused(Refusal::MessageUnknown);
    }
    visit
        .when(reads(ANA, ALL, 1))
        .refused(Refusal::NotEntered)
        .and([enters(ANA)])
        .when(reads(ANA, ALL, 1))
        .refused(Refusal::MessageUnknown);
}

#[test]
fn r1_only_members_mark_a_chat() {
    let visit = three();
    for who in [COLLEAGUE, NURSE, BEN] {
        let step = reads(who, WITH_ANA, 1);
        visit.when(step).refused(Refusal::ChatUnknown);
    }
    let outsider = reads(OUTSIDER, WITH_ANA, 1);
    visit.when(outsider).refused(Refusal::VisitUnknown);
    let (_, command) = reads(ANA, WITH_ANA, 1);
    for actor in [Actor::Host, Actor::Overseer(OVERSEER), Actor::Service] {
        let step = (actor, command.clone());
        visit.when(step).refused(Refusal::VisitUnknown);
    }
    visit
        .and([removed(ANA)])
        .when(reads(ANA, WITH_ANA, 1))
        .refused(Refusal::Removed);
}

#[test]
fn r1_version_1_keeps_no_marks() {
    let visit = scheduled_under(V1, VisitKind::Group, Policy::DEFAULT, &[DOCTOR, ANA]);
    let spec = given([visit, says(DOCTOR, WITH_ANA, "hello")])
        .when(reads(ANA, WITH_ANA, 1))
        .refused(Refusal::ReadMarksNotKept);
    assert_eq!(unread_of(&spec, ANA, WITH_ANA), 0);
    assert_eq!(reading(&spec.state, ANA, WITH_ANA, Seq::ZERO), Ok(None));
}

#[test]
fn r1_closed_visit_is_still_marked() {
    three()
        .and([completed()])
        .when(reads(ANA, WITH_ANA, 3))
        .accepted();
}

#[test]
fn r1_marks_count_toward_no_quota() {
    let policy = Policy {
        max_acts_per_person: Some(0),
        max_entries_per_person: Some(1),
        ..Policy::DEFAULT
    };
    let visit = scheduled_under(V2, VisitKind::OneToOne, policy, &[DOCTOR, ANA]);
    given([visit, says(DOCTOR, WITH_ANA, "hello")])
        .when(reads(ANA, WITH_ANA, 1))
        .accepted()
        .may_write(ANA, WITH_ANA);
}

#[test]
fn r1_own_and_retracted_messages_are_not_unread() {
    let visit = three().and([says(ANA, WITH_ANA, "thank you")]);
    assert_eq!(unread_of(&visit, ANA, WITH_ANA), 3);
    assert_eq!(unread_of(&visit, DOCTOR, WITH_ANA), 1);
    assert_eq!(unread_of(&visit, NURSE, WITH_ANA), 0);
    let visit = visit.and([retracts(DOCTOR, "two")]);
    assert_eq!(unread_of(&visit, ANA, WITH_ANA), 2);
}

#[test]
fn r1_unread_messages_are_counted_up_to_a_limit() {
    let mut spec = given([visit()]);
    for n in 1..=MOST_UNREAD + 1 {
        spec = spec.and([says(DOCTOR, WITH_ANA, &format!("message {n}"))]);
        assert_eq!(unread_of(&spec, ANA, WITH_ANA), n.min(MOST_UNREAD));
    }
}

#[test]
fn r2_corrected_message_is_unread_again() {
    let read = three().and([reads(ANA, WITH_ANA, 3)]);
    assert_eq!(unread_of(&read, ANA, WITH_ANA), 0);
    let corrected = read.and([corrects(DOCTOR, "one", "one and a half")]);
    assert_eq!(unread_of(&corrected, ANA, WITH_ANA), 1);
    assert_eq!(readers(&corrected, DOCTOR, "one"), []);
    let again = corrected.and([reads(ANA, WITH_ANA, 4)]);
    assert_eq!(unread_of(&again, ANA, WITH_ANA), 0);
    assert_eq!(readers(&again, DOCTOR, "one"), [ANA]);
}

#[test]
fn r3_retraction_shows_who_had_read_the_message() {
    let read = three().and([reads(ANA, WITH_ANA, 1)]);
    let retracted = read.and([retracts(DOCTOR, "one"), retracts(DOCTOR, "two")]);
    // A later mark covers the retractions, not the hidden text.
    let later = retracted.and([reads(ANA, WITH_ANA, 5)]);
    assert_eq!(readers(&later, DOCTOR, "one"), [ANA]);
    assert_eq!(readers(&later, DOCTOR, "two"), []);
    assert_eq!(readers(&later, DOCTOR, "three"), [ANA]);
}

#[test]
fn r3_correction_shows_who_had_read_the_newest_text_before_a_retraction() {
    let corrected = three().and([
        reads(ANA, WITH_ANA, 3),
        corrects(DOCTOR, "one", "one and a half"),
        retracts(DOCTOR, "one"),
    ]);
    assert_eq!(readers(&corrected, DOCTOR, "one"), []);
}

#[test]
fn r3_readers_of_a_message_know_who_else_has_read_it() {
    let visit = given([
        visit(),
        enters(ANA),
        enters(BEN),
        says(NURSE, ALL, "welcome"),
        says(ANA, ALL, "good morning"),
        reads(BEN, ALL, 2),
        reads(DOCTOR, ALL, 1),
    ]);
    for who in [NURSE, COLLEAGUE, ANA] {
        assert_eq!(readers(&visit, who, "welcome"), [BEN, DOCTOR]);
    }
    assert_eq!(readers(&visit, ANA, "good morning"), [BEN]);
    let outside = read_by(&visit.state, OUTSIDER, message("welcome"));
    assert_eq!(outside, Err(Refusal::VisitUnknown));
}

#[test]
fn r3_care_team_is_told_who_had_read_retracted_messages_of_others() {
    let shown = |spec: &Spec, who| spec.view(who).told_who_read_retracted;
    let visit = given([visit(), enters(ANA)]);
    for who in [DOCTOR, COLLEAGUE, NURSE] {
        assert!(shown(&visit, who));
    }
    for who in [ANA, BEN] {
        assert!(!shown(&visit, who));
    }
    let without_marks = scheduled_under(V1, VisitKind::Group, Policy::DEFAULT, &[DOCTOR, ANA]);
    assert!(!shown(&given([without_marks]), DOCTOR));
}

/// How far others have read the visit chat, as a person sees it.
fn seen_by(spec: &Spec, who: PersonId) -> Vec<ReaderView> {
    let seen = reading(&spec.state, who, ALL, Seq::ZERO).unwrap();
    seen.unwrap().readers
}

#[test]
fn w9_no_one_has_read_what_was_sent_while_they_were_removed() {
    let visit = given([
        visit(),
        enters(ANA),
        says(DOCTOR, ALL, "one"),
        reads(COLLEAGUE, ALL, 1),
        removed(COLLEAGUE),
        says(DOCTOR, ALL, "two"),
        says(NURSE, ALL, "three"),
        returned(COLLEAGUE),
        says(DOCTOR, ALL, "four"),
        reads(COLLEAGUE, ALL, 4),
    ]);
    let gaps = vec![(ReaderNumber(2), ReaderNumber(3))];
    let shown = |through, after, gaps| ReaderView {
        person: COLLEAGUE,
        first: ReaderNumber::FIRST,
        after: ReaderNumber(after),
        through: ReaderNumber(through),
        at: NOW,
        gaps,
    };
    for who in [DOCTOR, NURSE, ANA] {
        assert_eq!(seen_by(&visit, who), [shown(4, 1, gaps.clone())]);
        assert_eq!(readers(&visit, who, "two"), []);
        assert_eq!(readers(&visit, who, "four"), [COLLEAGUE]);
    }
    // Corrections of what they missed are missed, too.
    let visit = visit.and([
        corrects(NURSE, "three", "3"),
        says(DOCTOR, ALL, "five"),
        reads(COLLEAGUE, ALL, 6),
    ]);
    let later = vec![
        (ReaderNumber(2), ReaderNumber(3)),
        (ReaderNumber(5), ReaderNumber(5)),
    ];
    assert_eq!(seen_by(&visit, ANA), [shown(6, 4, later)]);
}

#[test]
fn w9_mark_is_known_by_the_newest_entry_that_both_may_read() {
    let visit = given([
        visit(),
        enters(ANA),
        says(DOCTOR, ALL, "one"),
        reads(COLLEAGUE, ALL, 1),
        removed(COLLEAGUE),
        says(DOCTOR, ALL, "two"),
        returned(COLLEAGUE),
        removed(NURSE),
        says(DOCTOR, ALL, "three"),
        returned(NURSE),
        reads(COLLEAGUE, ALL, 3),
    ]);
    // The nurse may read the second message and not the third, the colleague the other way round.
    let [seen] = seen_by(&visit, NURSE).try_into().unwrap();
    assert_eq!((seen.through, seen.gaps), (ReaderNumber(1), Vec::new()));
    assert_eq!(visit.newest_goes_to(), [DOCTOR, COLLEAGUE, ANA].into());
}

#[test]
fn m6_marks_of_earlier_entries_are_hidden_from_those_who_came_later() {
    let visit = given([
        visit(),
        enters(BEN),
        says(DOCTOR, ALL, "one"),
        says(DOCTOR, ALL, "two"),
        reads(NURSE, ALL, 2),
        reads(BEN, ALL, 1),
        enters(ANA),
        says(DOCTOR, ALL, "three"),
    ]);
    let seen = |spec: &Spec, who| {
        let range =
            |one: &ReaderView| (one.person, [one.first, one.after, one.through].map(|n| n.0));
        seen_by(spec, who).iter().map(range).collect::<Vec<_>>()
    };
    assert_eq!(seen(&visit, ANA), []);
    let later = visit.and([reads(NURSE, ALL, 3), reads(ANA, ALL, 3)]);
    assert_eq!(seen(&later, ANA), [(NURSE, [1, 0, 1])]);
    // Ana's mark says nothing about the messages that she can't read.
    let by = seen(&later, DOCTOR);
    assert!(
        by.contains(&(ANA, [3, 2, 3])) && by.contains(&(NURSE, [1, 2, 3])),
        "{by:?}"
    );
}

#[test]
fn m6_mark_covers_only_what_its_reader_could_read() {
    let visit = given([
        visit(),
        says(DOCTOR, ALL, "before"),
        enters(ANA),
        says(DOCTOR, ALL, "after"),
    ]);
    let before = reads(ANA, ALL, 1);
    visit.when(before).refused(Refusal::MessageUnknown);
    assert_eq!(unread_of(&visit, ANA, ALL), 1);
    let read = visit.and([reads(ANA, ALL, 2)]);
    assert_eq!(readers(&read, DOCTOR, "before"), []);
    assert_eq!(readers(&read, DOCTOR, "after"), [ANA]);
    // The correction of a message that she can't read is not unread for her.
    let corrected = read.and([corrects(DOCTOR, "before", "long before")]);
    assert_eq!(unread_of(&corrected, ANA, ALL), 0);
    assert_eq!(unread_of(&corrected, NURSE, ALL), 2);
}

#[test]
fn m7_marks_are_shown_to_members_who_see_the_reader() {
    let visit = given([visit(), says(DOCTOR, ALL, "hello"), enters(BEN)])
        .and([says(DOCTOR, ALL, "welcome"), reads(BEN, ALL, 2)]);
    assert_eq!(
        visit.newest_goes_to(),
        [DOCTOR, COLLEAGUE, NURSE, BEN].into()
    );
    let private = three().and([reads(ANA, WITH_ANA, 1)]);
    assert_eq!(private.newest_goes_to(), [DOCTOR, ANA].into());
    let why = reading(&private.state, NURSE, WITH_ANA, Seq::ZERO);
    assert_eq!(why, Err(Refusal::ChatUnknown));
}

#[test]
fn r1_each_mark_tells_what_was_read_when() {
    let mut spec = three();
    let mut times = Vec::new();
    for (minutes, through) in [(1, 1), (5, 3)] {
        let (actor, command) = reads(ANA, WITH_ANA, through);
        times.push(NOW + Duration::minutes(minutes));
        let entries = commit(&mut spec.state, actor, &command, *times.last().unwrap());
        spec.log.extend(entries.unwrap());
    }
    assert_eq!(replay(&spec.log).unwrap(), spec.state);
    let seen = reading(&spec.state, DOCTOR, WITH_ANA, Seq::ZERO)
        .unwrap()
        .unwrap();
    let newest = ReaderView {
        person: ANA,
        first: ReaderNumber::FIRST,
        after: ReaderNumber(1),
        through: ReaderNumber(3),
        at: times[1],
        gaps: Vec::new(),
    };
    assert_eq!(seen.readers, [newest]);
    let at = |words| read_by(&spec.state, DOCTOR, message(words)).unwrap();
    let ana = |at| [ReadBy { person: ANA, at }];
    assert_eq!(at("one"), ana(times[0]));
    assert_eq!(at("two"), ana(times[1]));
}

#[test]
fn w4_message_that_was_read_starts_the_chat_although_retracted() {
    given([
        visit(),
        says(DOCTOR, WITH_ANA, "one"),
        says(DOCTOR, WITH_ANA, "two"),
        reads(ANA, WITH_ANA, 1),
        retracts(DOCTOR, "two"),
        retracts(DOCTOR, "one"),
    ])
    .may_write(ANA, WITH_ANA);
    // Reading one message does not make another one stand.
    given([
        visit(),
        says(DOCTOR, WITH_ANA, "one"),
        retracts(DOCTOR, "one"),
        reads(ANA, WITH_ANA, 2),
    ])
    .grey(ANA, WITH_ANA, Refusal::NotStarted);
}

#[test]
fn w4_mark_of_the_care_side_does_not_make_a_start_stand() {
    given([
        visit(),
        enters(ANA),
        says(DOCTOR, ALL, "hello"),
        reads(NURSE, ALL, 1),
        retracts(DOCTOR, "hello"),
    ])
    .grey(ANA, ALL, Refusal::NotStarted);
}
