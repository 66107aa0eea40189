//! The worlds to explore: people, policy and root.

use super::{bound::Bound, cast::Who, opening, step::Step, words::FILE};
use chat_domain::{Policy, RulesVersion, VisitKind};

/// A visit to explore.
#[derive(Clone, Debug)]
pub struct World {
    /// The name.
    pub name: &'static str,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The policy recorded at scheduling.
    pub policy: Policy,
    /// The rules version recorded at scheduling.
    pub rules: RulesVersion,
    /// Everyone who acts or may take part.
    pub cast: &'static [Who],
    /// Steps taken before the exploration starts.
    pub opening: Vec<Step>,
    /// The bound.
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
/// Everyone permitted in a one-to-one visit, plus a second patient, who is not.
const ONE_TO_ONE: &[Who] = &[
    Who::DrA,
    Who::Nurse,
    Who::Patient1,
    Who::Patient2,
    Who::Guest,
    Who::Interpreter,
];
const TWO: &[Who] = &[Who::DrA, Who::Patient1];
const WITH_GUEST: &[Who] = &[Who::DrA, Who::Patient1, Who::Guest];
const WITH_STAFF: &[Who] = &[Who::DrA, Who::Nurse, Who::Patient1];
const TWO_PROVIDERS: &[Who] = &[Who::DrA, Who::DrB, Who::Nurse, Who::Patient1];
const THREE: &[Who] = &[Who::DrA, Who::Patient1, Who::Patient2];

const TALK: Bound = Bound {
    messages_per_chat: 2,
    messages: usize::MAX,
    corrections: 1,
    uploads: usize::MAX,
};

impl World {
    /// A group visit with everyone, from the empty log.
    #[must_use]
    pub fn group(name: &'static str, policy: Policy) -> Self {
        Self {
            name,
            kind: VisitKind::Group,
            policy,
            rules: RulesVersion::default(),
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

    /// A group visit with everyone in the call.
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

    /// A small group visit with two uploads: their uploaders have reached their quota, and the
    /// visit takes no third file until one is discarded.
    #[must_use]
    pub fn quotas() -> Self {
        let policy = Policy {
            max_upload_bytes_per_person: Some(FILE),
            max_upload_bytes_per_visit: Some(2 * FILE + FILE / 2),
            min_counted_file_bytes: None,
            ..Policy::DEFAULT
        };
        Self {
            opening: opening::uploaded(),
            ..Self::few("V5 quotas", policy, WITH_STAFF)
        }
    }

    /// A small group visit in which staff have reached their message quota and the provider nearly
    /// has, with one message corrected as often as permitted. Each person may upload one file and
    /// the visit takes two, one of which exists.
    #[must_use]
    pub fn written() -> Self {
        let policy = Policy {
            max_entries_per_person: Some(3),
            max_text_bytes_per_person: Some(36), // first texts take 12 bytes, corrections 18
            max_corrections_per_message: Some(1),
            max_uploads_per_person: Some(1),
            max_uploads_per_visit: Some(2),
            ..Policy::DEFAULT
        };
        Self {
            opening: opening::written(),
            bound: Bound {
                messages_per_chat: 5,
                ..TALK
            },
            ..Self::few("V5, V8 quotas", policy, WITH_STAFF)
        }
    }

    /// A small group visit whose provider has one act left (V8) and in which an overseer has broken
    /// the glass.
    #[must_use]
    pub fn done() -> Self {
        let policy = Policy {
            max_acts_per_person: Some(3),
            ..Policy::DEFAULT
        };
        Self {
            opening: opening::done(),
            ..Self::few("V8 acts", policy, WITH_STAFF)
        }
    }

    /// A small group visit, which can be explored deeper.
    #[must_use]
    pub fn few(name: &'static str, policy: Policy, cast: &'static [Who]) -> Self {
        Self {
            cast,
            ..Self::group(name, policy)
        }
    }

    /// A small group visit under version 2 of the rules, in which the provider has written. The service closes
    /// it by its policy (W8).
    #[must_use]
    pub fn version_2() -> Self {
        let policy = Policy {
            complete_after_hours: 1,
            follow_up_hours: 1,
            ..Policy::DEFAULT
        };
        Self {
            rules: RulesVersion::V2,
            opening: opening::started(THREE),
            ..Self::few("version 2", policy, THREE)
        }
    }

    /// A small group visit under version 2 in which both providers have written, and a handover opens
    /// what they wrote (V7).
    #[must_use]
    pub fn handed_over() -> Self {
        let policy = Policy {
            handover_opens_direct_chats: true,
            ..Policy::DEFAULT
        };
        Self {
            rules: RulesVersion::V2,
            opening: opening::started(TWO_PROVIDERS),
            ..Self::few("V7 handover", policy, TWO_PROVIDERS)
        }
    }

    /// The same people in the call under version 2, each by their own report (V9).
    #[must_use]
    pub fn leased() -> Self {
        Self {
            rules: RulesVersion::V2,
            opening: opening::in_call(THREE),
            ..Self::few("V9 leases", Policy::DEFAULT, THREE)
        }
    }

    /// A small group visit under version 2 of the rules, in which a patient was seen and staff were
    /// removed.
    #[must_use]
    pub fn edited() -> Self {
        Self {
            rules: RulesVersion::V2,
            opening: opening::seen(),
            ..Self::few("V2 and V4 of version 2", Policy::DEFAULT, WITH_STAFF)
        }
    }

    /// A one-to-one visit under version 2, in which a guest and an interpreter may share the history.
    #[must_use]
    pub fn shared_history() -> Self {
        Self {
            name: "version 2, one-to-one",
            rules: RulesVersion::V2,
            ..Self::one_to_one()
        }
    }

    /// A provider and a patient: small enough to explore completely.
    #[must_use]
    pub fn two_people(name: &'static str, bound: Bound) -> Self {
        Self {
            kind: VisitKind::OneToOne,
            bound,
            ..Self::few(name, Policy::DEFAULT, TWO)
        }
    }

    /// The participants scheduled by `Guests::Everyone`: in a one-to-one visit only one patient.
    #[must_use]
    pub fn invited(&self) -> Vec<Who> {
        let one = self.kind == VisitKind::OneToOne;
        (self.cast.iter().copied())
            .filter(|who| !(one && *who == Who::Patient2))
            .collect()
    }
}

/// All worlds of a full run, each with its share of the time.
#[must_use]
pub fn worlds() -> Vec<(World, u32)> {
    let policy = Policy::DEFAULT;
    let little = Bound {
        messages_per_chat: 1,
        messages: 1,
        corrections: 0,
        uploads: 0,
    };
    let some = Bound {
        corrections: 1,
        uploads: 1,
        ..little
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
        (World::group("group, from the empty log", policy), 10),
        (World::in_call(), 2),
        (World::started(), 3),
        (World::one_to_one(), 2),
        (World::few("three people", policy, THREE), 3),
        (World::few("M4 guests", guests, WITH_GUEST), 1),
        (World::few("M4 staff", staff, WITH_STAFF), 1),
        (World::few("M6 open history", history, THREE), 1),
        (World::few("W10", waiting, THREE), 1),
        (World::version_2(), 1),
        (World::handed_over(), 1),
        (World::leased(), 1),
        (World::edited(), 1),
        (World::shared_history(), 1),
        (World::quotas(), 1),
        (World::written(), 1),
        (World::done(), 1),
        (World::two_people("two people, one message", little), 5),
        (World::two_people("two people", some), 2),
    ]
}
