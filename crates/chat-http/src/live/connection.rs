//! One live connection, from its first frame to its close.

use super::{
    close::{End, close},
    frame,
    login::{Login, MAX_TIMER},
    scope,
    sending::{Sending, Sent},
    socket::Socket,
    update,
};
use crate::{
    extract::from_object,
    problem::Problem,
    wire::{ClientFrame, SendIn, ServerFrame, dashboard_filter},
};
use chat_app::{Followed, Follower, RefusedAbout, Update};
use chat_domain::{ChatKey, ClinicId, NewMessage, PersonId, Refusal, TextProblem, VisitId};
use chat_ports::{Accessor, VisitKey};
use std::{
    convert::Infallible,
    future::{Future as _, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep, timeout};
use tokio_tungstenite::tungstenite::{Message, protocol::frame::Utf8Bytes};

/// Approximate bytes of frames that are encoded before they are written.
const BATCH: usize = 16 * 1024;

/// How long pending answers are awaited when the connection ends.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// One live connection: one task, which encodes frames only when they can be written.
pub(super) struct Connection {
    clinic: ClinicId,
    person: PersonId,
    socket: Socket,
    login: Login,
    follower: Follower,
    sending: Sending,
    /// Whether the client has sent anything since the last ping.
    is_alive: bool,
    /// Whether the client was polled first last time.
    client_first: bool,
    /// How the connection ends once all pending frames are written.
    ends: Option<End>,
}

/// The next thing that happened.
enum Happened {
    Ended(End),
    GoesAway,
    PingIsDue,
    Sent(Sent),
    Followed(Followed),
    Received(Message),
}

impl Connection {
    /// Boxed: a future would contain a copy for each call that it is moved through.
    pub(super) fn new(
        clinic: ClinicId,
        person: PersonId,
        socket: Socket,
        login: Login,
    ) -> Box<Self> {
        let follower = login.app.service.follower(clinic, person);
        Box::new(Self {
            clinic,
            person,
            socket,
            login,
            follower,
            sending: Sending::default(),
            is_alive: true,
            client_first: false,
            ends: None,
        })
    }

    /// Serves the client until either side ends it.
    pub(super) async fn run(mut self: Box<Self>) {
        let end = match self.serve().await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        // Boxed: no memory is reserved for the end while the connection is served.
        Box::pin(self.end(end)).await;
    }

    async fn end(mut self: Box<Self>, mut end: End) {
        tracing::debug!(?end, "live connection ended");
        if matches!(end, End::Unauthorized(_) | End::GoingAway) {
            // A client that gets no answer retries with the same id (F7).
            if let Ok(Err(End::Cut)) = timeout(LAST_ANSWERS, self.last_answers()).await {
                end = End::Cut;
            }
        }
        let Self {
            login,
            socket,
            follower,
            sending,
            ..
        } = *self;
        drop(sending);
        let timeout = login.app.options.live.write_timeout;
        close(socket, follower, end, timeout).await;
    }

    async fn serve(&mut self) -> Result<Infallible, End> {
        let options = Arc::clone(&self.login.app.options);
        let mut stop = pin!(options.shutdown.begun());
        let mut ping = pin!(sleep(options.live.ping_every.min(MAX_TIMER)));
        loop {
            let happened = poll_fn(|context| {
                if stop.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Ok(Happened::GoesAway));
                }
                if let Poll::Ready(end) = self.login.poll(context) {
                    return Poll::Ready(Ok(Happened::Ended(end)));
                }
                if ping.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Ok(Happened::PingIsDue));
                }
                self.poll(context)
            })
            .await?;
            match happened {
                Happened::GoesAway => return Err(End::GoingAway),
                Happened::Ended(end) => return Err(end),
                Happened::PingIsDue => self.ping(ping.as_mut())?,
                Happened::Sent(sent) => self.answer(sent),
                Happened::Followed(followed) => self.enqueue_update(followed),
                Happened::Received(message) => self.receive(message)?,
            }
            self.gather();
            self.flush().await?;
            if let Some(end) = self.ends {
                return Err(end);
            }
        }
    }

    /// The next event. The client and its updates take turns at being polled first, so that a busy
    /// visit can't starve the client's requests.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Happened, End>> {
        self.client_first = !self.client_first;
        if self.client_first
            && let Poll::Ready(received) = self.poll_client(context)
        {
            return Poll::Ready(received);
        }
        if let Poll::Ready(sent) = self.sending.poll_next(context) {
            return Poll::Ready(Ok(Happened::Sent(sent)));
        }
        if let Poll::Ready(followed) = self.follower.poll_next(context) {
            return Poll::Ready(Ok(Happened::Followed(followed)));
        }
        self.poll_client(context)
    }

    fn poll_client(&mut self, context: &mut Context<'_>) -> Poll<Result<Happened, End>> {
        if !self
            .sending
            .takes_more(self.login.app.options.live.max_sending)
        {
            return Poll::Pending;
        }
        match pin!(self.socket.next()).poll(context) {
            Poll::Ready(None) => Poll::Ready(Err(End::Gone)),
            Poll::Ready(Some(Err(error))) => Poll::Ready(Err(End::of(&error))),
            Poll::Ready(Some(Ok(message))) => Poll::Ready(Ok(Happened::Received(message))),
            Poll::Pending => Poll::Pending,
        }
    }

    /// Encodes the other frames that are ready, so that they go out in the same write.
    fn gather(&mut self) {
        // Whatever is pending here is polled again before the task sleeps.
        let mut context = Context::from_waker(Waker::noop());
        while self.ends.is_none() && self.socket.waiting() < BATCH {
            if let Poll::Ready(sent) = self.sending.poll_next(&mut context) {
                self.answer(sent);
            } else if let Poll::Ready(followed) = self.follower.poll_next(&mut context) {
                self.enqueue_update(followed);
            } else {
                return;
            }
        }
    }

    /// Writes the pending frames. If the person is removed or signed out while the client does not read, the
    /// connection is reset: the buffers may hold data they may no longer read.
    async fn flush(&mut self) -> Result<(), End> {
        let limit = match self.ends {
            Some(end) => end.patience(self.login.app.options.live.write_timeout),
            None => self.login.app.options.live.write_timeout,
        };
        let too_late = match self.ends {
            Some(_) => End::Cut,
            None => End::TooSlow,
        };
        let Self {
            socket,
            login,
            follower,
            ..
        } = self;
        let flushed = poll_fn(|context| match socket.poll_flush(context) {
            Poll::Ready(Ok(())) => Poll::Ready(Ok(())),
            Poll::Ready(Err(_)) => Poll::Ready(Err(End::Gone)),
            Poll::Pending if login.poll_signed_out(context).is_ready() => {
                Poll::Ready(Err(End::Cut))
            }
            Poll::Pending => follower.poll_removed(context).map(|()| Err(End::Cut)),
        });
        timeout(limit, flushed).await.unwrap_or(Err(too_late))
    }

    fn ping(&mut self, mut timer: Pin<&mut Sleep>) -> Result<(), End> {
        let listened = self
            .sending
            .takes_more(self.login.app.options.live.max_sending);
        if !std::mem::take(&mut self.is_alive) && listened {
            return Err(End::Silent);
        }
        timer
            .as_mut()
            .reset(Instant::now() + self.login.app.options.live.ping_every.min(MAX_TIMER));
        self.socket.put(frame::ping());
        self.socket.put(frame::text(&ServerFrame::Heartbeat {}));
        Ok(())
    }

    fn receive(&mut self, message: Message) -> Result<(), End> {
        self.is_alive = true;
        match message {
            Message::Text(frame) => match from_object(frame.as_bytes()) {
                Ok(frame) => self.take(frame),
                Err(_) => self.refuse(request_of(&frame), &Problem::frame()),
            },
            Message::Binary(_) => self.refuse(None, &Problem::frame()),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            Message::Close(_) => return Err(End::Closed),
        }
        Ok(())
    }

    fn take(&mut self, frame: ClientFrame) {
        if let Err(answer) = scope::check(&frame, self.login.only_visit()) {
            self.record(
                scope::visit_of(&frame),
                None,
                Refusal::VisitUnknown.explain().code,
            );
            return answer.into_iter().for_each(|it| self.socket.put(it));
        }
        match frame {
            ClientFrame::Follow { visit, seen } => {
                let max = self.login.app.options.live.max_followed;
                if self.follower.followed() >= max && !self.follower.follows(visit) {
                    return self.refuse(None, &Problem::too_many_subscriptions(max));
                }
                self.follower.follow(visit, seen);
            }
            ClientFrame::Unfollow { visit } => self.follower.unfollow(visit),
            ClientFrame::FollowDashboard {
                phases,
                from,
                until,
                waiting,
            } => match dashboard_filter(phases, from.as_deref(), until.as_deref(), waiting) {
                Ok(filter) => self.follower.follow_dashboard(filter),
                Err(problem) => self.refuse(None, &problem),
            },
            ClientFrame::UnfollowDashboard {} => self.follower.unfollow_dashboard(),
            ClientFrame::Send {
                request,
                visit,
                chat,
                recipient,
                client_id,
                text,
                files,
            } => {
                let body = SendIn {
                    recipient,
                    client_id,
                    text,
                    files,
                };
                self.send(request, visit, body.into_message(chat));
            }
            ClientFrame::MarkRead {
                request,
                visit,
                chat,
                through,
            } => {
                let service = self.login.app.service.clone();
                let visit = VisitKey::new(self.clinic, visit);
                let mark = (chat, through);
                self.sending
                    .mark_read(service, visit, self.person, request, mark);
            }
            ClientFrame::Typing { visit, chat } => self.follower.signal_typing(visit, chat),
        }
    }

    fn send(&mut self, request: u64, visit: VisitId, new: Result<NewMessage, TextProblem>) {
        let new = match new {
            Ok(new) => new,
            Err(problem) => {
                let problem = Problem::from(problem);
                self.record(Some(visit), None, problem.code());
                return self.refuse(Some(request), &problem);
            }
        };
        let service = self.login.app.service.clone();
        let visit = VisitKey::new(self.clinic, visit);
        self.sending
            .begin(service, visit, self.person, request, new);
    }

    /// Enqueues the frame of an update.
    fn enqueue_update(&mut self, followed: Followed) {
        if let Followed::Visit(visit, Update::Ended(refusal)) = &followed {
            if self.follower.was_removed() {
                self.ends = Some(End::Removed);
            }
            self.record(Some(*visit), None, refusal.explain().code);
        }
        self.socket.put(update::frame(followed));
    }

    fn answer(&mut self, sent: Sent) {
        if let Some((visit, chat, code)) = sent.refusal() {
            self.record(Some(visit), Some(chat), code);
        }
        if let Some(frame) = sent.frame(frame::text) {
            self.socket.put(frame);
        }
    }

    /// Counts a refusal for the access log. The connection runs within the origin of the request that opened it.
    fn record(&self, visit: Option<VisitId>, chat: Option<ChatKey>, code: &str) {
        let about = RefusedAbout {
            visit,
            chat,
            file: None,
        };
        let who = Accessor::Person {
            person: self.person,
            role: None,
        };
        let service = &self.login.app.service;
        service.record_refusal(self.clinic, who, about, code);
    }

    fn refuse(&mut self, request: Option<u64>, problem: &Problem) {
        let problem = problem.document();
        self.socket
            .put(frame::text(&ServerFrame::Problem { request, problem }));
    }

    async fn last_answers(&mut self) -> Result<(), End> {
        while !self.sending.is_empty() {
            let sent = poll_fn(|context| self.sending.poll_next(context)).await;
            self.answer(sent);
            self.flush().await?;
        }
        Ok(())
    }
}

/// The client's request number in an invalid frame, if it can be found.
fn request_of(frame: &Utf8Bytes) -> Option<u64> {
    let frame: serde_json::Value = serde_json::from_str(frame).ok()?;
    frame.get("request")?.as_u64()
}
