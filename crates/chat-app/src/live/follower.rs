//! The subscriptions of one client.

use super::{
    board::{Board, DashboardUpdate},
    following::Following,
    signal::Signal,
    update::{Seen, Update},
};
use crate::{
    engine::Engine,
    error::AppError,
    visits::{leases::Connected, list::DashboardFilter},
};
use chat_domain::{ChatKey, ClinicId, PersonId, VisitId};
use chat_ports::VisitKey;
use std::{
    collections::{BTreeMap, VecDeque},
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::time::Instant;

/// The subscriptions of one client of a person: any number of visits and one dashboard.
///
/// It holds positions, not messages: an update is made from the state at the moment of delivery. A slow
/// client costs no memory and never receives a message that was retracted in the meantime.
///
/// # Cancel safety
/// Dropping the future of [`Follower::next`] loses nothing.
pub struct Follower {
    engine: Arc<Engine>,
    clinic: ClinicId,
    person: PersonId,
    signal: Arc<Signal>,
    /// Boxed: a node of the map has room for eleven values.
    visits: BTreeMap<VisitId, Box<Following>>,
    /// Boxed: most clients follow none.
    board: Option<Box<Board>>,
    /// Visits whose follow failed and can be retried: until then the connection keeps the person's presence (V9).
    failed: BTreeMap<VisitId, Connected>,
    /// Visits that may have updates, the next one first.
    active: VecDeque<VisitId>,
    /// Visits with a read of the log in progress.
    reading: Vec<VisitId>,
    /// Whether it is the dashboard's turn.
    board_first: bool,
    was_removed: bool,
    /// When the client may again send a full burst of typing signals.
    typing: Option<Instant>,
}

/// An update of a [`Follower`].
#[derive(Clone, Debug)]
pub enum Followed {
    /// Of a visit. [`Update::Ended`] is its last.
    Visit(VisitId, Update),
    /// A visit can't be followed now. Its last update; follow again later with the numbers seen.
    VisitFailed(VisitId, AppError),
    /// Of the dashboard.
    Dashboard(DashboardUpdate),
    /// The dashboard can't be followed now. Its last update; follow again later.
    DashboardFailed(AppError),
}

impl Follower {
    pub(crate) fn new(engine: Arc<Engine>, clinic: ClinicId, person: PersonId) -> Self {
        Self {
            engine,
            clinic,
            person,
            signal: Arc::default(),
            visits: BTreeMap::new(),
            board: None,
            failed: BTreeMap::new(),
            active: VecDeque::new(),
            reading: Vec::new(),
            board_first: false,
            was_removed: false,
            typing: None,
        }
    }

    /// Follows a visit: first its current view and the entries missed since `seen`, then every entry
    /// that the person may read, once and in the order of its chat. Following again replaces the
    /// previous subscription.
    pub fn follow(&mut self, visit: VisitId, seen: Seen) {
        let key = VisitKey::new(self.clinic, visit);
        let following = Following::new(&self.engine, key, self.person, seen, &self.signal);
        self.visits.insert(visit, Box::new(following));
        self.look_at(visit);
    }

    /// Stops following a visit.
    pub fn unfollow(&mut self, visit: VisitId) {
        self.visits.remove(&visit);
        self.failed.remove(&visit);
    }

    /// The number of followed visits.
    #[must_use]
    pub fn followed(&self) -> usize {
        self.visits.len()
    }

    /// Whether this visit is followed.
    #[must_use]
    pub fn follows(&self, visit: VisitId) -> bool {
        self.visits.contains_key(&visit)
    }

    /// Follows the person's visits: first all of them, then each change. Following again replaces the
    /// previous subscription.
    pub fn follow_dashboard(&mut self, filter: DashboardFilter) {
        let board = Board::new(
            Arc::clone(&self.engine),
            self.clinic,
            self.person,
            filter,
            &self.signal,
        );
        self.board = Some(Box::new(board));
    }

    /// Stops following the dashboard.
    pub fn unfollow_dashboard(&mut self) {
        self.board = None;
    }

    /// Signals that the person types in a chat, as [`ChatService::signal_typing`](crate::ChatService::signal_typing),
    /// within this client's own rate as well. The visit need not be followed.
    pub fn signal_typing(&mut self, visit: VisitId, chat: ChatKey) {
        let visit = VisitKey::new(self.clinic, visit);
        if self.engine.rates.admit_client_typing(&mut self.typing) {
            self.engine.signal_typing(visit, self.person, chat);
        }
    }

    /// The next update. Pending forever while nothing is followed.
    pub async fn next(&mut self) -> Followed {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next update; pending if there is none now, in which case the task is woken later.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Followed> {
        self.take_raised(context);
        self.board_first = !self.board_first;
        if self.board_first
            && let Poll::Ready(update) = self.poll_board(context)
        {
            return Poll::Ready(update);
        }
        while let Some(visit) = self.active.pop_front() {
            let Some(following) = self.visits.get_mut(&visit) else {
                continue;
            };
            let update = match following.poll_next(context) {
                Poll::Pending => {
                    if following.is_reading() {
                        self.reading.push(visit);
                    }
                    continue;
                }
                Poll::Ready(update) => update,
            };
            return Poll::Ready(match update {
                Ok(update) => {
                    self.failed.remove(&visit);
                    if matches!(update, Update::Ended(_)) {
                        self.was_removed |= following.has_shown();
                        self.visits.remove(&visit);
                    } else {
                        // Round robin: other visits come before its next update.
                        self.active.push_back(visit);
                    }
                    Followed::Visit(visit, update)
                }
                Err(error) => {
                    self.keep_presence(visit, &error);
                    self.visits.remove(&visit);
                    Followed::VisitFailed(visit, error)
                }
            });
        }
        self.poll_board(context)
    }

    /// Whether the person was removed from a visit that they were shown. Updates sent before may not
    /// have arrived yet.
    #[must_use]
    pub fn was_removed(&self) -> bool {
        self.was_removed
    }

    /// Ready once the person was removed from a visit that is followed.
    pub fn poll_removed(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.take_raised(context);
        let mut raised = self
            .active
            .iter()
            .filter_map(|visit| self.visits.get(visit));
        if raised.any(|following| following.has_ended()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Keeps the person's presence if the follow can be retried. Before the follow is removed, whose connection
    /// would otherwise be the last.
    fn keep_presence(&mut self, visit: VisitId, error: &AppError) {
        if !matches!(error, AppError::Unavailable(_) | AppError::TooOften { .. }) {
            self.failed.remove(&visit);
            return;
        }
        if self.failed.contains_key(&visit) {
            return;
        }
        let leases = self.engine.visits.leases();
        let kept = leases.keep(VisitKey::new(self.clinic, visit), self.person);
        self.failed.extend(kept.map(|kept| (visit, kept)));
    }

    fn take_raised(&mut self, context: &Context<'_>) {
        let raised = self.signal.take(context.waker());
        if let Some(board) = &mut self.board {
            board.raise(raised.lines);
        }
        for visit in raised.visits {
            self.look_at(visit);
        }
        for visit in std::mem::take(&mut self.reading) {
            self.look_at(visit);
        }
    }

    fn look_at(&mut self, visit: VisitId) {
        if !self.active.contains(&visit) {
            self.active.push_back(visit);
        }
    }

    fn poll_board(&mut self, context: &mut Context<'_>) -> Poll<Followed> {
        let Some(board) = &mut self.board else {
            return Poll::Pending;
        };
        board.poll_next(context).map(|update| match update {
            Ok(update) => Followed::Dashboard(update),
            Err(error) => {
                self.board = None;
                Followed::DashboardFailed(error)
            }
        })
    }
}
