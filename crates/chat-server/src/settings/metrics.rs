//! Settings of the metrics.

use confique::Config;
use std::net::SocketAddr;

/// Metrics in the text format of Prometheus. `docs/operating.md` lists them.
#[derive(Clone, Copy, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct MetricsSettings {
    /// The address of `/metrics`, such as `127.0.0.1:9464`: its own, since it asks for no token. Without it, nothing is
    /// measured.
    #[config(env = "VISIT_CHAT_METRICS_LISTEN")]
    pub listen: Option<SocketAddr>,
}
