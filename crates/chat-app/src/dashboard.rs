//! A person's visits, as a list that lives.

use crate::{error::AppError, service::ChatService};
use chat_domain::{ClinicId, PersonId, Phase, Refusal, VisitId, VisitView, view};
use chat_ports::{HintStream, Topic, VisitCursor, VisitKey, VisitQuery, WhoTakesPart};
use futures::{Stream, StreamExt as _};
use std::collections::{BTreeMap, VecDeque};
use time::OffsetDateTime;

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
                Err(error) => return Err(error),
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
            listed: false,
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
    listed: bool,
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
            let stepped = if self.listed {
                self.wait().await
            } else {
                self.list().await
            };
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
        self.listed = true;
        Ok(())
    }

    /// Waits for a hint about one visit, or for the time to list all of them again.
    async fn wait(&mut self) -> Result<(), AppError> {
        let poll_every = self.service.inner.settings.poll_every;
        let Ok(hint) = tokio::time::timeout(poll_every, self.hints.next()).await else {
            return self.list().await;
        };
        let Some(hint) = hint else {
            return Err(AppError::unavailable("the fan-out has ended"));
        };
        let room = self.service.inner.rooms.get(hint.visit);
        let snapshot = room.heard(&hint).await?;
        match view(&snapshot.state, self.person) {
            Ok(visit) if self.filter.takes(&visit) => self.show(visit),
            Ok(_) | Err(Refusal::Removed | Refusal::VisitUnknown) => {
                self.hide(hint.visit.visit);
            }
            Err(refusal) => return Err(refusal.into()),
        }
        Ok(())
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
