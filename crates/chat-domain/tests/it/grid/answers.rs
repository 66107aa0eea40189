//! What the product answers in a case: the columns of the chats' grid.

use super::{
    cast::{HIDDEN, ME, NEW, OTHER, OWN, PAST, Said, Stage, reason},
    table::{Answer, Column},
};
use chat_domain::{
    Actor, AttachmentId, ChatKey, Command, MessageId, MessageText, PersonId, Refusal, VisitState,
    access,
    access::{may_read, may_read_file, may_read_message},
    decide,
};

/// Which message an action is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// One that was said before they came.
    Past,
    /// One of their own.
    Own,
    /// One that another said since.
    Other,
    /// One that another said since and took back.
    Hidden,
}

/// A column: what is asked, and of which message.
pub struct Action {
    pub heading: Column,
    pub about: Option<About>,
    pub ask: fn(&Asked<'_>) -> Answer,
}

/// Whom and where the question is about. The message counts where an action is about one.
pub struct Asked<'a> {
    pub state: &'a VisitState,
    pub me: PersonId,
    pub chat: ChatKey,
    pub message: MessageId,
    pub file: AttachmentId,
}

impl Asked<'_> {
    fn to(&self, command: &Command) -> Answer {
        Answer::to(decide(self.state, Actor::Person(self.me), command))
    }

    /// As permitted also if all is so already.
    fn or_is_so(&self, command: &Command) -> Answer {
        Answer::of(decide(self.state, Actor::Person(self.me), command))
    }

    fn read(&self) -> Answer {
        let shown = access(self.state, self.me, &self.chat).read;
        assert_eq!(shown, may_read(self.state, self.me, &self.chat));
        Answer::of(shown)
    }

    /// A message and its file, which go together (F5).
    fn read_past(&self) -> Answer {
        let read = Answer::of(may_read_message(self.state, self.me, self.message));
        assert_eq!(self.open() == Answer::Yes, read == Answer::Yes);
        read
    }

    fn open(&self) -> Answer {
        Answer::of(may_read_file(self.state, self.me, self.file))
    }

    /// The server's answer, which is the screen's (W11).
    fn write(&self) -> Answer {
        let sent = self.to(&NEW.send(self.me, self.chat, false));
        let shown: Result<(), Refusal> = access(self.state, self.me, &self.chat).write;
        assert_eq!(Answer::of(shown), sent);
        sent
    }

    fn correct(&self) -> Answer {
        let text = MessageText::new("hello, corrected").unwrap();
        self.to(&Command::CorrectMessage {
            message: self.message,
            text,
        })
    }

    fn take_back(&self) -> Answer {
        self.to(&Command::RetractMessage {
            message: self.message,
            reason: reason(),
        })
    }
}

const fn action(heading: Column, about: Option<About>, ask: fn(&Asked<'_>) -> Answer) -> Action {
    Action {
        heading,
        about,
        ask,
    }
}

pub const ACTIONS: [Action; 13] = [
    action(&["read"], None, |asked| asked.read()),
    action(&["read", "past"], Some(About::Past), |asked| {
        asked.read_past()
    }),
    action(&["write"], None, |asked| asked.write()),
    action(&["send", "file"], None, |asked| {
        asked.to(&NEW.stage(asked.chat))
    }),
    action(&["cor-", "rect", "own"], Some(About::Own), |asked| {
        asked.correct()
    }),
    action(&["cor-", "rect", "oth."], Some(About::Other), |asked| {
        asked.correct()
    }),
    action(&["take", "back", "own"], Some(About::Own), |asked| {
        asked.take_back()
    }),
    action(&["take", "back", "oth."], Some(About::Other), |asked| {
        asked.take_back()
    }),
    action(&["open", "file"], Some(About::Other), |asked| asked.open()),
    action(&["open", "hid.", "file"], Some(About::Hidden), |asked| {
        asked.open()
    }),
    action(&["lock"], None, |asked| {
        asked.or_is_so(&Command::LockChat { chat: asked.chat })
    }),
    action(&["un-", "lock"], None, |asked| {
        asked.or_is_so(&Command::UnlockChat { chat: asked.chat })
    }),
    action(&["over-", "see"], None, |asked| {
        asked.to(&Command::BreakGlass {
            chat: asked.chat,
            reason: reason(),
        })
    }),
];

/// The answers to all actions. Where there is no such message there is nothing to ask.
pub fn answers(stage: &Stage, chat: ChatKey) -> Vec<Answer> {
    let answer = |action: &Action| {
        let said: Said = match action.about {
            Some(About::Past) => PAST,
            Some(About::Own) => OWN,
            Some(About::Other) => OTHER,
            Some(About::Hidden) => HIDDEN,
            None => NEW,
        };
        if action.about.is_some() && !stage.has(said) {
            return Answer::Nothing;
        }
        (action.ask)(&Asked {
            state: &stage.state,
            me: ME,
            chat,
            message: said.message(),
            file: said.attachment(),
        })
    };
    ACTIONS.iter().map(answer).collect()
}
