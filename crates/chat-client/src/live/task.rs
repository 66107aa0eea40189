//! The task of a live connection: connects, follows, and connects again.

use super::{
    event::{Connection, Event},
    followed::{Again, Board, Followed, Place},
    frames::Effect,
    order::Order,
    socket::{Received, Socket},
};
use crate::{backoff::Backoff, call::Caller, error::Error, token::Token};
use chat_domain::{ChatKey, VisitId};
use chat_wire::ClientFrame;
use std::{
    collections::{BTreeMap, VecDeque},
    pin::pin,
    time::Duration,
};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// The shortest time between two signals of the person's typing in a chat (R5).
const TYPING_EVERY: Duration = Duration::from_secs(3);

/// A timer that is not set, in the far future.
const FAR: Duration = Duration::from_secs(24 * 60 * 60);

const TOKEN_EXPIRED: u16 = 4401;
const REMOVED: u16 = 4403;

pub(super) struct Task {
    caller: Caller,
    orders: mpsc::Receiver<Order>,
    events: mpsc::Sender<Event>,
    connected: watch::Sender<u64>,
    /// Stops the outbox.
    closed: CancellationToken,
    /// The last token with which the server ended a connection.
    expired: Option<Token>,
    followed: Followed,
    /// Events that have no place in the channel yet.
    ready: VecDeque<Event>,
    typed: BTreeMap<(VisitId, ChatKey), Instant>,
}

/// The handle or the events were dropped.
struct Dropped;

/// Why a connection ended.
enum Lost {
    /// By itself, or by the server with this close code.
    Closed(Option<u16>),
    /// For good.
    Never(Error),
}

/// What happened while the connection was open.
enum Happened {
    Received(Received),
    Ordered(Order),
    /// An event was delivered.
    Delivered,
    /// Something is due to be followed again.
    Due,
    Silent,
}

impl Task {
    pub(super) fn new(
        caller: Caller,
        orders: mpsc::Receiver<Order>,
        events: mpsc::Sender<Event>,
        connected: watch::Sender<u64>,
        closed: CancellationToken,
    ) -> Self {
        Self {
            caller,
            orders,
            events,
            connected,
            closed,
            expired: None,
            followed: Followed::default(),
            ready: VecDeque::new(),
            typed: BTreeMap::new(),
        }
    }

    pub(super) async fn run(mut self) {
        // Ends when the handle or the events are dropped.
        let _ = self.stay_connected().await;
    }

    async fn stay_connected(&mut self) -> Result<(), Dropped> {
        let mut backoff = Backoff::new(&self.caller.options);
        loop {
            let why = match self.connect().await? {
                Ok(mut socket) => {
                    let lost = self.serve(&mut socket, &mut backoff).await;
                    let lost = match lost {
                        Ok(lost) => lost,
                        Err(dropped) => {
                            socket.close().await;
                            return Err(dropped);
                        }
                    };
                    match lost {
                        Lost::Never(why) => return self.close(why).await,
                        Lost::Closed(Some(TOKEN_EXPIRED)) => {
                            self.caller.expire(&socket.token).await;
                            self.expired = Some(socket.token);
                            // Resumed immediately, but not in a loop.
                            if backoff.is_fresh() {
                                backoff.wait(None);
                                continue;
                            }
                            None
                        }
                        // `Ended` has told why; everything else is resumed immediately.
                        Lost::Closed(Some(REMOVED)) if backoff.is_fresh() => {
                            backoff.wait(None);
                            continue;
                        }
                        Lost::Closed(_) => None,
                    }
                }
                Err(why) => Some(why),
            };
            if let Some(why) = &why
                && !why.is_temporary()
            {
                let why = why.clone();
                return self.close(why).await;
            }
            let wait = backoff.wait(why.as_ref().and_then(Error::after));
            self.report(Event::Connection(Connection::Offline { why }));
            self.while_offline(sleep(wait)).await?;
        }
    }

    async fn connect(&mut self) -> Result<Result<Socket, Error>, Dropped> {
        let caller = self.caller.clone();
        self.while_offline(async move { Socket::open(&caller).await })
            .await
    }

    /// Reports the end, and delivers what is ready.
    async fn close(&mut self, why: Error) -> Result<(), Dropped> {
        self.closed.cancel();
        self.report(Event::Connection(Connection::Closed { why }));
        while let Some(event) = self.ready.pop_front() {
            self.events.send(event).await.map_err(|_| Dropped)?;
        }
        Ok(())
    }

    /// Waits for `future`, and does everything else that needs no connection.
    async fn while_offline<F: Future>(&mut self, future: F) -> Result<F::Output, Dropped> {
        let mut future = pin!(future);
        let events = self.events.clone();
        loop {
            tokio::select! {
                output = &mut future => return Ok(output),
                order = self.orders.recv() => {
                    // All that is followed is followed once there is a connection.
                    let _ = self.note(order.ok_or(Dropped)?);
                }
                place = events.reserve(), if !self.ready.is_empty() => {
                    if let Some(event) = self.ready.pop_front() {
                        place.map_err(|_| Dropped)?.send(event);
                    }
                }
                () = events.closed() => return Err(Dropped),
            }
        }
    }

    /// Serves an open connection until it is lost.
    async fn serve(&mut self, socket: &mut Socket, backoff: &mut Backoff) -> Result<Lost, Dropped> {
        self.report(Event::Connection(Connection::Online));
        self.connected.send_modify(|count| *count += 1);
        for frame in self.follow_all() {
            if !self.tell(socket, &frame).await {
                return Ok(Lost::Closed(None));
            }
        }
        let mut last_seen = Instant::now();
        loop {
            let frame = match self.happens(socket, last_seen).await? {
                Happened::Received(Received::Frame(frame)) => {
                    last_seen = Instant::now();
                    // The server may accept an expired token for some seconds.
                    if self.expired.as_ref() != Some(&socket.token) {
                        backoff.reset();
                    }
                    match self.followed.apply(*frame) {
                        Effect::Report(event) => {
                            self.report(event);
                            None
                        }
                        Effect::Nothing => None,
                        Effect::Resume(visit) => self.follow(visit),
                    }
                }
                Happened::Received(Received::Nothing) => {
                    last_seen = Instant::now();
                    None
                }
                Happened::Received(Received::Ended(code)) => return Ok(Lost::Closed(code)),
                Happened::Received(Received::Unreadable(why)) => return Ok(Lost::Never(why)),
                Happened::Ordered(order) => self.note(order),
                Happened::Delivered => {
                    // While the reader is busy, nothing is read: that is not silence.
                    last_seen = Instant::now();
                    None
                }
                Happened::Due => self.follow_due(),
                Happened::Silent => return Ok(Lost::Closed(None)),
            };
            if let Some(frame) = frame
                && !self.tell(socket, &frame).await
            {
                return Ok(Lost::Closed(None));
            }
        }
    }

    /// What happens next. Nothing is read from the connection while an event waits for its place.
    async fn happens(
        &mut self,
        socket: &mut Socket,
        last_seen: Instant,
    ) -> Result<Happened, Dropped> {
        let events = self.events.clone();
        let reads = self.ready.is_empty();
        let far = Instant::now() + FAR;
        let silent = last_seen.checked_add(self.caller.options.silence);
        let silent = silent.unwrap_or(far);
        let due = self.due().unwrap_or(far);
        tokio::select! {
            received = socket.next(), if reads => Ok(Happened::Received(received)),
            order = self.orders.recv() => order.map(Happened::Ordered).ok_or(Dropped),
            place = events.reserve(), if !reads => {
                if let Some(event) = self.ready.pop_front() {
                    place.map_err(|_| Dropped)?.send(event);
                }
                Ok(Happened::Delivered)
            }
            () = events.closed() => Err(Dropped),
            () = sleep_until(due) => Ok(Happened::Due),
            () = sleep_until(silent), if reads => Ok(Happened::Silent),
        }
    }

    /// Sends a frame. Returns whether the connection still works.
    async fn tell(&mut self, socket: &mut Socket, frame: &ClientFrame) -> bool {
        if matches!(frame, ClientFrame::FollowDashboard { .. }) {
            self.report(Event::DashboardStarted);
        }
        socket.send(frame).await
    }

    fn report(&mut self, event: Event) {
        self.ready.push_back(event);
    }

    /// Takes in an order. Returns the frame that tells the server, if there is a connection.
    fn note(&mut self, order: Order) -> Option<ClientFrame> {
        match order {
            Order::Follow(visit, seen) => {
                if let Some(place) = self.followed.visits.get(&visit) {
                    return if place.has_begun() {
                        None
                    } else {
                        self.follow(visit)
                    };
                }
                let place = Place::new(seen, &self.caller.options);
                self.followed.visits.insert(visit, place);
                self.follow(visit)
            }
            Order::Unfollow(visit) => {
                self.typed.retain(|(typed, _), _| *typed != visit);
                let place = self.followed.visits.remove(&visit);
                place.map(|_| ClientFrame::Unfollow { visit })
            }
            Order::Dashboard(filter) => {
                let had = self.followed.dashboard.take();
                let Some(filter) = filter else {
                    return had.map(|_| ClientFrame::UnfollowDashboard {});
                };
                let again = Again::new(&self.caller.options);
                let board = Board { filter, again };
                Some(self.followed.dashboard.insert(board).follow())
            }
            Order::Typing(visit, chat) => self.type_in(visit, chat),
        }
    }

    fn type_in(&mut self, visit: VisitId, chat: ChatKey) -> Option<ClientFrame> {
        let now = Instant::now();
        let last = self.typed.get(&(visit, chat));
        if last.is_some_and(|last| now < *last + TYPING_EVERY) {
            return None;
        }
        let place = self.followed.visits.get(&visit)?;
        place.has_begun().then(|| {
            self.typed.insert((visit, chat), now);
            ClientFrame::Typing { visit, chat }
        })
    }

    fn follow(&mut self, visit: VisitId) -> Option<ClientFrame> {
        let place = self.followed.visits.get_mut(&visit)?;
        let seen = place.follow();
        Some(ClientFrame::Follow { visit, seen })
    }

    fn follow_all(&mut self) -> Vec<ClientFrame> {
        let visits: Vec<VisitId> = self.followed.visits.keys().copied().collect();
        let mut frames: Vec<_> = visits
            .into_iter()
            .filter_map(|id| self.follow(id))
            .collect();
        frames.extend(self.followed.dashboard.as_mut().map(Board::follow));
        frames
    }

    /// When something is to be followed again.
    fn due(&self) -> Option<Instant> {
        let places = self.followed.visits.values().map(|place| &place.again);
        let boards = self.followed.dashboard.iter().map(|board| &board.again);
        places.chain(boards).filter_map(|again| again.due).min()
    }

    /// The frame that follows again what is due.
    fn follow_due(&mut self) -> Option<ClientFrame> {
        let now = Instant::now();
        let is_due = |again: &Again| again.due.is_some_and(|due| due <= now);
        let mut visits = self.followed.visits.iter();
        if let Some((visit, _)) = visits.find(|(_, place)| is_due(&place.again)) {
            let visit = *visit;
            return self.follow(visit);
        }
        let board = self.followed.dashboard.as_mut();
        board
            .filter(|board| is_due(&board.again))
            .map(Board::follow)
    }
}
