//! One text to chosen visits.

use super::{ChatService, messages::Receipt};
use crate::{
    error::AppError,
    rates::{Kind, MAX_ADDRESSED},
};
use chat_domain::{
    ChatKey, ClientMessageId, ClinicId, MessageText, NewMessage, PersonId, Recipient, VisitId,
};
use chat_ports::VisitKey;
use futures::{StreamExt as _, stream};
use std::collections::HashSet;

/// How many of them are sent concurrently.
const CONCURRENTLY: usize = 8;

/// A visit that a text goes to, and the recipient there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The visit.
    pub visit: VisitId,
    /// The recipient that the sender's screen shows (P6): everyone, in the visit chat, or a person, in the
    /// sender's direct chat with them.
    pub recipient: Recipient,
    /// The client's id for this message (F7).
    pub client_id: ClientMessageId,
}

impl ChatService {
    /// Sends the same text to several visits, as a separate message in each. Returns one result for each, in
    /// order: no refusal affects the others. A retry with the same ids returns the same receipts (F7).
    ///
    /// Each message counts toward the sender's rate of such messages. Those beyond it get
    /// [`AppError::TooOften`].
    ///
    /// # Errors
    /// [`AppError::WrongNumberAddressed`] for no message or more than [`MAX_ADDRESSED`], and
    /// [`AppError::AddressedTwice`]; nothing is sent.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::Addressed;
    /// use chat_domain::{ClientMessageId, MessageText, Recipient};
    /// use uuid::Uuid;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, provider, .. } = &clinic;
    /// let to = [Addressed {
    ///     visit: visit.visit,
    ///     recipient: Recipient::Everyone,
    ///     client_id: ClientMessageId::new(Uuid::now_v7()),
    /// }];
    /// let text = MessageText::new("We are running ten minutes late.")?;
    /// for sent in service.send_to_visits(visit.clinic, *provider, &text, &to).await? {
    ///     sent?;
    /// }
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn send_to_visits(
        &self,
        clinic: ClinicId,
        sender: PersonId,
        text: &MessageText,
        to: &[Addressed],
    ) -> Result<Vec<Result<Receipt, AppError>>, AppError> {
        if to.is_empty() || to.len() > MAX_ADDRESSED {
            return Err(AppError::WrongNumberAddressed { max: MAX_ADDRESSED });
        }
        let mut recipients = HashSet::new();
        if !to
            .iter()
            .all(|one| recipients.insert((one.visit, one.recipient)))
        {
            return Err(AppError::AddressedTwice);
        }
        let sending = to.iter().map(|one| {
            let chat = match one.recipient {
                Recipient::Everyone => ChatKey::Visit,
                Recipient::Person(person) => ChatKey::direct(sender, person),
            };
            let new = NewMessage {
                chat,
                recipient: one.recipient,
                client_id: one.client_id,
                text: Some(text.clone()),
                files: Vec::new(),
            };
            let visit = VisitKey::new(clinic, one.visit);
            async move {
                let sending = self.queue_message(Kind::Addressed, visit, sender, new);
                sending.await?.await
            }
        });
        let sending: Vec<_> = sending.collect();
        Ok(stream::iter(sending).buffered(CONCURRENTLY).collect().await)
    }
}
