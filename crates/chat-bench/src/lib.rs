//! Visits of a known size for the benchmarks.
//!
//! `cargo bench -p chat-bench` runs all of them; `docs/performance.md` has the results.

use chat_domain::{
    Actor, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, Entry, MessageId, MessageText,
    NewParticipant, PersonId, Policy, Recipient, Role, RulesVersion, ScheduleVisit, SendMessage,
    VisitId, VisitKind, VisitState, commit,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// The clinic.
pub const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(1));
/// The visit's provider.
pub const PROVIDER: PersonId = person(0);
/// The visit's last patient.
pub const PATIENT: PersonId = person(19);

/// A text of 200 bytes.
pub const TEXT: &str = "Please stop taking the blue tablets today and take the white ones in the \
     morning and in the evening, each with a glass of water, until we have spoken again on \
     Thursday. Call us at once if it gets worse.";

/// The nth person. Ids are distributed like real ones.
#[must_use]
pub const fn person(n: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(
        (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835),
    ))
}

/// The direct chat of the provider and the last patient.
#[must_use]
pub const fn direct() -> ChatKey {
    ChatKey::direct(PROVIDER, PATIENT)
}

/// The participants of a visit: one provider, one staff, the rest patients.
///
/// # Panics
/// Never: the names are valid.
#[must_use]
pub fn participants(count: u128) -> Vec<NewParticipant> {
    (0..count)
        .filter_map(|n| {
            let role = match n {
                0 => Role::Provider,
                1 => Role::Staff,
                _ => Role::Patient,
            };
            let name = DisplayName::new(&format!("Person {n}")).ok()?;
            Some(NewParticipant {
                person: person(n),
                role,
                name,
                second_identifier: None,
                shares_history: false,
            })
        })
        .collect()
}

/// A growing log with its state.
#[derive(Default)]
pub struct Log {
    /// The state.
    pub state: VisitState,
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Log {
    /// Decides a command that the rules must permit.
    ///
    /// # Errors
    /// The refusal, if they don't.
    pub fn then(&mut self, actor: Actor, command: &Command) -> Result<(), chat_domain::Refusal> {
        let now = OffsetDateTime::UNIX_EPOCH;
        self.entries
            .extend(commit(&mut self.state, actor, command, now)?);
        Ok(())
    }

    /// A group visit of 20 with everyone in the waiting room and `messages` messages in the direct
    /// chat.
    ///
    /// # Errors
    /// A refusal, if the rules forbid what the benchmark needs.
    pub fn of_twenty(messages: u128) -> Result<Self, chat_domain::Refusal> {
        let mut log = Self::default();
        let schedule = Command::ScheduleVisit(ScheduleVisit {
            clinic: CLINIC,
            visit: VisitId::new(Uuid::from_u128(1)),
            kind: VisitKind::Group,
            scheduled_for: OffsetDateTime::UNIX_EPOCH,
            policy: Policy::DEFAULT,
            notices: None,
            rules: RulesVersion::NEWEST,
            participants: participants(20),
        });
        log.then(Actor::Host, &schedule)?;
        for n in 2..20 {
            let person = person(n);
            log.then(Actor::Person(person), &Command::EnterWaitingRoom { person })?;
        }
        for n in 0..messages {
            log.then(Actor::Person(PROVIDER), &message(PROVIDER, direct(), n)?)?;
        }
        Ok(log)
    }
}

/// The nth message.
///
/// # Errors
/// A refusal, if the sender is not in the chat.
pub fn message(from: PersonId, chat: ChatKey, n: u128) -> Result<Command, chat_domain::Refusal> {
    Ok(Command::SendMessage(SendMessage {
        chat,
        recipient: Recipient::of(&chat, from).ok_or(chat_domain::Refusal::ChatUnknown)?,
        message: MessageId::new(Uuid::from_u128(n)),
        client_id: ClientMessageId::new(Uuid::from_u128(n)),
        text: Some(MessageText::new(TEXT)?),
        files: Vec::new(),
    }))
}
