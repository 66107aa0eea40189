//! References: to people and organizations by identifier, and to resources of the export.

use crate::{
    export::Export,
    model::{Identifier, Reference, ResourceType},
    options::References,
};
use chat_domain::{Actor, Participant, PersonId, Role, access::sees};
use uuid::Uuid;

/// The type of resource that a host keeps of a person in this role.
const fn kind(role: Role) -> &'static str {
    match role {
        Role::Provider | Role::Staff | Role::Interpreter => "Practitioner",
        Role::Patient => "Patient",
        Role::Guest => "RelatedPerson",
    }
}

impl Export<'_> {
    /// A resource of the export.
    pub(crate) fn link(&self, to: ResourceType, id: Uuid) -> Reference {
        let reference = match self.references {
            References::Urn => format!("urn:uuid:{id}"),
            References::Relative => format!("{to}/{id}"),
        };
        Reference {
            reference: Some(reference),
            kind: None,
            identifier: None,
            display: None,
        }
    }

    /// The visit.
    pub(crate) fn encounter_link(&self) -> Reference {
        self.link(ResourceType::Encounter, self.visit.uuid())
    }

    /// The participants whom the recipient sees, in the order of their ids.
    pub(crate) fn seen(&self) -> impl Iterator<Item = &Participant> {
        let all = self.state.participants.values();
        all.filter(|other| self.viewer.is_none_or(|me| sees(me, other))) // M7
    }

    /// A person. One whom the recipient doesn't see has neither name nor identifier (M7).
    pub(crate) fn person(&self, person: PersonId) -> Reference {
        match self.seen().find(|seen| seen.person == person) {
            Some(seen) => {
                let name = seen.name.as_str();
                logical(kind(seen.role), Some(Identifier::uuid(person.uuid())), name)
            }
            None => Reference {
                identifier: self
                    .viewer
                    .is_none()
                    .then(|| Identifier::uuid(person.uuid())),
                ..logical("Practitioner", None, "A person outside of the visit")
            },
        }
    }

    /// The patient whom something is about: that of a direct chat or, for all else, the only one.
    pub(crate) fn patient(&self, of: Option<PersonId>) -> Option<Reference> {
        let mut patients = self.seen().filter(|seen| seen.role == Role::Patient);
        let patient = match of {
            Some(person) => patients.find(|patient| patient.person == person),
            None => patients.next().filter(|_| patients.next().is_none()),
        };
        patient.map(|patient| self.person(patient.person))
    }

    /// Who acted.
    pub(crate) fn actor(&self, actor: Actor) -> Reference {
        match actor {
            Actor::Person(person) => self.person(person),
            Actor::Overseer(person) => {
                let identifier = Identifier::uuid(person.uuid());
                logical("Practitioner", Some(identifier), "Overseer")
            }
            Actor::Host => self.clinic(),
            Actor::Service => service(),
        }
    }

    /// The clinic.
    pub(crate) fn clinic(&self) -> Reference {
        let identifier = Identifier::uuid(self.clinic.uuid());
        logical("Organization", Some(identifier), "Clinic")
    }
}

/// The service, as the observer of what it records.
pub(crate) fn service() -> Reference {
    let identifier = Identifier::uri("https://github.com/visit-chat/visit-chat".to_owned());
    logical("Device", Some(identifier), "Visit chat")
}

fn logical(kind: &'static str, identifier: Option<Identifier>, display: &str) -> Reference {
    Reference {
        reference: None,
        kind: Some(kind),
        identifier,
        display: Some(display.to_owned()),
    }
}
