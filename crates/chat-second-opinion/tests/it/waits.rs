//! Facts about messages that wait in a direct chat, and who stands in for its care side (R4).

use crate::{
    chance::Chance,
    commands::set_aside,
    facts::{Facts, author, care_team},
};
use chat_domain::{ChatKey, ChatNumber, Command, Event, MessageId, PersonId, Role};
use std::collections::BTreeSet;

/// Whether something waits in a direct chat of others whose care side a person stands in for.
pub fn passed_on(facts: &Facts<'_>, who: PersonId, chat: &ChatKey) -> bool {
    stands_in(facts, who, chat) && !waiting(facts, chat).is_empty()
}

/// A person who stands in for the care side of a chat where something waits, and a command of theirs that mostly
/// names what waits; `None` if there is no such chat.
pub fn end_passed_on(chance: &mut Chance, facts: &Facts<'_>) -> Option<(PersonId, Command)> {
    let written = facts.0.iter().filter_map(|entry| entry.event.chat_entry());
    let chats: BTreeSet<_> = written.map(|(chat, _)| chat).collect();
    let known = chats.iter().flat_map(|chat| {
        let people = facts.people().into_iter();
        let knowing = people.filter(|who| passed_on(facts, *who, chat));
        knowing.map(|who| (who, *chat))
    });
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        return None;
    }
    let (who, chat) = chance.one_of(&known);
    let command = if chance.percent(50) {
        let through = chance.one_of(&waiting(facts, &chat));
        Command::NoAnswerNeeded { chat, through }
    } else {
        set_aside(chance, facts, chat)
    };
    Some((who, command))
}

fn stands_in(facts: &Facts<'_>, who: PersonId, chat: &ChatKey) -> bool {
    let ChatKey::Direct(pair) = chat else {
        return false;
    };
    let passes = facts.rules().is_some_and(|rules| rules.passes_waits_on);
    let takes_part = |who| !matches!(facts.presence(who), "none" | "removed");
    let (_, policy) = facts.kind_and_policy();
    let attends = match facts.role(pair.attendee) {
        Some(Role::Patient) => true,
        Some(Role::Guest) => policy.guests_have_direct_chats,
        Some(Role::Interpreter) => policy.interpreters_have_direct_chats,
        _ => false,
    };
    let cares = |who| match facts.role(who) {
        Some(Role::Provider) => attends,
        Some(Role::Staff) => attends && policy.staff_have_direct_chats,
        _ => false,
    };
    let mut reached = vec![pair.care];
    for entry in facts.0 {
        match entry.event {
            Event::HandedOver { from, to }
                if reached.contains(&from)
                    && facts.handed_over_at(from, to) == Some(entry.seq.0) =>
            {
                reached.push(to);
            }
            _ => {}
        }
    }
    let took_over = |who: &PersonId| {
        *who != pair.care && reached.contains(who) && takes_part(*who) && cares(*who)
    };
    let stands_in = if facts.people().iter().any(took_over) {
        took_over(&who)
    } else {
        takes_part(who) && care_team(facts.role(who)) && !takes_part(pair.care)
    };
    passes && stands_in && who != pair.care
}

/// The attendee's messages and corrections of a direct chat that wait, under rules by which an answer answers what
/// its author had read.
pub fn waiting(facts: &Facts<'_>, chat: &ChatKey) -> Vec<ChatNumber> {
    let ChatKey::Direct(pair) = chat else {
        return Vec::new();
    };
    let stands = |message: MessageId| {
        let found = facts.message(message);
        found.is_some_and(|message| message.retracted_at.is_none())
    };
    // The newest entry that the care side had marked before a log position.
    let marked = |before: u64| {
        let earlier = facts.0.iter().take_while(|entry| entry.seq.0 < before);
        let marks = earlier.filter_map(|entry| match &entry.event {
            Event::ChatRead { chat: of, through } if of == chat => {
                (author(entry) == Some(pair.care)).then_some(*through)
            }
            _ => None,
        });
        marks.max()
    };
    let answered = facts.0.iter().filter_map(|entry| match &entry.event {
        Event::MessageSent {
            chat: of, message, ..
        } if of == chat && author(entry) == Some(pair.care) && stands(*message) => {
            marked(entry.seq.0)
        }
        _ => None,
    });
    let answered = answered.max();
    let asked = facts.0.iter().filter_map(|entry| match &entry.event {
        Event::MessageSent {
            chat: of,
            number,
            message,
            ..
        }
        | Event::MessageCorrected {
            chat: of,
            number,
            message,
            ..
        } if of == chat && author(entry) != Some(pair.care) && stands(*message) => {
            Some((entry.seq.0, *number))
        }
        _ => None,
    });
    let ended = |at: u64, number: ChatNumber| {
        let mut later = facts.0.iter().filter(|entry| entry.seq.0 > at);
        later.any(|entry| match &entry.event {
            Event::NoAnswerNeeded { chat: of, through } => of == chat && *through >= number,
            Event::VisitCompleted
            | Event::VisitCancelled
            | Event::VisitMarkedNoShow
            | Event::VisitMarkedLeftWithoutBeingSeen => true,
            _ => false,
        })
    };
    let waiting = asked.filter(|(at, number)| answered < Some(*number) && !ended(*at, *number));
    waiting.map(|(_, number)| number).collect()
}
