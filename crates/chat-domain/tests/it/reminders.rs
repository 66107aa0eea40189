//! R6, R7: reminders of what people have not read, and escalations.

mod laws;
mod stop;
mod times;

use crate::{commands::*, people::*, spec::Spec};
use chat_domain::{
    Actor, ChatKey, Command, Event, PersonId, Policy, Refusal,
    RulesVersion::{V1, V2},
    VisitKind, VisitSummary, access,
    access::{next_reminder, reminders_due},
    audience,
    chat::Unseen,
    commit, replay,
};
use time::{Duration, OffsetDateTime};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

const CARE_TEAM: [PersonId; 3] = [DOCTOR, COLLEAGUE, NURSE];

fn after(minutes: i64) -> OffsetDateTime {
    NOW + Duration::minutes(minutes)
}

fn unread(chat: ChatKey, words: &str, version: u32) -> Unseen {
    Unseen::Message {
        chat,
        message: message(words),
        version,
    }
}

const fn help(sender: PersonId, notice: chat_domain::NoticeId) -> Unseen {
    Unseen::Notice { sender, notice }
}

/// A group visit with two patients in the waiting room, whose chats are started and read.
fn visit(policy: Policy) -> Spec {
    let people = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN];
    let mut spec = Spec::default().and([
        scheduled_under(V2, VisitKind::Group, policy, &people),
        host(enters(ANA).1),
        host(enters(BEN).1),
        says(DOCTOR, ALL, "Welcome"),
        says(DOCTOR, WITH_ANA, "Hello, Ana"),
    ]);
    for who in [ANA, BEN, COLLEAGUE, NURSE] {
        spec = spec.and([reads(who, ALL, 1)]);
    }
    spec.and([reads(ANA, WITH_ANA, 1)])
}

impl Spec {
    /// This command, this number of minutes after the start.
    fn later(mut self, minutes: i64, (actor, command): Step) -> Self {
        let entries = commit(&mut self.state, actor, &command, after(minutes));
        self.log.extend(entries.unwrap());
        self
    }

    /// What the service does this number of minutes after the start: what is due, until nothing is.
    fn swept(mut self, minutes: i64) -> (Self, Vec<Event>) {
        let before = self.log.len();
        for command in reminders_due(&self.state, after(minutes)) {
            let done = commit(&mut self.state, Actor::Service, &command, after(minutes));
            let done = done.unwrap();
            assert_eq!(done.len(), 1, "{command:?}");
            self.log.extend(done);
        }
        assert_eq!(reminders_due(&self.state, after(minutes)), []);
        assert_eq!(replay(&self.log), Ok(self.state.clone()));
        let done = self.log[before..].iter().map(|entry| entry.event.clone());
        let done = done.collect();
        (self, done)
    }

    /// Nothing is due up to this minute, and this exactly then.
    fn due_at(self, minutes: i64, events: &[Event]) -> Self {
        assert_eq!(next_reminder(&self.state), Some(after(minutes)));
        let before = after(minutes) - Duration::MILLISECOND;
        assert_eq!(reminders_due(&self.state, before), []);
        let (spec, found) = self.swept(minutes);
        assert_eq!(found, events);
        spec
    }

    fn never_due(self) -> Self {
        assert_eq!(next_reminder(&self.state), None);
        self
    }
}

fn reminded(of: Unseen, reminder: u32, people: &[PersonId]) -> Event {
    Event::PeopleReminded {
        of,
        reminder,
        people: people.to_vec(),
    }
}

fn escalated(of: Unseen, people: &[PersonId]) -> Event {
    let people = people.to_vec();
    Event::WaitEscalated { of, people }
}

fn reminds(of: Unseen, reminder: u32) -> Step {
    let people = [CARE_TEAM.as_slice(), &[ANA, BEN]].concat();
    let remind = Command::RemindPeople {
        of,
        reminder,
        people,
    };
    (Actor::Service, remind)
}

#[test]
fn r6_care_team_is_reminded_after_5_and_60_minutes_and_r7_it_is_escalated_after_90() {
    let of = unread(ALL, "chest pain", 1);
    let visit = visit(Policy::DEFAULT).later(0, says(ANA, ALL, "chest pain"));
    visit
        .due_at(5, &[reminded(of, 1, &CARE_TEAM)])
        .due_at(60, &[reminded(of, 2, &CARE_TEAM)])
        .due_at(90, &[escalated(of, &CARE_TEAM)])
        .never_due();
}

#[test]
fn r6_attendees_are_reminded_after_15_minutes_and_nothing_of_theirs_is_escalated() {
    let of = unread(ALL, "The test is back", 1);
    let visit = visit(Policy::DEFAULT).later(0, says(NURSE, ALL, "The test is back"));
    visit
        .due_at(15, &[reminded(of, 1, &[ANA, BEN])])
        .never_due();
}

#[test]
fn r6_times_are_the_policys() {
    let of = unread(ALL, "The test is back", 1);
    let policy = Policy {
        remind_attendees_after_minutes: Some(1),
        remind_attendees_again_after_minutes: Some(7),
        remind_care_team_after_minutes: Some(0),
        remind_care_team_again_after_minutes: Some(20),
        escalate_after_minutes: Some(0),
        ..Policy::DEFAULT
    };
    let result = visit(policy).later(0, says(NURSE, ALL, "The test is back"));
    result
        .due_at(1, &[reminded(of, 1, &[ANA, BEN])])
        .due_at(7, &[reminded(of, 2, &[ANA, BEN])])
        .never_due();
    let of = unread(ALL, "chest pain", 1);
    visit(policy)
        .later(0, says(ANA, ALL, "chest pain"))
        .due_at(20, &[reminded(of, 2, &CARE_TEAM)])
        .never_due();
}

#[test]
fn r6_reminders_that_were_missed_are_not_made_up_for() {
    let of = unread(ALL, "chest pain", 1);
    let visit = visit(Policy::DEFAULT).later(0, says(ANA, ALL, "chest pain"));
    let (visit, done) = visit.swept(300);
    assert_eq!(
        done,
        [reminded(of, 2, &CARE_TEAM), escalated(of, &CARE_TEAM)]
    );
    visit.when(reminds(of, 1)).changes_nothing();
}

#[test]
fn r6_each_person_is_reminded_of_the_oldest_message_that_they_have_not_read() {
    let visit = visit(Policy::DEFAULT)
        .later(0, says(ANA, ALL, "One"))
        .later(1, reads(NURSE, ALL, 2))
        .later(2, says(ANA, ALL, "Two"));
    let (one, two) = (unread(ALL, "One", 1), unread(ALL, "Two", 1));
    let visit = visit
        .due_at(5, &[reminded(one, 1, &[DOCTOR, COLLEAGUE])])
        .due_at(7, &[reminded(two, 1, &[NURSE])])
        .later(8, reads(DOCTOR, ALL, 2));
    assert_eq!(visit.swept(8).1, [reminded(two, 1, &[DOCTOR])]);
}

#[test]
fn r6_a_corrected_message_reminds_of_its_new_version() {
    let visit = visit(Policy::DEFAULT)
        .later(0, says(DOCTOR, WITH_ANA, "50 mg"))
        .due_at(15, &[reminded(unread(WITH_ANA, "50 mg", 1), 1, &[ANA])])
        .later(16, reads(ANA, WITH_ANA, 2))
        .never_due();
    visit
        .later(20, corrects(DOCTOR, "50 mg", "5 mg"))
        .due_at(35, &[reminded(unread(WITH_ANA, "50 mg", 2), 1, &[ANA])])
        .never_due();
}

#[test]
fn r6_r7_of_a_direct_chat_no_colleague_is_named() {
    let of = unread(WITH_ANA, "chest pain", 1);
    let visit = visit(Policy::DEFAULT).later(0, says(ANA, WITH_ANA, "chest pain"));
    visit
        .due_at(5, &[reminded(of, 1, &[DOCTOR])])
        .due_at(60, &[reminded(of, 2, &[DOCTOR])])
        .due_at(90, &[escalated(of, &[DOCTOR])])
        .never_due();
}

#[test]
fn r7_what_waits_for_a_care_side_that_was_removed_is_escalated_and_names_no_one() {
    let of = unread(WITH_ANA, "chest pain", 1);
    let visit = visit(Policy::DEFAULT)
        .later(0, says(ANA, WITH_ANA, "chest pain"))
        .later(1, removed(DOCTOR));
    visit.due_at(90, &[escalated(of, &[])]).never_due();
}

#[test]
fn r7_what_one_of_the_care_side_has_read_is_not_escalated() {
    let of = unread(ALL, "chest pain", 1);
    let others = [DOCTOR, COLLEAGUE];
    let visit = visit(Policy::DEFAULT).later(0, says(ANA, ALL, "chest pain"));
    visit
        .later(1, reads(NURSE, ALL, 2))
        .due_at(5, &[reminded(of, 1, &others)])
        .due_at(60, &[reminded(of, 2, &others)])
        .never_due();
}

#[test]
fn r6_a_notice_reminds_the_care_team_until_it_is_seen_to() {
    let of = help(BEN, notice_id("n"));
    let visit = visit(Policy::DEFAULT).later(0, notifies(BEN, "n", HELP));
    visit
        .clone()
        .due_at(5, &[reminded(of, 1, &CARE_TEAM)])
        .due_at(60, &[reminded(of, 2, &CARE_TEAM)])
        .due_at(90, &[escalated(of, &CARE_TEAM)])
        .never_due();
    visit
        .due_at(5, &[reminded(of, 1, &CARE_TEAM)])
        .later(6, settles(NURSE, BEN, "n"))
        .never_due();
}

#[test]
fn r6_the_time_counts_from_when_a_person_could_first_read() {
    let people = [DOCTOR, ANA];
    let visit = Spec::default().and([
        scheduled_under(V2, VisitKind::OneToOne, Policy::DEFAULT, &people),
        says(DOCTOR, ALL, "Welcome"),
    ]);
    let of = unread(ALL, "Welcome", 1);
    visit
        .never_due() // She can't read it yet.
        .later(100, host(enters(ANA).1))
        .due_at(115, &[reminded(of, 1, &[ANA])]);
}

#[test]
fn r6_only_the_service_reminds() {
    let of = unread(ALL, "chest pain", 1);
    let visit = visit(Policy::DEFAULT).later(0, says(ANA, ALL, "chest pain"));
    for command in [reminds(of, 1).1, Command::EscalateWait { of }] {
        for actor in [Actor::Host, Actor::Person(DOCTOR), Actor::Person(ANA)] {
            visit
                .when((actor, command.clone()))
                .refused(Refusal::ServiceOnly);
        }
        for actor in [Actor::Overseer(OVERSEER), Actor::Person(OUTSIDER)] {
            visit
                .when((actor, command.clone()))
                .refused(Refusal::VisitUnknown);
        }
    }
}

#[test]
fn r6_a_visit_without_the_policy_or_under_version_1_has_no_reminders() {
    let none = Policy {
        remind_care_team_after_minutes: None,
        remind_care_team_again_after_minutes: None,
        remind_attendees_after_minutes: None,
        remind_attendees_again_after_minutes: None,
        escalate_after_minutes: None,
        ..Policy::DEFAULT
    };
    for (rules, policy) in [(V2, none), (V1, Policy::DEFAULT)] {
        let people = [DOCTOR, NURSE, ANA];
        let visit = Spec::default().and([
            scheduled_under(rules, VisitKind::OneToOne, policy, &people),
            host(enters(ANA).1),
            says(DOCTOR, ALL, "Welcome"),
            says(ANA, ALL, "chest pain"),
        ]);
        assert_eq!(VisitSummary::of(&visit.state).unwrap().due, None);
        let of = unread(ALL, "chest pain", 1);
        visit
            .never_due()
            .when(reminds(of, 1))
            .refused(Refusal::NoReminders)
            .when((Actor::Service, Command::EscalateWait { of }))
            .refused(Refusal::NoReminders);
    }
}

#[test]
fn r6_a_reminder_is_no_activity_and_no_one_receives_it() {
    let before = visit(Policy::DEFAULT).later(0, says(ANA, ALL, "chest pain"));
    let (seen, active) = (before.view(ANA), before.state.active_at);
    let (after, done) = before.swept(90);
    assert_eq!(done.len(), 2);
    assert_eq!(after.state.active_at, active);
    assert_eq!(after.view(ANA), seen);
    for entry in &after.log[after.log.len() - 2..] {
        assert!(audience(&after.state, entry).is_empty());
    }
    let last = |spec: &Spec| spec.state.reminders.reminded_at(NURSE);
    assert_eq!(last(&after), Some(super::reminders::after(90)));
    assert_eq!(after.state.reminders.reminded_at(ANA), None);
}

/// The dashboard row has it, and is written whenever it changes.
#[test]
fn r6_a_conversation_seldom_changes_when_the_next_reminder_may_be_due() {
    let mut visit = visit(Policy::DEFAULT).later(0, says(DOCTOR, WITH_ANA, "0"));
    let (mut rows, mut changes) = (visit.state.reminders.due(), 0);
    for n in 1..=120 {
        // Half a minute each: one writes, the other reads and answers.
        let (who, number) = ([DOCTOR, ANA][n % 2], n as u64 + 1);
        let at = i64::try_from(n).unwrap() / 2;
        visit = visit
            .later(at, reads(who, WITH_ANA, number))
            .later(at, says(who, WITH_ANA, &n.to_string()));
        let due = visit.state.reminders.due();
        changes += i32::from(due != rows);
        rows = due;
        let next = next_reminder(&visit.state);
        assert!(next.is_none() || due.is_some_and(|due| Some(due) <= next));
    }
    assert!(changes <= 26, "{changes} changes in 60 minutes");
}

#[test]
fn r6_where_all_is_read_and_everyone_has_left_nothing_is_due() {
    let visit = visit(Policy::DEFAULT)
        .later(0, says(DOCTOR, WITH_ANA, "Take care"))
        .later(1, reads(ANA, WITH_ANA, 2));
    assert!(visit.state.reminders.due().is_some());
    let visit = visit.later(2, host(leaves(ANA).1));
    assert_eq!(visit.state.reminders.due(), None);
    assert_eq!(VisitSummary::of(&visit.state).unwrap().due, None);
    assert_eq!(access::due(&visit.state), None);
}
