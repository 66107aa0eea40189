//! A moment in a visit's life.

use crate::naive::Notes;
use chat_domain::{
    Actor, ChatKey, Command, Entry, PersonId, Recipient, Refusal, SendMessage, VisitState, decide,
};
use std::cell::OnceCell;

/// A command, the state and log around it, and what came of it.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// The state that the command met.
    pub before: &'a VisitState,
    /// The state after it.
    pub after: &'a VisitState,
    /// The log with what the command added.
    pub log: &'a [Entry],
    /// Who commanded.
    pub actor: Actor,
    /// What.
    pub command: &'a Command,
    /// The entries that it added, or why it was refused.
    pub answer: &'a Result<Vec<Entry>, Refusal>,
    // Taken once, since nearly every law asks for them.
    notes_before: OnceCell<Notes<'a>>,
    notes: OnceCell<Notes<'a>>,
}

impl<'a> Moment<'a> {
    /// A moment. `log` ends with what the command added.
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

    /// The notes of the log with what the command added.
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
            Err(_) => &[], // a refusal adds none
        }
    }

    /// The log before the command.
    #[must_use]
    pub fn log_before(&self) -> &'a [Entry] {
        let before = self.log.len().saturating_sub(self.added().len());
        self.log.split_at(before).0
    }

    /// Whether the command was permitted and something came of it.
    pub(crate) fn happened(&self) -> bool {
        !self.added().is_empty()
    }

    /// Holds if this would be permitted now exactly where it is `expected` to be. Who has nothing
    /// left of what they may write (V8) is told so exactly where it would be permitted otherwise.
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
        if permitted == expected {
            return Ok(());
        }
        Err(format!("{actor:?} asks {asked:?}: {decided:?}"))
    }

    /// Whether nothing but their own quota keeps somebody from this now, and the refusal says so (V8).
    pub(crate) fn is_over(&self, actor: Actor, asked: &Command, refusal: &Refusal) -> bool {
        is_quota(refusal) && self.notes().over_asked(actor, asked) == Some(*refusal)
    }

    /// Whether nothing but the actor's own quota was against what they asked for (V8).
    pub(crate) fn was_over(&self) -> bool {
        let over = || self.notes_before().over_asked(self.actor, self.command);
        matches!(self.answer, Err(refusal) if is_quota(refusal) && over() == Some(*refusal))
    }

    /// Each added entry with the notes of the log before it.
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

    /// The message that somebody asked to send, if nothing but permission and its files can stand
    /// in its way: new ids, the chat's own recipient, and a share that is not used up (V8).
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

    /// The message that somebody asked to send, if it is sound and a text alone.
    pub(crate) fn plain_send(&self, before: &Notes<'_>) -> Option<(PersonId, &'a SendMessage)> {
        self.sound_send(before)
            .filter(|(_, send)| send.text.is_some() && send.files.is_empty())
    }
}

/// Whether a refusal is one of V8.
pub(crate) const fn is_quota(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::EntryQuotaExceeded { .. }
            | Refusal::TextQuotaExceeded { .. }
            | Refusal::TooManyCorrections { .. }
            | Refusal::ActQuotaExceeded { .. }
    )
}

/// The recipient that a message of `sender` in `chat` is for (P6).
pub(crate) fn meant(chat: &ChatKey, sender: PersonId) -> Option<Recipient> {
    match chat {
        ChatKey::Visit => Some(Recipient::Everyone),
        ChatKey::Direct(pair) if sender == pair.care => Some(Recipient::Person(pair.attendee)),
        ChatKey::Direct(pair) if sender == pair.attendee => Some(Recipient::Person(pair.care)),
        ChatKey::Direct(_) => None,
    }
}
