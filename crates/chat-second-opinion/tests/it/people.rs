//! Who may turn up, and which chats they may think of.

use crate::chance::Chance;
use chat_domain::{Actor, ChatKey, PersonId, Role};
use uuid::Uuid;

/// Everybody who may turn up, with the role they most likely have. The last two are strangers.
pub const CAST: [Role; 12] = [
    Role::Provider,
    Role::Provider,
    Role::Staff,
    Role::Patient,
    Role::Patient,
    Role::Guest,
    Role::Interpreter,
    Role::Provider,
    Role::Patient,
    Role::Staff,
    Role::Guest,
    Role::Guest,
];

/// Those of the cast who are there from the start, if at all.
pub const FIRST: usize = 7;

pub fn person(of_cast: usize) -> PersonId {
    PersonId::new(Uuid::from_u128(0x100 + of_cast as u128))
}

pub fn anybody(chance: &mut Chance) -> PersonId {
    person(of_cast(chance))
}

/// Mostly somebody who is likely to take part.
fn of_cast(chance: &mut Chance) -> usize {
    let end = if chance.percent(75) {
        FIRST
    } else {
        CAST.len()
    };
    chance.below(end)
}

pub fn of_role(chance: &mut Chance, roles: &[Role]) -> PersonId {
    loop {
        let i = of_cast(chance);
        if roles.contains(&CAST[i]) {
            return person(i);
        }
    }
}

/// A provider, a patient and a stranger have the permission to oversee.
pub fn overseers() -> [PersonId; 3] {
    [0, 3, CAST.len() - 1].map(person)
}

pub fn overseer(chance: &mut Chance) -> PersonId {
    chance.one_of(&overseers())
}

pub fn anyone(chance: &mut Chance) -> Actor {
    match chance.below(10) {
        0 => Actor::Host,
        1 => Actor::Overseer(overseer(chance)),
        _ => Actor::Person(anybody(chance)),
    }
}

/// The visit chat, a direct chat as it should be, or one of any two.
pub fn chat(chance: &mut Chance) -> ChatKey {
    match chance.below(10) {
        0..4 => ChatKey::Visit,
        // Two who meet often, so that much happens between them.
        4..7 => ChatKey::direct(person(0), person(3)),
        7..9 => ChatKey::direct(
            of_role(chance, &[Role::Provider, Role::Staff]),
            of_role(chance, &[Role::Patient, Role::Guest]),
        ),
        _ => ChatKey::direct(anybody(chance), anybody(chance)),
    }
}

/// A chat and somebody who may well be in it.
pub fn sender(chance: &mut Chance) -> (PersonId, ChatKey) {
    let chat = chat(chance);
    let sender = match chat {
        ChatKey::Visit if chance.percent(40) => {
            of_role(chance, &[Role::Patient, Role::Guest, Role::Interpreter])
        }
        ChatKey::Visit => anybody(chance),
        ChatKey::Direct(pair) => chance.one_of(&[pair.care, pair.attendee]),
    };
    (sender, chat)
}
