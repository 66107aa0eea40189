//! Connections to the database.

use crate::{
    error::{Failed, OpenError},
    tls,
};
use std::{fmt, time::Duration};
use tokio::{task::JoinHandle, time::timeout};
use tokio_postgres::{Client, config::TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a connection may take, with the server's greeting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// After this time without an acknowledgement a connection is lost, so that another host is tried.
const LOST_AFTER: Duration = Duration::from_secs(10);

/// Where the database is, and how it is reached.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) driver: tokio_postgres::Config,
    pub(crate) tls: MakeRustlsConnect,
}

/// Without the password.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.driver.fmt(f)
    }
}

/// Reads a connection string. What it leaves open is set so that a host that dies is noticed and a standby is not taken for
/// the primary.
pub(crate) fn config(connection: &str) -> Result<Config, OpenError> {
    let (mut driver, tls) = tls::read(connection)?;
    if driver.get_connect_timeout().is_none() {
        driver.connect_timeout(CONNECT_TIMEOUT);
    }
    if driver.get_tcp_user_timeout().is_none() {
        driver.tcp_user_timeout(LOST_AFTER);
        driver.keepalives_idle(LOST_AFTER);
        driver.keepalives_interval(CONNECT_TIMEOUT);
        driver.keepalives_retries(2);
    }
    // The server's or the role's own defaults could be weaker.
    set(&mut driver, "synchronous_commit=on");
    set(
        &mut driver,
        r"default_transaction_isolation=read\ committed",
    );
    Ok(Config { driver, tls })
}

/// The same, for the primary only.
pub(crate) fn primary(connection: &str) -> Result<Config, OpenError> {
    let mut config = config(connection)?;
    if config.driver.get_target_session_attrs() == TargetSessionAttrs::Any {
        config
            .driver
            .target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    Ok(config)
}

/// The same, in which the server ends a statement that takes longer.
pub(crate) fn limited(config: &Config, longest: Duration) -> Config {
    let mut config = config.clone();
    set(
        &mut config.driver,
        &format!("statement_timeout={}", longest.as_millis()),
    );
    config
}

fn set(driver: &mut tokio_postgres::Config, setting: &str) {
    let options = driver.get_options().unwrap_or_default();
    let options = format!("{options} -c {setting}");
    driver.options(options.trim());
}

/// Connects. The task drives the connection until the client is dropped, or the task is aborted.
pub(crate) async fn connect(config: &Config) -> Result<(Client, JoinHandle<()>), Failed> {
    let connected = config.driver.connect(config.tls.clone());
    let connected = timeout(2 * CONNECT_TIMEOUT, connected).await;
    let connected = connected.map_err(|_| Failed::new("the server does not answer"))?;
    let (client, connection) = connected?;
    let connection = tokio::spawn(async move {
        if let Err(error) = connection.await {
            let error = Failed::from(error);
            tracing::warn!(%error, "a connection to the database was lost");
        }
    });
    Ok((client, connection))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_connection_string_are_kept() {
        let config = config("host=a sslmode=disable options='-c work_mem=8MB' connect_timeout=1")
            .unwrap()
            .driver;
        let options = config.get_options().unwrap();
        assert!(options.starts_with("-c work_mem=8MB -c synchronous_commit=on"));
        assert_eq!(config.get_connect_timeout(), Some(&Duration::from_secs(1)));
        assert_eq!(config.get_tcp_user_timeout(), Some(&LOST_AFTER));
        assert_eq!(config.get_target_session_attrs(), TargetSessionAttrs::Any);
        let primary = primary("host=a,b sslmode=disable").unwrap().driver;
        assert_eq!(
            primary.get_target_session_attrs(),
            TargetSessionAttrs::ReadWrite
        );
    }
}
