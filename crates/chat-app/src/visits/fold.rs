//! A visit's log, folded: partial while it is being read, whole once its end was seen.

use super::{effect::Effect, recent::Recent, snapshot::Snapshot};
use chat_domain::{Entry, Event, Seq, VisitState, evolve::evolve};
use chat_ports::{LogHead, LogPart};
use std::sync::Arc;

/// Base size of a visit in memory, in bytes.
const BASE_BYTES: usize = 4 * 1024;

/// About the bytes of a message, a file or a participant in the state, indexes included.
const ITEM_BYTES: usize = 768;

/// About the bytes of a read mark or a reminder in the state.
const MARK_BYTES: usize = 192;

/// A fold that has not seen the end of the log. No snapshot can be taken of it.
pub(super) struct Partial(Fold);

/// A fold of the whole log, as of the last read or append.
#[derive(Clone)]
pub(super) struct Whole(Fold);

/// The result of a read of the log.
pub(super) enum Reading {
    /// There may be more.
    Partial(Partial),
    /// The end was seen.
    Whole(Whole),
}

#[derive(Clone, Default)]
struct Fold {
    state: Arc<VisitState>,
    /// The log's head, with its hash as stored (G4).
    head: Option<LogHead>,
    recent: Recent,
    views_changed: Seq,
    marks_changed: Seq,
    /// Bytes of the texts in the state: the newest correction of each message, and the reasons of retractions. Only the log has
    /// those of other messages.
    texts: usize,
}

impl Fold {
    /// Counts the texts of an entry that is about to be folded.
    fn count_texts(&mut self, entry: &Entry) {
        let (added, replaced) = match &entry.event {
            Event::MessageCorrected { message, text, .. } => {
                let known = self.state.messages.get(message);
                let old = known.and_then(|known| known.correction.as_ref());
                (
                    text.as_str().len(),
                    old.map_or(0, |old| old.text.as_str().len()),
                )
            }
            Event::MessageRetracted { reason, .. } => (reason.as_str().len(), 0),
            _ => return,
        };
        self.texts = self.texts.saturating_add(added).saturating_sub(replaced);
    }
}

impl Partial {
    /// Starts from the known fold, or from the log's beginning.
    pub(super) fn after(known: Option<Whole>) -> Self {
        Self(known.map_or_else(Fold::default, |Whole(fold)| fold))
    }

    /// The version to read after.
    pub(super) fn version(&self) -> Seq {
        self.0.state.version
    }

    /// Folds a read of at most `asked` entries. Fewer than `asked` means the end of the log.
    pub(super) fn read(self, part: LogPart, asked: usize) -> Reading {
        let Self(mut fold) = self;
        let end = part.entries.len() < asked;
        fold.head = part.head.or(fold.head);
        for entry in part.entries {
            fold.count_texts(&entry);
            let state = Arc::make_mut(&mut fold.state);
            if changes_views(state, &entry) {
                fold.views_changed = entry.seq;
            }
            if is_mark(&entry) {
                fold.marks_changed = entry.seq;
            }
            evolve(state, &entry);
            fold.views_changed = fold.views_changed.max(state.waiting.changed()); // R4
            fold.recent.push(entry);
        }
        if end {
            Reading::Whole(Whole(fold))
        } else {
            Reading::Partial(Self(fold))
        }
    }
}

impl Whole {
    /// A visit's first entries, appended to an empty log.
    pub(super) fn first(after: &Arc<VisitState>, head: LogHead, entries: &[Entry]) -> Self {
        let mut whole = Self(Fold::default());
        whole.extend(after, head, entries);
        whole
    }

    /// Adds entries that were appended at this fold's version, and the state and the head they led to.
    pub(super) fn extend(&mut self, after: &Arc<VisitState>, head: LogHead, entries: &[Entry]) {
        let Self(fold) = self;
        fold.head = Some(head);
        let changed = |entry: &&Entry| changes_views(&fold.state, entry);
        if let Some(last) = entries.iter().rfind(changed) {
            fold.views_changed = last.seq;
        }
        if let Some(last) = entries.iter().rfind(|entry| is_mark(entry)) {
            fold.marks_changed = last.seq;
        }
        fold.views_changed = fold.views_changed.max(after.waiting.changed()); // R4
        // By the state before all of them: of two corrections of a message, both count.
        entries.iter().for_each(|entry| fold.count_texts(entry));
        fold.state = Arc::clone(after);
        entries
            .iter()
            .for_each(|entry| fold.recent.push(entry.clone()));
    }

    pub(super) fn version(&self) -> Seq {
        self.0.state.version
    }

    pub(super) fn views_changed(&self) -> Seq {
        self.0.views_changed
    }

    pub(super) fn exists(&self) -> bool {
        self.0.state.ids.is_some()
    }

    /// Approximate size in bytes.
    pub(super) fn bytes(&self) -> usize {
        let state = &self.0.state;
        let items = state.messages.len() + state.uploads.len() + state.participants.len();
        let marks = (state.reading.len() + state.reminders.len()) * MARK_BYTES;
        BASE_BYTES + items * ITEM_BYTES + marks + self.0.texts + self.0.recent.bytes()
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            state: Arc::clone(&self.0.state),
            head: self.0.head,
            views_changed: self.0.views_changed,
            marks_changed: self.0.marks_changed,
        }
    }

    pub(super) fn recent(&self) -> &Recent {
        &self.0.recent
    }
}

/// Whether an entry may change a view, apart from messages.
fn changes_views(before: &VisitState, entry: &Entry) -> bool {
    Effect::of(&entry.event).changes_views(before)
}

fn is_mark(entry: &Entry) -> bool {
    matches!(entry.event, Event::ChatRead { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::{
        Actor, ChatKey, ChatNumber, ClientMessageId, MessageId, MessageText, PersonId, Recipient,
    };
    use time::OffsetDateTime;
    use uuid::Uuid;

    /// The bytes of a visit with ten messages, each corrected this often, and many short ones after them.
    fn weigh(chars: usize, corrections: u32) -> usize {
        let id = |n: u64| Uuid::from_u128(n.into());
        let text = |chars: usize| MessageText::new(&"x".repeat(chars)).unwrap();
        let chat = ChatKey::Visit;
        let sent = |number, chars| Event::MessageSent {
            chat,
            number: ChatNumber(number),
            recipient: Recipient::Everyone,
            message: MessageId::new(id(number)),
            client_id: ClientMessageId::new(id(number)),
            text: Some(text(chars)),
            files: Vec::new(),
        };
        let mut events: Vec<_> = (1..=10).map(|number| sent(number, chars)).collect();
        let mut number = 10;
        for version in 2..2 + corrections {
            for message in 1..=10 {
                number += 1;
                events.push(Event::MessageCorrected {
                    chat,
                    number: ChatNumber(number),
                    message: MessageId::new(id(message)),
                    version,
                    text: text(chars),
                });
            }
        }
        events.extend((number + 1..number + 200).map(|number| sent(number, 1)));
        let entries = (1..).zip(events).map(|(seq, event)| Entry {
            seq: Seq(seq),
            at: OffsetDateTime::UNIX_EPOCH,
            actor: Actor::Person(PersonId::new(id(7))),
            event,
        });
        let part = LogPart {
            entries: entries.collect(),
            head: None,
        };
        let Reading::Whole(whole) = Partial::after(None).read(part, usize::MAX) else {
            panic!("the end was seen");
        };
        whole.bytes()
    }

    #[test]
    fn only_texts_that_the_state_holds_are_weighed() {
        assert_eq!(weigh(4_000, 0), weigh(1, 0));
        assert_eq!(weigh(4_000, 1) - weigh(1, 1), 10 * 3_999);
        assert_eq!(weigh(4_000, 3), weigh(4_000, 1), "the newest correction");
    }
}
