//! Notices to the care team (W7, R4).

use crate::{
    commands::*,
    people::*,
    spec::{Spec, given},
};
use chat_domain::{
    Actor, ChatKey, Event, NoticeTexts, PersonId, Phase, Policy, Refusal,
    RulesVersion::{V1, V2},
    ScheduleVisit, VisitKind, VisitSummary,
    chat::NoticeStatus::{self, Closed, Settled, Waiting},
    command::Command,
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

/// A visit under version 2 with the doctor, a colleague, the nurse, two patients, a guest and an
/// interpreter.
fn scheduled(kind: VisitKind, policy: Policy) -> Step {
    let who = [DOCTOR, COLLEAGUE, NURSE, ANA, CARER, INTERPRETER];
    scheduled_under(V2, kind, policy, &who)
}

fn group() -> Spec {
    given([
        scheduled(VisitKind::Group, Policy::DEFAULT),
        added(BEN),
        enters(ANA),
        enters(BEN),
        enters(CARER),
        enters(INTERPRETER),
    ])
}

/// All entries have the same time.
const fn seen_by(by: PersonId) -> NoticeStatus {
    Settled {
        by: Some(by),
        at: NOW,
    }
}

/// What a person is shown of the notices: the sender, the text and the status.
fn shown(spec: &Spec, who: PersonId) -> Vec<(PersonId, String, NoticeStatus)> {
    let view = spec.view(who);
    let waits = view.notices.iter().any(|one| one.status == Waiting);
    let care = [DOCTOR, COLLEAGUE, NURSE].contains(&who);
    assert_eq!(view.waiting_since.is_some(), waits && care);
    let row = VisitSummary::of(&spec.state).unwrap().waiting_since(who);
    assert_eq!(row, view.waiting_since);
    let notices = view.notices.into_iter();
    notices
        .map(|one| (one.sender, one.text.as_str().to_owned(), one.status))
        .collect()
}

/// The status of the only notice, the same for everyone who is shown it.
fn status(spec: &Spec) -> NoticeStatus {
    let statuses = [DOCTOR, COLLEAGUE, NURSE].map(|who| shown(spec, who)[0].2);
    assert_eq!(statuses, [statuses[0]; 3]);
    statuses[0]
}

#[test]
fn w7_every_attendee_who_has_entered_may_send_a_notice() {
    for who in [ANA, BEN, CARER, INTERPRETER] {
        let visit = group();
        assert_eq!(
            visit.view(who).offered_notices,
            [LOST, HELP].map(notice_text)
        );
        let event = Event::NoticeSent {
            notice: notice_id("n"),
            text: notice_text(HELP),
        };
        let visit = visit.when(notifies(who, "n", HELP)).then([event]);
        for care in [DOCTOR, COLLEAGUE, NURSE, who] {
            assert_eq!(shown(&visit, care), [(who, HELP.to_owned(), Waiting)]);
        }
        assert_eq!(
            visit.newest_goes_to(),
            [DOCTOR, COLLEAGUE, NURSE, who].into()
        );
    }
}

#[test]
fn w7_presence_gate_and_lock_do_not_matter() {
    let away = group().and([leaves(ANA)]);
    away.when(notifies(ANA, "n", LOST)).accepted();
    let locked = group().and([locks(DOCTOR, ALL), locks(DOCTOR, WITH_ANA)]);
    locked.when(notifies(ANA, "n", HELP)).accepted();
    let open = group().and([says(DOCTOR, WITH_ANA, "hello")]);
    open.when(notifies(ANA, "n", HELP)).accepted();
}

#[test]
fn w7_notice_starts_no_chat() {
    let before = group();
    let after = before.clone().and([notifies(ANA, "n", HELP)]);
    assert_eq!(before.state.chats, after.state.chats);
    for chat in [ALL, WITH_ANA] {
        after.clone().grey(ANA, chat, Refusal::NotStarted);
    }
    assert_eq!(after.texts(DOCTOR), [""; 0]);
}

#[test]
fn w7_only_the_texts_of_the_list() {
    let visit = group();
    let step = notifies(ANA, "n", "My own words");
    visit.when(step).refused(Refusal::NoticeNotOffered);

    let with = |texts: &[&str], rules| {
        let (host, command) =
            scheduled_under(rules, VisitKind::OneToOne, Policy::DEFAULT, &[DOCTOR, ANA]);
        let Command::ScheduleVisit(visit) = command else {
            panic!("{command:?}");
        };
        let notices = Some(NoticeTexts::new(texts).unwrap());
        let visit = ScheduleVisit { notices, ..visit };
        given([(host, Command::ScheduleVisit(visit)), enters(ANA)])
    };
    let visit = with(&["Water, please"], V2);
    assert_eq!(
        visit.view(ANA).offered_notices,
        [notice_text("Water, please")]
    );
    visit.when(notifies(ANA, "n", "Water, please")).accepted();
    visit
        .when(notifies(ANA, "n", HELP))
        .refused(Refusal::NoticeNotOffered);
    for (texts, rules) in [(&[][..], V2), (&[], V1), (&["Water, please"], V1)] {
        let visit = with(texts, rules);
        assert_eq!(visit.view(ANA).offered_notices, []);
        visit
            .when(notifies(ANA, "n", "Water, please"))
            .refused(Refusal::NoNotices);
    }
}

#[test]
fn w7_no_one_else_sends_one() {
    let visit = group();
    for (who, why) in [
        (DOCTOR, Refusal::NoticesAreForAttendees),
        (NURSE, Refusal::NoticesAreForAttendees),
        (OUTSIDER, Refusal::VisitUnknown),
    ] {
        visit.when(notifies(who, "n", HELP)).refused(why);
    }
    let (_, command) = notifies(ANA, "n", HELP);
    for actor in [Actor::Host, Actor::Overseer(OVERSEER), Actor::Service] {
        let step = (actor, command.clone());
        visit.when(step).refused(Refusal::VisitUnknown);
    }
    visit
        .clone()
        .and([removed(ANA)])
        .when(notifies(ANA, "n", HELP))
        .refused(Refusal::Removed);
    given([scheduled(VisitKind::Group, Policy::DEFAULT)])
        .when(notifies(ANA, "n", HELP))
        .refused(Refusal::NotEntered);
    let phase = Phase::Completed;
    visit
        .and([completed()])
        .when(notifies(ANA, "n", HELP))
        .refused(Refusal::VisitClosed { phase });
}

#[test]
fn m7_other_attendees_learn_nothing() {
    let before = group();
    let after = before.clone().and([notifies(ANA, "n", HELP)]);
    for who in [BEN, CARER, INTERPRETER] {
        assert_eq!(before.view(who), after.view(who));
    }
    let settled = after.and([settles(NURSE, ANA, "n")]);
    assert_eq!(
        settled.newest_goes_to(),
        [DOCTOR, COLLEAGUE, NURSE, ANA].into()
    );
    assert_eq!(before.view(BEN), settled.view(BEN));
}

#[test]
fn f7_retry_stores_nothing_whatever_has_happened_since() {
    let visit = group().and([notifies(ANA, "n", HELP)]);
    let visit = visit.when(notifies(ANA, "n", HELP)).changes_nothing();
    visit
        .when(notifies(ANA, "n", LOST))
        .refused(Refusal::NoticeIdReused);
    let visit = visit.and([says(DOCTOR, WITH_ANA, "coming"), completed()]);
    visit.when(notifies(ANA, "n", HELP)).changes_nothing();
    // The id is the sender's own.
    let visit = visit.and([reopened()]);
    visit.when(notifies(BEN, "n", LOST)).accepted();
}

#[test]
fn w7_text_that_waits_is_not_stored_again_until_it_was_seen_to() {
    let visit = group().and([notifies(ANA, "1", HELP), notifies(ANA, "2", LOST)]);
    let visit = visit.when(notifies(ANA, "3", HELP)).changes_nothing();
    let visit = visit.when(notifies(BEN, "4", HELP)).accepted();
    let visit = visit.and([settles(DOCTOR, ANA, "2")]);
    let visit = visit.when(notifies(ANA, "5", HELP)).accepted();
    let seen = seen_by(DOCTOR);
    let help = |status| (ANA, HELP.to_owned(), status);
    let lost = (ANA, LOST.to_owned(), seen);
    assert_eq!(shown(&visit, ANA), [help(seen), lost, help(Waiting)]);
}

#[test]
fn r4_no_message_ends_the_wait() {
    let visit = group().and([notifies(ANA, "n", HELP), notifies(CARER, "m", HELP)]);
    let visit = visit.and([
        says(DOCTOR, WITH_ANA, "this text goes to many visits"),
        says(COLLEAGUE, direct(COLLEAGUE, ANA), "hello"),
        says(NURSE, ALL, "hello, all"),
    ]);
    for care in [DOCTOR, COLLEAGUE, NURSE] {
        let statuses: Vec<_> = shown(&visit, care).into_iter().map(|one| one.2).collect();
        assert_eq!(statuses, [Waiting; 2]);
    }
}

#[test]
fn r4_care_team_records_who_has_seen_to_a_notice() {
    let visit = group().and([
        notifies(ANA, "1", LOST),
        notifies(ANA, "2", HELP),
        notifies(BEN, "1", HELP),
    ]);
    let (sender, notice) = (ANA, notice_id("1"));
    let event = Event::NoticeSettled { sender, notice };
    let visit = visit.when(settles(NURSE, ANA, "1")).then([event]);
    let statuses = |visit: &Spec| -> Vec<_> {
        let shown = shown(visit, COLLEAGUE).into_iter();
        shown.map(|one| one.2).collect()
    };
    assert_eq!(statuses(&visit), [seen_by(NURSE), Waiting, Waiting]);
    // The first one is named.
    let visit = visit.when(settles(DOCTOR, ANA, "1")).changes_nothing();
    let visit = visit.and([settles(DOCTOR, ANA, "2")]);
    let ended = [seen_by(NURSE), seen_by(DOCTOR), Waiting];
    assert_eq!(statuses(&visit), ended);
    // No message changes that.
    let visit = visit.and([says(DOCTOR, WITH_ANA, "hello"), retracts(DOCTOR, "hello")]);
    assert_eq!(statuses(&visit), ended);
    // The sender sees the same.
    let own: Vec<_> = shown(&visit, ANA).into_iter().map(|one| one.2).collect();
    assert_eq!(own, ended[..2]);
}

#[test]
fn r4_only_the_care_team_and_only_what_exists() {
    let visit = group().and([notifies(ANA, "n", HELP)]);
    for (who, why) in [
        (ANA, Refusal::CareTeamOnly),
        (BEN, Refusal::CareTeamOnly),
        (OUTSIDER, Refusal::VisitUnknown),
    ] {
        visit.when(settles(who, ANA, "n")).refused(why);
    }
    for step in [settles(DOCTOR, ANA, "m"), settles(DOCTOR, BEN, "n")] {
        visit.when(step).refused(Refusal::NoticeUnknown);
    }
    let (_, command) = settles(DOCTOR, ANA, "n");
    for actor in [Actor::Host, Actor::Overseer(OVERSEER), Actor::Service] {
        let step = (actor, command.clone());
        visit.when(step).refused(Refusal::VisitUnknown);
    }
    let phase = Phase::Completed;
    visit
        .and([completed()])
        .when(settles(DOCTOR, ANA, "n"))
        .refused(Refusal::VisitClosed { phase });
}

#[test]
fn r4_closing_the_visit_ends_the_wait_for_good() {
    let visit = group().and([
        notifies(ANA, "n", HELP),
        settles(DOCTOR, ANA, "n"),
        notifies(BEN, "m", HELP),
        completed(),
    ]);
    let visit = visit.and([reopened()]);
    let found: Vec<_> = shown(&visit, DOCTOR).into_iter().map(|one| one.2).collect();
    assert_eq!(found, [seen_by(DOCTOR), Closed]);
    let visit = visit.and([notifies(BEN, "again", HELP)]);
    assert_eq!(shown(&visit, BEN).last().unwrap().2, Waiting);
}

#[test]
fn r4_notice_of_a_removed_attendee_still_waits() {
    let visit = group().and([notifies(ANA, "n", HELP), removed(ANA)]);
    assert_eq!(status(&visit), Waiting);
    let visit = visit.and([settles(DOCTOR, ANA, "n")]);
    assert_eq!(status(&visit), seen_by(DOCTOR));
}

#[test]
fn w9_care_team_member_who_came_back_is_told_what_still_waits() {
    let visit = group().and([
        removed(COLLEAGUE),
        notifies(ANA, "n", HELP),
        returned(COLLEAGUE),
    ]);
    assert_eq!(status(&visit), Waiting);
}

#[test]
fn w7_view_shows_what_waits_and_the_newest_others() {
    let mut visit = group();
    for n in 0..25 {
        let name = n.to_string();
        visit = visit.and([notifies(ANA, &name, HELP), settles(DOCTOR, ANA, &name)]);
    }
    let visit = visit.and([notifies(ANA, "waits", HELP)]);
    let seen = visit.view(DOCTOR).notices;
    assert_eq!(seen.len(), 21);
    assert_eq!(seen[0].notice, notice_id("5"));
    assert_eq!(seen[20].status, Waiting);
}

#[test]
fn v8_notice_counts_as_writing() {
    let policy = Policy {
        max_entries_per_person: Some(2),
        ..Policy::DEFAULT
    };
    let visit = given([
        scheduled(VisitKind::OneToOne, policy),
        enters(ANA),
        notifies(ANA, "1", LOST),
        notifies(ANA, "2", HELP),
        says(DOCTOR, WITH_ANA, "coming"),
        settles(DOCTOR, ANA, "2"),
    ]);
    visit
        .when(notifies(ANA, "3", HELP))
        .refused(Refusal::EntryQuotaExceeded { max: 2 });
    visit
        .when(says(ANA, WITH_ANA, "thanks"))
        .refused(Refusal::EntryQuotaExceeded { max: 2 });
}
