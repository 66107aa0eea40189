//! A host that knows how its people are reached.

use async_trait::async_trait;
use chat_domain::{ClinicId, PersonId, VisitId};
use chat_notify::{Contact, Contacts};
use chat_ports::{BoxError, Notification, Occasion, PersonInVisit, VisitKey};
use std::sync::Mutex;
use url::Url;
use uuid::Uuid;

pub(crate) const PATIENT: PersonInVisit = PersonInVisit {
    visit: VisitKey {
        clinic: ClinicId::new(Uuid::from_u128(1)),
        visit: VisitId::new(Uuid::from_u128(2)),
    },
    person: PersonId::new(Uuid::from_u128(3)),
};

pub(crate) const NOTIFICATION: Notification = Notification {
    to: PATIENT,
    occasion: Occasion::Reminder(1),
};

/// The same contacts for the patient, and none for others.
pub(crate) struct Host<A> {
    contacts: Vec<Contact<A>>,
    pub(crate) gone: Mutex<Vec<PersonInVisit>>,
    /// Whether it fails when an address is gone.
    pub(crate) forgets_nothing: bool,
}

impl<A: Clone> Host<A> {
    pub(crate) fn knows(addresses: impl IntoIterator<Item = (A, Option<&'static str>)>) -> Self {
        let contact = |(address, language): (A, Option<&str>)| Contact {
            address,
            link: Url::parse("https://clinic.example/v/2").unwrap(),
            language: language.map(str::to_owned),
        };
        Self {
            contacts: addresses.into_iter().map(contact).collect(),
            gone: Mutex::default(),
            forgets_nothing: false,
        }
    }
}

#[async_trait]
impl<A: Clone + Send + Sync + 'static> Contacts<A> for Host<A> {
    async fn of(&self, person: PersonInVisit) -> Result<Vec<Contact<A>>, BoxError> {
        Ok(match person == PATIENT {
            true => self.contacts.clone(),
            false => Vec::new(),
        })
    }

    async fn gone(&self, person: PersonInVisit, _: &A) -> Result<(), BoxError> {
        if self.forgets_nothing {
            return Err("no connection".into());
        }
        self.gone.lock().unwrap().push(person);
        Ok(())
    }
}
