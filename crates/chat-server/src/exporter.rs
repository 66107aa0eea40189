//! `/metrics`: what the server counts, in the text format of Prometheus, on its own address.

#[cfg(test)]
mod table;

use crate::{error::StartError, limits::Limits, listen};
use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use chat_app::{ChatService, Metric, MetricKind};
use metrics::{Unit, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::{
    net::SocketAddr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{net::TcpListener, time::interval};
use tokio_util::sync::CancellationToken;

/// The version of the text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How often what was measured is added up, so that it takes no more memory while it is not read.
const ADD_UP_EVERY: Duration = Duration::from_secs(5);

/// Maximum number of connections to `/metrics`.
const CONNECTIONS: usize = 16;

/// Upper bounds of the buckets of durations, in seconds.
const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// Upper bounds of the buckets of numbers.
const COUNTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// The metrics that the server itself records.
const METRICS: &[Metric] = &[BUILD, STARTED];

const BUILD: Metric = Metric {
    labels: &[("version", &[])],
    ..Metric::gauge_of("visit_chat_build_info", "1, with the program's version.")
};

const STARTED: Metric = Metric {
    kind: MetricKind::Gauge,
    unit: Some(Unit::Seconds),
    ..Metric::gauge_of(
        "process_start_time_seconds",
        "When the process started, in seconds since 1970.",
    )
};

/// All metrics, in the order of their documentation.
fn all() -> impl Iterator<Item = &'static Metric> {
    METRICS
        .iter()
        .chain(chat_app::METRICS)
        .chain(chat_http::METRICS)
}

/// The recorder of this process, and the address where it is read.
pub(crate) struct Exporter {
    handle: PrometheusHandle,
    address: SocketAddr,
}

impl Exporter {
    /// Installs the recorder: before the service, which makes its handles once.
    ///
    /// # Errors
    /// [`StartError::Metrics`] if the process has one already.
    pub(crate) fn install(address: SocketAddr) -> Result<Self, StartError> {
        let failed = |error: &dyn std::error::Error| StartError::Metrics(error.to_string());
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)
            .and_then(|builder| {
                builder.set_buckets_for_metric(Matcher::Suffix("_entries".to_owned()), COUNTS)
            });
        let recorder = builder.map_err(|error| failed(&error))?.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).map_err(|error| failed(&error))?;
        all().for_each(Metric::describe);
        gauge!(BUILD.name, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        gauge!(STARTED.name).set(now.unwrap_or_default().as_secs_f64());
        Ok(Self { handle, address })
    }

    /// Binds the address.
    ///
    /// # Errors
    /// [`StartError::Listen`], naming it.
    pub(crate) async fn bind(&self) -> Result<(TcpListener, SocketAddr), StartError> {
        listen::bind(self.address).await
    }

    /// Answers `/metrics` until `stop` is canceled.
    pub(crate) async fn serve(
        self,
        listener: TcpListener,
        service: ChatService,
        stop: CancellationToken,
    ) {
        let Self { handle, .. } = self;
        let upkeep = handle.clone();
        let adding_up = tokio::spawn(async move {
            let mut rounds = interval(ADD_UP_EVERY);
            loop {
                rounds.tick().await;
                upkeep.run_upkeep();
            }
        });
        let answer = move || {
            service.measure();
            let text = handle.render();
            async { ([(CONTENT_TYPE, TEXT)], text) }
        };
        let limits = Limits {
            connections: Some(CONNECTIONS),
            ..Limits::default()
        };
        let router = Router::new().route("/metrics", get(answer));
        listen::accept(listener, router, limits, &stop).await;
        adding_up.abort();
    }
}
