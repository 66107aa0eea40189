//! Pictures of every screen and state, to look at, and what axe finds on them.

use crate::{cargo, outcome::Outcome, repository};
use std::path::{Path, PathBuf};

/// Arguments: `--out DIR` and `--axe FILE`.
pub(crate) fn take(arguments: &[String]) -> Outcome {
    let mut folder = repository::root().join("target/screens");
    let mut axe = None;
    for pair in arguments.chunks(2) {
        match pair {
            [option, value] if option == "--out" => folder = absolute(value)?,
            [option, value] if option == "--axe" => axe = Some(absolute(value)?),
            _ => return Err("usage: cargo xtask screens [--out DIR] [--axe FILE]".to_owned()),
        }
    }
    let scenes = ["--test", "screens", "--no-fail-fast"];
    let mut command = cargo::checked("test", &scenes);
    command.env("VISIT_CHAT_SCREENS", &folder);
    if let Some(file) = axe {
        command.env("VISIT_CHAT_AXE", file);
    }
    cargo::run(command)?;
    println!("The pictures are in {}", folder.display());
    Ok(())
}

/// The tests run in another folder.
fn absolute(path: &str) -> Outcome<PathBuf> {
    std::path::absolute(Path::new(path)).map_err(|error| format!("{path}: {error}"))
}
