//! The grid of acts on the visit: its cases.

mod answers;
mod impossible;
mod reach;

pub use impossible::reasons;

use super::{
    case::{OUTSIDE, PHASE, PRESENCE},
    cast::{ME, OVERSEER, Setting},
    table::{Block, Case, Dim, size, values},
};
use answers::{COLUMNS, answers};
use chat_domain::{Actor, Phase, Presence, Role};
use impossible::why_not;
use reach::build;

const CALL: Dim = Dim {
    title: "call",
    values: &["no one", "attendees", "care team"],
    sets: &[("someone", &["attendees", "care team"])],
};
const CAME: Dim = Dim {
    title: "came",
    values: &["no", "yes"],
    sets: &[],
};

/// The actor. Each has one block of the grid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Participant(Role),
    Outsider,
    Host,
    Overseer,
}

impl Who {
    pub fn all() -> Vec<Self> {
        let participants = Role::ALL.into_iter().map(Self::Participant);
        participants
            .chain([Self::Outsider, Self::Host, Self::Overseer])
            .collect()
    }

    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Participant(role) => Some(role),
            Self::Outsider | Self::Host | Self::Overseer => None,
        }
    }

    pub fn is_care(self) -> bool {
        self.role().is_some_and(Role::is_care_team)
    }

    pub const fn actor(self) -> Actor {
        match self {
            Self::Participant(_) | Self::Outsider => Actor::Person(ME),
            Self::Host => Actor::Host,
            Self::Overseer => Actor::Overseer(OVERSEER),
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Participant(role) => role.word(),
            Self::Outsider => "outsider",
            Self::Host => "the host",
            Self::Overseer => "overseer",
        }
    }

    fn dims(self) -> [Dim; 4] {
        let presence = if self.role().is_some() {
            PRESENCE
        } else {
            OUTSIDE
        };
        [presence, PHASE, CALL, CAME]
    }
}

/// Which of the two sides is in the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Call {
    NoOne,
    Attendees,
    CareTeam,
}

/// A case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct At {
    presence: Option<Presence>,
    phase: Phase,
    call: Call,
    /// Whether a patient who still takes part has entered.
    came: bool,
}

pub fn block(setting: Setting, who: Who) -> Block {
    let dims = who.dims();
    let case = |index| {
        let values = values(&dims, index);
        let at = At {
            presence: who.role().map(|_| Presence::ALL[values[0]]),
            phase: Phase::ALL[values[1]],
            call: [Call::NoOne, Call::Attendees, Call::CareTeam][values[2]],
            came: values[3] == 1,
        };
        match (build(setting, who, &at), why_not(setting, who, &at)) {
            (Some(stage), None) => Case::Answers(answers(setting, who, &stage)),
            (built, why_not) => Case::stated(built.is_some(), why_not),
        }
    };
    Block {
        part: who.word().to_uppercase(),
        title: "acts on the visit".to_owned(),
        columns: COLUMNS.to_vec(),
        cases: (0..size(&dims)).map(case).collect(),
        dims: dims.to_vec(),
        counts: true,
    }
}
