//! Benchmarks of several nodes.

use crate::{
    cargo::{cargo, run},
    dist::target,
    outcome::Outcome,
};

/// The scenarios of `load` that need PostgreSQL and NATS.
const SCENARIOS: [&str; 4] = ["sends", "nodes", "hop", "opening"];

/// Builds the server and the load for release, and runs the scenarios with these options of `load`.
pub(super) fn measure(options: &[String]) -> Outcome {
    let packages = ["--package", "chat-server", "--package", "chat-bench"];
    let features = ["--features", "chat-server/cluster"];
    run(cargo(
        &[&["build", "--release"], &packages[..], &features].concat(),
    ))?;
    let built = target()?.join("release");
    let mut load = std::process::Command::new(built.join("load"));
    load.args(SCENARIOS)
        .arg("--server")
        .arg(built.join("chat-server"));
    load.args(options);
    run(load)
}
