//! The listening socket and its connections.

mod admission;
mod connection;
mod descriptors;
mod pace;
pub(crate) mod proxies;
mod stream;
mod unread;

pub use proxies::TrustedProxy;

pub(crate) use descriptors::raise;

use crate::{error::StartError, limits::Limits};
use admission::Admission;
use axum::Router;
use connection::{Serving, refuse};
use std::{net::SocketAddr, os::fd::AsRawFd as _, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use unread::Unread;

/// Delay before accepting again when the system is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Maximum number of connections being refused; further ones are closed without a response.
pub(crate) const REFUSALS: usize = 32;

/// Binds an address.
///
/// # Errors
/// [`StartError::Listen`], naming the address.
pub(crate) async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// Accepts connections until `stop` is canceled. Returns those that are still finishing their
/// request.
pub(crate) async fn accept(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: &CancellationToken,
) -> TaskTracker {
    let connections = TaskTracker::new();
    let admission = Admission::new(&limits);
    let refusals = Arc::new(Semaphore::new(REFUSALS));
    let serving = Serving {
        router,
        unread: Unread::new(&limits),
        limits: Arc::new(limits),
        stop: stop.clone(),
    };
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok((stream, from)) => (stream, from.ip()),
            Err(error) => {
                tracing::warn!(%error, "can't accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let descriptor = usize::try_from(stream.as_raw_fd()).unwrap_or(usize::MAX);
        match admission.admit(descriptor, address, &serving.limits) {
            Ok(slot) => {
                connections.spawn(serving.clone().serve(stream, address, slot));
            }
            Err(problem) => {
                if let Ok(permit) = Arc::clone(&refusals).try_acquire_owned() {
                    connections.spawn(async move {
                        let _permit = permit;
                        refuse(stream, problem).await;
                    });
                }
            }
        }
    }
    connections.close();
    connections
}

/// Constants for `docs/limits.md`.
#[cfg(test)]
pub(crate) mod table {
    pub(crate) use crate::listen::{
        REFUSALS,
        connection::{BUFFER, HEAD, NOT_SENT},
        pace::WINDOW,
        unread::UNCOUNTED,
    };
}

#[cfg(test)]
mod tests;
