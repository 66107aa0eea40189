//! Reminders and escalations (R6, R7).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, naive::Notes};
use chat_domain::{
    Actor, ChatKey, Command, Event, PersonId, RuleId, VisitState, chat::Unseen, decide,
};
use std::collections::{BTreeMap, BTreeSet};

/// A reminder names exactly those who may read a message of the other side, have not, and were not reminded of it.
pub(super) const THOSE_WHO_HAVE_NOT_READ_ARE_REMINDED: Law = Law {
    name: "exactly those who have not read a message are reminded of it and each once",
    rules: &[RuleId::R6, RuleId::W9, RuleId::M5],
    check: those_who_have_not_read_are_reminded,
};

/// A message or notice is escalated exactly while it waits and no one of the care side has read or seen to it, and once.
pub(super) const WHAT_NO_ONE_HAS_READ_IS_ESCALATED: Law = Law {
    name: "what no one of the care side has read is escalated once",
    rules: &[RuleId::R7, RuleId::M5],
    check: what_no_one_has_read_is_escalated,
};

/// Whom the service would now name; `None` if it is refused or a no-op.
fn named(state: &VisitState, command: &Command) -> Option<Vec<PersonId>> {
    match decide(state, Actor::Service, command).ok()?.pop()? {
        Event::PeopleReminded { people, .. } | Event::WaitEscalated { people, .. } => Some(people),
        _ => None,
    }
}

/// Whom reminders would name, by what they have not seen.
fn to_remind(notes: &Notes<'_>) -> BTreeMap<Unseen, BTreeSet<PersonId>> {
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    if !notes.has_reminders() {
        return found;
    }
    let people = || notes.people.keys().copied();
    for chat in notes.chats.keys() {
        for who in people() {
            if let Some(of) = notes.oldest_unread(who, chat) {
                found.entry(of).or_default().insert(who);
            }
        }
    }
    for (sender, notice) in waiting_notices(notes) {
        let care = people().filter(|who| notes.is_care(*who));
        found.insert(Unseen::Notice { sender, notice }, care.collect());
    }
    found
}

fn waiting_notices<'a>(
    notes: &'a Notes<'_>,
) -> impl Iterator<Item = (PersonId, chat_domain::NoticeId)> + use<'a> {
    let senders: BTreeSet<_> = notes.notices.iter().map(|one| one.sender).collect();
    senders.into_iter().flat_map(|sender| {
        let waiting = notes.waiting_notices(sender).into_iter();
        let ids: Vec<_> = waiting.map(|one| (sender, one.id)).collect();
        ids
    })
}

/// What escalations would name.
fn to_alert(notes: &Notes<'_>) -> BTreeMap<Unseen, BTreeSet<PersonId>> {
    if !notes.has_reminders() {
        return BTreeMap::new();
    }
    let messages = notes.chats.keys();
    let messages = messages.filter_map(|chat: &ChatKey| notes.oldest_unattended(chat));
    let messages = messages.map(|(of, people)| (of, people.into_iter().collect()));
    let care: BTreeSet<_> = notes.people.keys().copied().collect();
    let care: BTreeSet<_> = care.into_iter().filter(|who| notes.is_care(*who)).collect();
    let notices = waiting_notices(notes);
    let notices = notices.map(|(sender, notice)| (Unseen::Notice { sender, notice }, care.clone()));
    messages.chain(notices).collect()
}

fn those_who_have_not_read_are_reminded(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match &entry.event {
        Event::PeopleReminded {
            of,
            reminder,
            people,
        } => {
            let may = to_remind(notes).remove(of).unwrap_or_default();
            let again = |who: &PersonId| notes.was_reminded(*who, *of, *reminder);
            let right = people.iter().all(|who| may.contains(who) && !again(who));
            let by_service = entry.actor == Actor::Service && !people.is_empty();
            ensure(right && by_service, || format!("{entry:?}"))
        }
        _ => Ok(()),
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for (of, people) in to_remind(notes) {
        let left = people.into_iter();
        let left: Vec<_> = left
            .filter(|who| !notes.was_reminded(*who, of, 1))
            .collect();
        let command = Command::RemindPeople {
            of,
            reminder: 1,
            people: notes.people.keys().copied().collect(),
        };
        let found = named(moment.after, &command).unwrap_or_default();
        ensure(found == left, || {
            format!("{of:?} reminds {found:?}, not {left:?}")
        })?;
    }
    Ok(())
}

fn what_no_one_has_read_is_escalated(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match &entry.event {
        Event::WaitEscalated { of, people } => {
            let expected = to_alert(notes).remove(of);
            let people = people.iter().copied().collect();
            let right = expected == Some(people) && !notes.was_escalated(*of);
            ensure(right && entry.actor == Actor::Service, || {
                format!("{entry:?}")
            })
        }
        _ => Ok(()),
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for (of, people) in to_alert(notes) {
        let found = named(moment.after, &Command::EscalateWait { of });
        let found = found.map(|found| found.into_iter().collect());
        let expected = (!notes.was_escalated(of)).then_some(people);
        ensure(found == expected, || {
            format!("{of:?} alerts {found:?}, not {expected:?}")
        })?;
    }
    Ok(())
}
