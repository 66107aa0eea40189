//! The people of the stories.

use chat_domain::{
    ClinicId, DisplayName, NewParticipant, PersonId, Role, SecondIdentifier, TextProblem,
};
use uuid::Uuid;

/// The clinic of both stories.
pub const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(0xC1));

/// A person in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Player {
    /// The person's id.
    pub person: PersonId,
    /// The role.
    pub role: Role,
    /// The display name.
    pub name: &'static str,
    /// The second identifier that the care team sees (P7).
    pub born: Option<&'static str>,
}

impl Player {
    const fn new(id: u128, role: Role, name: &'static str) -> Self {
        Self {
            person: PersonId::new(Uuid::from_u128(id)),
            role,
            name,
            born: None,
        }
    }

    const fn born(self, born: &'static str) -> Self {
        Self {
            born: Some(born),
            ..self
        }
    }

    /// The name in the transcript, unique per person.
    #[must_use]
    pub fn label(&self) -> String {
        match self.born {
            Some(born) => format!("{} ({born})", self.name),
            None => self.name.to_owned(),
        }
    }

    /// Creates a participant for a visit.
    ///
    /// # Errors
    /// [`TextProblem`] if the name is not valid.
    pub fn participant(&self) -> Result<NewParticipant, TextProblem> {
        Ok(NewParticipant {
            person: self.person,
            role: self.role,
            name: DisplayName::new(self.name)?,
            second_identifier: self.born.map(SecondIdentifier::new).transpose()?,
            shares_history: false,
        })
    }
}

/// A provider.
pub const DR_HADDAD: Player = Player::new(0x11, Role::Provider, "Dr. Haddad");
/// Another provider of the same visit.
pub const DR_LIND: Player = Player::new(0x12, Role::Provider, "Dr. Lind");
/// The front desk.
pub const SAM: Player = Player::new(0x13, Role::Staff, "Sam Reed");
/// A patient.
pub const BEN: Player = Player::new(0x21, Role::Patient, "Ben Ortiz");
/// A patient.
pub const ANA: Player = Player::new(0x22, Role::Patient, "Ana Pace").born("born 1990");
/// A patient with the same name.
pub const ANA_SENIOR: Player = Player::new(0x23, Role::Patient, "Ana Pace").born("born 1962");
/// A patient who comes late.
pub const KIM: Player = Player::new(0x24, Role::Patient, "Kim Lee");
/// Ben's guest.
pub const GIL: Player = Player::new(0x31, Role::Guest, "Gil Ortiz");
/// A clinician who has nothing to do with the visit.
pub const OUTSIDER: Player = Player::new(0x41, Role::Provider, "Dr. Moss");
/// The clinic's privacy officer, who may oversee chats.
pub const OFFICER: Player = Player::new(0x42, Role::Staff, "Privacy officer");
