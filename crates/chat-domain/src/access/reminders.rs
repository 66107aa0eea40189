//! Who is reminded of what they have not seen, and when it is escalated (R6, R7).

use super::{closing::open_in, participant::open, read::may_read, waiting::on_care_side};
use crate::{
    chat::{ChatKey, ChatNumber, Notice, Unseen},
    command::Command,
    id::{MessageId, PersonId},
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

/// The reminders of a side of a chat, and how long after the message each is due. The care side or the attendees. A second one
/// that is not later than the first replaces it, since no one gets an earlier reminder after a later one.
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

/// A message that someone has not read, and since when it counts.
type Unread = (MessageId, OffsetDateTime);

/// The oldest message of a chat that a member is to be reminded of: the other side wrote it, they may read it (W9, M5),
/// and have not (R1, R2). For the care side, it waits for an answer (R4). `None` in a locked or closed chat.
fn oldest_unread(state: &VisitState, chat: &ChatKey, me: &Participant) -> Option<Unread> {
    let readable = may_read(state, me.person, chat).ok()?; // W9, M5
    if state.chat(chat).locked || open_in(state, chat).is_err() {
        return None; // W6, W8
    }
    let after = state.reading.through(*chat, me.person);
    if on_care_side(state, chat, me.person) {
        let waiting = state.waiting.all(chat);
        let mut unread = waiting.skip_while(|asked| asked.number <= after);
        return unread.find_map(|asked| {
            let message = state.messages.get(&asked.message)?;
            let counts = asked.number == message.newest_version()
                && readable.includes(message.number)
                && !on_care_side(state, chat, message.author);
            counts.then_some((asked.message, asked.since))
        });
    }
    let care = state.participants.keys();
    let care = care.filter(|author| on_care_side(state, chat, **author));
    let after = after.max(readable.first().before());
    let oldest = care.filter_map(|author| {
        let mut unread = state.reading.written_after(*chat, *author, after);
        unread.find(|version| readable.includes(version.message))
    });
    let oldest = oldest.min_by_key(|version| version.number)?; // R6
    Some((oldest.id, oldest.at))
}

/// The oldest message of a chat that waits (R4), and that no one of the care side has read. A correction leaves it where it
/// was, and its time, if the earlier version waits unread, too, and was not escalated.
fn oldest_unattended(state: &VisitState, chat: &ChatKey) -> Option<Unread> {
    if state.chat(chat).locked || open_in(state, chat).is_err() {
        return None; // W6, W8
    }
    let mut waiting = state.waiting.all(chat);
    let (oldest, asked) = waiting.find_map(|asked| {
        let message = state.messages.get(&asked.message)?;
        let has_read = |reader: PersonId| state.reading.through(*chat, reader) >= asked.number;
        let waits = state
            .waiting
            .since(chat, message.newest_version())
            .is_some()
            && !on_care_side(state, chat, message.author);
        let unread = waits && !care_readers(state, chat, message.number).any(has_read);
        unread.then_some((message, asked))
    })?; // R7
    let versions = (1..).zip(oldest.versions());
    let mut open = versions.filter(|(version, number)| {
        let of = unseen(*chat, asked.message, *version);
        *number >= asked.number && !state.reminders.is_escalated(of)
    });
    let since = open.find_map(|(_, number)| state.waiting.since(chat, number));
    Some((asked.message, since.unwrap_or(asked.since)))
}

/// The people of the care side who may read the message at this position.
fn care_readers(
    state: &VisitState,
    chat: &ChatKey,
    message: ChatNumber,
) -> impl Iterator<Item = PersonId> {
    let people = state.participants.keys().copied();
    people.filter(move |person| {
        let reads = may_read(state, *person, chat);
        on_care_side(state, chat, *person) && reads.is_ok_and(|own| own.includes(message)) // W9, M5
    })
}

fn active(state: &VisitState) -> impl Iterator<Item = &Participant> {
    let people = state.participants.values();
    people.filter(|person| person.is_active()) // W9
}

fn care_team(state: &VisitState) -> impl Iterator<Item = &Participant> {
    active(state).filter(|person| person.role.is_care_team())
}

fn message(state: &VisitState, chat: ChatKey, (message, since): Unread) -> Missed {
    let known = state.messages.get(&message);
    let version = known.map_or(1, |known| known.version());
    (unseen(chat, message, version), since)
}

const fn unseen(chat: ChatKey, message: MessageId, version: u32) -> Unseen {
    Unseen::Message {
        chat,
        message,
        version,
    }
}

fn notice(sender: PersonId, notice: &Notice) -> Missed {
    let of = Unseen::Notice {
        sender,
        notice: notice.id,
    };
    (of, notice.sent_at)
}

/// What each person is to be reminded of, since when they could see it, and whether they are of the care side: the oldest
/// message of each chat, and each notice that waits.
fn missed(state: &VisitState) -> impl Iterator<Item = (&Participant, bool, Missed)> {
    let unread = state.chats.keys().flat_map(move |chat| {
        active(state).filter_map(move |me| {
            let unread = oldest_unread(state, chat, me)?;
            let care = on_care_side(state, chat, me.person);
            let (of, since) = message(state, *chat, unread);
            let could = match chat {
                ChatKey::Visit => me.reads_since,
                ChatKey::Direct(_) => me.takes_part_since, // M2
            };
            Some((me, care, (of, since.max(could))))
        })
    });
    let notices = state.notices.all_waiting().flat_map(move |(sender, sent)| {
        let (of, since) = notice(sender, sent);
        care_team(state).map(move |me| (me, true, (of, since.max(me.takes_part_since)))) // W7
    });
    unread.chain(notices)
}

/// What the care side has not attended to: the oldest message of each chat, and each notice that waits.
fn unattended(state: &VisitState) -> impl Iterator<Item = Missed> {
    let messages = state.chats.keys().filter_map(|chat| {
        let unread = oldest_unattended(state, chat)?;
        Some(message(state, *chat, unread))
    });
    let notices = state.notices.all_waiting();
    messages.chain(notices.map(|(sender, sent)| notice(sender, sent)))
}

/// Whom a reminder of something may name, whenever it is: those who have not seen it and have not got this reminder or a later one of it.
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
            let (message, _) = oldest_unattended(state, &chat)?;
            let message = state.messages.get(&message)?;
            care_readers(state, &chat, message.number).collect()
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

/// What is to come, and when: the reminders of each person, and the escalations.
fn upcoming(state: &VisitState) -> Vec<(Unseen, Step, OffsetDateTime)> {
    let mut found = Vec::new();
    if !reminds(state) {
        return found;
    }
    for (me, care, (of, since)) in missed(state) {
        let newest = state.reminders.newest(of, me.person);
        let left = steps(&state.policy, care).filter(|(reminder, _)| *reminder > newest);
        found.extend(left.map(|(reminder, after)| {
            let step = Step::Reminder(me.person, reminder);
            (of, step, since.saturating_add(after))
        }));
    }
    if let Some(after) = escalation(&state.policy) {
        let left = unattended(state).filter(|(of, _)| !state.reminders.is_escalated(*of));
        found.extend(left.map(|(of, since)| (of, Step::Escalation, since.saturating_add(after))));
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Reminder(PersonId, u32),
    Escalation,
}

/// What [`Actor::Service`](crate::Actor::Service) is to do at `now` about what people have not seen (R6, R7). A reminder
/// names only those for whom it is time. If several reminders of one thing are due for a person, only the last one is made:
/// no one is reminded twice at a time.
#[must_use]
pub fn reminders_due(state: &VisitState, now: OffsetDateTime) -> Vec<Command> {
    let mut newest = BTreeMap::<(Unseen, PersonId), u32>::new();
    let mut escalations = Vec::new();
    let due = upcoming(state).into_iter().filter(|(_, _, at)| *at <= now);
    for (of, step, _) in due {
        match step {
            Step::Reminder(person, reminder) => {
                let last = newest.entry((of, person)).or_default();
                *last = reminder.max(*last);
            }
            Step::Escalation => escalations.push(Command::EscalateWait { of }),
        }
    }
    let mut named = BTreeMap::<(Unseen, u32), Vec<PersonId>>::new();
    for ((of, person), reminder) in newest {
        named.entry((of, reminder)).or_default().push(person);
    }
    let reminders = named
        .into_iter()
        .map(|((of, reminder), people)| Command::RemindPeople {
            of,
            reminder,
            people,
        });
    reminders.chain(escalations).collect()
}

/// When the next reminder or escalation is due, if nothing happens until then; `None` if none is (R6, R7).
#[must_use]
pub fn next_reminder(state: &VisitState) -> Option<OffsetDateTime> {
    upcoming(state).into_iter().map(|(_, _, at)| at).min()
}
