//! Rate limits: a token bucket per person and kind of request.
//!
//! Not a rule of the log: the service protects other clients from a flood. A refusal depends only on
//! the person's own requests, so it reveals nothing about others (M7).

pub(crate) mod buckets;

use crate::{error::AppError, meters::METERS};
use buckets::{Rate, RateBuckets};
use chat_domain::{Actor, ClinicId, Command, PersonId, view::Limits};
use std::time::Duration;
use tokio::time::Instant;

/// The most messages of one text to chosen visits.
pub const MAX_ADDRESSED: usize = Limits::MAX_ADDRESSED;

#[expect(clippy::cast_possible_truncation, reason = "a small constant")]
const ADDRESSED: u32 = MAX_ADDRESSED as u32;

/// The rate limits of one person of a clinic; `None` is unlimited.
///
/// ```
/// use chat_app::{Rate, RateLimits};
/// use std::time::Duration;
///
/// let rate = Rate { burst: 30, every: Duration::from_secs(2) };
/// let limits = RateLimits::default().with_messages(Some(rate));
/// assert_eq!(limits.messages, Some(rate));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimits {
    /// Messages and notices, retries included.
    pub messages: Option<Rate>,
    /// Messages of texts to chosen visits, retries included: separate, so that an urgent message never waits
    /// for them.
    pub addressed: Option<Rate>,
    /// Corrections.
    pub changes: Option<Rate>,
    /// Retractions: separate, since they must never wait for other requests.
    pub retractions: Option<Rate>,
    /// Read marks.
    pub marks: Option<Rate>,
    /// Typing signals (R5).
    pub typing: Option<Rate>,
    /// Typing signals of one client, so that it can't use up what the person's other clients need.
    pub client_typing: Option<Rate>,
    /// Uploads.
    pub uploads: Option<Rate>,
    /// Pages of chats.
    pub pages: Option<Rate>,
    /// Lists of visits, files and thumbnails.
    pub reads: Option<Rate>,
    /// Subscriptions to visits and dashboards.
    pub follows: Option<Rate>,
    /// All other acts of a person: coming and going, locks, adding and removing people.
    pub actions: Option<Rate>,
}

/// Each option by its name.
impl RateLimits {
    /// Sets [`messages`](Self#structfield.messages).
    #[must_use]
    pub fn with_messages(mut self, messages: Option<Rate>) -> Self {
        self.messages = messages;
        self
    }

    /// Sets [`addressed`](Self#structfield.addressed).
    #[must_use]
    pub fn with_addressed(mut self, addressed: Option<Rate>) -> Self {
        self.addressed = addressed;
        self
    }

    /// Sets [`changes`](Self#structfield.changes).
    #[must_use]
    pub fn with_changes(mut self, changes: Option<Rate>) -> Self {
        self.changes = changes;
        self
    }

    /// Sets [`retractions`](Self#structfield.retractions).
    #[must_use]
    pub fn with_retractions(mut self, retractions: Option<Rate>) -> Self {
        self.retractions = retractions;
        self
    }

    /// Sets [`marks`](Self#structfield.marks).
    #[must_use]
    pub fn with_marks(mut self, marks: Option<Rate>) -> Self {
        self.marks = marks;
        self
    }

    /// Sets [`typing`](Self#structfield.typing).
    #[must_use]
    pub fn with_typing(mut self, typing: Option<Rate>) -> Self {
        self.typing = typing;
        self
    }

    /// Sets [`client_typing`](Self#structfield.client_typing).
    #[must_use]
    pub fn with_client_typing(mut self, client_typing: Option<Rate>) -> Self {
        self.client_typing = client_typing;
        self
    }

    /// Sets [`uploads`](Self#structfield.uploads).
    #[must_use]
    pub fn with_uploads(mut self, uploads: Option<Rate>) -> Self {
        self.uploads = uploads;
        self
    }

    /// Sets [`pages`](Self#structfield.pages).
    #[must_use]
    pub fn with_pages(mut self, pages: Option<Rate>) -> Self {
        self.pages = pages;
        self
    }

    /// Sets [`reads`](Self#structfield.reads).
    #[must_use]
    pub fn with_reads(mut self, reads: Option<Rate>) -> Self {
        self.reads = reads;
        self
    }

    /// Sets [`follows`](Self#structfield.follows).
    #[must_use]
    pub fn with_follows(mut self, follows: Option<Rate>) -> Self {
        self.follows = follows;
        self
    }

    /// Sets [`actions`](Self#structfield.actions).
    #[must_use]
    pub fn with_actions(mut self, actions: Option<Rate>) -> Self {
        self.actions = actions;
        self
    }
}

impl RateLimits {
    /// No limits: for load tests, and for hosts that limit requests themselves.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self {
            messages: None,
            addressed: None,
            changes: None,
            retractions: None,
            marks: None,
            typing: None,
            client_typing: None,
            uploads: None,
            pages: None,
            reads: None,
            follows: None,
            actions: None,
        }
    }
}

impl Default for RateLimits {
    /// Above what people reach.
    fn default() -> Self {
        let limited = |burst, per_second| Some(Rate::new(burst, per_second));
        Self {
            messages: limited(60, 10),
            // Two full requests: the first one and its retry.
            addressed: limited(2 * ADDRESSED, 5),
            changes: limited(20, 2),
            retractions: limited(60, 10),
            marks: limited(120, 20),
            typing: limited(20, 2),
            client_typing: limited(5, 1),
            uploads: limited(30, 1),
            pages: limited(200, 20),
            reads: limited(600, 30),
            follows: limited(1_000, 20),
            // Each is a permanent entry: coming and going all day must not fill a log.
            actions: Some(Rate {
                burst: 120,
                every: Duration::from_secs(2),
            }),
        }
    }
}

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Message,
    Addressed,
    Change,
    Retraction,
    Mark,
    Typing,
    Upload,
    Page,
    Read,
    Follow,
    Action,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Addressed => "addressed",
            Self::Change => "change",
            Self::Retraction => "retraction",
            Self::Mark => "mark",
            Self::Typing => "typing",
            Self::Upload => "upload",
            Self::Page => "page",
            Self::Read => "read",
            Self::Follow => "follow",
            Self::Action => "action",
        }
    }
}

/// The buckets of all people.
pub(crate) struct Rates {
    limits: RateLimits,
    buckets: RateBuckets<(Kind, ClinicId, PersonId)>,
}

impl Rates {
    pub(crate) fn new(limits: RateLimits) -> Self {
        Self {
            limits,
            buckets: RateBuckets::default(),
        }
    }

    /// Counts a command of a person. The host's commands are not limited, nor is staging a file, whose
    /// upload was counted.
    pub(crate) fn command(
        &self,
        clinic: ClinicId,
        actor: Actor,
        command: &Command,
    ) -> Result<(), AppError> {
        let kind = match command {
            Command::StageFile { .. } => return Ok(()),
            Command::SendMessage(_) | Command::SendNotice { .. } => Kind::Message,
            Command::CorrectMessage { .. } => Kind::Change,
            Command::RetractMessage { .. } => Kind::Retraction,
            Command::MarkRead { .. } => Kind::Mark,
            _ => Kind::Action,
        };
        self.admit_actor(kind, clinic, actor)
    }

    /// Counts a request of an actor, if it is a person.
    pub(crate) fn admit_actor(
        &self,
        kind: Kind,
        clinic: ClinicId,
        actor: Actor,
    ) -> Result<(), AppError> {
        match actor {
            Actor::Person(person) | Actor::Overseer(person) => self.admit(kind, clinic, person),
            Actor::Host | Actor::Service => Ok(()),
        }
    }

    /// Counts a request of a person.
    pub(crate) fn admit(
        &self,
        kind: Kind,
        clinic: ClinicId,
        person: PersonId,
    ) -> Result<(), AppError> {
        let limits = &self.limits;
        let limit = match kind {
            Kind::Message => limits.messages,
            Kind::Addressed => limits.addressed,
            Kind::Change => limits.changes,
            Kind::Retraction => limits.retractions,
            Kind::Mark => limits.marks,
            Kind::Typing => limits.typing,
            Kind::Upload => limits.uploads,
            Kind::Page => limits.pages,
            Kind::Read => limits.reads,
            Kind::Follow => limits.follows,
            Kind::Action => limits.actions,
        };
        let Some(rate) = limit else {
            return Ok(());
        };
        let taken = self.buckets.take((kind, clinic, person), rate);
        taken.map_err(|retry_after| {
            METERS.rate_limited.add(kind.name());
            AppError::TooOften { retry_after }
        })
    }

    /// Counts a typing signal of one client, whose bucket is full at `full_at`. Returns whether to pass it on.
    pub(crate) fn admit_client_typing(&self, full_at: &mut Option<Instant>) -> bool {
        let Some(rate) = self.limits.client_typing else {
            return true;
        };
        let now = Instant::now();
        rate.take(full_at.get_or_insert(now), now).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(1));

    const fn person(n: u128) -> PersonId {
        PersonId::new(Uuid::from_u128(n))
    }

    fn rates() -> Rates {
        Rates::new(RateLimits {
            messages: Some(Rate::new(3, 2)),
            ..RateLimits::unlimited()
        })
    }

    fn wait(result: Result<(), AppError>) -> Option<Duration> {
        match result {
            Ok(()) => None,
            Err(AppError::TooOften { retry_after }) => Some(retry_after),
            Err(other) => panic!("{other}"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn burst_is_admitted_and_then_one_request_per_interval() {
        let rates = rates();
        let ask = || wait(rates.admit(Kind::Message, CLINIC, person(1)));
        for _ in 0..3 {
            assert_eq!(ask(), None);
        }
        let half = Duration::from_millis(500);
        assert_eq!(ask(), Some(half));
        assert_eq!(ask(), Some(half), "a refusal costs nothing");
        tokio::time::advance(half - Duration::from_millis(1)).await;
        assert_eq!(ask(), Some(Duration::from_millis(1)));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!((ask(), ask()), (None, Some(half)));
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!([ask(), ask(), ask()], [None; 3]);
        assert_eq!(ask(), Some(half), "no more than a burst is saved up");
    }

    #[tokio::test(start_paused = true)]
    async fn rate_limits_are_per_person_and_per_kind() {
        let rates = rates();
        let ask = |kind, clinic, n| wait(rates.admit(kind, clinic, person(n)));
        for _ in 0..9 {
            ask(Kind::Message, CLINIC, 1);
        }
        assert!(ask(Kind::Message, CLINIC, 1).is_some());
        assert_eq!(ask(Kind::Message, CLINIC, 2), None);
        let other = ClinicId::new(Uuid::from_u128(2));
        assert_eq!(ask(Kind::Message, other, 1), None);
        assert_eq!(ask(Kind::Page, CLINIC, 1), None);
    }

    #[tokio::test(start_paused = true)]
    async fn host_is_not_limited() {
        let none = Some(Rate {
            burst: 0,
            every: Duration::from_secs(1),
        });
        let rates = Rates::new(RateLimits {
            actions: none,
            ..RateLimits::unlimited()
        });
        let counted = |actor| rates.command(CLINIC, actor, &Command::EndCall).is_err();
        assert!(!counted(Actor::Host));
        assert!(counted(Actor::Person(person(1))));
        assert!(counted(Actor::Overseer(person(1))));
    }
}
