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

/// What the care team is like. Without these, all chats would soon be started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CareTeam {
    Lively,
    /// It hardly writes, and its providers stay in no call.
    WithoutProviders,
    /// It hardly writes, and none of it stays in a call.
    Absent,
}

/// A visit on its way.
pub struct Visit {
    pub state: VisitState,
    pub log: Vec<Entry>,
    schedule: ScheduleVisit,
    care_team: CareTeam,
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
            care_team: chance.one_of(&[
                CareTeam::Lively,
                CareTeam::WithoutProviders,
                CareTeam::Absent,
            ]),
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
        let (actor, command) = match self.as_the_care_team_is(chance, actor, command) {
            Some(tried) => tried,
            None => return,
        };
        let now = OffsetDateTime::UNIX_EPOCH + Duration::seconds(self.log.len() as i64);
        if let Ok(entries) = commit(&mut self.state, actor, &command, now) {
            self.log.extend(entries);
        }
    }
}

impl Visit {
    /// What becomes of a command if it is the care team's.
    fn as_the_care_team_is(
        &self,
        chance: &mut Chance,
        actor: Actor,
        command: Command,
    ) -> Option<(Actor, Command)> {
        let Actor::Person(person) = actor else {
            return Some((actor, command));
        };
        let role = Facts(&self.log).role(person);
        if self.care_team == CareTeam::Lively || !role.is_some_and(Role::is_care_team) {
            return Some((actor, command));
        }
        if matches!(command, Command::SendMessage(_)) {
            return chance.percent(5).then_some((actor, command));
        }
        let goes = self.care_team == CareTeam::Absent || role == Some(Role::Provider);
        let leaves = goes && chance.percent(50);
        Some((
            actor,
            if leaves {
                Command::Leave { person }
            } else {
                command
            },
        ))
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
        72..120 => {
            let (sender, chat) = sender(chance);
            (Actor::Person(sender), send(chance, &facts, sender, chat))
        }
        120..136 => {
            let (sender, chat) = sender(chance);
            (Actor::Person(sender), stage(chance, chat))
        }
        136..154 => about_a_message(chance, &facts),
        154..159 => (care, Command::LockChat { chat: chat(chance) }),
        159..165 => (care, Command::UnlockChat { chat: chat(chance) }),
        165..177 => {
            let chat = chat(chance);
            (
                Actor::Overseer(overseer(chance)),
                Command::BreakGlass {
                    chat,
                    reason: reason(),
                },
            )
        }
        177..181 => (care, add(chance)),
        181..184 => (
            care,
            Command::RemoveParticipant {
                person: whom,
                reason: reason(),
            },
        ),
        184..186 => (care, Command::CompleteVisit),
        186 => (care, Command::CancelVisit),
        187..191 => (care, Command::MarkNoShow),
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

/// A provider, a patient and a stranger have the permission to oversee.
pub fn overseers() -> [PersonId; 3] {
    [0, 3, CAST.len() - 1].map(person)
}

pub fn overseer(chance: &mut Chance) -> PersonId {
    chance.one_of(&overseers())
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
