//! A question at a moment of a visit, and what `chat-domain` answers.

use crate::{
    chance::Chance,
    facts::Facts,
    visits::{
        Visit, add, anybody, anyone, chat, correct, overseer, reason, retract, say, sender, stage,
    },
};
use chat_domain::{
    Actor, AttachmentId, ChatKey, Command, MessageId, PersonId, Recipient, Refusal, RuleId,
    access::{access, may_oversee, may_oversee_file, may_read_file},
    decide, reads_entry,
};

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

/// All actions of the schema that are asked about.
pub const ACTIONS: [&str; 23] = [
    "readChat",
    "readEntry",
    "readFile",
    "writeChat",
    "sendMessage",
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
    "leave",
    "endCall",
    "completeVisit",
    "cancelVisit",
    "markNoShow",
    "reopenVisit",
    // A send that names somebody else than the chat does.
    "sendMessage (P6)",
];

impl Question {
    /// Any question that makes sense now; `None` if chance asked for a message before there is one.
    pub fn draw(chance: &mut Chance, visit: &Visit) -> Option<Self> {
        let facts = Facts(&visit.log);
        let (who, where_) = sender(chance);
        let whom = anybody(chance);
        let reader = if chance.percent(25) {
            Actor::Overseer(overseer(chance))
        } else {
            Actor::Person(who)
        };
        let by = |actor, ask| Some(Self { actor, ask });
        let does = |actor, command| by(actor, Ask::Do(command));
        // Half the time the one whom it suits, else anybody at all.
        let suits = chance.percent(50);
        let any = anyone(chance);
        let or_anyone = |actor| if suits { actor } else { any };
        match chance.below(ACTIONS.len()) {
            0 => by(reader, Ask::ReadChat(where_)),
            1 => {
                let about = |i: &usize| visit.log[*i].event.message().is_some();
                let entries: Vec<usize> = (0..visit.log.len()).filter(about).collect();
                let entry = pick(chance, &entries)?;
                let chat = facts.message(visit.log[entry].event.message()?)?.chat;
                by(
                    or_anyone_who_reads(chance, reader, chat),
                    Ask::ReadEntry(entry),
                )
            }
            2 => {
                let (file, _, chat) = pick(chance, &facts.files())?;
                by(
                    or_anyone_who_reads(chance, reader, chat),
                    Ask::ReadFile(file),
                )
            }
            3 => by(Actor::Person(who), Ask::WriteChat(where_)),
            4 => {
                let recipient = Recipient::of(&where_, who).unwrap_or(Recipient::Everyone);
                let actor = if chance.percent(90) {
                    Actor::Person(who)
                } else {
                    any
                };
                does(actor, say(chance, where_, recipient))
            }
            5 => does(Actor::Person(who), stage(chance, where_)),
            6 | 7 => {
                let message = pick(chance, &facts.messages())?;
                let author = Actor::Person(facts.message(message)?.author);
                let command = if chance.percent(50) {
                    correct(message)
                } else {
                    retract(message)
                };
                does(or_anyone(author), command)
            }
            8 => does(
                or_anyone(Actor::Person(who)),
                Command::LockChat { chat: where_ },
            ),
            9 => does(
                or_anyone(Actor::Person(who)),
                Command::UnlockChat { chat: where_ },
            ),
            10 => {
                let chat = chat(chance);
                does(
                    or_anyone(reader),
                    Command::BreakGlass {
                        chat,
                        reason: reason(),
                    },
                )
            }
            11 => does(or_anyone(Actor::Host), visit.schedule()),
            12 => does(or_anyone(Actor::Host), add(chance)),
            13 => {
                let remove = Command::RemoveParticipant {
                    person: whom,
                    reason: reason(),
                };
                does(or_anyone(Actor::Host), remove)
            }
            14 => does(
                or_anyone(Actor::Person(whom)),
                Command::EnterWaitingRoom { person: whom },
            ),
            15 => does(
                or_anyone(Actor::Person(whom)),
                Command::JoinCall { person: whom },
            ),
            16 => does(
                or_anyone(Actor::Person(whom)),
                Command::Leave { person: whom },
            ),
            17 => does(any, Command::EndCall),
            18 => does(any, Command::CompleteVisit),
            19 => does(any, Command::CancelVisit),
            20 => does(any, Command::MarkNoShow),
            21 => does(any, Command::ReopenVisit),
            _ => {
                let other = if chance.percent(30) {
                    Recipient::Everyone
                } else {
                    Recipient::Person(anybody(chance))
                };
                does(Actor::Person(who), say(chance, where_, other))
            }
        }
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

    /// What `chat-domain` answers: yes, or no and the rule against it, if it names one.
    pub fn domain(&self, visit: &Visit) -> Result<(), Option<RuleId>> {
        let state = &visit.state;
        let answer = match (&self.ask, self.actor) {
            (Ask::ReadChat(chat), Actor::Person(person)) => {
                access(state, person, chat).read.map(drop)
            }
            (Ask::ReadChat(chat), Actor::Overseer(person)) => {
                may_oversee(state, person, chat).map(drop)
            }
            (Ask::ReadEntry(entry), Actor::Person(person)) => {
                let reads = reads_entry(state, person, &visit.log[*entry]);
                return if reads { Ok(()) } else { Err(None) };
            }
            (Ask::ReadEntry(entry), Actor::Overseer(person)) => {
                let (chat, number) = visit.log[*entry].event.chat_entry().unwrap();
                let through =
                    may_oversee(state, person, &chat).map_err(|r| Some(r.explain().rule))?;
                return if number <= through { Ok(()) } else { Err(None) };
            }
            (Ask::ReadFile(file), Actor::Person(person)) => {
                may_read_file(state, person, *file).map(drop)
            }
            (Ask::ReadFile(file), Actor::Overseer(person)) => {
                may_oversee_file(state, person, *file).map(drop)
            }
            (Ask::WriteChat(chat), Actor::Person(person)) => access(state, person, chat).write,
            (Ask::Do(command), actor) => decide(state, actor, command).map(drop),
            (ask, actor) => panic!("nobody asks this: {actor:?} {ask:?}"),
        };
        answer.map_err(|refusal| {
            assert!(
                is_of_permission(refusal),
                "not well-formed: {refusal:?} {self:?}"
            );
            Some(refusal.explain().rule)
        })
    }
}

/// Whether a refusal says that somebody may not, and not that what they sent can't be taken.
const fn is_of_permission(refusal: Refusal) -> bool {
    match refusal {
        Refusal::Text(_)
        | Refusal::TooManyFiles { .. }
        | Refusal::FileTooLarge { .. }
        | Refusal::ClientIdReused
        | Refusal::IdInUse => false,
        Refusal::VisitUnknown
        | Refusal::ChatUnknown
        | Refusal::MessageUnknown
        | Refusal::FileUnknown
        | Refusal::PersonUnknown
        | Refusal::NotEntered
        | Refusal::RoleHasNoDirectChats
        | Refusal::TwoAttendees
        | Refusal::TwoCareTeamMembers
        | Refusal::GuestsHaveNoDirectChats
        | Refusal::StaffHaveNoDirectChats
        | Refusal::NotAnOverseer
        | Refusal::NotStarted
        | Refusal::Locked
        | Refusal::VisitClosed { .. }
        | Refusal::Removed
        | Refusal::RecipientMismatch
        | Refusal::RecipientRemoved
        | Refusal::NotTheAuthor
        | Refusal::AlreadyRetracted
        | Refusal::NotYoursToManage
        | Refusal::NotYourPresence
        | Refusal::AlreadyScheduled
        | Refusal::NotClosed
        | Refusal::CallUnderway
        | Refusal::PatientHasCome
        | Refusal::WaitingRoomIsForAttendees
        | Refusal::CallNotBegun
        | Refusal::AlreadyAParticipant
        | Refusal::OnePatientOnly
        | Refusal::LastProvider => true,
    }
}

fn pick<T: Copy>(chance: &mut Chance, of: &[T]) -> Option<T> {
    (!of.is_empty()).then(|| chance.one_of(of))
}

/// The reader at hand, or half the time one of the two in a direct chat, where others have no say.
fn or_anyone_who_reads(chance: &mut Chance, reader: Actor, chat: ChatKey) -> Actor {
    match (reader, chat) {
        (Actor::Person(_), ChatKey::Direct(pair)) if chance.percent(50) => {
            Actor::Person(chance.one_of(&[pair.care, pair.attendee]))
        }
        _ => reader,
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
