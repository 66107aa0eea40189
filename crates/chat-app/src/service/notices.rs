//! Notices from attendees to the care team (W7).

use super::ChatService;
use crate::error::AppError;
use chat_domain::{
    Actor, Command, NoticeId, NoticeText, PersonId, Refusal, VisitState, chat::Notice,
};
use chat_ports::VisitKey;
use time::OffsetDateTime;

/// The proof that a notice is stored. Retries with the same id return the same receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeReceipt {
    /// The sender's id for it. That of the first one if a notice with this text already waited.
    pub notice: NoticeId,
    /// When it was committed.
    pub sent_at: OffsetDateTime,
}

impl ChatService {
    /// Sends one of the clinic's notices to the care team; returns once it is durable (W7, G3). A no-op if
    /// one with this text already waits.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the rule; nothing is stored then. [`AppError::Unavailable`]: retry
    /// with the same id.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_domain::{NoticeId, NoticeText};
    /// use uuid::Uuid;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, .. } = &clinic;
    /// // The texts that this visit offers are in the view.
    /// let text = NoticeText::new("I need help now")?;
    /// let notice = NoticeId::new(Uuid::now_v7());
    /// service.send_notice(*visit, *patient, notice, text).await?;
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn send_notice(
        &self,
        visit: VisitKey,
        sender: PersonId,
        notice: NoticeId,
        text: NoticeText,
    ) -> Result<NoticeReceipt, AppError> {
        let command = Command::SendNotice {
            notice,
            text: text.clone(),
        };
        let engine = &self.inner.engine;
        let state = engine
            .execute(visit, Actor::Person(sender), command)
            .await?;
        let stored = stored(&state, sender, notice, &text);
        let stored = stored.ok_or(Refusal::NoticeUnknown)?;
        Ok(NoticeReceipt {
            notice: stored.id,
            sent_at: stored.sent_at,
        })
    }
}

/// The notice under this id, else the newest with this text, which it repeated.
fn stored<'a>(
    state: &'a VisitState,
    sender: PersonId,
    notice: NoticeId,
    text: &NoticeText,
) -> Option<&'a Notice> {
    let own = state.notices.get(sender, notice).map(|(_, stored)| stored);
    own.or_else(|| {
        let newest_first = state.notices.of(sender).rev();
        let mut same = newest_first.filter(|(_, stored)| stored.text == *text);
        same.next().map(|(_, stored)| stored)
    })
}
