//! Specifications in given-when-then form.

use crate::{
    commands::{Step, client_id, message, says, text},
    people::NOW,
};
use chat_domain::{
    Access, Actor, ChatKey, ChatNumber, Command, Entry, Event, PersonId, Readable, Recipient,
    Refusal, SendMessage, VisitState, VisitView, access,
    access::may_read,
    audience, commit, replay,
    view::{MessageView, readable_message},
};
use std::collections::BTreeSet;

/// The log and state so far.
#[derive(Clone, Default)]
pub struct Spec {
    pub state: VisitState,
    pub log: Vec<Entry>,
}

/// Starts with these commands, each of which must be permitted.
pub fn given<const N: usize>(steps: [Step; N]) -> Spec {
    Spec::default().and(steps)
}

impl Spec {
    /// More commands, each of which must be permitted.
    pub fn and<const N: usize>(mut self, steps: [Step; N]) -> Self {
        for (actor, command) in steps {
            let entries = commit(&mut self.state, actor, &command, NOW)
                .unwrap_or_else(|refusal| panic!("given {actor:?} {command:?}: {refusal}"));
            self.log.extend(entries);
        }
        // Everything accepted must pass replay (G2).
        assert_eq!(replay(&self.log), Ok(self.state.clone()));
        self
    }

    /// The command under test.
    pub fn when(&self, step: Step) -> Outcome {
        let mut after = self.clone();
        let answer = commit(&mut after.state, step.0, &step.1, NOW);
        let (before, access_before) = (self.clone(), self.write_access(&step));
        if let Ok(entries) = &answer {
            after.log.extend(entries.iter().cloned());
        }
        if let (Some(screen), Err(refusal)) = (access_before, &answer)
            && let Err(greyed) = screen
        {
            assert_eq!(
                greyed, *refusal,
                "W11: the screen and the server give the same reason"
            );
        }
        Outcome {
            before,
            after,
            answer,
        }
    }

    /// The screen's answer for a send under a new client id.
    fn write_access(&self, (actor, command): &Step) -> Option<Result<(), Refusal>> {
        match (actor, command) {
            (
                Actor::Person(person),
                Command::SendMessage(SendMessage {
                    chat, client_id, ..
                }),
            ) if !self.state.receipts.contains_key(&(*person, *client_id)) => {
                Some(access(&self.state, *person, chat).write)
            }
            _ => None,
        }
    }

    pub fn access(&self, person: PersonId, chat: ChatKey) -> Access {
        access(&self.state, person, &chat)
    }

    /// Asserts that the person may write, according to both the screen and the server.
    pub fn may_write(self, person: PersonId, chat: ChatKey) -> Self {
        assert_eq!(self.access(person, chat).write, Ok(()));
        self.when(says(person, chat, "is it open?")).accepted();
        self
    }

    /// Asserts that the chat is greyed out and that the server refuses for the same reason.
    pub fn grey(self, person: PersonId, chat: ChatKey, why: Refusal) -> Self {
        assert_eq!(self.access(person, chat).write, Err(why));
        self.when(says(person, chat, "is it open?")).refused(why);
        self
    }

    /// Asserts the first entry that the person may read in a chat.
    pub fn reads_from(self, person: PersonId, chat: ChatKey, number: u64) -> Self {
        assert_eq!(self.access(person, chat).read, Ok(()));
        let readable = may_read(&self.state, person, &chat);
        assert_eq!(readable.map(Readable::first), Ok(ChatNumber(number)));
        self
    }

    pub fn reads_nothing(self, person: PersonId, chat: ChatKey, why: Refusal) -> Self {
        assert_eq!(self.access(person, chat).read, Err(why));
        self
    }

    /// The texts that the person can read, in log order, each message once.
    pub fn texts(&self, person: PersonId) -> Vec<String> {
        self.messages(person)
            .into_iter()
            .filter_map(|message| Some(message.text?.as_str().to_owned()))
            .collect()
    }

    /// The current messages that the person can read, in log order.
    pub fn messages(&self, person: PersonId) -> Vec<MessageView> {
        self.log
            .iter()
            .filter(|entry| matches!(entry.event, Event::MessageSent { .. }))
            .filter_map(|entry| readable_message(&self.state, person, entry))
            .collect()
    }

    pub fn view(&self, person: PersonId) -> VisitView {
        chat_domain::view(&self.state, person).unwrap()
    }

    /// The audience of the newest entry.
    pub fn newest_goes_to(&self) -> BTreeSet<PersonId> {
        audience(&self.state, self.log.last().unwrap())
    }
}

/// The outcome of a command.
pub struct Outcome {
    before: Spec,
    after: Spec,
    answer: Result<Vec<Entry>, Refusal>,
}

impl Outcome {
    /// Asserts exactly these events, and that the log passes replay with them.
    pub fn then<const N: usize>(self, events: [Event; N]) -> Spec {
        let entries = self.answer.as_ref().unwrap();
        let found: Vec<_> = entries.iter().map(|entry| entry.event.clone()).collect();
        assert_eq!(found, events);
        self.accepted()
    }

    /// Asserts at least one event.
    pub fn accepted(self) -> Spec {
        let entries = self.answer.unwrap_or_else(|refusal| panic!("{refusal:?}"));
        assert!(!entries.is_empty(), "it changed nothing");
        assert_eq!(replay(&self.after.log), Ok(self.after.state.clone()));
        self.after
    }

    /// Asserts that the command is a no-op.
    pub fn changes_nothing(self) -> Spec {
        assert_eq!(self.answer, Ok(Vec::new()));
        assert_eq!(self.after.state, self.before.state);
        self.before
    }

    /// Asserts the refusal.
    #[track_caller]
    pub fn refused(self, why: Refusal) -> Spec {
        assert_eq!(self.answer, Err(why));
        assert_eq!(self.after.state, self.before.state);
        self.before
    }
}

/// The event of a message sent with [`says`].
pub fn sent(person: PersonId, chat: ChatKey, number: u64, words: &str) -> Event {
    Event::MessageSent {
        chat,
        number: ChatNumber(number),
        recipient: Recipient::of(&chat, person).unwrap(),
        message: message(words),
        client_id: client_id(words),
        text: Some(text(words)),
        files: Vec::new(),
    }
}
