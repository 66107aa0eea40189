//! A log with a fault.

use async_trait::async_trait;
use chat_conformance::fixture::entries_of;
use chat_domain::{ClinicId, Entry, PersonId, Presence, Seq, VisitSummary};
use chat_memory::MemoryVisitLog;
use chat_ports::{
    Append, DueVisit, LogHead, LogPart, PortError, VisitEntries, VisitKey, VisitLog, VisitPage,
    VisitQuery,
};
use std::collections::BTreeSet;
use time::{Duration, OffsetDateTime, UtcOffset};
use tokio::task::yield_now;
use uuid::Uuid;

#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    None,
    ConflictTellsOneVersion,
    StoresWhatConflicts,
    /// Compares the version of the head, but not its hash.
    ComparesVersionsAlone,
    /// Stores entries in its own spelling, with the hashes of that.
    SpellsEntriesItself,
    /// Stores the second half of an append later, unless the caller is gone by then.
    StoresInTwoSteps,
    ForgetsTheLastOfSeveral,
    KeepsTheFirstSummary,
    LooksBeforeItLocks,
    ReadsFromItselfOn,
    IgnoresTheLimit,
    ZeroIsNoLimit,
    /// Reads the hash of the log's newest entry, whatever the limit.
    ReadsTheNewestHash,
    UnknownIsEmpty,
    WritesTimesInItsOwnZone,
    ManyIgnoreTheLimit,
    ManyAnswerInTheOrderOfKeys,
    ManyFailTogether,
    ManyLeaveOutTheUnknown,
    ManyLag,
    ManyReadTheNewestHash,
    ReadsAllBetween,
    SkipsWhatIsMissing,
    NewestFirst,
    IgnoresThePerson,
    IgnoresTheSide,
    IgnoresWhatWaits,
    OrdersWaitsByTheSchedule,
    CountsOneMore,
    ListsTheRemoved,
    IgnoresPhases,
    FromIsExclusive,
    UntilIsInclusive,
    NextWhereverAPageIsFull,
    CursorSkipsEqualTimes,
    VersionsAreOfTheSummaries,
    OneTenant,
    RemovedPeopleAreForgotten,
    EveryoneTakesPart,
    UnknownVisitsAreNotFound,
    LeasesStopAtAPage,
    /// Lists only the visits whose time is past, not those whose time it is.
    DueIsStrictlyBefore,
    /// Lists only the first page of the visits that are due.
    DueStopsAtAPage,
    FailsItsCheck,
}

pub(super) struct Faulty {
    pub(super) log: MemoryVisitLog,
    pub(super) fault: Fault,
}

impl Faulty {
    fn key(&self, key: VisitKey) -> VisitKey {
        match self.fault {
            Fault::OneTenant => VisitKey::new(ClinicId::new(Uuid::nil()), key.visit),
            _ => key,
        }
    }

    async fn head(&self, key: VisitKey) -> LogHead {
        let read = self.log.read(key, Seq::ZERO, usize::MAX).await;
        let head = read.ok().and_then(|read| read.head);
        head.unwrap_or(LogHead::start(key))
    }

    /// The append under the key by which this log has it.
    async fn of_tenant(&self, append: Append) -> Append {
        let key = self.key(append.visit());
        if key == append.visit() {
            return append;
        }
        let head = self.head(key).await;
        let base = match append.base() {
            base if base.version == head.version => head,
            base if base.version == Seq::ZERO => LogHead::start(key),
            base => base,
        };
        let mut summary = append.summary().cloned();
        if let Some(summary) = &mut summary {
            summary.clinic = key.clinic;
        }
        Append::new(key, base, entries_of(&append), summary).unwrap()
    }
}

/// The same entries after another head.
fn moved(append: &Append, head: LogHead) -> Append {
    let mut entries = entries_of(append);
    let mut place = head.version;
    for entry in &mut entries {
        place = place.next();
        entry.seq = place;
    }
    let summary = append.summary().cloned();
    Append::new(append.visit(), head, entries, summary).unwrap()
}

/// The same append with other entries.
fn with(append: &Append, entries: Vec<Entry>) -> Append {
    let summary = append.summary().cloned();
    Append::new(append.visit(), append.base(), entries, summary).unwrap()
}

#[async_trait]
impl VisitLog for Faulty {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        let append = self.of_tenant(append).await;
        let (key, expected) = (append.visit(), append.base().version);
        let (version, mut entries) = (append.head().version, entries_of(&append));
        let append = match self.fault {
            Fault::KeepsTheFirstSummary if expected > Seq::ZERO => {
                Append::new(key, append.base(), entries, None)?
            }
            Fault::ForgetsTheLastOfSeveral if entries.len() > 1 => {
                entries.pop();
                self.log.append(with(&append, entries)).await?;
                return Ok(version);
            }
            Fault::ComparesVersionsAlone => match self.head(key).await {
                head if head.version == expected => moved(&append, head),
                _ => append,
            },
            Fault::SpellsEntriesItself => {
                self.log.append(with(&append, entries)).await?;
                return Ok(version);
            }
            Fault::StoresInTwoSteps if entries.len() > 1 => {
                let later = entries.split_off(1);
                let first = with(&append, entries);
                let (head, summary) = (first.head(), append.summary().cloned());
                self.log.append(first).await?;
                yield_now().await;
                return self
                    .log
                    .append(Append::new(key, head, later, summary)?)
                    .await;
            }
            Fault::LooksBeforeItLocks => {
                let actual = self.head(key).await.version;
                if actual != expected {
                    return Err(PortError::Conflict { expected, actual });
                }
                // Every rival reads the version before the first one goes on.
                yield_now().await;
                let head = self.head(key).await;
                self.log.append(moved(&append, head)).await?;
                return Ok(version);
            }
            _ => append,
        };
        match (self.fault, self.log.append(append.clone()).await) {
            (Fault::ConflictTellsOneVersion, Err(PortError::Conflict { expected, .. })) => {
                let actual = expected;
                Err(PortError::Conflict { expected, actual })
            }
            (Fault::StoresWhatConflicts, Err(conflict @ PortError::Conflict { .. })) => {
                let head = self.head(key).await;
                if head.version > Seq::ZERO {
                    drop(self.log.append(moved(&append, head)).await);
                }
                Err(conflict)
            }
            (_, result) => result,
        }
    }

    async fn read(&self, key: VisitKey, after: Seq, limit: usize) -> Result<LogPart, PortError> {
        let key = self.key(key);
        let (after, limit) = match self.fault {
            Fault::ReadsFromItselfOn => (Seq(after.0.saturating_sub(1)), limit),
            Fault::IgnoresTheLimit => (after, usize::MAX),
            Fault::ZeroIsNoLimit if limit == 0 => (after, usize::MAX),
            _ => (after, limit),
        };
        match (self.fault, self.log.read(key, after, limit).await) {
            (Fault::UnknownIsEmpty, Err(PortError::NotFound)) => Ok(LogPart::default()),
            (Fault::WritesTimesInItsOwnZone, Ok(mut read)) => {
                for entry in &mut read.entries {
                    entry.at = entry.at.to_offset(UtcOffset::UTC);
                }
                Ok(read)
            }
            (Fault::ReadsTheNewestHash, Ok(read)) => Ok(LogPart {
                head: Some(self.head(key).await),
                ..read
            }),
            (_, read) => read,
        }
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        let mut asked: Vec<_> = visits
            .iter()
            .map(|(key, at)| (self.key(*key), *at))
            .collect();
        let limit = match self.fault {
            Fault::ManyIgnoreTheLimit => usize::MAX,
            _ => limit,
        };
        if matches!(self.fault, Fault::ManyAnswerInTheOrderOfKeys) {
            asked.sort();
        }
        let mut read = self.log.read_many(&asked, limit).await?;
        match self.fault {
            Fault::ManyFailTogether => {
                let all: Result<Vec<_>, _> = read.into_iter().collect();
                return Ok(all?.into_iter().map(Ok).collect());
            }
            Fault::ManyLeaveOutTheUnknown => read.retain(Result::is_ok),
            Fault::ManyLag => read.iter_mut().flatten().for_each(|part| {
                if part.entries.len() == 1 {
                    *part = LogPart::default();
                }
            }),
            Fault::ManyReadTheNewestHash => {
                for (part, (key, _)) in read.iter_mut().zip(&asked) {
                    if let Ok(part) = part {
                        part.head = Some(self.head(*key).await);
                    }
                }
            }
            Fault::UnknownIsEmpty => read.iter_mut().for_each(|read| {
                if read.is_err() {
                    *read = Ok(LogPart::default());
                }
            }),
            _ => {}
        }
        Ok(read)
    }

    async fn read_at(&self, key: VisitKey, at: BTreeSet<Seq>) -> Result<Vec<Entry>, PortError> {
        let key = self.key(key);
        let (first, last) = (at.first().copied(), at.last().copied());
        match (self.fault, first, last) {
            (Fault::ReadsAllBetween, Some(Seq(first)), Some(Seq(last))) => {
                let count = last.saturating_sub(first) as usize;
                let after = Seq(first.saturating_sub(1));
                let read = self.log.read(key, after, count.saturating_add(1)).await;
                read.map(|read| read.entries)
            }
            (Fault::SkipsWhatIsMissing, ..) => {
                let read = self.log.read(key, Seq::ZERO, usize::MAX).await?;
                let mut entries = read.entries;
                entries.retain(|entry| at.contains(&entry.seq));
                Ok(entries)
            }
            (Fault::NewestFirst, ..) => {
                let mut entries = self.log.read_at(key, at).await?;
                entries.reverse();
                Ok(entries)
            }
            (Fault::UnknownIsEmpty, ..) => match self.log.read_at(key, at).await {
                Err(PortError::NotFound) => Ok(Vec::new()),
                read => read,
            },
            _ => self.log.read_at(key, at).await,
        }
    }

    async fn takes_part(&self, key: VisitKey, person: PersonId) -> Result<bool, PortError> {
        let key = self.key(key);
        let found = self.log.takes_part(key, person).await?;
        match self.fault {
            Fault::EveryoneTakesPart => Ok(true),
            Fault::UnknownVisitsAreNotFound => {
                self.log.read(key, Seq::ZERO, 1).await?;
                Ok(found)
            }
            Fault::RemovedPeopleAreForgotten => {
                let query = VisitQuery {
                    who: Some(chat_ports::WhoTakesPart {
                        person,
                        as_care_team: None,
                        waiting: false,
                    }),
                    ..chat_conformance::visit_log::dashboard::everything(key.clinic)
                };
                let page = self.log.list_visits(query).await?;
                Ok(page.visits.iter().any(|visit| visit.visit == key.visit))
            }
            _ => Ok(found),
        }
    }

    async fn list_visits(&self, asked: VisitQuery) -> Result<VisitPage, PortError> {
        let mut query = asked.clone();
        let key = VisitKey::new(query.clinic, chat_domain::VisitId::new(Uuid::nil()));
        query.clinic = self.key(key).clinic;
        match self.fault {
            Fault::IgnoresThePerson | Fault::ListsTheRemoved => query.who = None,
            Fault::IgnoresTheSide => {
                query.who.iter_mut().for_each(|who| who.as_care_team = None);
            }
            Fault::IgnoresPhases => query.phases.clear(),
            Fault::IgnoresWhatWaits => {
                query.who.iter_mut().for_each(|who| who.waiting = false);
            }
            Fault::FromIsExclusive => query.from = query.from.map(|t| t + Duration::MICROSECOND),
            Fault::UntilIsInclusive => query.until = query.until.map(|t| t + Duration::MICROSECOND),
            Fault::CursorSkipsEqualTimes => {
                let last = chat_domain::VisitId::new(Uuid::max());
                query.after.iter_mut().for_each(|after| after.visit = last);
            }
            _ => {}
        }
        let mut page = self.log.list_visits(query).await?;
        match (self.fault, asked.who) {
            (Fault::ListsTheRemoved, Some(who)) => page.visits.retain(|visit| {
                visit.participants.iter().any(|p| {
                    p.person == who.person
                        && (p.presence == Presence::Removed
                            || who
                                .as_care_team
                                .is_none_or(|side| side == p.role.is_care_team()))
                })
            }),
            (Fault::OrdersWaitsByTheSchedule, Some(who)) if who.waiting => {
                page.visits.sort_by_key(|visit| visit.scheduled_for);
            }
            (Fault::VersionsAreOfTheSummaries, _) => {
                page.versions
                    .iter_mut()
                    .for_each(|version| *version = Seq(1));
            }
            (Fault::NextWhereverAPageIsFull, _) if page.visits.len() == asked.limit => {
                page.next = page.visits.last().map(|last| asked.cursor(last));
            }
            _ => {}
        }
        Ok(page)
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        let more = usize::from(matches!(self.fault, Fault::CountsOneMore));
        Ok(more + self.log.count_waiting(clinic, person).await?)
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        match self.fault {
            Fault::LeasesStopAtAPage if after.is_some() => Ok(Vec::new()),
            _ => self.log.visits_with_leases(after, limit).await,
        }
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        match self.fault {
            Fault::DueIsStrictlyBefore => {
                let mut found = self.log.visits_due(by, after, limit).await?;
                found.retain(|due| due.at < by);
                Ok(found)
            }
            Fault::DueStopsAtAPage if after.is_some() => Ok(Vec::new()),
            _ => self.log.visits_due(by, after, limit).await,
        }
    }

    async fn check(&self) -> Result<(), PortError> {
        match self.fault {
            Fault::FailsItsCheck => Err(PortError::unavailable("it is out of order")),
            _ => self.log.check().await,
        }
    }
}
