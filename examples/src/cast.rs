//! The people of the stories.

use chat_domain::{
    ClinicId, DisplayName, NewParticipant, PersonId, Role, SecondIdentifier, TextProblem,
};
use uuid::Uuid;

/// The clinic in which both stories play.
pub const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(0xC1));

/// Somebody in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Player {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// The name that others are shown.
    pub name: &'static str,
    /// What tells them apart for the care team (P7).
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

    /// What the transcript calls them: never the same for two people.
    #[must_use]
    pub fn label(&self) -> String {
        match self.born {
            Some(born) => format!("{} ({born})", self.name),
            None => self.name.to_owned(),
        }
    }

    /// The player as a participant of a visit.
    ///
    /// # Errors
    /// [`TextProblem`] for a name that can't be shown.
    pub fn participant(&self) -> Result<NewParticipant, TextProblem> {
        Ok(NewParticipant {
            person: self.person,
            role: self.role,
            name: DisplayName::new(self.name)?,
            second_identifier: self.born.map(SecondIdentifier::new).transpose()?,
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
/// A patient of the same name.
pub const ANA_SENIOR: Player = Player::new(0x23, Role::Patient, "Ana Pace").born("born 1962");
/// A patient who comes late.
pub const KIM: Player = Player::new(0x24, Role::Patient, "Kim Lee");
/// A guest of Ben's.
pub const GIL: Player = Player::new(0x31, Role::Guest, "Gil Ortiz");
/// Somebody of the clinic who has nothing to do with the visit.
pub const OUTSIDER: Player = Player::new(0x41, Role::Provider, "Dr. Moss");
/// The clinic's privacy officer, whom it lets oversee chats.
pub const OFFICER: Player = Player::new(0x42, Role::Staff, "Privacy officer");
