//! The implementation of [`Fanout`].

use crate::{
    hint::{payload, read, subject, subjects},
    options::NatsOptions,
};
use async_nats::{Client, ConnectOptions, Event, RequestErrorKind, ServerAddr, connection::State};
use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{BoxError, Fanout, Hint, HintStream, PortError, Topic};
use futures::StreamExt as _;
use std::{future::ready, sync::Arc, time::Duration};
use thiserror::Error;
use tokio::time::timeout;

/// Why there is no connection.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The prefix is not one or more words of letters, digits, `-` and `_`, between dots.
    #[error("{0:?} can't begin a subject: use letters, digits, - and _, with dots in between")]
    Prefix(String),
    /// The credentials can't be read, or no server of the addresses can be reached or lets us in.
    #[error("NATS can't be reached: {0}")]
    Nats(#[source] BoxError),
}

/// Announces hints over NATS. Clones share the connection.
#[derive(Clone, Debug)]
pub struct NatsFanout {
    client: Client,
    prefix: Arc<str>,
    timeout: Duration,
}

impl NatsFanout {
    /// Connects to one of the servers at these addresses: `nats://a:4222,nats://b:4222`, or `tls://…`. A user and a password
    /// in the first address that has them, `nats://user:password@a:4222`, are for all servers.
    ///
    /// # Errors
    /// [`ConnectError`]. Later the connection is restored by itself.
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
        let servers = servers.map_err(|error| ConnectError::Nats(error.into()))?;
        let mut connect = ConnectOptions::new()
            .name(options.name)
            .connection_timeout(options.timeout)
            .request_timeout(Some(options.timeout))
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
            connect = read.map_err(|error| ConnectError::Nats(error.into()))?;
        }
        let client = connect.connect(servers).await;
        Ok(Self {
            client: client.map_err(|error| ConnectError::Nats(error.into()))?,
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

    /// Returns once the server has processed all that was sent to it.
    async fn round_trip(&self) -> Result<(), PortError> {
        // No one answers there, which the server tells at once.
        let subject = format!("{}.no-one", self.prefix);
        match self.client.request(subject, Bytes::new()).await {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == RequestErrorKind::NoResponders => Ok(()),
            Err(error) => Err(PortError::unavailable(error)),
        }
    }
}

#[async_trait]
impl Fanout for NatsFanout {
    async fn announce(&self, hint: Hint) -> Result<(), PortError> {
        // Without a connection the client would keep hints that are old when it has one again.
        self.check()?;
        let subject = subject(&self.prefix, hint.visit);
        let sent = self.client.publish(subject, payload(&hint));
        let sent = timeout(self.timeout, sent).await;
        let sent = sent.map_err(|_| unavailable("NATS takes no more hints"))?;
        sent.map_err(PortError::unavailable)
    }

    async fn subscribe(&self, topic: Topic) -> Result<HintStream, PortError> {
        self.check()?;
        let subjects = subjects(&self.prefix, topic);
        let subscribed = self.client.subscribe(subjects).await;
        let subscribed = subscribed.map_err(PortError::unavailable)?;
        self.round_trip().await?;
        let hints =
            subscribed.filter_map(|message| ready(read(&message.subject, &message.payload)));
        Ok(hints.boxed())
    }
}

fn unavailable(problem: &'static str) -> PortError {
    PortError::unavailable(problem)
}

fn log(event: &Event) {
    match event {
        Event::Connected => tracing::info!("connected to NATS"),
        Event::SlowConsumer(_) => tracing::warn!("a subscriber is too slow; hints are lost"),
        Event::Disconnected | Event::Closed | Event::LameDuckMode | Event::Draining => {
            tracing::warn!(%event, "the connection to NATS");
        }
        other => tracing::debug!(event = %other, "the connection to NATS"),
    }
}
