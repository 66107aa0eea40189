//! Several nodes: the long form of their tests, and a demo on this machine.

use crate::{
    cargo::{self, run},
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

/// The ports of the demo's nodes.
const PORTS: [u16; 3] = [8081, 8082, 8083];

/// What makes a node of the demo's clinic: the secret of its tokens, and its people and visits.
const CLINIC: [&str; 2] = ["secret", "demo.json"];

/// Runs the tests of several nodes in their long form, or, with the argument `demo`, starts three nodes.
pub(crate) fn chore(arguments: &[String]) -> Outcome {
    match arguments {
        [] => tests(),
        [what] if what == "demo" => demo(),
        _ => Err("usage: cargo xtask cluster [demo]".to_owned()),
    }
}

fn tests() -> Outcome {
    let arguments = ["--package", "chat-server", "--test", "cluster"];
    let mut command = cargo::cargo(
        &[
            &["test", "--features", "chat-server/cluster"],
            &arguments[..],
        ]
        .concat(),
    );
    // One after the other, so that each has the machine.
    command.args(["--", "--nocapture", "--test-threads=1"]);
    command.env("VISIT_CHAT_TESTS_LONG", "1");
    run(command)
}

/// Starts PostgreSQL, NATS and three nodes with one clinic, until this process is ended.
fn demo() -> Outcome {
    run(cargo::cargo(&[
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
        // They end with this process, by the same Ctrl+C.
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
    let mut command = Command::new(program);
    command
        .args(["demo", "--port", &port.to_string(), "--data"])
        .arg(data);
    command.arg("--config").arg(settings).stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("chat-server: {error}"))?;
    let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
    for line in lines.into_iter().flatten().map_while(Result::ok) {
        if line.starts_with("Stop with") {
            return Ok(child);
        }
        println!("{line}");
    }
    Err(format!("the node at port {port} ended"))
}
