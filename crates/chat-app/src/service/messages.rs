//! Sending, correcting and retracting messages.

use super::ChatService;
use crate::{error::AppError, meters::METERS, outcome::outcome, rates::Kind};
use chat_domain::{
    Actor, ChatKey, ClientMessageId, Command, MessageId, MessageText, NewMessage, PersonId,
    ReaderNumber, Reason, Refusal, VisitState,
    view::{MessageView, author_number, corrected_message},
};
use chat_ports::VisitKey;
use time::OffsetDateTime;

/// The proof that a message is stored. Retries with the same client id return the same receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The client's id.
    pub client_id: ClientMessageId,
    /// The message's id.
    pub message: MessageId,
    /// The chat.
    pub chat: ChatKey,
    /// The message's number for its author.
    pub number: ReaderNumber,
    /// When it was committed.
    pub sent_at: OffsetDateTime,
}

impl ChatService {
    /// Sends a message; answers once it is durable (G3).
    ///
    /// # Errors
    /// [`AppError::Refused`] with the rule; nothing is stored then. [`AppError::Unavailable`]: retry
    /// with the same client id.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_domain::{ClientMessageId, MessageText, NewMessage, Recipient};
    /// use uuid::Uuid;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, provider, patient, chat, .. } = &clinic;
    /// let new = NewMessage {
    ///     chat: *chat,
    ///     recipient: Recipient::Person(*patient), // as the sender's screen shows it (P6)
    ///     client_id: ClientMessageId::new(Uuid::now_v7()),
    ///     text: Some(MessageText::new("Stop taking it.")?),
    ///     files: Vec::new(),
    /// };
    /// let receipt = service.send(*visit, *provider, new.clone()).await?;
    /// // A retry with the same id stores nothing twice (F7).
    /// assert_eq!(service.send(*visit, *provider, new).await?, receipt);
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn send(
        &self,
        visit: VisitKey,
        sender: PersonId,
        new: NewMessage,
    ) -> Result<Receipt, AppError> {
        self.begin_send(visit, sender, new).await?.await
    }

    /// Queues a message; the returned future is its receipt. Messages keep the order in which they
    /// were queued.
    ///
    /// # Errors
    /// As [`ChatService::send`], here or from the future.
    pub async fn begin_send(
        &self,
        visit: VisitKey,
        sender: PersonId,
        new: NewMessage,
    ) -> Result<impl Future<Output = Result<Receipt, AppError>> + Send + use<>, AppError> {
        self.queue_message(Kind::Message, visit, sender, new).await
    }

    /// [`ChatService::begin_send`], counted as this kind of request.
    pub(super) async fn queue_message(
        &self,
        kind: Kind,
        visit: VisitKey,
        sender: PersonId,
        new: NewMessage,
    ) -> Result<impl Future<Output = Result<Receipt, AppError>> + Send + use<>, AppError> {
        let engine = &self.inner.engine;
        let client_id = new.client_id;
        let queued = async {
            engine.rates.admit(kind, visit.clinic, sender)?;
            let message = MessageId::new(engine.ports.ids.next_id());
            let command = Command::SendMessage(new.with_id(message));
            let actor = Actor::Person(sender);
            engine.enqueue_admitted(visit, actor, command).await
        };
        let sending = queued.await.inspect_err(|error| {
            METERS.sends.add(outcome::<()>(&Err(error.clone())));
        })?;
        Ok(async move {
            let sent = sending.await.and_then(|state| {
                receipt(&state, sender, client_id).ok_or(Refusal::MessageUnknown.into())
            });
            METERS.sends.add(outcome(&sent));
            sent
        })
    }

    /// Corrects the text of the author's message (F8), and returns the message as it is afterwards. A no-op if
    /// it has this text already.
    ///
    /// # Errors
    /// As [`ChatService::execute`]. Also refused if the author was removed right after the correction (W9).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_domain::MessageText;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, provider, .. } = &clinic;
    /// let sent = clinic.says("Take two a day.").await?;
    /// let better = MessageText::new("Take one a day.")?;
    /// let shown = service.correct(*visit, *provider, sent.message, better).await?;
    /// assert_eq!(shown.version, 2);
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn correct(
        &self,
        visit: VisitKey,
        author: PersonId,
        message: MessageId,
        text: MessageText,
    ) -> Result<MessageView, AppError> {
        let command = Command::CorrectMessage {
            message,
            text: text.clone(),
        };
        let engine = &self.inner.engine;
        let state = engine
            .execute(visit, Actor::Person(author), command)
            .await?;
        Ok(corrected_message(&state, author, message, &text)?)
    }

    /// Retracts a message: its text and files are hidden (F8).
    ///
    /// # Errors
    /// As [`ChatService::execute`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_domain::Reason;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, provider, .. } = &clinic;
    /// let sent = clinic.says("See you at noon, Ben.").await?;
    /// let reason = Reason::new("meant for another patient")?;
    /// service.retract(*visit, *provider, sent.message, reason).await?;
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn retract(
        &self,
        visit: VisitKey,
        person: PersonId,
        message: MessageId,
        reason: Reason,
    ) -> Result<(), AppError> {
        let command = Command::RetractMessage { message, reason };
        self.execute(visit, Actor::Person(person), command).await
    }
}

fn receipt(state: &VisitState, sender: PersonId, client_id: ClientMessageId) -> Option<Receipt> {
    let message = *state.receipts.get(&(sender, client_id))?;
    let stored = state.messages.get(&message)?;
    Some(Receipt {
        client_id,
        message,
        chat: stored.chat,
        number: author_number(state, stored)?,
        sent_at: stored.sent_at,
    })
}
