//! Adapters that several processes share.

use super::{
    files::watched as watched_files,
    opened::{Adapters, watched_log},
};
use crate::{
    error::StartError,
    health::Dependency,
    settings::{FanoutKind, NatsSettings, PostgresSettings, Settings},
};
use chat_app::{Nodes, Ports};
use chat_blobs::ObjectAttachmentStore;
use chat_memory::LocalFanout;
use chat_nats::{NatsFanout, NatsOptions};
use chat_postgres::{PostgresOptions, PostgresVisitLog};
use std::{sync::Arc, time::Duration};

/// The adapters of the settings, with the log in PostgreSQL and these files.
pub(super) async fn open(
    settings: &Settings,
    files: ObjectAttachmentStore,
) -> Result<Adapters, StartError> {
    let log = log(&settings.postgres).await?;
    let (ledger, leases) = (log.upload_ledger(), log.node_leases());
    let checks = watched_log(
        &log,
        |log: PostgresVisitLog| async move { log.check_writes().await },
        |log: PostgresVisitLog| async move { log.check_reads().await },
    );
    let mut watched = Vec::from(checks);
    watched.push(watched_files(files.clone()));
    let mut adapters = Adapters {
        ports: Ports::new(log.clone(), files.clone(), ledger, LocalFanout::new())
            .leased_by(leases)
            .with_invitations(log.invitations())
            .with_events(log.clone()),
        webhooks: Arc::new(log),
        files,
        nodes: Nodes::Several,
        watched,
    };
    if settings.fanout == FanoutKind::Nats {
        let fanout = fanout(&settings.nats).await?;
        adapters.ports.fanout = Arc::new(fanout.clone());
        let connected = Dependency::minor("fanout", Duration::ZERO, move || {
            std::future::ready(fanout.check())
        });
        adapters.watched.push(connected);
    }
    Ok(adapters)
}

/// Opens the log in PostgreSQL, and migrates its schema.
pub(crate) async fn log(settings: &PostgresSettings) -> Result<PostgresVisitLog, StartError> {
    let options = PostgresOptions {
        readers: settings.readers.get(),
        ..PostgresOptions::default()
    };
    let connection = settings.connection()?;
    Ok(PostgresVisitLog::open(connection.expose(), options).await?)
}

/// Connects to the NATS servers.
pub(crate) async fn fanout(settings: &NatsSettings) -> Result<NatsFanout, StartError> {
    let servers = settings.servers()?;
    let options = NatsOptions {
        prefix: settings.prefix.clone(),
        credentials: settings.credentials.clone(),
        authorities: settings.authorities.clone(),
        require_tls: settings.require_tls,
        ..NatsOptions::default()
    };
    let connected = NatsFanout::connect(servers.expose(), options).await;
    connected.map_err(|error| StartError::Settings(format!("nats: {error}")))
}
