//! A followed dashboard.

use super::{
    boards::OpenBoard,
    listen,
    listing::{self, List, MAX_VISITS},
    read::{self, Reading},
    signal::{Lines, Signal},
    waiting::WaitingVisits,
};
use crate::{
    engine::Engine,
    error::AppError,
    meters::held::DashboardFollowed,
    rates::Kind,
    settings::Nodes,
    visits::{list::DashboardFilter, live_visit::LiveVisit, snapshot::Snapshot},
};
use chat_domain::{ClinicId, PersonId, Seq, VisitId, VisitView, view};
use chat_ports::VisitKey;
use futures::FutureExt as _;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    hash::{BuildHasher as _, RandomState},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// How often visits are listed again on a single node, where only the time changes the list.
const LIST_ALONE: Duration = Duration::from_secs(60);

/// How soon a failed read of a visit is retried, and visits are listed again after one made room.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// One step of a live dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DashboardUpdate {
    /// A visit is new on the list or looks different now.
    Shown(Box<VisitView>),
    /// A visit is no longer on the list.
    Gone(VisitId),
    /// How many of the person's visits wait for their answer (R4), whether or not they are on the list.
    Waiting(usize),
}

/// The most visits that are read together.
const TOGETHER: usize = 256;

/// A person's visits, followed on their behalf.
pub(super) struct Board {
    engine: Arc<Engine>,
    clinic: ClinicId,
    person: PersonId,
    filter: DashboardFilter,
    _open: OpenBoard,
    _counted: DashboardFollowed,
    lines: BTreeMap<VisitId, Line>,
    waiting: WaitingVisits,
    /// Whether there are more visits than a list of waiting ones shows.
    more: bool,
    /// The versions of the logs when the visits were last listed.
    versions: BTreeMap<VisitId, Seq>,
    /// Visits to compare, in this order.
    to_look: BTreeSet<(usize, VisitId)>,
    /// Visits that were read, to be compared by their state at that time.
    ready: VecDeque<(VisitId, Arc<LiveVisit>)>,
    /// When the visits are listed again.
    list: Pin<Box<Sleep>>,
    /// How many reads in a row failed for at least one visit.
    failures: u32,
    /// A read in progress.
    read: Option<Reading<Read>>,
    views: RandomState,
    /// The refusal to deliver next, if the person may not follow now.
    refused: Option<AppError>,
    /// Why the list failed, to deliver after the number of visits that wait.
    failed: Option<AppError>,
}

/// A dashboard row that is shown.
struct Line {
    /// The version at which the visit was last compared.
    looked_at: Seq,
    /// The hash of the view that was shown.
    view: u64,
}

/// The purpose of a read.
enum Read {
    List(List),
    Visits(Vec<(VisitId, Result<Arc<LiveVisit>, AppError>)>),
}

/// How to compare a visit.
enum Plan {
    Nothing,
    Look(Snapshot),
    Read,
}

impl Board {
    pub(super) fn new(
        engine: Arc<Engine>,
        clinic: ClinicId,
        person: PersonId,
        filter: DashboardFilter,
        signal: &Arc<Signal>,
    ) -> Self {
        let refused = engine.rates.admit(Kind::Follow, clinic, person).err();
        let open = listen::open(&engine, (clinic, person), signal);
        Self {
            engine,
            clinic,
            person,
            filter,
            _open: open,
            _counted: DashboardFollowed::begin(),
            lines: BTreeMap::new(),
            waiting: WaitingVisits::default(),
            more: false,
            versions: BTreeMap::new(),
            to_look: BTreeSet::new(),
            ready: VecDeque::new(),
            list: Box::pin(tokio::time::sleep(Duration::ZERO)),
            failures: 0,
            read: None,
            views: RandomState::new(),
            refused,
            failed: None,
        }
    }

    /// Visits that may look different now.
    pub(super) fn raise(&mut self, lines: Lines) {
        match lines {
            Lines::Of(visits) => {
                self.to_look
                    .extend(visits.into_iter().map(|visit| (0, visit)));
            }
            Lines::All => {
                for line in self.lines.values_mut() {
                    line.looked_at = Seq::ZERO;
                }
                self.list.as_mut().reset(Instant::now());
            }
        }
    }

    /// The next update. Pending while there is none; the task is woken later.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<DashboardUpdate, AppError>> {
        if let Some(refused) = self.refused.take() {
            return Poll::Ready(Err(refused));
        }
        loop {
            if let Some(read) = &mut self.read {
                let read = ready!(read.poll_unpin(context));
                self.read = None;
                match read {
                    Ok(Read::List(list)) => self.listed(list),
                    Ok(Read::Visits(visits)) => self.read(visits),
                    Err(error) => return Poll::Ready(Err(error)),
                }
            }
            if let Some((visit, live)) = self.ready.pop_front() {
                let update = match live.cached() {
                    Some(snapshot) => self.look(visit, &snapshot),
                    // An append is in doubt.
                    None => {
                        self.to_look.insert((1, visit));
                        None
                    }
                };
                if let Some(update) = update {
                    return Poll::Ready(Ok(update));
                }
            } else if let Some((order, visit)) = self.to_look.pop_first() {
                if let Some(update) = self.look_or_read(order, visit) {
                    return Poll::Ready(Ok(update));
                }
            } else if let Some(count) = self.waiting.news() {
                return Poll::Ready(Ok(DashboardUpdate::Waiting(count)));
            } else if let Some(error) = self.failed.take() {
                return Poll::Ready(Err(error));
            } else {
                ready!(self.list.as_mut().poll(context));
                self.begin_list();
            }
        }
    }

    /// Takes visits that were read.
    fn read(&mut self, visits: Vec<(VisitId, Result<Arc<LiveVisit>, AppError>)>) {
        let mut failed = false;
        for (visit, read) in visits {
            match read {
                Ok(live) => self.ready.push_back((visit, live)),
                Err(error) => {
                    tracing::warn!(%error, "a dashboard's visit is read again later");
                    if let Some(line) = self.lines.get_mut(&visit) {
                        line.looked_at = Seq::ZERO;
                    }
                    failed = true;
                }
            }
        }
        if failed {
            self.list_after_failure();
        } else {
            self.failures = 0;
        }
    }

    /// Lists earlier than planned after a failed read, with exponential backoff.
    fn list_after_failure(&mut self) {
        let wait = LOOK_AGAIN.saturating_mul(1 << self.failures.min(5));
        self.failures = self.failures.saturating_add(1);
        self.list_within(wait);
    }

    /// Lists earlier than planned.
    fn list_within(&mut self, wait: Duration) {
        let at = self.list.deadline().min(Instant::now() + wait);
        self.list.as_mut().reset(at);
    }

    /// Begins to list the visits.
    fn begin_list(&mut self) {
        let engine = &self.engine;
        let every = match engine.settings.nodes {
            Nodes::Single => LIST_ALONE,
            Nodes::Several => engine.settings.poll_every,
        };
        self.list.as_mut().reset(Instant::now() + every);
        let filter = self.filter.at(engine.ports.clock.now());
        let who = (self.clinic, self.person);
        let log = Arc::clone(&engine.ports.log);
        self.read = Some(read::begin(async move {
            listing::read(&*log, who, filter).await.map(Read::List)
        }));
    }

    /// Queues every listed visit, and every shown one that is no longer listed.
    fn listed(&mut self, List { visits, waiting }: List) {
        self.waiting.replace(waiting);
        let (visits, more) = match visits {
            Ok(listed) => listed,
            Err(error) => {
                self.to_look.clear();
                self.failed = Some(error);
                return;
            }
        };
        self.more = more;
        self.versions = visits.iter().copied().collect();
        let shown = self.lines.keys().copied();
        let gone: Vec<_> = shown
            .filter(|visit| !self.versions.contains_key(visit))
            .collect();
        // Visits raised while the list was read stay queued.
        self.to_look.retain(|(order, _)| *order == 0);
        let listed = visits.into_iter().map(|(visit, _)| visit);
        self.to_look.extend((1..).zip(listed));
        for visit in gone {
            // Compared regardless of its version: the passing of time alone may have removed it from the list.
            if let Some(line) = self.lines.get_mut(&visit) {
                line.looked_at = Seq::ZERO;
            }
            // Not as of a hint: the state in memory may be older than the list.
            self.to_look.insert((1, visit));
        }
    }

    /// Compares a visit that is in memory, or begins to read it together with the next ones.
    fn look_or_read(&mut self, order: usize, visit: VisitId) -> Option<DashboardUpdate> {
        match self.plan(order, visit) {
            Plan::Nothing => return None,
            Plan::Look(snapshot) => return self.look(visit, &snapshot),
            Plan::Read => {}
        }
        let mut visits = vec![(visit, self.wanted(visit))];
        while visits.len() < TOGETHER
            && let Some(&(order, next)) = self.to_look.first()
            && let Plan::Read = self.plan(order, next)
        {
            self.to_look.pop_first();
            visits.push((next, self.wanted(next)));
        }
        let (engine, clinic) = (Arc::clone(&self.engine), self.clinic);
        self.read = Some(read::begin(async move {
            let live = |visit| engine.visits.get(VisitKey::new(clinic, visit));
            let lives = visits
                .iter()
                .map(|(visit, version)| (live(*visit), *version));
            let lives: Vec<_> = lives.collect();
            let read = engine.load(&lives).await.into_iter().zip(lives);
            let read = read.map(|(read, (live, _))| read.map(|_| live));
            let visits = visits.into_iter().map(|(visit, _)| visit);
            Ok(Read::Visits(visits.zip(read).collect()))
        }));
        None
    }

    /// The version from which on a state will do: that of the list, or only what is read now.
    fn wanted(&self, visit: VisitId) -> Seq {
        let listed = self.versions.get(&visit).copied();
        listed.unwrap_or(Seq(u64::MAX))
    }

    /// How to compare a visit.
    fn plan(&self, order: usize, visit: VisitId) -> Plan {
        let engine = &self.engine;
        let key = VisitKey::new(self.clinic, visit);
        let alone = engine.settings.nodes == Nodes::Single;
        let known = engine.visits.known(key);
        let in_memory = known.is_some();
        let cached = known.and_then(|live| live.cached());
        let listed = self.wanted(visit);
        let newest = |known: &Snapshot| alone || order == 0 || known.state.version >= listed;
        if let Some(snapshot) = cached.filter(newest) {
            return Plan::Look(snapshot);
        }
        let looked_at = self
            .lines
            .get(&visit)
            .map_or(Seq::ZERO, |line| line.looked_at);
        // On a single node, a visit that is not in memory has not changed.
        let same = looked_at >= listed || (alone && looked_at > Seq::ZERO);
        if order > 0 && !in_memory && same {
            return Plan::Nothing;
        }
        Plan::Read
    }

    /// The update for a visit, if it looks different now.
    fn look(&mut self, visit: VisitId, snapshot: &Snapshot) -> Option<DashboardUpdate> {
        let line = self.lines.get_mut(&visit);
        if let Some(line) = line.filter(|line| line.looked_at >= snapshot.views_changed) {
            line.looked_at = line.looked_at.max(snapshot.state.version);
            return None;
        }
        let filter = self.filter.at(self.engine.ports.clock.now());
        let now = view(&snapshot.state, self.person).ok();
        let waits = now.as_ref().is_some_and(|now| now.waiting_since.is_some());
        if self.waiting.set(visit, waits) {
            self.list_within(LOOK_AGAIN);
        }
        let Some(now) = now.filter(|now| filter.takes(now)) else {
            self.lines.remove(&visit)?;
            if self.more {
                self.list_within(LOOK_AGAIN);
            }
            return Some(DashboardUpdate::Gone(visit));
        };
        if filter.waiting && self.lines.len() >= MAX_VISITS && !self.lines.contains_key(&visit) {
            self.more = true;
            return None;
        }
        let line = Line {
            looked_at: snapshot.state.version,
            view: self.views.hash_one(&now),
        };
        let view = line.view;
        let before = self.lines.insert(visit, line);
        let changed = before.is_none_or(|before| before.view != view);
        changed.then(|| DashboardUpdate::Shown(Box::new(now)))
    }
}
