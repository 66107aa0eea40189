//! How people are reached.

use async_trait::async_trait;
use chat_ports::{BoxError, PersonInVisit};
use url::Url;

/// A way to reach a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact<A> {
    /// The address.
    pub address: A,
    /// Where the person can read and answer. It must not name a person or a speciality, since it is in the message.
    pub link: Url,
    /// The person's language, such as `es` (BCP 47); `None` for the first of the [`Texts`](crate::Texts).
    pub language: Option<String>,
}

/// The host's knowledge of how its people are reached.
#[async_trait]
pub trait Contacts<A: Send + Sync + 'static>: Send + Sync + 'static {
    /// The person's contacts: none, if they can't or don't want to be reached this way.
    ///
    /// # Errors
    /// Any: the notification is tried again later.
    async fn of(&self, person: PersonInVisit) -> Result<Vec<Contact<A>>, BoxError>;

    /// An address of the person no longer exists, for example because they took the permission back. By default, nothing
    /// happens.
    ///
    /// # Errors
    /// Any, for the log.
    async fn gone(&self, person: PersonInVisit, address: &A) -> Result<(), BoxError> {
        let _ = (person, address);
        Ok(())
    }
}
