//! One live connection, from its first frame to its close.

use super::{
    close::{End, close},
    follow,
    outbox::{Following, Outbox, Outgoing, Topic, text},
    sending::{Sending, Sent},
};
use crate::{
    extract::from_object,
    problem::Problem,
    router::App,
    wire::{ClientFrame, SendIn, ServerFrame, dashboard_filter},
};
use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use chat_app::NewMessage;
use chat_domain::{ClinicId, PersonId, TextProblem, VisitId};
use chat_ports::VisitKey;
use std::{collections::BTreeMap, future::Future, pin::pin, time::Duration};
use time::OffsetDateTime;
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval_at, sleep, timeout},
};
use tokio_util::task::AbortOnDropHandle;

/// How long answers to what is being sent are still waited for at the end.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// The longest that a timer is set to.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// One live connection.
pub(super) struct Connection {
    app: App,
    clinic: ClinicId,
    person: PersonId,
    socket: WebSocket,
    outgoing: mpsc::Receiver<Outgoing>,
    queue: mpsc::Sender<Outgoing>,
    visits: BTreeMap<VisitId, Task>,
    dashboard: Option<Task>,
    generation: u64,
    sending: Sending,
    /// Whether the client was heard of since the last ping.
    heard: bool,
}

/// A following at work; stops when dropped.
struct Task {
    generation: u64,
    _task: AbortOnDropHandle<()>,
}

impl Connection {
    pub(super) fn new(app: App, clinic: ClinicId, person: PersonId, socket: WebSocket) -> Self {
        let (queue, outgoing) = mpsc::channel(app.options.live.queue.max(1));
        Self {
            app,
            clinic,
            person,
            socket,
            outgoing,
            queue,
            visits: BTreeMap::new(),
            dashboard: None,
            generation: 0,
            sending: Sending::default(),
            heard: true,
        }
    }

    /// Serves the client until either side ends it.
    pub(super) async fn run(mut self, expires_at: Option<OffsetDateTime>) {
        let end = match self.serve(expires_at).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        tracing::debug!(?end, "a live connection ends");
        self.visits.clear();
        self.dashboard = None;
        if matches!(end, End::Expired | End::GoingAway) {
            // Whoever gets no answer sends again with the same id (F7).
            let _ = timeout(LAST_ANSWERS, self.last_answers()).await;
        }
        close(self.socket, end).await;
    }

    async fn serve(
        &mut self,
        expires_at: Option<OffsetDateTime>,
    ) -> Result<std::convert::Infallible, End> {
        let options = std::sync::Arc::clone(&self.app.options);
        let mut stop = pin!(options.shutdown.begun());
        let mut expiry = pin!(at(expires_at));
        let ping_every = options.live.ping_every;
        let mut pings = interval_at(Instant::now() + ping_every, ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut stop => return Err(End::GoingAway),
                () = &mut expiry => return Err(End::Expired),
                _ = pings.tick() => self.ping().await?,
                Some(sent) = self.sending.next(), if !self.sending.is_empty() => {
                    self.answer(sent).await?;
                }
                Some(outgoing) = self.outgoing.recv() => self.deliver(outgoing).await?,
                received = self.socket.recv(), if self.sending.len() < options.live.max_sending => {
                    let message = received.ok_or(End::Gone)?.map_err(End::of)?;
                    self.receive(message).await?;
                }
            }
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        if !std::mem::take(&mut self.heard) {
            return Err(End::Silent);
        }
        self.write(Message::Ping(Bytes::new())).await?;
        self.write(Message::Text(text(&ServerFrame::Alive {})))
            .await
    }

    async fn receive(&mut self, message: Message) -> Result<(), End> {
        self.heard = true;
        match message {
            Message::Text(frame) => match from_object(frame.as_bytes()) {
                Ok(frame) => self.take(frame).await,
                Err(_) => self.refuse(request_of(&frame), &Problem::frame()).await,
            },
            Message::Binary(_) => self.refuse(None, &Problem::frame()).await,
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(End::Gone),
        }
    }

    async fn take(&mut self, frame: ClientFrame) -> Result<(), End> {
        match frame {
            ClientFrame::Follow { visit, seen } => {
                let max = self.app.options.live.max_followed;
                if self.visits.len() >= max && !self.visits.contains_key(&visit) {
                    return self.refuse(None, &Problem::follows_too_much(max)).await;
                }
                let (service, key) = (self.app.service.clone(), self.key(visit));
                let outbox = self.outbox(Topic::Visit(visit));
                let task = start(
                    &outbox.following.clone(),
                    follow::visit(service, key, self.person, seen, outbox),
                );
                self.visits.insert(visit, task);
            }
            ClientFrame::Unfollow { visit } => {
                self.visits.remove(&visit);
            }
            ClientFrame::FollowDashboard {
                phases,
                from,
                until,
            } => {
                let filter = match dashboard_filter(phases, from.as_deref(), until.as_deref()) {
                    Ok(filter) => filter,
                    Err(problem) => return self.refuse(None, &problem).await,
                };
                let (service, clinic) = (self.app.service.clone(), self.clinic);
                let outbox = self.outbox(Topic::Dashboard);
                let following = outbox.following;
                let task = follow::dashboard(service, clinic, self.person, filter, outbox);
                self.dashboard = Some(start(&following, task));
            }
            ClientFrame::UnfollowDashboard {} => self.dashboard = None,
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
                return self.send(request, visit, body.into_message(chat)).await;
            }
        }
        Ok(())
    }

    async fn send(
        &mut self,
        request: u64,
        visit: VisitId,
        new: Result<NewMessage, TextProblem>,
    ) -> Result<(), End> {
        let new = match new {
            Ok(new) => new,
            Err(problem) => return self.refuse(Some(request), &problem.into()).await,
        };
        let (service, key) = (self.app.service.clone(), self.key(visit));
        match self
            .sending
            .begin(service, key, self.person, request, new)
            .await
        {
            Some(sent) => self.answer(sent).await,
            None => Ok(()),
        }
    }

    /// Writes a frame of a following, unless the client has turned away from it.
    async fn deliver(&mut self, outgoing: Outgoing) -> Result<(), End> {
        let Outgoing {
            following: Following { topic, generation },
            text,
            last,
        } = outgoing;
        let current = match topic {
            Topic::Visit(visit) => self.visits.get(&visit),
            Topic::Dashboard => self.dashboard.as_ref(),
        };
        if current.is_none_or(|task| task.generation != generation) {
            return Ok(());
        }
        if last {
            match topic {
                Topic::Visit(visit) => drop(self.visits.remove(&visit)),
                Topic::Dashboard => self.dashboard = None,
            }
        }
        self.write(Message::Text(text)).await
    }

    async fn answer(&mut self, sent: Sent) -> Result<(), End> {
        self.write(Message::Text(sent.frame(text))).await
    }

    async fn refuse(&mut self, request: Option<u64>, problem: &Problem) -> Result<(), End> {
        let problem = problem.document();
        self.write(Message::Text(text(&ServerFrame::Problem {
            request,
            problem,
        })))
        .await
    }

    async fn write(&mut self, message: Message) -> Result<(), End> {
        match timeout(
            self.app.options.live.write_timeout,
            self.socket.send(message),
        )
        .await
        {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::TooSlow),
        }
    }

    async fn last_answers(&mut self) -> Result<(), End> {
        while let Some(sent) = self.sending.next().await {
            self.answer(sent).await?;
        }
        Ok(())
    }

    fn outbox(&mut self, topic: Topic) -> Outbox {
        self.generation += 1;
        let following = Following {
            topic,
            generation: self.generation,
        };
        Outbox {
            following,
            queue: self.queue.clone(),
        }
    }

    const fn key(&self, visit: VisitId) -> VisitKey {
        VisitKey::new(self.clinic, visit)
    }
}

fn start(following: &Following, task: impl Future<Output = ()> + Send + 'static) -> Task {
    let _task = AbortOnDropHandle::new(tokio::spawn(task));
    Task {
        generation: following.generation,
        _task,
    }
}

/// Waits until a time; for ever if there is none.
async fn at(time: Option<OffsetDateTime>) {
    let Some(time) = time else {
        return std::future::pending().await;
    };
    let left = Duration::try_from(time - OffsetDateTime::now_utc()).unwrap_or_default();
    sleep(left.min(LONGEST)).await;
}

/// The client's number of a frame that is not understood, if it can be found.
fn request_of(frame: &Utf8Bytes) -> Option<u64> {
    let frame: serde_json::Value = serde_json::from_str(frame).ok()?;
    frame.get("request")?.as_u64()
}
