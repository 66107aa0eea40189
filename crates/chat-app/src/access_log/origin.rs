//! Where a request comes from.

use std::{net::IpAddr, sync::Arc};

tokio::task_local! {
    static ORIGIN: Origin;
}

/// Where a request comes from: for the access log, and for no decision.
///
/// A transport runs its requests [within](Origin::scope) one. What is called outside of any has no origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address of the client, as the rate limits count it; `None` if it is unknown.
    pub address: Option<IpAddr>,
    /// The id of the request.
    pub request: Option<Arc<str>>,
}

impl Origin {
    /// Runs a future whose calls of the service come from here. Tasks that it spawns do not inherit the origin.
    pub fn scope<F: Future>(self, request: F) -> impl Future<Output = F::Output> {
        ORIGIN.scope(self, request)
    }

    /// The origin of the running request; empty outside of any.
    #[must_use]
    pub fn current() -> Self {
        ORIGIN.try_with(Self::clone).unwrap_or_default()
    }
}
