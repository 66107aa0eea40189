//! What the product answers in a case: the columns of the chats' grid.

use super::{
    case::Subject,
    cast::{HIDDEN, ME, NEW, OTHER, OTHER_FILE, OWN, OWN_FILE, PAST, Said, Stage, reason},
    files,
    table::{Answer, Column},
};
use chat_domain::{
    Actor, AttachmentId, ChatKey, Command, MessageId, MessageText, PersonId, Policy, Refusal,
    VisitState, access,
    access::{may_read, may_read_file, may_read_message, may_upload},
    decide,
};

/// Which message, or file that no message carries, an action is about.
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
    /// A file that they uploaded themselves.
    OwnFile,
    /// A file that another uploaded.
    OtherFile,
}

impl About {
    pub const fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::OwnFile)
    }

    pub const fn is_file(self) -> bool {
        matches!(self, Self::OwnFile | Self::OtherFile)
    }

    const fn said(self) -> Said {
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
            stage.has_file(self.said())
        } else {
            stage.has(self.said())
        }
    }
}

/// A column: what is asked, and of which message or file.
pub struct Action {
    pub heading: Column,
    pub about: Option<About>,
    pub ask: fn(&Asked<'_>) -> Answer,
}

/// Whom and where the question is about. The message and the file count where an action is about one.
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

    pub fn open(&self) -> Answer {
        Answer::of(may_read_file(self.state, self.me, self.file))
    }

    /// The server's answer, which is the screen's (W11).
    fn write(&self) -> Answer {
        let sent = self.to(&NEW.send(self.me, self.chat, &[]));
        let shown: Result<(), Refusal> = access(self.state, self.me, &self.chat).write;
        assert_eq!(Answer::of(shown), sent);
        sent
    }

    /// The server's answer, which is the one before the bytes come.
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

    fn take_back(&self) -> Answer {
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

/// The tables about a chat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// What is said there, and the chat itself.
    Chat,
    /// Files for it that no message carries yet.
    Files,
}

impl Table {
    pub const ALL: [Self; 2] = [Self::Chat, Self::Files];

    /// Whether there is such a table about a chat: not of files where there can never be one.
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

/// The answers of a table. Where there is no such message or file there is nothing to ask.
pub fn answers(table: Table, stage: &Stage, chat: ChatKey) -> Vec<Answer> {
    let answer = |action: &Action| {
        let said = action.about.map_or(NEW, About::said);
        if action.about.is_some_and(|about| !about.is_in(stage)) {
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
    table.actions().iter().map(answer).collect()
}
