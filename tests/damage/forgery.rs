//! A careful forger, who knows the format and rebuilds the chain and everything derived from a log.

use crate::{
    chance::Chance,
    kind::Kind,
    rows::{self, Visit},
};
use chat_audit::Head;
use chat_domain::{
    Actor, ChatKey, ClientMessageId, Command, Entry, Event, MessageId, MessageText, Recipient,
    Role, SendMessage, VisitState, commit, log::command_of, replay,
};
use rusqlite::Connection;
use time::Duration;
use uuid::Uuid;

/// The number of a visit's entries that the checkpoint covers.
pub(crate) fn covered(heads: &[Head], visit: &Visit) -> u64 {
    let head = heads.iter().find(|head| head.visit == visit.key);
    head.map_or(0, |head| head.version.0)
}

/// Forges the log of a random visit, in the part that the checkpoint covers. `None` if the chosen forgery would
/// break a rule.
pub(crate) fn forge(
    kind: Kind,
    database: &Connection,
    heads: &[Head],
    chance: &mut Chance,
) -> Option<String> {
    let visits = rows::visits(database);
    let visit = chance.pick(&visits);
    let covered = usize::try_from(covered(heads, visit)).unwrap();
    if covered == 0 {
        return None;
    }
    let entries = rows::entries(database, visit);
    // The first entry is kept: without it there is no visit.
    let at = 1 + chance.below(covered - 1);
    let forged = match kind {
        Kind::Truncate => entries[..at].to_vec(),
        Kind::Text => other_text(entries, at)?,
        Kind::Time => other_time(entries, at, chance),
        Kind::LeaveOut => decided_again(&entries, |place| place == at, |_| None)?,
        Kind::Insert => {
            let message = |state: &VisitState| Some(message(state, chance));
            decided_again(&entries, |_| false, one_at(at, message))?
        }
        Kind::Forbidden => forbidden(entries),
        _ => panic!("{kind:?} is no forgery"),
    };
    // Only the checkpoint may detect the forgery, so it must not break a rule.
    if kind != Kind::Forbidden {
        replay(&forged).ok()?;
    }
    rows::write(database, visit, &forged);
    Some(format!("visit {}, entry {}", visit.id, at + 1))
}

fn other_text(mut entries: Vec<Entry>, at: usize) -> Option<Vec<Entry>> {
    let forged = MessageText::new("A text that no one wrote").unwrap();
    match &mut entries[at].event {
        Event::MessageSent { text, .. } => *text = Some(forged),
        Event::MessageCorrected { text, .. } => *text = forged,
        _ => return None,
    }
    Some(entries)
}

fn other_time(mut entries: Vec<Entry>, at: usize, chance: &mut Chance) -> Vec<Entry> {
    entries[at].at -= Duration::seconds(1 + chance.below(100_000) as i64);
    entries
}

/// A message from the host, which may not write any, at the end.
fn forbidden(mut entries: Vec<Entry>) -> Vec<Entry> {
    let newest = entries.last().unwrap();
    let (seq, at) = (newest.seq.next(), newest.at);
    let state = replay(&entries).unwrap();
    let event = Event::MessageSent {
        chat: ChatKey::Visit,
        number: state.chat(&ChatKey::Visit).last.next(),
        recipient: Recipient::Everyone,
        message: MessageId::new(Uuid::from_u128(1)),
        client_id: ClientMessageId::new(Uuid::from_u128(2)),
        text: Some(MessageText::new("Pay here").unwrap()),
        files: Vec::new(),
    };
    entries.push(Entry {
        seq,
        at,
        actor: Actor::Host,
        event,
    });
    entries
}

/// Changes an entry's spelling but not its meaning, and rebuilds the chain after it.
pub(crate) fn spell_otherwise(database: &Connection, chance: &mut Chance) -> Option<String> {
    let visits = rows::visits(database);
    let visit = chance.pick(&visits);
    let place = 1 + chance.below(rows::entries(database, visit).len());
    let (written, otherwise) = *chance.pick(&[
        ("{", "{ "),
        ("{", "{\"note\":\"hidden\","),
        ("\"event\":{", "\"event\":{\"note\":\"hidden\","),
        ("\"v\":1,\"seq\":", "\"v\":1, \"seq\":"),
        ("Z\",\"actor\"", "+00:00\",\"actor\""),
        ("}", "}\n"),
    ]);
    rows::rewrite(database, visit, place, |body| {
        body.replacen(written, otherwise, 1)
    });
    Some(format!("visit {}, entry {place}", visit.id))
}

/// Decides the whole log again, with some entries left out or inserted.
fn decided_again(
    entries: &[Entry],
    mut leave_out: impl FnMut(usize) -> bool,
    mut put_in: impl FnMut(&VisitState) -> Option<(Actor, Command)>,
) -> Option<Vec<Entry>> {
    let mut state = VisitState::default();
    let mut forged = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        if leave_out(place) {
            continue;
        }
        if let Some((actor, command)) = put_in(&state) {
            forged.extend(commit(&mut state, actor, &command, entry.at).ok()?);
        }
        let command = command_of(&entry.event);
        forged.extend(commit(&mut state, entry.actor, &command, entry.at).ok()?);
    }
    Some(forged)
}

/// Inserts commands before the entry at a position.
fn one_at<T>(
    at: usize,
    mut make: impl FnMut(&VisitState) -> Option<T>,
) -> impl FnMut(&VisitState) -> Option<T> {
    let mut place = 0;
    move |state| {
        place += 1;
        if place == at + 1 { make(state) } else { None }
    }
}

/// A message from the provider to everyone.
fn message(state: &VisitState, chance: &mut Chance) -> (Actor, Command) {
    let provider = state
        .participants
        .values()
        .find(|p| p.role == Role::Provider);
    let provider = provider.map_or(Actor::Host, |p| Actor::Person(p.person));
    let send = SendMessage {
        chat: ChatKey::Visit,
        recipient: Recipient::Everyone,
        message: MessageId::new(Uuid::from_u128(chance.next().into())),
        client_id: ClientMessageId::new(Uuid::from_u128(chance.next().into())),
        text: Some(MessageText::new("I never said this").unwrap()),
        files: Vec::new(),
    };
    (provider, Command::SendMessage(send))
}
