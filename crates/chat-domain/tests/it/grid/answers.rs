//! The product's answers in a case: the columns of the grid of chats.

use super::{
    case::Subject,
    cast::{HIDDEN, ME, NEW, OTHER, OTHER_FILE, OWN, OWN_FILE, PAST, Sample, Stage, reason},
    files,
    table::{Answer, Column},
};
use chat_domain::{
    Actor, AttachmentId, ChatKey, Command, MessageId, MessageText, PersonId, Policy, Refusal,
    VisitState, access,
    access::{may_read, may_read_file, may_read_message, may_upload},
    decide,
};

/// The message or unsent file that an action is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// A message from before they entered.
    Past,
    /// A message of their own.
    Own,
    /// Another author's later message.
    Other,
    /// Another author's later message, retracted.
    Hidden,
    /// Their own upload.
    OwnFile,
    /// Another person's upload.
    OtherFile,
}

impl About {
    pub const fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::OwnFile)
    }

    pub const fn is_file(self) -> bool {
        matches!(self, Self::OwnFile | Self::OtherFile)
    }

    const fn sample(self) -> Sample {
        match self {
            Self::Past => PAST,
            Self::Own => OWN,
            Self::Other => OTHER,
            Self::Hidden => HIDDEN,
            Self::OwnFile => OWN_FILE,
            Self::OtherFile => OTHER_FILE,
        }
    }

    fn is_in(self, stage: &Stage) -> bool {
        if self.is_file() {
            stage.has_file(self.sample())
        } else {
            stage.has(self.sample())
        }
    }
}

/// A column: an action, and the message or file that it is about.
pub struct Action {
    pub heading: Column,
    pub about: Option<About>,
    pub ask: fn(&Asked<'_>) -> Answer,
}

/// The subject of a question. The message and the file matter only for actions that are about one.
pub struct Asked<'a> {
    pub state: &'a VisitState,
    pub me: PersonId,
    pub chat: ChatKey,
    pub message: MessageId,
    pub file: AttachmentId,
}

impl Asked<'_> {
    pub fn to(&self, command: &Command) -> Answer {
        Answer::to(decide(self.state, Actor::Person(self.me), command))
    }

    /// Like `to`, except that a no-op counts as permitted.
    fn or_is_so(&self, command: &Command) -> Answer {
        Answer::of(decide(self.state, Actor::Person(self.me), command))
    }

    fn read(&self) -> Answer {
        let shown = access(self.state, self.me, &self.chat).read;
        assert_eq!(shown, may_read(self.state, self.me, &self.chat).map(drop));
        Answer::of(shown)
    }

    /// Reads a message and checks that its file has the same answer (F5).
    fn read_past(&self) -> Answer {
        let read = Answer::of(may_read_message(self.state, self.me, self.message));
        assert_eq!(self.open() == Answer::Yes, read == Answer::Yes);
        read
    }

    pub fn open(&self) -> Answer {
        Answer::of(may_read_file(self.state, self.me, self.file))
    }

    /// The server's answer, checked to be the screen's as well (W11).
    fn write(&self) -> Answer {
        let sent = self.to(&NEW.send(self.me, self.chat, &[]));
        let shown: Result<(), Refusal> = access(self.state, self.me, &self.chat).write;
        assert_eq!(Answer::of(shown), sent);
        sent
    }

    /// The server's answer, checked to be the same before the bytes arrive.
    fn upload(&self) -> Answer {
        let staged = self.to(&NEW.stage(self.chat));
        let early = may_upload(self.state, self.me, &self.chat, NEW.file().size);
        assert_eq!(Answer::of(early), staged);
        staged
    }

    fn correct(&self) -> Answer {
        let text = MessageText::new("hello, corrected").unwrap();
        self.to(&Command::CorrectMessage {
            message: self.message,
            text,
        })
    }

    fn retract(&self) -> Answer {
        self.to(&Command::RetractMessage {
            message: self.message,
            reason: reason(),
        })
    }
}

pub const fn action(
    heading: Column,
    about: Option<About>,
    ask: fn(&Asked<'_>) -> Answer,
) -> Action {
    Action {
        heading,
        about,
        ask,
    }
}

const CHAT: [Action; 13] = [
    action(&["read"], None, |asked| asked.read()),
    action(&["read", "past"], Some(About::Past), |asked| {
        asked.read_past()
    }),
    action(&["write"], None, |asked| asked.write()),
    action(&["send", "file"], None, |asked| asked.upload()),
    action(&["cor-", "rect", "own"], Some(About::Own), |asked| {
        asked.correct()
    }),
    action(&["cor-", "rect", "oth."], Some(About::Other), |asked| {
        asked.correct()
    }),
    action(&["re-", "tra-", "ct", "own"], Some(About::Own), |asked| {
        asked.retract()
    }),
    action(
        &["re-", "tra-", "ct", "oth."],
        Some(About::Other),
        |asked| asked.retract(),
    ),
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

/// The tables of a chat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// Its messages, and the chat itself.
    Chat,
    /// Its unsent files.
    Files,
}

impl Table {
    pub const ALL: [Self; 2] = [Self::Chat, Self::Files];

    /// Whether a chat has this table; there is none for files where files are impossible.
    pub fn is_of(self, subject: Subject, policy: Policy) -> bool {
        self == Self::Chat || subject.can_be(policy)
    }

    /// Its columns.
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::Chat => &CHAT,
            Self::Files => &files::ACTIONS,
        }
    }
}

/// The answers of a table. Without the message or file, there is no question.
pub fn answers(table: Table, stage: &Stage, chat: ChatKey) -> Vec<Answer> {
    let answer = |action: &Action| {
        let sample = action.about.map_or(NEW, About::sample);
        if action.about.is_some_and(|about| !about.is_in(stage)) {
            return Answer::Nothing;
        }
        (action.ask)(&Asked {
            state: &stage.state,
            me: ME,
            chat,
            message: sample.message(),
            file: sample.attachment(),
        })
    };
    table.actions().iter().map(answer).collect()
}
