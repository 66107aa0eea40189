//! A question at a moment of a visit.

use crate::{
    chance::Chance,
    facts::Facts,
    visits::{
        Visit, add, anybody, anyone, correct, overseer, overseers, reason, retract, say, sender,
        stage,
    },
};
use chat_domain::{Actor, AttachmentId, ChatKey, Command, MessageId, PersonId, Recipient};

/// May this actor do that?
#[derive(Clone, Debug)]
pub struct Question {
    pub actor: Actor,
    pub ask: Ask,
}

#[derive(Clone, Debug)]
pub enum Ask {
    ReadChat(ChatKey),
    /// An entry of the log, by its index, that is about a message.
    ReadEntry(usize),
    ReadFile(AttachmentId),
    WriteChat(ChatKey),
    Do(Command),
}

/// The actions, those more than once that many policies speak of. A misdirected send is one that names
/// somebody else than the chat does (P6).
const KINDS: [&str; 32] = [
    "readChat",
    "readEntry",
    "readEntry",
    "readFile",
    "readFile",
    "readFile",
    "writeChat",
    "writeChat",
    "writeChat",
    "writeChat",
    "sendMessage",
    "sendMessage",
    "misdirected",
    "stageFile",
    "correctMessage",
    "retractMessage",
    "lockChat",
    "unlockChat",
    "breakGlass",
    "scheduleVisit",
    "addParticipant",
    "removeParticipant",
    "enterWaitingRoom",
    "joinCall",
    "joinCall",
    "joinCall",
    "leave",
    "endCall",
    "completeVisit",
    "cancelVisit",
    "markNoShow",
    "reopenVisit",
];

impl Question {
    /// Any question that makes sense now; `None` if chance asked for a message before there is one.
    pub fn draw(chance: &mut Chance, visit: &Visit) -> Option<Self> {
        let facts = Facts(&visit.log);
        let kind = chance.one_of(&KINDS);
        match kind {
            "readEntry" | "readFile" => Self::about_reading(chance, visit, kind == "readFile"),
            "correctMessage" | "retractMessage" => {
                let message = pick(chance, &facts.messages())?;
                let command = if kind == "correctMessage" {
                    correct(message)
                } else {
                    retract(message)
                };
                let author = Actor::Person(facts.message(message)?.author);
                Some(Self::asked(or_anyone(chance, author), command))
            }
            _ => Some(
                Self::about_chats(chance, kind)
                    .unwrap_or_else(|| Self::about_visit(chance, visit, kind)),
            ),
        }
    }

    const fn asked(actor: Actor, command: Command) -> Self {
        let ask = Ask::Do(command);
        Self { actor, ask }
    }

    fn about_reading(chance: &mut Chance, visit: &Visit, file: bool) -> Option<Self> {
        let facts = Facts(&visit.log);
        let (chat, ask) = if file {
            // Mostly files that were sent, and often ones that were taken back.
            let (sent, back) = (chance.percent(85), chance.percent(30));
            let mut files = facts.files();
            files.retain(|(file, ..)| match facts.carrier(*file) {
                None => !sent,
                Some(message) => {
                    !back
                        || facts
                            .message(message)
                            .is_some_and(|m| m.retracted_at.is_some())
                }
            });
            let (file, _, chat) = pick(chance, &files)?;
            (chat, Ask::ReadFile(file))
        } else {
            let about = |i: &usize| visit.log[*i].event.message().is_some();
            let entries: Vec<usize> = (0..visit.log.len()).filter(about).collect();
            let entry = pick(chance, &entries)?;
            (
                visit.log[entry].event.chat_entry()?.0,
                Ask::ReadEntry(entry),
            )
        };
        let actor = Self::reader(chance, &facts, &chat);
        Some(Self { actor, ask })
    }

    /// Half the time one of those whom the chat concerns, or who broke its glass; else anybody.
    fn reader(chance: &mut Chance, facts: &Facts<'_>, chat: &ChatKey) -> Actor {
        let concerned = chance.percent(50);
        if chance.percent(30) {
            let opened = |o: &PersonId| facts.glass_at(*o, chat).is_some();
            let opened: Vec<PersonId> = overseers().into_iter().filter(opened).collect();
            let one = if concerned {
                pick(chance, &opened)
            } else {
                None
            };
            return Actor::Overseer(one.unwrap_or_else(|| overseer(chance)));
        }
        Actor::Person(match chat {
            ChatKey::Direct(pair) if concerned => chance.one_of(&[pair.care, pair.attendee]),
            _ => anybody(chance),
        })
    }

    fn about_chats(chance: &mut Chance, kind: &str) -> Option<Self> {
        let (person, chat) = sender(chance);
        let who = Actor::Person(person);
        Some(match kind {
            "readChat" => {
                let overseer = Actor::Overseer(overseer(chance));
                let actor = if chance.percent(25) { overseer } else { who };
                Self {
                    actor,
                    ask: Ask::ReadChat(chat),
                }
            }
            "writeChat" => Self {
                actor: who,
                ask: Ask::WriteChat(chat),
            },
            "sendMessage" => {
                let recipient = Recipient::of(&chat, person).unwrap_or(Recipient::Everyone);
                let actor = if chance.percent(90) {
                    who
                } else {
                    anyone(chance)
                };
                Self::asked(actor, say(chance, chat, recipient))
            }
            "misdirected" => {
                let other = Recipient::Person(anybody(chance));
                let recipient = if chance.percent(30) {
                    Recipient::Everyone
                } else {
                    other
                };
                Self::asked(who, say(chance, chat, recipient))
            }
            "stageFile" => Self::asked(who, stage(chance, chat)),
            "lockChat" => Self::asked(or_anyone(chance, who), Command::LockChat { chat }),
            "unlockChat" => Self::asked(or_anyone(chance, who), Command::UnlockChat { chat }),
            "breakGlass" => {
                let overseer = Actor::Overseer(overseer(chance));
                let reason = reason();
                Self::asked(
                    or_anyone(chance, overseer),
                    Command::BreakGlass { chat, reason },
                )
            }
            _ => return None,
        })
    }

    fn about_visit(chance: &mut Chance, visit: &Visit, kind: &str) -> Self {
        let facts = Facts(&visit.log);
        let newcomers = facts
            .people()
            .into_iter()
            .filter(|p| facts.entered_at(*p).is_none());
        let newcomers: Vec<PersonId> = newcomers.collect();
        let newcomer = if chance.percent(30) {
            pick(chance, &newcomers)
        } else {
            None
        };
        let person = newcomer.unwrap_or_else(|| anybody(chance));
        let (suits, command) = match kind {
            "scheduleVisit" => (Actor::Host, visit.schedule()),
            "addParticipant" => (Actor::Host, add(chance)),
            "removeParticipant" => {
                let reason = reason();
                (Actor::Host, Command::RemoveParticipant { person, reason })
            }
            "enterWaitingRoom" => (Actor::Person(person), Command::EnterWaitingRoom { person }),
            "joinCall" => (Actor::Person(person), Command::JoinCall { person }),
            "leave" => (Actor::Person(person), Command::Leave { person }),
            "endCall" => (Actor::Person(person), Command::EndCall),
            "completeVisit" => (Actor::Person(person), Command::CompleteVisit),
            "cancelVisit" => (Actor::Person(person), Command::CancelVisit),
            "markNoShow" => (Actor::Person(person), Command::MarkNoShow),
            "reopenVisit" => (Actor::Person(person), Command::ReopenVisit),
            other => panic!("nobody asks {other}"),
        };
        Self::asked(or_anyone(chance, suits), command)
    }

    /// The action, by its name in the schema.
    pub const fn action(&self) -> &'static str {
        match &self.ask {
            Ask::ReadChat(_) => "readChat",
            Ask::ReadEntry(_) => "readEntry",
            Ask::ReadFile(_) => "readFile",
            Ask::WriteChat(_) => "writeChat",
            Ask::Do(command) => match command {
                Command::SendMessage(_) => "sendMessage",
                Command::StageFile { .. } => "stageFile",
                Command::CorrectMessage { .. } => "correctMessage",
                Command::RetractMessage { .. } => "retractMessage",
                Command::LockChat { .. } => "lockChat",
                Command::UnlockChat { .. } => "unlockChat",
                Command::BreakGlass { .. } => "breakGlass",
                Command::ScheduleVisit(_) => "scheduleVisit",
                Command::AddParticipant(_) => "addParticipant",
                Command::RemoveParticipant { .. } => "removeParticipant",
                Command::EnterWaitingRoom { .. } => "enterWaitingRoom",
                Command::JoinCall { .. } => "joinCall",
                Command::Leave { .. } => "leave",
                Command::EndCall => "endCall",
                Command::CompleteVisit => "completeVisit",
                Command::CancelVisit => "cancelVisit",
                Command::MarkNoShow => "markNoShow",
                Command::ReopenVisit => "reopenVisit",
            },
        }
    }
}

fn pick<T: Copy>(chance: &mut Chance, of: &[T]) -> Option<T> {
    (!of.is_empty()).then(|| chance.one_of(of))
}

/// Half the time the one whom it suits, else anybody at all.
fn or_anyone(chance: &mut Chance, suits: Actor) -> Actor {
    if chance.percent(50) {
        suits
    } else {
        anyone(chance)
    }
}

/// The person that a presence or membership command is about.
pub fn whom(command: &Command) -> Option<PersonId> {
    match command {
        Command::AddParticipant(new) => Some(new.person),
        Command::RemoveParticipant { person, .. }
        | Command::EnterWaitingRoom { person }
        | Command::JoinCall { person }
        | Command::Leave { person } => Some(*person),
        _ => None,
    }
}

/// The message that a command is about.
pub const fn which(command: &Command) -> Option<MessageId> {
    match command {
        Command::CorrectMessage { message, .. } | Command::RetractMessage { message, .. } => {
            Some(*message)
        }
        _ => None,
    }
}
