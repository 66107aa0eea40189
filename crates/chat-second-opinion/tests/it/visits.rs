//! Random visits: people come and go, write, lock and close, most of them as they may and some not.

use crate::{chance::Chance, facts::Facts};
use chat_domain::{
    Actor, AttachmentId, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, Entry, FileName,
    FileRef, MessageId, MessageText, NewParticipant, PersonId, Policy, Reason, Recipient, Role,
    ScheduleVisit, SendMessage, VisitId, VisitKind, VisitState, chat::Sha256, commit,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Everybody who may turn up, with the role they most likely have. The last two are strangers.
pub const CAST: [Role; 12] = [
    Role::Provider,
    Role::Provider,
    Role::Staff,
    Role::Patient,
    Role::Patient,
    Role::Guest,
    Role::Interpreter,
    Role::Provider,
    Role::Patient,
    Role::Staff,
    Role::Guest,
    Role::Guest,
];

/// Those of the cast who are there from the start, if at all.
const FIRST: usize = 7;

/// How many commands a visit is given.
pub const COMMANDS: usize = 240;

pub fn person(of_cast: usize) -> PersonId {
    PersonId::new(Uuid::from_u128(0x100 + of_cast as u128))
}

/// A visit on its way.
pub struct Visit {
    pub state: VisitState,
    pub log: Vec<Entry>,
    schedule: ScheduleVisit,
}

impl Visit {
    /// The `number`th visit: every combination of policy and kind comes once in 32 visits.
    pub fn new(number: usize, chance: &mut Chance) -> Self {
        let bit = |bit: usize| number >> bit & 1 == 1;
        let kind = if bit(4) {
            VisitKind::Group
        } else {
            VisitKind::OneToOne
        };
        let policy = Policy {
            guests_have_direct_chats: bit(0),
            staff_have_direct_chats: bit(1),
            open_history: bit(2),
            waiting_attendees_start_visit_chat: bit(3),
            ..Policy::DEFAULT
        };
        let mut patients = 0;
        let mut participants = Vec::new();
        for (i, role) in CAST.into_iter().enumerate().take(FIRST) {
            patients += usize::from(role == Role::Patient);
            let second = role == Role::Patient && patients == 2 && kind == VisitKind::OneToOne;
            if !second && chance.percent(85) {
                participants.push(newcomer(i, role));
            }
        }
        let schedule = ScheduleVisit {
            clinic: ClinicId::new(Uuid::from_u128(1)),
            visit: VisitId::new(chance.uuid()),
            kind,
            scheduled_for: OffsetDateTime::UNIX_EPOCH,
            policy,
            participants,
        };
        Self {
            state: VisitState::default(),
            log: Vec::new(),
            schedule,
        }
    }

    pub fn schedule(&self) -> Command {
        Command::ScheduleVisit(self.schedule.clone())
    }

    /// Somebody tries something.
    pub fn step(&mut self, chance: &mut Chance) {
        let (actor, command) = if self.log.is_empty() {
            (Actor::Host, self.schedule())
        } else {
            something(chance, &self.log)
        };
        let now = OffsetDateTime::UNIX_EPOCH + Duration::seconds(self.log.len() as i64);
        if let Ok(entries) = commit(&mut self.state, actor, &command, now) {
            self.log.extend(entries);
        }
    }
}

fn something(chance: &mut Chance, log: &[Entry]) -> (Actor, Command) {
    let facts = Facts(log);
    let whom = anybody(chance);
    let one = Actor::Person(whom);
    let care = Actor::Person(of_role(chance, &[Role::Provider, Role::Staff]));
    let (actor, command) = match chance.below(200) {
        0..20 => (one, Command::EnterWaitingRoom { person: whom }),
        20..54 => (one, Command::JoinCall { person: whom }),
        54..68 => (one, Command::Leave { person: whom }),
        68..72 => (care, Command::EndCall),
        72..130 => {
            let (sender, chat) = sender(chance);
            (Actor::Person(sender), send(chance, &facts, sender, chat))
        }
        130..142 => {
            let (sender, chat) = sender(chance);
            (Actor::Person(sender), stage(chance, chat))
        }
        142..162 => about_a_message(chance, &facts),
        162..168 => (care, Command::LockChat { chat: chat(chance) }),
        168..175 => (care, Command::UnlockChat { chat: chat(chance) }),
        175..183 => {
            let chat = chat(chance);
            (
                Actor::Overseer(overseer(chance)),
                Command::BreakGlass {
                    chat,
                    reason: reason(),
                },
            )
        }
        183..187 => (care, add(chance)),
        187..190 => (
            care,
            Command::RemoveParticipant {
                person: whom,
                reason: reason(),
            },
        ),
        190 => (care, Command::CompleteVisit),
        191 => (care, Command::CancelVisit),
        192 => (care, Command::MarkNoShow),
        _ => (care, Command::ReopenVisit),
    };
    match chance.below(100) {
        0..10 => (Actor::Host, command),
        10..16 => (anyone(chance), command),
        _ => (actor, command),
    }
}

fn about_a_message(chance: &mut Chance, facts: &Facts<'_>) -> (Actor, Command) {
    let messages = facts.messages();
    if messages.is_empty() {
        return (Actor::Host, Command::EndCall);
    }
    let message = chance.one_of(&messages);
    let author = Actor::Person(facts.message(message).unwrap().author);
    if chance.percent(60) {
        (author, correct(message))
    } else {
        (author, retract(message))
    }
}

pub fn correct(message: MessageId) -> Command {
    let text = MessageText::new("rather this").unwrap();
    Command::CorrectMessage { message, text }
}

pub fn retract(message: MessageId) -> Command {
    let reason = reason();
    Command::RetractMessage { message, reason }
}

/// A message with, now and then, the files that its sender has staged for the chat.
fn send(chance: &mut Chance, facts: &Facts<'_>, sender: PersonId, chat: ChatKey) -> Command {
    let recipient = Recipient::of(&chat, sender).unwrap_or(Recipient::Everyone);
    let Command::SendMessage(mut message) = say(chance, chat, recipient) else {
        panic!("a message is said");
    };
    let staged = facts
        .files()
        .into_iter()
        .filter(|(id, by, of)| *by == sender && *of == chat && facts.carrier(*id).is_none());
    message.files = staged.map(|(id, ..)| id).take(2).collect();
    Command::SendMessage(message)
}

pub fn say(chance: &mut Chance, chat: ChatKey, recipient: Recipient) -> Command {
    Command::SendMessage(SendMessage {
        chat,
        recipient,
        message: MessageId::new(chance.uuid()),
        client_id: ClientMessageId::new(chance.uuid()),
        text: Some(MessageText::new("a word").unwrap()),
        files: Vec::new(),
    })
}

pub fn stage(chance: &mut Chance, chat: ChatKey) -> Command {
    let file = FileRef {
        attachment: AttachmentId::new(chance.uuid()),
        name: FileName::new("scan.png").unwrap(),
        media_type: "image/png".into(),
        size: 1_000,
        sha256: Sha256([7; 32]),
    };
    Command::StageFile { chat, file }
}

/// Somebody of the cast but the strangers, as what they are cast for or as something else.
pub fn add(chance: &mut Chance) -> Command {
    let i = chance.below(CAST.len() - 2);
    let role = if chance.percent(60) {
        CAST[i]
    } else {
        chance.one_of(&Role::ALL)
    };
    Command::AddParticipant(newcomer(i, role))
}

fn newcomer(of_cast: usize, role: Role) -> NewParticipant {
    NewParticipant {
        person: person(of_cast),
        role,
        name: DisplayName::new(&format!("Person {of_cast}")).unwrap(),
        second_identifier: None,
    }
}

pub fn reason() -> Reason {
    Reason::new("asked for").unwrap()
}

pub fn anybody(chance: &mut Chance) -> PersonId {
    person(of_cast(chance))
}

/// Mostly somebody who is likely to take part.
fn of_cast(chance: &mut Chance) -> usize {
    let end = if chance.percent(75) {
        FIRST
    } else {
        CAST.len()
    };
    chance.below(end)
}

fn of_role(chance: &mut Chance, roles: &[Role]) -> PersonId {
    loop {
        let i = of_cast(chance);
        if roles.contains(&CAST[i]) {
            return person(i);
        }
    }
}

/// Two strangers, a provider and a patient may have the permission to oversee.
pub fn overseer(chance: &mut Chance) -> PersonId {
    person(chance.one_of(&[0, 3, CAST.len() - 2, CAST.len() - 1]))
}

pub fn anyone(chance: &mut Chance) -> Actor {
    match chance.below(10) {
        0 => Actor::Host,
        1 => Actor::Overseer(overseer(chance)),
        _ => Actor::Person(anybody(chance)),
    }
}

/// The visit chat, a direct chat as it should be, or one of any two.
pub fn chat(chance: &mut Chance) -> ChatKey {
    match chance.below(10) {
        0..4 => ChatKey::Visit,
        4..9 => ChatKey::direct(
            of_role(chance, &[Role::Provider, Role::Staff]),
            of_role(chance, &[Role::Patient, Role::Guest]),
        ),
        _ => ChatKey::direct(anybody(chance), anybody(chance)),
    }
}

/// A chat and somebody who may well be in it.
pub fn sender(chance: &mut Chance) -> (PersonId, ChatKey) {
    let chat = chat(chance);
    let sender = match chat {
        ChatKey::Visit => anybody(chance),
        ChatKey::Direct(pair) => chance.one_of(&[pair.care, pair.attendee]),
    };
    (sender, chat)
}
