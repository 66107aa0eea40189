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
use chat_blobs::ObjectAttachmentStore;
use chat_nats::{NatsFanout, NatsOptions};
use chat_postgres::{PostgresOptions, PostgresVisitLog};
use std::time::Duration;

/// The adapters of the settings, with the log in PostgreSQL and these files.
pub(super) async fn open(
    settings: &Settings,
    files: ObjectAttachmentStore,
) -> Result<Adapters, StartError> {
    let log = log(&settings.postgres).await?;
    let checks = watched_log(
        &log,
        |log: PostgresVisitLog| async move { log.check_writes().await },
        |log: PostgresVisitLog| async move { log.check_reads().await },
    );
    let mut watched = Vec::from(checks);
    watched.push(watched_files(files.clone()));
    let mut opened = visit_chat::Adapters::postgres(log, files);
    if settings.fanout == FanoutKind::Nats {
        let fanout = fanout(&settings.nats).await?;
        opened = opened.with_fanout(fanout.clone());
        watched.push(Dependency::minor("fanout", Duration::ZERO, move || {
            std::future::ready(fanout.check())
        }));
    }
    Ok(Adapters { opened, watched })
}

/// Opens the log in PostgreSQL, and migrates its schema.
pub(crate) async fn log(settings: &PostgresSettings) -> Result<PostgresVisitLog, StartError> {
    let options = PostgresOptions::default().with_readers(settings.readers.get());
    let connection = settings.connection()?;
    Ok(PostgresVisitLog::open(connection.expose(), options).await?)
}

/// Connects to the NATS servers.
pub(crate) async fn fanout(settings: &NatsSettings) -> Result<NatsFanout, StartError> {
    let servers = settings.servers()?;
    let options = NatsOptions::default()
        .with_prefix(settings.prefix.clone())
        .with_credentials(settings.credentials.clone())
        .with_authorities(settings.authorities.clone())
        .with_require_tls(settings.require_tls);
    let connected = NatsFanout::connect(servers.expose(), options).await;
    connected.map_err(|error| StartError::Settings(format!("nats: {error}")))
}
