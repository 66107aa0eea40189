//! The laws, one file a theme. Each is a constant with its name and rules, and a function.

mod direct;
mod gate;
mod log;

use crate::{Law, Moment};
use chat_domain::{ChatKey, DirectPair, Entry, Event, PersonId};

/// All laws.
pub const LAWS: &[Law] = &[
    direct::TWO_ATTENDEES_NEVER_SHARE,
    direct::TWO_OF_THE_CARE_TEAM_NEVER_SHARE,
    direct::A_DIRECT_CHAT_JOINS_TWO_ROLES,
    direct::ONLY_ITS_TWO_MEMBERS_READ,
    gate::THE_CARE_TEAM_MAY_ALWAYS_START,
    gate::NO_MESSAGE_PRECEDES_ITS_PERMISSION,
    gate::THE_GATE_IS_PER_CHAT,
    gate::ONCE_STARTED_A_CHAT_STAYS_OPEN,
    gate::GREY_AGAIN_AFTER_THE_CALL,
    gate::A_LOCK_IS_FOR_ATTENDEES,
    gate::WAITING_ATTENDEES_START_BY_POLICY,
    log::A_REFUSAL_CHANGES_NOTHING,
    log::AN_ANSWER_IS_WHAT_THE_LOG_HOLDS,
    log::NUMBERS_ARE_DENSE,
    log::THE_LOG_REPLAYS_TO_THE_STATE,
];

/// The first law that is broken at a moment, and how.
#[must_use]
pub fn broken(moment: &Moment<'_>) -> Option<(&'static Law, String)> {
    let verdicts = LAWS.iter().map(|law| (law, (law.check)(moment)));
    verdicts
        .filter_map(|(law, verdict)| Some((law, verdict.err()?)))
        .next()
}

fn fail(how: String) -> Result<(), String> {
    Err(how)
}

fn ensure(holds: bool, how: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(how()) }
}

/// The two names in a direct chat's key.
const fn pair_of(chat: &ChatKey) -> Option<DirectPair> {
    match chat {
        ChatKey::Visit => None,
        ChatKey::Direct(pair) => Some(*pair),
    }
}

/// The direct chat that an entry is all about, if it is about one. Oversight of a chat is not.
fn said_in(entry: &Entry) -> Option<DirectPair> {
    match &entry.event {
        Event::ChatLocked { chat }
        | Event::ChatUnlocked { chat }
        | Event::FileStaged { chat, .. }
        | Event::MessageSent { chat, .. }
        | Event::MessageCorrected { chat, .. }
        | Event::MessageRetracted { chat, .. } => pair_of(chat),
        _ => None,
    }
}

/// Everyone but the two members.
fn everyone_outside(everyone: &[PersonId], pair: &DirectPair) -> impl Iterator<Item = PersonId> {
    everyone
        .iter()
        .copied()
        .filter(move |person| pair.care != *person && pair.attendee != *person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_has_a_name_of_its_own_and_rules() {
        let names: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        assert_eq!(names.len(), LAWS.len());
        assert!(LAWS.iter().all(|law| !law.rules.is_empty()));
    }
}
