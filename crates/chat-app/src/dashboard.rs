//! A person's visits, as a list that lives.

use crate::{error::AppError, service::ChatService};
use chat_domain::{ClinicId, PersonId, Phase, Seq, VisitId, VisitView, view};
use chat_ports::{Hint, HintStream, Topic, VisitCursor, VisitKey, VisitQuery, WhoTakesPart};
use futures::{Stream, StreamExt as _};
use std::collections::{BTreeMap, VecDeque};
use time::OffsetDateTime;
use tokio::time::Instant;

/// The most visits of a page.
const MAX_PAGE: usize = 200;

/// Which of a person's visits to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DashboardFilter {
    /// Only visits in one of these phases; empty for all.
    pub phases: Vec<Phase>,
    /// Only visits scheduled at this time or later.
    pub from: Option<OffsetDateTime>,
    /// Only visits scheduled before this time.
    pub until: Option<OffsetDateTime>,
}

impl DashboardFilter {
    fn takes(&self, visit: &VisitView) -> bool {
        (self.phases.is_empty() || self.phases.contains(&visit.phase))
            && self.from.is_none_or(|from| visit.scheduled_for >= from)
            && self.until.is_none_or(|until| visit.scheduled_for < until)
    }
}

/// A page of a person's visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DashboardPage {
    /// The visits as the person is shown them, by scheduled time.
    pub visits: Vec<VisitView>,
    /// Where to go on; `None` at the end.
    pub next: Option<VisitCursor>,
}

/// One step of a live dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DashboardUpdate {
    /// A visit is new on the list or looks different now.
    Shown(Box<VisitView>),
    /// A visit is no longer on the list.
    Gone(VisitId),
}

impl ChatService {
    /// A page of the visits in which a person takes part. Nobody lists others' visits (M7).
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn dashboard(
        &self,
        clinic: ClinicId,
        person: PersonId,
        filter: &DashboardFilter,
        after: Option<VisitCursor>,
        limit: usize,
    ) -> Result<DashboardPage, AppError> {
        let query = VisitQuery {
            clinic,
            who: Some(WhoTakesPart {
                person,
                as_care_team: None,
            }),
            phases: filter.phases.clone(),
            from: filter.from,
            until: filter.until,
            after,
            limit: limit.clamp(1, MAX_PAGE),
        };
        let page = self.inner.ports.log.list_visits(query).await?;
        let mut visits = Vec::with_capacity(page.visits.len());
        for summary in page.visits {
            match self
                .view(VisitKey::new(clinic, summary.visit), person)
                .await
            {
                Ok(view) => visits.push(view),
                // Removed between the list and the look.
                Err(AppError::Refused(_)) => {}
                // One visit that can't be read must not hide the others.
                Err(error) => tracing::warn!(%error, "a visit is left out of a dashboard"),
            }
        }
        Ok(DashboardPage {
            visits,
            next: page.next,
        })
    }

    /// Follows a person's visits: first all of them, then each change.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn follow_dashboard(
        &self,
        clinic: ClinicId,
        person: PersonId,
        filter: DashboardFilter,
    ) -> Result<impl Stream<Item = Result<DashboardUpdate, AppError>> + Send + use<>, AppError>
    {
        let hints = self
            .inner
            .ports
            .fanout
            .subscribe(Topic::Clinic(clinic))
            .await?;
        let following = Following {
            service: self.clone(),
            clinic,
            person,
            filter,
            hints,
            list_at: Instant::now(),
            looked_at: BTreeMap::new(),
            shown: BTreeMap::new(),
            ready: VecDeque::new(),
            failed: false,
        };
        Ok(
            futures::stream::unfold(following, |mut following| async move {
                following.next().await.map(|update| (update, following))
            })
            .fuse(),
        )
    }
}

struct Following {
    service: ChatService,
    clinic: ClinicId,
    person: PersonId,
    filter: DashboardFilter,
    hints: HintStream,
    /// When to list all visits, in case a hint was lost; at once to begin with.
    list_at: Instant,
    /// The version at which each visit was last looked at.
    looked_at: BTreeMap<VisitId, Seq>,
    shown: BTreeMap<VisitId, VisitView>,
    ready: VecDeque<DashboardUpdate>,
    failed: bool,
}

impl Following {
    async fn next(&mut self) -> Option<Result<DashboardUpdate, AppError>> {
        loop {
            if let Some(update) = self.ready.pop_front() {
                return Some(Ok(update));
            }
            if self.failed {
                return None;
            }
            let stepped = self.step().await;
            if let Err(error) = stepped {
                self.failed = true;
                return Some(Err(error));
            }
        }
    }

    /// Lists all visits and says what differs from what was shown.
    async fn list(&mut self) -> Result<(), AppError> {
        let mut gone: Vec<VisitId> = self.shown.keys().copied().collect();
        let mut after = None;
        loop {
            let page = self
                .service
                .dashboard(self.clinic, self.person, &self.filter, after, MAX_PAGE)
                .await?;
            for visit in page.visits {
                gone.retain(|id| *id != visit.visit);
                self.show(visit);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        gone.into_iter().for_each(|visit| self.hide(visit));
        self.list_at = Instant::now() + self.service.inner.settings.poll_every;
        self.looked_at.clear();
        Ok(())
    }

    /// Lists all visits when it is time, else waits for a hint about one. The time is asked first:
    /// hints about some visits must not put off what was missed about another.
    async fn step(&mut self) -> Result<(), AppError> {
        let hint = match self.list_at.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => {
                tokio::time::timeout(left, self.hints.next()).await.ok()
            }
            _ => None,
        };
        match hint {
            None => self.list().await,
            Some(Some(hint)) => {
                self.look(&hint).await;
                Ok(())
            }
            Some(None) => Err(AppError::unavailable("the fan-out has ended")),
        }
    }

    /// Looks at one visit, if it may look different now.
    async fn look(&mut self, hint: &Hint) {
        let id = hint.visit.visit;
        let rooms = &self.service.inner.rooms;
        let room = rooms.get(hint.visit);
        let heard = room.heard(hint).await;
        rooms.keep(&room);
        let snapshot = match heard {
            Ok(snapshot) => snapshot,
            Err(error) => {
                tracing::warn!(%error, "a dashboard looks at a visit again later");
                return;
            }
        };
        let last = self.looked_at.insert(id, snapshot.state.version);
        if last.is_some_and(|last| last >= snapshot.views_changed) {
            return;
        }
        match view(&snapshot.state, self.person) {
            Ok(visit) if self.filter.takes(&visit) => self.show(visit),
            Ok(_) | Err(_) => self.hide(id),
        }
    }

    fn show(&mut self, visit: VisitView) {
        if self.shown.get(&visit.visit) != Some(&visit) {
            self.ready
                .push_back(DashboardUpdate::Shown(Box::new(visit.clone())));
            self.shown.insert(visit.visit, visit);
        }
    }

    fn hide(&mut self, visit: VisitId) {
        if self.shown.remove(&visit).is_some() {
            self.ready.push_back(DashboardUpdate::Gone(visit));
        }
    }
}
