//! The people of a chat that an overseer reads (M5).

use crate::{
    access::may_oversee,
    chat::{ChatKey, MessageState},
    id::PersonId,
    log::Actor,
    refusal::Refusal,
    text::{DisplayName, SecondIdentifier},
    visit::{Role, VisitState},
};
use std::collections::BTreeSet;

/// A person whose messages an overseer reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverseenPerson {
    /// The person.
    pub person: PersonId,
    /// Their role now.
    pub role: Role,
    /// Their name now.
    pub name: DisplayName,
    /// The second identifier (P7).
    pub second_identifier: Option<SecondIdentifier>,
}

/// The members of a direct chat, and all who wrote or retracted what the overseer reads, ordered by person.
///
/// # Errors
/// [`Refusal::NotAnOverseer`] if they did not break the glass.
pub fn overseen_people(
    state: &VisitState,
    overseer: PersonId,
    chat: &ChatKey,
) -> Result<Vec<OverseenPerson>, Refusal> {
    let through = may_oversee(state, overseer, chat)?.through;
    let read = |message: &&MessageState| message.chat == *chat && message.number <= through;
    let messages = state.messages.values().map(AsRef::as_ref).filter(read);
    let concerned = messages.flat_map(|message| {
        let retraction = message.retraction.iter();
        let retraction = retraction.filter(|retraction| retraction.number <= through);
        let by = retraction.filter_map(|retraction| match retraction.by {
            Actor::Person(person) => Some(person),
            Actor::Host | Actor::Overseer(_) | Actor::Service => None,
        });
        by.chain([message.author])
    });
    let members = match chat {
        ChatKey::Visit => None,
        ChatKey::Direct(pair) => Some([pair.care, pair.attendee]),
    };
    let people: BTreeSet<_> = concerned.chain(members.into_iter().flatten()).collect();
    let people = people.iter().filter_map(|id| state.participants.get(id));
    let people = people.map(|p| OverseenPerson {
        person: p.person,
        role: p.role,
        name: p.name.clone(),
        second_identifier: p.second_identifier.clone(),
    });
    Ok(people.collect())
}
