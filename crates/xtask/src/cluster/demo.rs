//! Three nodes with one clinic on this machine.

use crate::{
    cargo::{cargo, run},
    dist::target,
    outcome::Outcome,
};
use chat_test_servers::{Nats, Postgres};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The ports of the nodes.
const PORTS: [u16; 3] = [8081, 8082, 8083];

/// What makes a node of the clinic: the secret of its tokens, and its people and visits.
const CLINIC: [&str; 2] = ["secret", "demo.json"];

/// Starts PostgreSQL, NATS and three nodes with one clinic, until this process is ended.
pub(super) fn start() -> Outcome {
    run(cargo(&[
        "build",
        "--release",
        "--package",
        "chat-server",
        "--features",
        "cluster",
    ]))?;
    let folder = target()?.join("cluster-demo");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    let (postgres, nats) = (Postgres::start(), Nats::start());
    let settings = folder.join("settings.toml");
    fs::write(&settings, text(&postgres, &nats, &folder)).map_err(failed)?;
    let mut nodes = Vec::new();
    for port in PORTS {
        let data = folder.join(format!("node-{port}"));
        fs::create_dir(&data).map_err(failed)?;
        if !nodes.is_empty() {
            let first = folder.join(format!("node-{}", PORTS[0]));
            for name in CLINIC {
                fs::copy(first.join(name), data.join(name)).map_err(failed)?;
            }
        }
        nodes.push(node(&data, port, &settings)?);
    }
    println!("\nThree nodes of one clinic. Stop with Ctrl+C.");
    for mut node in nodes {
        // They end by the same Ctrl+C, or after this process.
        let _ = node.wait();
    }
    Ok(())
}

fn text(postgres: &Postgres, nats: &Nats, folder: &Path) -> String {
    format!(
        "storage = 'postgres'\nfanout = 'nats'\nfiles_folder = '{}'\n\n[postgres]\nconnection = '{}'\n\n[nats]\nservers = '{}'\n",
        folder.join("files").display(),
        postgres.new_database(),
        nats.address(),
    )
}

/// Starts a node, and prints its links.
fn node(data: &Path, port: u16, settings: &Path) -> Outcome<Child> {
    let program = target()?.join("release/chat-server");
    // However this process ends, so do the nodes: they are stopped as by an operator.
    let mut command = Command::new("setpriv");
    command
        .arg("--pdeathsig=TERM")
        .arg(program)
        .args(["demo", "--port", &port.to_string(), "--data"])
        .arg(data);
    command.arg("--config").arg(settings).stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("setpriv can't be started: {error}"))?;
    let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
    for line in lines.into_iter().flatten().map_while(Result::ok) {
        if line.starts_with("Stop with") {
            return Ok(child);
        }
        println!("{line}");
    }
    Err(format!("the node at port {port} ended"))
}
