//! Making a transcript of a record.

mod messages;
mod people;

use crate::{
    model::{
        AccessPart, ChatPart, FORMAT, Item, LockPart, LogPart, MadeFor, NoticePart,
        NoticeStatusPart, PersonPart, Transcript, VisitPart,
    },
    reader::{Reader, Scope, may_have},
    record::{Kept, Record},
    zone::Zone,
};
use chat_domain::{Actor, ChatKey, Entry, Event, Phase, Refusal, VisitState, chat::NoticeStatus};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// The circumstances in which a transcript is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Making {
    /// The time.
    pub at: OffsetDateTime,
    /// The clinic's time zone.
    pub zone: Zone,
    /// The head of the log, for the operator. A transcript of a person does not have it (M7).
    pub log: Option<LogPart>,
}

impl Transcript {
    /// The transcript of what the record's reader may read by `state`, which is not older than the record.
    ///
    /// # Errors
    /// The rule that refuses it ([`may_have`]).
    pub fn of(state: &VisitState, record: &Record, making: Making) -> Result<Self, Refusal> {
        let (reader, scope) = record.of_whom();
        may_have(state, reader, scope)?;
        let (Some((clinic, visit)), Some(scheduled_for)) = (state.ids, state.scheduled_for) else {
            return Err(Refusal::VisitUnknown);
        };
        let kept: Vec<&Kept> = record.readable(state).collect();
        let people = people::known(state, reader, scope, &kept)?;
        let began = |wanted: fn(Phase) -> bool| {
            let began = kept
                .iter()
                .filter(move |kept| kept.phase.is_some_and(wanted));
            began.map(|kept| kept.entry.at)
        };
        let started_at = began(|phase| phase == Phase::InProgress).next();
        let closed_at = began(Phase::is_closed).next_back();
        Ok(Self {
            version: FORMAT,
            made_at: making.at,
            made_for: made_for(reader, &kept),
            zone: making.zone,
            only_chat: match scope {
                Scope::Visit => None,
                Scope::Chat(chat) => Some(chat),
            },
            visit: VisitPart {
                id: visit,
                clinic,
                kind: state.kind,
                phase: state.phase,
                scheduled_for,
                started_at,
                closed_at: closed_at.filter(|_| state.phase.is_closed()),
            },
            chats: chats(state, reader, &kept),
            notices: match scope {
                Scope::Visit => notices(state, &people, &kept),
                Scope::Chat(_) => Vec::new(), // They are in no chat (W7).
            },
            people,
            log: making.log.filter(|_| reader == Reader::Operator), // M7
        })
    }
}

fn made_for(reader: Reader, kept: &[&Kept]) -> MadeFor {
    match reader {
        Reader::Participant(person) => MadeFor::Participant { person },
        Reader::Operator => MadeFor::Operator,
        Reader::Overseer(person) => {
            let accesses = kept.iter().filter_map(|kept| match &kept.entry.event {
                Event::GlassBroken { reason, .. } => Some(AccessPart {
                    at: kept.entry.at,
                    reason: reason.clone(),
                }),
                _ => None,
            });
            MadeFor::Overseer {
                person,
                accesses: accesses.collect(),
            }
        }
    }
}

/// The chats with anything in them, each in the order of the log.
fn chats(state: &VisitState, reader: Reader, kept: &[&Kept]) -> Vec<ChatPart> {
    let mut messages = messages::Messages::of(state, reader, kept);
    let mut chats: BTreeMap<ChatKey, Vec<Item>> = BTreeMap::new();
    for kept in kept {
        let entry = &kept.entry;
        let item = match &entry.event {
            Event::MessageSent { chat, message, .. } => {
                let made = messages.take(*message);
                made.map(|made| (*chat, Item::Message(made)))
            }
            Event::ChatLocked { chat } => Some((*chat, lock(entry, true))),
            Event::ChatUnlocked { chat } => Some((*chat, lock(entry, false))),
            _ => None,
        };
        if let Some((chat, item)) = item {
            chats.entry(chat).or_default().push(item);
        }
    }
    let chats = chats.into_iter();
    chats
        .map(|(chat, items)| ChatPart { chat, items })
        .collect()
}

fn lock(entry: &Entry, locked: bool) -> Item {
    Item::Lock(LockPart {
        locked,
        by: entry.actor,
        at: entry.at,
    })
}

fn notices(state: &VisitState, people: &[PersonPart], kept: &[&Kept]) -> Vec<NoticePart> {
    let notices = kept.iter().filter_map(|kept| {
        let (Event::NoticeSent { notice, text }, Actor::Person(sender)) =
            (&kept.entry.event, kept.entry.actor)
        else {
            return None;
        };
        let (_, found) = state.notices.get(sender, *notice)?;
        Some(NoticePart {
            sender,
            sent_at: kept.entry.at,
            text: text.clone(),
            status: match found.status {
                NoticeStatus::Waiting => NoticeStatusPart::Waiting,
                NoticeStatus::Closed => NoticeStatusPart::VisitClosed,
                NoticeStatus::Settled { by, at } => NoticeStatusPart::SeenTo {
                    by: by.filter(|by| people.iter().any(|p| p.person == *by)), // M7
                    at,
                },
            },
        })
    });
    notices.collect()
}
