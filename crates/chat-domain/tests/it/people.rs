//! Who takes part in the examples.

use chat_domain::{
    Actor, ChatKey, ClinicId, Command, DisplayName, NewParticipant, PersonId, Policy, Role,
    ScheduleVisit, SecondIdentifier, VisitId, VisitKind,
};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

pub const DOCTOR: PersonId = person(1);
pub const COLLEAGUE: PersonId = person(2);
pub const NURSE: PersonId = person(3);
pub const ANA: PersonId = person(11);
pub const BEN: PersonId = person(12);
/// A third patient, of the same name as Ana.
pub const OTHER_ANA: PersonId = person(13);
pub const CARER: PersonId = person(21);
pub const FRIEND: PersonId = person(22);
pub const INTERPRETER: PersonId = person(31);
/// Takes no part in the visit.
pub const OUTSIDER: PersonId = person(91);
pub const OVERSEER: PersonId = person(92);

/// All participants of a group visit, in the order in which they are added.
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

pub const NOW: OffsetDateTime = datetime!(2031-05-06 07:08:09 UTC);
pub const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(0xC1));
pub const VISIT: VisitId = VisitId::new(Uuid::from_u128(0xF1));

/// The visit chat.
pub const ALL: ChatKey = ChatKey::Visit;

const fn person(n: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(n))
}

/// The direct chat of a care-team member and an attendee.
pub const fn direct(care: PersonId, attendee: PersonId) -> ChatKey {
    ChatKey::direct(care, attendee)
}

pub fn participant(who: PersonId) -> NewParticipant {
    let (person, role, name) = EVERYONE[EVERYONE.iter().position(|p| p.0 == who).unwrap()];
    NewParticipant {
        person,
        role,
        name: DisplayName::new(name).unwrap(),
        second_identifier: (role == Role::Patient)
            .then(|| SecondIdentifier::new(&format!("MRN {}", who.uuid().as_u128())).unwrap()),
    }
}

/// The visit that is scheduled with these participants.
pub fn scheduled(kind: VisitKind, policy: Policy, who: &[PersonId]) -> (Actor, Command) {
    let visit = ScheduleVisit {
        clinic: CLINIC,
        visit: VISIT,
        kind,
        scheduled_for: NOW,
        policy,
        participants: who.iter().copied().map(participant).collect(),
    };
    (Actor::Host, Command::ScheduleVisit(visit))
}

/// A group visit with everyone, under the default policy.
pub fn group_visit() -> (Actor, Command) {
    group_visit_under(Policy::DEFAULT)
}

pub fn group_visit_under(policy: Policy) -> (Actor, Command) {
    scheduled(VisitKind::Group, policy, &EVERYONE.map(|p| p.0))
}

/// Doctor, nurse, Ana and her carer.
pub fn one_to_one_visit() -> (Actor, Command) {
    scheduled(
        VisitKind::OneToOne,
        Policy::DEFAULT,
        &[DOCTOR, NURSE, ANA, CARER],
    )
}
