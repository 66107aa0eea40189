//! Read marks (R1) and what they tell (R2, R3).

use super::ChatService;
use crate::{
    access_log::recorder::Subject, error::AppError, rates::Kind, viewer::Viewer,
    visits::wanted::Wanted,
};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Entry, MessageId, PersonId, ReaderNumber, Refusal, Seq,
    VisitState,
    access::{may_read, passed_on_at},
    decide,
    view::{ReadingView, VersionReader, VersionView, reading, version_numbers, versions},
};
use chat_ports::VisitKey;
use time::OffsetDateTime;

/// Up to which message, shown on a screen, no answer is needed (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownThrough {
    /// The entry, as the person who reads the chat counts it.
    Entry(ReaderNumber),
    /// The time of the message, for a person who stands in for the chat's care side and reads nothing of it:
    /// [`newest`](chat_domain::view::PassedOnWait::newest) of the wait.
    SentAt(OffsetDateTime),
}

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
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, chat, .. } = &clinic;
    /// let sent = clinic.says("Please rest.").await?;
    /// service.mark_read(*visit, *patient, *chat, sent.number).await?;
    /// assert_eq!(service.host_visit(*visit).await?.unread.get(patient), Some(&0));
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn mark_read(
        &self,
        visit: VisitKey,
        person: PersonId,
        chat: ChatKey,
        through: ReaderNumber,
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
        through: ReaderNumber,
    ) -> Result<impl Future<Output = Result<(), AppError>> + Send + use<>, AppError> {
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Mark, visit.clinic, person)?;
        let live = engine.enter(visit, person).await?;
        let live = live.ok_or(Refusal::VisitUnknown)?; // M7
        // The state in memory will do for a mark that it permits, which is decided again when it is stored.
        let known = live.cached();
        let news = match known.map(|known| new_mark(&known.state, person, chat, through)) {
            Some(Ok(Some(news))) => Some(news),
            _ => new_mark(&live.snapshot().await?.state, person, chat, through)?,
        };
        let stored = news.map(|through| live.mark_read(person, chat, through));
        engine.visits.keep(&live);
        Ok(async move {
            match stored {
                Some(stored) => stored.await.map_err(AppError::unavailable)?.map(drop),
                None => Ok(()),
            }
        })
    }

    /// Records that no attendee's message up to one that was shown to the person needs an answer (R4).
    ///
    /// # Errors
    /// [`AppError::Refused`] with the rule, [`AppError::TooOften`] or [`AppError::Unavailable`].
    ///
    /// # Cancel safety
    /// Dropping the future does not undo it.
    pub async fn no_answer_needed(
        &self,
        visit: VisitKey,
        actor: Actor,
        chat: ChatKey,
        through: ShownThrough,
    ) -> Result<(), AppError> {
        let engine = &self.inner.engine;
        engine
            .rates
            .admit_actor(Kind::Action, visit.clinic, actor)?;
        let through = match actor {
            Actor::Person(person) => {
                let state = engine.snapshot_for(visit, person).await?.state;
                match through {
                    ShownThrough::Entry(number) => may_read(&state, person, &chat)?.entry(number), // M7
                    ShownThrough::SentAt(sent) => passed_on_at(&state, person, &chat, sent)?,
                }
            }
            // Refused, whatever it is.
            Actor::Host | Actor::Overseer(_) | Actor::Service => ChatNumber::default(),
        };
        let command = Command::NoAnswerNeeded { chat, through };
        let stored = engine.enqueue_admitted(visit, actor, command).await?;
        stored.await.map(drop)
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

    /// All versions of a message with their times and who had read each of them (R2, R3): as a participant
    /// or, for an overseer, as of when they broke the glass (M5).
    ///
    /// # Errors
    /// [`AppError::Refused`] as for reading the message.
    pub async fn versions(
        &self,
        visit: VisitKey,
        viewer: impl Into<Viewer>,
        message: MessageId,
    ) -> Result<Vec<VersionView>, AppError> {
        let (person, oversees) = match viewer.into() {
            Viewer::Participant(person) => (person, false),
            Viewer::Overseer(person) => (person, true),
            Viewer::Host => return Err(Refusal::VisitUnknown.into()),
        };
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Page, visit.clinic, person)?;
        let before = engine.snapshot_for(visit, person).await?.state;
        let as_participant = VersionReader::Participant(person);
        match version_numbers(&before, as_participant, message) {
            Ok(found) => {
                let chat = found.0;
                let entries = self.versions_in(visit, &before, found).await?;
                // Taken after the read, and decides what is shown: the message may have been retracted, or
                // the reader removed.
                let state = engine.snapshot_for(visit, person).await?.state;
                let versions = versions(&state, as_participant, message, &entries)?;
                let read = Subject::chat_read(visit, &state, person, chat);
                engine.accesses.open_once(&read).await?;
                Ok(versions)
            }
            Err(_) if oversees => {
                let state = engine.snapshot(visit).await?.state;
                let as_overseer = VersionReader::Overseer(person);
                let found = version_numbers(&state, as_overseer, message)?;
                let read = Subject::overseen(visit, person, found.0);
                engine.accesses.open(&read, None).await?;
                let entries = self.versions_in(visit, &state, found).await?;
                Ok(versions(&state, as_overseer, message, &entries)?)
            }
            Err(refusal) => Err(refusal.into()),
        }
    }

    async fn versions_in(
        &self,
        visit: VisitKey,
        state: &VisitState,
        (chat, numbers): (ChatKey, Vec<ChatNumber>),
    ) -> Result<Vec<Entry>, AppError> {
        let entries = Wanted::of(state, chat, numbers.into_iter())?;
        entries.read(&*self.inner.engine.ports.log, visit).await
    }
}

/// The entry up to which a mark is new.
fn new_mark(
    state: &VisitState,
    person: PersonId,
    chat: ChatKey,
    through: ReaderNumber,
) -> Result<Option<ChatNumber>, Refusal> {
    let through = may_read(state, person, &chat)?.entry(through); // M7
    let command = Command::MarkRead { chat, through };
    let news = decide(state, Actor::Person(person), &command)?;
    Ok((!news.is_empty()).then_some(through))
}
