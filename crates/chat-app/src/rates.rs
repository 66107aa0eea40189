//! Rate limits: a token bucket per person and kind of request.
//!
//! Not a rule of the log: the service protects other clients from a flood. A refusal depends only on
//! the person's own requests, so it reveals nothing about others (M7).

use crate::error::AppError;
use chat_domain::{Actor, ClinicId, Command, PersonId, view::Limits};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Maximum number of buckets. Further people are not limited until a bucket is free, so that one
/// person's flood does not keep others out.
const MAX_BUCKETS: usize = 100_000;

/// Number of buckets at which full ones are first dropped; then again each time the number doubles.
const FIRST_SWEEP: usize = 1_024;

/// The minimum time between two sweeps of full buckets at the limit.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// The most messages of one text to chosen visits.
pub const MAX_ADDRESSED: usize = Limits::MAX_ADDRESSED;

#[expect(clippy::cast_possible_truncation, reason = "a small constant")]
const ADDRESSED: u32 = MAX_ADDRESSED as u32;

/// A token bucket: `burst` requests, refilled by one per `every`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The tokens of a full bucket.
    pub burst: u32,
    /// The time to refill one token.
    pub every: Duration,
}

impl Rate {
    const fn new(burst: u32, per_second: u32) -> Self {
        let every = Duration::from_micros(1_000_000 / per_second as u64);
        Self { burst, every }
    }

    /// Takes a token from the bucket that is full at `full_at`; otherwise returns the time until it has one.
    fn take(self, full_at: &mut Instant, now: Instant) -> Result<(), Duration> {
        let then = (*full_at).max(now) + self.every;
        let holds = self.every.saturating_mul(self.burst);
        match then.duration_since(now).checked_sub(holds) {
            Some(retry_after) if !retry_after.is_zero() => Err(retry_after),
            _ => {
                *full_at = then;
                Ok(())
            }
        }
    }
}

/// The rate limits of one person of a clinic; `None` is unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The buckets of all people.
pub(crate) struct Rates {
    limits: RateLimits,
    max: usize,
    buckets: Mutex<Buckets>,
}

#[derive(Default)]
struct Buckets {
    /// When each bucket will be full again.
    full_at: HashMap<(Kind, ClinicId, PersonId), Instant>,
    sweep_at: usize,
    swept: Option<Instant>,
}

impl Rates {
    pub(crate) fn new(limits: RateLimits) -> Self {
        Self {
            limits,
            max: MAX_BUCKETS,
            buckets: Mutex::default(),
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
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (kind, clinic, person);
        if !buckets.full_at.contains_key(&key) && !buckets.has_room(self.max, now) {
            return Ok(());
        }
        let full_at = buckets.full_at.entry(key).or_insert(now);
        rate.take(full_at, now)
            .map_err(|retry_after| AppError::TooOften { retry_after })
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

impl Buckets {
    /// Makes room for one more bucket by dropping full ones, which equal new ones.
    fn has_room(&mut self, max: usize, now: Instant) -> bool {
        let count = self.full_at.len();
        let crowded = count >= self.sweep_at.max(FIRST_SWEEP.min(max));
        let recently = self.swept.is_some_and(|at| now < at + SWEEP_EVERY);
        if crowded && !(recently && count >= max) {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.sweep_at = (self.full_at.len() * 2).clamp(FIRST_SWEEP.min(max), max);
            self.swept = Some(now);
        }
        self.full_at.len() < max
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
    async fn buckets_are_bounded_and_full_ones_are_dropped() {
        let rates = Rates { max: 5, ..rates() };
        let ask = |n| wait(rates.admit(Kind::Message, CLINIC, person(n)));
        let kept = || rates.buckets.lock().unwrap().full_at.len();
        for n in 0..50 {
            assert_eq!(ask(n), None, "no one is limited by others");
        }
        assert_eq!(kept(), 5);
        assert_eq!((ask(0), ask(0)), (None, None));
        assert!(ask(0).is_some(), "people with a bucket are still limited");
        tokio::time::advance(Duration::from_secs(2)).await;
        ask(99);
        assert_eq!(kept(), 1);
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
