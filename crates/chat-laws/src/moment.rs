//! A moment of a visit.

use crate::naive::Notes;
use chat_domain::{
    Actor, ChatKey, Command, Entry, PersonId, Recipient, Refusal, SendMessage, VisitState, decide,
};
use std::cell::OnceCell;

/// A command with its result, and the states and log around it.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// The state before the command.
    pub before: &'a VisitState,
    /// The state after the command.
    pub after: &'a VisitState,
    /// The log, including the entries that the command added.
    pub log: &'a [Entry],
    /// The actor.
    pub actor: Actor,
    /// The command.
    pub command: &'a Command,
    /// The entries that the command added, or the refusal.
    pub answer: &'a Result<Vec<Entry>, Refusal>,
    // Cached, since nearly every law uses them.
    notes_before: OnceCell<Notes<'a>>,
    notes: OnceCell<Notes<'a>>,
}

impl<'a> Moment<'a> {
    /// Creates a moment. `log` ends with the entries that the command added.
    #[must_use]
    pub const fn new(
        [before, after]: [&'a VisitState; 2],
        log: &'a [Entry],
        (actor, command): (Actor, &'a Command),
        answer: &'a Result<Vec<Entry>, Refusal>,
    ) -> Self {
        Self {
            before,
            after,
            log,
            actor,
            command,
            answer,
            notes_before: OnceCell::new(),
            notes: OnceCell::new(),
        }
    }

    /// The notes of the log before the command.
    #[must_use]
    pub fn notes_before(&self) -> &Notes<'a> {
        self.notes_before
            .get_or_init(|| Notes::of(self.log_before()))
    }

    /// The notes of the log after the command.
    #[must_use]
    pub fn notes(&self) -> &Notes<'a> {
        if self.happened() {
            self.notes.get_or_init(|| Notes::of(self.log))
        } else {
            self.notes_before()
        }
    }

    /// The entries that the command added.
    #[must_use]
    pub fn added(&self) -> &'a [Entry] {
        match self.answer {
            Ok(entries) => entries,
            Err(_) => &[], // a refusal adds no entries
        }
    }

    /// The log before the command.
    #[must_use]
    pub fn log_before(&self) -> &'a [Entry] {
        let before = self.log.len().saturating_sub(self.added().len());
        self.log.split_at(before).0
    }

    /// Whether the command was permitted and not a no-op.
    pub(crate) fn happened(&self) -> bool {
        !self.added().is_empty()
    }

    /// Checks that the command would now be permitted exactly if `expected`, or if it asks for what is
    /// already so (H1). Someone over their
    /// writing quota (V8) must get that refusal exactly when the command would otherwise be
    /// permitted.
    pub(crate) fn would(
        &self,
        actor: Actor,
        asked: &Command,
        expected: bool,
    ) -> Result<(), String> {
        let decided = decide(self.after, actor, asked);
        let permitted = match &decided {
            Ok(_) => true,
            Err(refusal) => self.is_over(actor, asked, refusal),
        };
        if permitted == (expected || self.notes().repeats(actor, asked)) {
            return Ok(());
        }
        Err(format!("{actor:?} asks {asked:?}: {decided:?}"))
    }

    /// Whether a quota is the only reason to refuse the command, and the refusal names it (V8).
    pub(crate) fn is_over(&self, actor: Actor, asked: &Command, refusal: &Refusal) -> bool {
        is_quota(refusal) && self.notes().over_asked(actor, asked) == Some(*refusal)
    }

    /// Whether only the actor's own quota prevented the request (V8).
    pub(crate) fn was_over(&self) -> bool {
        let over = || self.notes_before().over_asked(self.actor, self.command);
        matches!(self.answer, Err(refusal) if is_quota(refusal) && over() == Some(*refusal))
    }

    /// Each added entry, with the notes of the log before it.
    pub(crate) fn each_added(
        &self,
        mut law: impl FnMut(&Notes<'a>, &'a Entry) -> Result<(), String>,
    ) -> Result<(), String> {
        if !self.happened() {
            return Ok(());
        }
        let mut notes = self.notes_before().clone();
        for entry in self.added() {
            law(&notes, entry)?;
            notes.note(entry);
        }
        Ok(())
    }

    /// The message of this command, if only permission and its files can be grounds for refusal:
    /// fresh ids, the chat's recipient, and within quota (V8).
    pub(crate) fn sound_send(&self, before: &Notes<'_>) -> Option<(PersonId, &'a SendMessage)> {
        let (Actor::Person(sender), Command::SendMessage(send)) = (self.actor, self.command) else {
            return None;
        };
        let used = before.messages.contains_key(&send.message)
            || before
                .messages
                .values()
                .any(|m| m.author == sender && m.client_id == send.client_id);
        let over = before.over_asked(self.actor, self.command).is_some();
        let sound = meant(&send.chat, sender) == Some(send.recipient) && !used && !over;
        sound.then_some((sender, send))
    }

    /// The message of this command, if it is sound and text only.
    pub(crate) fn plain_send(&self, before: &Notes<'_>) -> Option<(PersonId, &'a SendMessage)> {
        self.sound_send(before)
            .filter(|(_, send)| send.text.is_some() && send.files.is_empty())
    }
}

/// Whether a refusal is a writing quota (V8).
pub(crate) const fn is_quota(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::EntryQuotaExceeded { .. }
            | Refusal::TextQuotaExceeded { .. }
            | Refusal::TooManyCorrections { .. }
            | Refusal::ActQuotaExceeded { .. }
    )
}

/// The recipient of a message by `sender` in `chat` (P6).
pub(crate) fn meant(chat: &ChatKey, sender: PersonId) -> Option<Recipient> {
    match chat {
        ChatKey::Visit => Some(Recipient::Everyone),
        ChatKey::Direct(pair) if sender == pair.care => Some(Recipient::Person(pair.attendee)),
        ChatKey::Direct(pair) if sender == pair.attendee => Some(Recipient::Person(pair.care)),
        ChatKey::Direct(_) => None,
    }
}
