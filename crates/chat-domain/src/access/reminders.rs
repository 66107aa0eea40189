//! Who is reminded of what they have not seen, and when it is escalated (R6, R7).

use super::{closing::open_in, participant::open, read::may_read, waiting::on_care_side};
use crate::{
    chat::{ChatKey, ChatNumber, CurrentVersion, Notice, Unseen},
    command::Command,
    id::PersonId,
    policy::Policy,
    refusal::Refusal,
    visit::{Participant, VisitState},
};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// What someone has not seen, and since when they could have.
type Missed = (Unseen, OffsetDateTime);

/// Whether the visit has reminders at all: its policy has times, and its rules keep read marks, without which no one
/// knows what was read (R1).
pub(crate) fn reminds(state: &VisitState) -> bool {
    state.rules().keeps_read_marks && shortest(&state.policy).is_some()
}

/// The reminders of a side of a chat, and how long after the message each is due. The care side or the attendees.
fn steps(policy: &Policy, care: bool) -> impl Iterator<Item = (u32, Duration)> + use<> {
    let minutes = if care {
        [
            policy.remind_care_team_after_minutes,
            policy.remind_care_team_again_after_minutes,
        ]
    } else {
        [
            policy.remind_attendees_after_minutes,
            policy.remind_attendees_again_after_minutes,
        ]
    };
    let numbered = (1..).zip(minutes);
    numbered.filter_map(|(reminder, after)| Some((reminder, wait(after)?)))
}

/// How long something waits before it is escalated.
fn escalation(policy: &Policy) -> Option<Duration> {
    wait(policy.escalate_after_minutes)
}

fn wait(minutes: Option<u32>) -> Option<Duration> {
    let on = minutes.filter(|minutes| *minutes > 0);
    on.map(|minutes| Duration::minutes(minutes.into()))
}

/// The least time after which anything is due.
pub(crate) fn shortest(policy: &Policy) -> Option<Duration> {
    let sides = [true, false].into_iter();
    let reminders = sides.flat_map(|care| steps(policy, care));
    let reminders = reminders.map(|(_, after)| after);
    reminders.chain(escalation(policy)).min()
}

/// The oldest message of a chat that a member is to be reminded of: the other side wrote it, they may read it (W9, M5),
/// and have not (R1, R2). For the care side, it waits for an answer (R4). `None` in a locked or closed chat.
fn oldest_unread<'a>(
    state: &'a VisitState,
    chat: &ChatKey,
    me: &Participant,
) -> Option<&'a CurrentVersion> {
    let readable = may_read(state, me.person, chat).ok()?; // W9, M5
    if state.chat(chat).locked || open_in(state, chat).is_err() {
        return None; // W6, W8
    }
    let care = on_care_side(state, chat, me.person);
    let after = state.reading.through(*chat, me.person);
    let from_others = state.participants.keys();
    let from_others = from_others.filter(|author| on_care_side(state, chat, **author) != care);
    let oldest = from_others.filter_map(|author| {
        let mut unread = state.reading.written_after(*chat, *author, after);
        unread.find(|version| {
            readable.includes(version.message)
                && (!care || state.waiting.waits(chat, version.number))
        })
    });
    oldest.min_by_key(|version| version.number) // R6
}

/// The oldest message of a chat that waits (R4), and that no one of the care side has read.
fn oldest_unattended<'a>(state: &'a VisitState, chat: &ChatKey) -> Option<&'a CurrentVersion> {
    if state.chat(chat).locked || open_in(state, chat).is_err() {
        return None; // W6, W8
    }
    let attendees = state.participants.keys();
    let attendees = attendees.filter(|author| !on_care_side(state, chat, **author));
    let oldest = attendees.filter_map(|author| {
        let start = ChatNumber::default();
        let mut written = state.reading.written_after(*chat, *author, start);
        written.find(|version| {
            let has_read =
                |reader: PersonId| state.reading.through(*chat, reader) >= version.number;
            let mut readers = care_readers(state, chat, version);
            state.waiting.waits(chat, version.number) && !readers.any(has_read)
        })
    });
    oldest.min_by_key(|version| version.number) // R7
}

/// The people of the care side who may read a message.
fn care_readers<'a>(
    state: &'a VisitState,
    chat: &'a ChatKey,
    version: &'a CurrentVersion,
) -> impl Iterator<Item = PersonId> + use<'a> {
    let people = state.participants.keys().copied();
    people.filter(|person| {
        let reads = may_read(state, *person, chat);
        on_care_side(state, chat, *person) && reads.is_ok_and(|own| own.includes(version.message)) // W9, M5
    })
}

fn active(state: &VisitState) -> impl Iterator<Item = &Participant> {
    let people = state.participants.values();
    people.filter(|person| person.is_active()) // W9
}

fn care_team(state: &VisitState) -> impl Iterator<Item = &Participant> {
    active(state).filter(|person| person.role.is_care_team())
}

fn message(state: &VisitState, chat: ChatKey, version: &CurrentVersion) -> Missed {
    let known = state.messages.get(&version.id);
    let of = Unseen::Message {
        chat,
        message: version.id,
        version: known.map_or(1, |message| message.version()),
    };
    (of, version.at)
}

fn notice(sender: PersonId, notice: &Notice) -> Missed {
    let of = Unseen::Notice {
        sender,
        notice: notice.id,
    };
    (of, notice.sent_at)
}

/// What each person is to be reminded of, and whether they are of the care side: the oldest message of each chat, and
/// each notice that waits.
fn missed(state: &VisitState) -> impl Iterator<Item = (&Participant, bool, Missed)> {
    let unread = state.chats.keys().flat_map(move |chat| {
        active(state).filter_map(move |me| {
            let version = oldest_unread(state, chat, me)?;
            let care = on_care_side(state, chat, me.person);
            Some((me, care, message(state, *chat, version)))
        })
    });
    let notices = state.notices.all_waiting().flat_map(move |(sender, sent)| {
        care_team(state).map(move |me| (me, true, notice(sender, sent))) // W7
    });
    unread.chain(notices)
}

/// What the care side has not attended to: the oldest message of each chat, and each notice that waits.
fn unattended(state: &VisitState) -> impl Iterator<Item = Missed> {
    let messages = state.chats.keys().filter_map(|chat| {
        let version = oldest_unattended(state, chat)?;
        Some(message(state, *chat, version))
    });
    let notices = state.notices.all_waiting();
    messages.chain(notices.map(|(sender, sent)| notice(sender, sent)))
}

/// Whom a reminder of something names: those who have not seen it and have not got this reminder or a later one of it.
pub(crate) fn people_to_remind(state: &VisitState, of: Unseen, reminder: u32) -> Vec<PersonId> {
    if !reminds(state) {
        return Vec::new();
    }
    let mut people: Vec<_> = missed(state)
        .filter(|(_, _, (unseen, _))| *unseen == of)
        .filter(|(me, care, _)| {
            let mut steps = steps(&state.policy, *care);
            steps.any(|(step, _)| step == reminder)
                && state.reminders.newest(of, me.person) < reminder // R6
        })
        .map(|(me, _, _)| me.person)
        .collect();
    people.sort_unstable();
    people
}

/// Whom an escalation names: all of the care side who may read it. `None` if there is nothing to escalate.
pub(crate) fn people_to_alert(state: &VisitState, of: Unseen) -> Option<Vec<PersonId>> {
    let on = reminds(state) && escalation(&state.policy).is_some();
    if !on || state.reminders.is_escalated(of) || !unattended(state).any(|(it, _)| it == of) {
        return None; // R7
    }
    Some(match of {
        Unseen::Notice { .. } => care_team(state).map(|me| me.person).collect(),
        Unseen::Message { chat, .. } => {
            let version = oldest_unattended(state, &chat)?;
            care_readers(state, &chat, version).collect()
        }
    })
}

/// Whether what waits could be seen: a closed visit has no reminders, except in the direct chats of a follow-up.
///
/// # Errors
/// [`Refusal::VisitClosed`].
pub(crate) fn open_for(state: &VisitState, of: Unseen) -> Result<(), Refusal> {
    match of {
        Unseen::Message { chat, .. } => open_in(state, &chat), // W8
        Unseen::Notice { .. } => open(state),                  // W8
    }
}

/// What is to come, and when: for each thing its reminders, numbered, and its escalation, as the last one.
fn upcoming(state: &VisitState) -> BTreeMap<Unseen, BTreeMap<Step, OffsetDateTime>> {
    let mut found = BTreeMap::<_, BTreeMap<_, OffsetDateTime>>::new();
    if !reminds(state) {
        return found;
    }
    let mut add = |of, step, at: OffsetDateTime| {
        let steps = found.entry(of).or_default();
        let first = steps.entry(step).or_insert(at);
        *first = at.min(*first);
    };
    for (me, care, (of, since)) in missed(state) {
        let newest = state.reminders.newest(of, me.person);
        let since = since.max(me.reads_since);
        let left = steps(&state.policy, care).filter(|(reminder, _)| *reminder > newest);
        left.for_each(|(reminder, after)| {
            add(of, Step::Reminder(reminder), since.saturating_add(after));
        });
    }
    if let Some(after) = escalation(&state.policy) {
        let left = unattended(state).filter(|(of, _)| !state.reminders.is_escalated(*of));
        left.for_each(|(of, since)| add(of, Step::Escalation, since.saturating_add(after)));
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Reminder(u32),
    Escalation,
}

/// What [`Actor::Service`](crate::Actor::Service) is to do at `now` about what people have not seen (R6, R7). If several
/// reminders of one thing are due, only the last one is made: no one is reminded twice at a time.
#[must_use]
pub fn reminders_due(state: &VisitState, now: OffsetDateTime) -> Vec<Command> {
    let mut commands = Vec::new();
    for (of, steps) in upcoming(state) {
        let due = steps.into_iter().filter(|(_, at)| *at <= now);
        let (mut newest, mut escalates) = (None, false);
        for (step, _) in due {
            match step {
                Step::Reminder(reminder) => newest = newest.max(Some(reminder)),
                Step::Escalation => escalates = true,
            }
        }
        commands.extend(newest.map(|reminder| Command::RemindPeople { of, reminder }));
        commands.extend(escalates.then_some(Command::EscalateWait { of }));
    }
    commands
}

/// When the next reminder or escalation is due, if nothing happens until then; `None` if none is (R6, R7).
#[must_use]
pub fn next_reminder(state: &VisitState) -> Option<OffsetDateTime> {
    let steps = upcoming(state).into_values();
    steps.flat_map(BTreeMap::into_values).min()
}
