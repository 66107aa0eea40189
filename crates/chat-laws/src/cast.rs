//! The people of generated visits and examples.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the cast's names are valid; a test fails by panicking"
)]

use chat_domain::{
    Actor, ChatKey, ClinicId, Command, DisplayName, NewParticipant, PersonId, Policy, Role,
    RulesVersion, ScheduleVisit, SecondIdentifier, VisitId, VisitKind,
};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// A provider.
pub const DOCTOR: PersonId = person(1);
/// Another provider.
pub const COLLEAGUE: PersonId = person(2);
/// Staff.
pub const NURSE: PersonId = person(3);
/// A patient.
pub const ANA: PersonId = person(11);
/// Another patient.
pub const BEN: PersonId = person(12);
/// A third patient, with the same name as Ana.
pub const OTHER_ANA: PersonId = person(13);
/// A guest.
pub const CARER: PersonId = person(21);
/// Another guest, with the same name as Ben.
pub const FRIEND: PersonId = person(22);
/// An interpreter.
pub const INTERPRETER: PersonId = person(31);
/// A person who is not a participant.
pub const OUTSIDER: PersonId = person(91);
/// An overseer who is not a participant.
pub const OVERSEER: PersonId = person(92);

/// All participants of a group visit, in the order they are added.
pub const EVERYONE: [(PersonId, Role, &str); 9] = [
    (DOCTOR, Role::Provider, "Grace Okafor"),
    (COLLEAGUE, Role::Provider, "Li Wei"),
    (NURSE, Role::Staff, "Noor Haddad"),
    (ANA, Role::Patient, "Ana Silva"),
    (BEN, Role::Patient, "Ben Cohen"),
    (OTHER_ANA, Role::Patient, "Ana Silva"),
    (CARER, Role::Guest, "Rosa Silva"),
    (FRIEND, Role::Guest, "Ben Cohen"),
    (INTERPRETER, Role::Interpreter, "Ivo Marin"),
];

/// The only point in time.
pub const NOW: OffsetDateTime = datetime!(2031-05-06 07:08:09 UTC);
/// The clinic.
pub const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(0xC1));
/// The visit.
pub const VISIT: VisitId = VisitId::new(Uuid::from_u128(0xF1));

/// The visit chat.
pub const ALL: ChatKey = ChatKey::Visit;

const fn person(n: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(n))
}

/// The direct chat of a care-team member and an attendee.
#[must_use]
pub const fn direct(care: PersonId, attendee: PersonId) -> ChatKey {
    ChatKey::direct(care, attendee)
}

/// A person of [`EVERYONE`] as a new participant.
///
/// # Panics
/// If the person is not in [`EVERYONE`].
#[must_use]
pub fn participant(who: PersonId) -> NewParticipant {
    let (person, role, name) = EVERYONE[EVERYONE.iter().position(|p| p.0 == who).unwrap()];
    NewParticipant {
        person,
        role,
        name: DisplayName::new(name).unwrap(),
        second_identifier: (role == Role::Patient)
            .then(|| SecondIdentifier::new(&format!("MRN {}", who.uuid().as_u128())).unwrap()),
        shares_history: false,
    }
}

/// The first notice of the rules that have any (W7).
pub const LOST: &str = "I lost the connection";
/// The second one.
pub const HELP: &str = "I need help now";

/// Schedules the visit with these participants.
#[must_use]
pub fn scheduled(kind: VisitKind, policy: Policy, who: &[PersonId]) -> (Actor, Command) {
    scheduled_under(RulesVersion::default(), kind, policy, who)
}

/// The visit that is scheduled with these participants under a version of the rules.
#[must_use]
pub fn scheduled_under(
    rules: RulesVersion,
    kind: VisitKind,
    policy: Policy,
    who: &[PersonId],
) -> (Actor, Command) {
    let visit = ScheduleVisit {
        clinic: CLINIC,
        visit: VISIT,
        kind,
        scheduled_for: NOW,
        policy,
        notices: None,
        rules,
        participants: who.iter().copied().map(participant).collect(),
    };
    (Actor::Host, Command::ScheduleVisit(visit))
}

/// The same scheduling under version 2 of the rules.
#[must_use]
pub fn under_version_2((actor, mut command): (Actor, Command)) -> (Actor, Command) {
    if let Command::ScheduleVisit(visit) = &mut command {
        visit.rules = RulesVersion::V2;
    }
    (actor, command)
}

/// Schedules a group visit with everyone under the default policy.
#[must_use]
pub fn group_visit() -> (Actor, Command) {
    group_visit_under(Policy::DEFAULT)
}

/// Schedules a group visit with everyone.
#[must_use]
pub fn group_visit_under(policy: Policy) -> (Actor, Command) {
    scheduled(VisitKind::Group, policy, &EVERYONE.map(|p| p.0))
}

/// Schedules a one-to-one visit with the doctor, the nurse, Ana and her carer.
#[must_use]
pub fn one_to_one_visit() -> (Actor, Command) {
    scheduled(
        VisitKind::OneToOne,
        Policy::DEFAULT,
        &[DOCTOR, NURSE, ANA, CARER],
    )
}
