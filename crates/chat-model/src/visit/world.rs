//! The worlds that are explored: who is in them, under which policy, from where on.

use super::{Bound, Step, Who, opening};
use chat_domain::{Policy, VisitKind};

/// A visit to explore.
#[derive(Clone, Debug)]
pub struct World {
    /// Its name.
    pub name: &'static str,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The policy that is recorded when it is scheduled.
    pub policy: Policy,
    /// Everyone who acts and may take part.
    pub cast: &'static [Who],
    /// What has happened already when the exploration begins.
    pub opening: Vec<Step>,
    /// How much may be said.
    pub bound: Bound,
}

/// Two providers, staff, two patients, a guest.
const SIX: &[Who] = &[
    Who::DrA,
    Who::DrB,
    Who::Nurse,
    Who::Patient1,
    Who::Patient2,
    Who::Guest,
];
/// Who may come to a one-to-one visit, and a second patient, who may not.
const ONE_TO_ONE: &[Who] = &[
    Who::DrA,
    Who::Nurse,
    Who::Patient1,
    Who::Patient2,
    Who::Guest,
    Who::Interpreter,
];
const TWO: &[Who] = &[Who::DrA, Who::Patient1];
const THREE: &[Who] = &[Who::DrA, Who::Patient1, Who::Patient2];

const TALK: Bound = Bound {
    messages_per_chat: 2,
    messages: usize::MAX,
    corrections: 1,
    uploads: usize::MAX,
};

impl World {
    /// A group visit of everyone, from the empty log on.
    #[must_use]
    pub fn group(name: &'static str, policy: Policy) -> Self {
        Self {
            name,
            kind: VisitKind::Group,
            policy,
            cast: SIX,
            opening: Vec::new(),
            bound: TALK,
        }
    }

    /// A one-to-one visit with provider, staff, patient, guest and interpreter.
    #[must_use]
    pub fn one_to_one() -> Self {
        Self {
            kind: VisitKind::OneToOne,
            cast: ONE_TO_ONE,
            ..Self::group("one-to-one", Policy::DEFAULT)
        }
    }

    /// A group visit whose call is under way with all in it.
    #[must_use]
    pub fn in_call() -> Self {
        Self {
            opening: opening::in_call(SIX),
            ..Self::group("group, in the call", Policy::DEFAULT)
        }
    }

    /// A group visit in which both providers have written to everyone they can.
    #[must_use]
    pub fn started() -> Self {
        Self {
            opening: opening::started(SIX),
            ..Self::group("group, chats started", Policy::DEFAULT)
        }
    }

    /// A provider and a patient: few enough to come to an end.
    #[must_use]
    pub fn two_people(bound: Bound) -> Self {
        Self {
            kind: VisitKind::OneToOne,
            cast: TWO,
            bound,
            ..Self::group("two people", Policy::DEFAULT)
        }
    }

    /// A provider and two patients.
    #[must_use]
    pub fn three_people(bound: Bound) -> Self {
        Self {
            cast: THREE,
            bound,
            ..Self::group("three people", Policy::DEFAULT)
        }
    }

    /// Who is invited from the beginning where everyone is: in a one-to-one visit one patient.
    #[must_use]
    pub fn invited(&self) -> Vec<Who> {
        let one = self.kind == VisitKind::OneToOne;
        (self.cast.iter().copied())
            .filter(|who| !(one && *who == Who::Patient2))
            .collect()
    }
}

/// All worlds of a full run, with the share of the time that each gets.
#[must_use]
pub fn worlds() -> Vec<(World, u32)> {
    let policy = Policy::DEFAULT;
    let little = Bound {
        messages_per_chat: 1,
        messages: 2,
        corrections: 1,
        uploads: 1,
    };
    let guests = Policy {
        guests_have_direct_chats: true,
        ..policy
    };
    let staff = Policy {
        staff_have_direct_chats: true,
        ..policy
    };
    let history = Policy {
        open_history: true,
        ..policy
    };
    let waiting = Policy {
        waiting_attendees_start_visit_chat: true,
        ..policy
    };
    vec![
        (World::group("group", policy), 5),
        (World::in_call(), 2),
        (World::started(), 2),
        (World::group("group, M4 guests", guests), 1),
        (World::group("group, M4 staff", staff), 1),
        (World::group("group, M6 open history", history), 1),
        (World::group("group, W10", waiting), 1),
        (World::one_to_one(), 2),
        (World::three_people(TALK), 2),
        (World::two_people(little), 3),
    ]
}
