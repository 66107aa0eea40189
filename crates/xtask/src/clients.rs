//! Clients that are generated from `docs/openapi.json`, in Python and TypeScript, used against a real server; and
//! `docs/asyncapi.json`, validated against the official schema. Needs Python, Node.js and their package registries.

use crate::{cargo, outcome::Outcome, repository};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// Generates both clients and runs their tests.
pub(crate) fn check() -> Outcome {
    let folder = repository::root().join("target/clients");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let files = [
        "asyncapi.py",
        "client.py",
        "client.ts",
        "package.json",
        "requirements.txt",
    ];
    for file in files {
        copy(&format!("tests/clients/{file}"), &folder.join(file))?;
    }
    for file in ["asyncapi.json", "openapi.json"] {
        copy(&format!("docs/{file}"), &folder.join(file))?;
    }
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&folder);
        cargo::run(command)
    };
    run("python3", &["-m", "venv", "python"])?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--requirement",
        "requirements.txt",
    ];
    run("python/bin/python", &install)?;
    run("python/bin/openapi-spec-validator", &["openapi.json"])?;
    let generate = [
        "generate",
        "--overwrite",
        "--meta",
        "none",
        "--path",
        "openapi.json",
    ];
    let into = ["--output-path", "visit_chat_client"];
    run(
        "python/bin/openapi-python-client",
        &[&generate[..], &into].concat(),
    )?;
    run("npm", &["install", "--silent", "--no-audit"])?;
    let schema = "node_modules/@asyncapi/specs/schemas/3.0.0.json";
    run(
        "python/bin/python",
        &["asyncapi.py", "asyncapi.json", schema],
    )?;
    run(
        "npx",
        &["openapi-typescript", "openapi.json", "--output", "api.d.ts"],
    )?;
    let strict = [
        "tsc", "--strict", "--target", "es2022", "--module", "nodenext",
    ];
    run(
        "npx",
        &[&strict[..], &["--skipLibCheck", "client.ts"]].concat(),
    )?;

    let server = Demo::start(&folder)?;
    run(
        "python/bin/python",
        &["client.py", &server.url, &server.token],
    )?;
    run("node", &["client.js", &server.url, &server.token])
}

fn copy(from: &str, to: &Path) -> Outcome {
    let from = repository::root().join(from);
    fs::copy(&from, to).map_err(|error| format!("{}: {error}", from.display()))?;
    Ok(())
}

/// A demo server, until dropped.
struct Demo {
    process: Child,
    /// The chat's address.
    url: String,
    /// A provider's token.
    token: String,
}

impl Demo {
    fn start(folder: &Path) -> Outcome<Self> {
        cargo::run(cargo::cargo(&["build", "-p", "chat-server"]))?;
        let this = std::env::current_exe()
            .map_err(|error| format!("can't find this program's path: {error}"))?;
        let mut command = Command::new(this.with_file_name("chat-server"));
        command.args(["demo", "--port", "0", "--data"]);
        command.arg(folder.join("data")).stdout(Stdio::piped());
        let mut process = command.spawn().map_err(|error| error.to_string())?;
        let output = process.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let link = lines.find_map(|line| {
            let (address, token) = line.trim().split_once("/dashboard#token=")?;
            Some((format!("{address}/chat"), token.to_owned()))
        });
        let (url, token) = link.ok_or("the server printed no link to a dashboard")?;
        Ok(Self {
            process,
            url,
            token,
        })
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
