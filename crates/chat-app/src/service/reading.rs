//! Read marks (R1) and what they tell (R2, R3).

use super::ChatService;
use crate::{error::AppError, rates::Kind, visits::wanted::Wanted};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, MessageId, PersonId, Refusal, Seq, decide,
    view::{ReadingView, VersionView, reading, version_numbers, versions},
};
use chat_ports::VisitKey;

impl ChatService {
    /// Marks a chat as read up to an entry, on behalf of a person who has seen it on a screen (R1).
    /// Marks made within two seconds of a stored one are stored together, the newest of them always.
    ///
    /// Returns once this mark or a newer one is durable; without effect if a newer one is.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the rule, [`AppError::TooOften`] or [`AppError::Unavailable`].
    ///
    /// # Cancel safety
    /// Dropping the future does not undo the mark.
    pub async fn mark_read(
        &self,
        visit: VisitKey,
        person: PersonId,
        chat: ChatKey,
        through: ChatNumber,
    ) -> Result<(), AppError> {
        let marked = self.begin_mark_read(visit, person, chat, through).await?;
        marked.await
    }

    /// Decides a mark; the returned future is its answer, as of [`ChatService::mark_read`].
    ///
    /// # Errors
    /// As [`ChatService::mark_read`], here or from the future.
    pub async fn begin_mark_read(
        &self,
        visit: VisitKey,
        person: PersonId,
        chat: ChatKey,
        through: ChatNumber,
    ) -> Result<impl Future<Output = Result<(), AppError>> + Send + use<>, AppError> {
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Mark, visit.clinic, person)?;
        let live = engine.enter(visit, person).await?;
        let live = live.ok_or(Refusal::VisitUnknown)?; // M7
        let state = live.snapshot().await?.state;
        let command = Command::MarkRead { chat, through };
        let news = decide(&state, Actor::Person(person), &command)?;
        let stored = (!news.is_empty()).then(|| live.mark_read(person, chat, through));
        engine.visits.keep(&live);
        Ok(async move {
            match stored {
                Some(stored) => stored.await.map_err(AppError::unavailable)?.map(drop),
                None => Ok(()),
            }
        })
    }

    /// How far a person and the others have read a chat; `None` if the visit keeps no read marks.
    ///
    /// # Errors
    /// [`AppError::Refused`] as for reading the chat.
    pub async fn reading(
        &self,
        visit: VisitKey,
        person: PersonId,
        chat: ChatKey,
    ) -> Result<Option<ReadingView>, AppError> {
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Read, visit.clinic, person)?;
        let state = engine.snapshot_for(visit, person).await?.state;
        Ok(reading(&state, person, chat, Seq::ZERO)?)
    }

    /// All versions of a message with their times and, for its author and the care team, who had read
    /// each of them (R2, R3).
    ///
    /// # Errors
    /// [`AppError::Refused`] as for reading the message.
    pub async fn versions(
        &self,
        visit: VisitKey,
        person: PersonId,
        message: MessageId,
    ) -> Result<Vec<VersionView>, AppError> {
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Page, visit.clinic, person)?;
        let before = engine.snapshot_for(visit, person).await?.state;
        let (chat, numbers) = version_numbers(&before, person, message)?;
        let entries = Wanted::of(&before, chat, numbers.into_iter())?;
        let entries = entries.read(&*engine.ports.log, visit).await?;
        // Taken after the read, and decides what is shown: the message may have been retracted, or the
        // reader removed.
        let state = engine.snapshot_for(visit, person).await?.state;
        Ok(versions(&state, person, message, &entries)?)
    }
}
