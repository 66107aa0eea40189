//! The implementation of [`Fanout`].

use crate::{
    hint::{payload, read, subject, subjects},
    options::NatsOptions,
    sign_out, typing,
};
use async_nats::{Client, ConnectOptions, Event, Message, ServerAddr, connection::State};
use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{
    BoxError, Fanout, Hint, HintStream, PortError, SignOut, SignOutStream, Topic, TypingSignal,
    TypingStream, VisitKey,
};
use futures::{StreamExt as _, stream::BoxStream};
use std::{future::ready, sync::Arc, time::Duration};
use thiserror::Error;
use tokio::time::timeout;

/// How often the connection is tried, to notice one that is lost.
const PING_EVERY: Duration = Duration::from_secs(5);

/// Why there is no connection.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The prefix is not one or more words of letters, digits, `-` and `_`, between dots.
    #[error("{0:?} can't begin a subject: use letters, digits, - and _, with dots in between")]
    Prefix(String),
    /// An address or the credentials can't be read.
    #[error("the settings of NATS are not valid: {0}")]
    Settings(#[source] BoxError),
}

/// Announces hints over NATS. Clones share the connection.
#[derive(Clone, Debug)]
pub struct NatsFanout {
    client: Client,
    prefix: Arc<str>,
    timeout: Duration,
}

impl NatsFanout {
    /// Connects to one of the servers at these addresses, now or, while none can be reached, later: `nats://a:4222,nats://b:4222`, or `tls://…`. A user and a password
    /// in the first address that has them, `nats://user:password@a:4222`, are for all servers; they are taken as they are written,
    /// without percent-encoding.
    ///
    /// # Errors
    /// [`ConnectError`]. Whether there is a connection is for [`check`](Self::check) to say.
    pub async fn connect(servers: &str, options: NatsOptions) -> Result<Self, ConnectError> {
        let word = |word: &str| {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            !word.is_empty() && word.chars().all(fits)
        };
        if !options.prefix.split('.').all(word) {
            return Err(ConnectError::Prefix(options.prefix));
        }
        let servers = servers
            .split(',')
            .map(|server| server.trim().parse::<ServerAddr>());
        let servers: Result<Vec<_>, _> = servers.collect();
        let servers = servers.map_err(|error| ConnectError::Settings(error.into()))?;
        let mut connect = ConnectOptions::new()
            .name(options.name)
            .connection_timeout(options.timeout)
            .ping_interval(PING_EVERY)
            .custom_inbox_prefix(format!("{}.inbox", options.prefix))
            .retry_on_initial_connect()
            .subscription_capacity(options.queue.max(1))
            .require_tls(options.require_tls)
            .event_callback(|event| {
                log(&event);
                ready(())
            });
        if let Some(server) = servers.iter().find(|server| server.has_user_pass()) {
            let password = server.password().unwrap_or_default().to_owned();
            let user = server.username().unwrap_or_default().to_owned();
            connect = connect.user_and_password(user, password);
        }
        if let Some(file) = options.authorities {
            connect = connect.add_root_certificates(file);
        }
        if let Some(file) = options.credentials {
            let read = connect.credentials_file(file).await;
            connect = read.map_err(|error| ConnectError::Settings(error.into()))?;
        }
        let client = connect.connect(servers).await;
        Ok(Self {
            client: client.map_err(|error| ConnectError::Settings(error.into()))?,
            prefix: options.prefix.into(),
            timeout: options.timeout,
        })
    }

    /// Whether there is a connection. Without one, messages reach the clients of other nodes when the service polls.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub fn check(&self) -> Result<(), PortError> {
        match self.client.connection_state() {
            State::Connected => Ok(()),
            State::Pending | State::Disconnected => {
                Err(unavailable("there is no connection to NATS"))
            }
        }
    }

    /// Returns once the server has processed all that was sent to it, since it keeps the order.
    async fn round_trip(&self) -> Result<(), PortError> {
        let inbox = self.client.new_inbox();
        let echo = self.client.subscribe(inbox.clone()).await;
        let mut echo = echo.map_err(PortError::unavailable)?;
        let sent = self.client.publish(inbox, Bytes::new()).await;
        sent.map_err(PortError::unavailable)?;
        let echoed = echo.next().await;
        echoed
            .map(drop)
            .ok_or_else(|| unavailable("the connection to NATS is closed"))
    }

    /// Without a connection the client would keep a stale message until it has one again.
    async fn publish(&self, subject: String, payload: Bytes) -> Result<(), PortError> {
        self.check()?;
        let sent = timeout(self.timeout, self.client.publish(subject, payload)).await;
        let sent = sent.map_err(|_| unavailable("the publish timed out"))?;
        sent.map_err(PortError::unavailable)
    }

    /// What is read of the messages on these subjects.
    async fn subscribed<T: Send + 'static>(
        &self,
        subjects: String,
        read: impl Fn(Message) -> Option<T> + Send + 'static,
    ) -> Result<BoxStream<'static, T>, PortError> {
        self.check()?;
        let subscribe = async {
            let subscribed = self.client.subscribe(subjects).await;
            let subscribed = subscribed.map_err(PortError::unavailable)?;
            self.round_trip().await?;
            Ok(subscribed
                .filter_map(move |message| ready(read(message)))
                .boxed())
        };
        let subscribed = timeout(self.timeout, subscribe).await;
        subscribed.map_err(|_| unavailable("NATS does not answer"))?
    }
}

#[async_trait]
impl Fanout for NatsFanout {
    async fn announce(&self, hint: Hint) -> Result<(), PortError> {
        let subject = subject(&self.prefix, hint.visit);
        self.publish(subject, payload(&hint)).await
    }

    async fn subscribe(&self, topic: Topic) -> Result<HintStream, PortError> {
        let subjects = subjects(&self.prefix, topic);
        let read = |message: Message| read(&message.subject, &message.payload);
        self.subscribed(subjects, read).await
    }

    async fn signal_typing(&self, signal: TypingSignal) -> Result<(), PortError> {
        let subject = typing::subject(&self.prefix, signal.visit);
        self.publish(subject, typing::payload(&signal)).await
    }

    async fn subscribe_typing(&self, visit: VisitKey) -> Result<TypingStream, PortError> {
        let subject = typing::subject(&self.prefix, visit);
        let read = move |message: Message| typing::read(visit, &message.payload);
        self.subscribed(subject, read).await
    }

    async fn sign_out(&self, person: SignOut) -> Result<(), PortError> {
        let subject = sign_out::subject(&self.prefix);
        self.publish(subject, sign_out::payload(person)).await?;
        // The caller counts on it, unlike on a hint.
        let sent = timeout(self.timeout, self.round_trip()).await;
        sent.map_err(|_| unavailable("NATS does not answer"))?
    }

    async fn subscribe_sign_outs(&self) -> Result<SignOutStream, PortError> {
        let read = |message: Message| sign_out::read(&message.payload);
        self.subscribed(sign_out::subject(&self.prefix), read).await
    }
}

fn unavailable(problem: &'static str) -> PortError {
    PortError::unavailable(problem)
}

fn log(event: &Event) {
    match event {
        Event::Connected => tracing::info!("connected to NATS"),
        Event::ServerError(error) => tracing::warn!(%error, "NATS reports an error"),
        Event::ClientError(error) => tracing::warn!(%error, "the connection to NATS"),
        Event::SlowConsumer(_) => tracing::warn!("a subscriber is too slow; hints are lost"),
        Event::Disconnected | Event::Closed | Event::LameDuckMode | Event::Draining => {
            tracing::warn!(%event, "the connection to NATS");
        }
    }
}
