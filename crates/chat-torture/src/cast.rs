//! The people of a visit.

use uuid::Uuid;
use visit_chat_tests::Token;

/// A person with a token.
#[derive(Clone)]
pub(crate) struct Person {
    /// The person's id.
    pub(crate) id: Uuid,
    /// The person's token.
    pub(crate) token: String,
}

/// A group visit and the people who write in it.
#[derive(Clone)]
pub(crate) struct Visit {
    /// The visit's index in the round.
    pub(crate) place: usize,
    /// Its id.
    pub(crate) id: Uuid,
    /// Its clinic.
    pub(crate) clinic: Uuid,
    /// Writes with the patient.
    pub(crate) provider: Person,
    /// Writes with the patients who come and go.
    pub(crate) second: Person,
    /// Stays for the whole round.
    pub(crate) patient: Person,
}

impl Person {
    /// A new person.
    fn new(clinic: Uuid) -> Self {
        let id = Uuid::now_v7();
        let token = Token::person(clinic, id).sign();
        Self { id, token }
    }
}

impl Visit {
    /// A visit with new people.
    pub(crate) fn new(place: usize, clinic: Uuid) -> Self {
        Self {
            place,
            id: Uuid::now_v7(),
            clinic,
            provider: Person::new(clinic),
            second: Person::new(clinic),
            patient: Person::new(clinic),
        }
    }

    /// A new person who is not a participant yet.
    pub(crate) fn person(&self) -> Person {
        Person::new(self.clinic)
    }

    /// The direct chat of provider and patient.
    pub(crate) fn direct(&self) -> String {
        format!("direct:{}:{}", self.provider.id, self.patient.id)
    }
}
