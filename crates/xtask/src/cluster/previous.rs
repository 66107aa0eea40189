//! The previous version of the server: that of the newest tag, or else of the commit before this one.

use crate::{
    cargo::{cargo, output, run},
    dist::target,
    outcome::Outcome,
    repository,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Builds it from its own work tree, which is removed afterward. Returns the path of the program.
pub(super) fn build() -> Outcome<PathBuf> {
    let commit = commit()?;
    let folder = target()?.join("previous");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    let tree = folder.join("tree");
    if tree.exists() {
        remove(&tree)?; // of a run that was ended
    }
    let mut add = git(&["worktree", "add", "--force", "--detach"]);
    add.arg(&tree).arg(&commit);
    run(add)?;
    let built = build_in(&tree, &folder.join("chat-server"));
    remove(&tree)?;
    println!("The previous version is that of {commit}.");
    built
}

fn commit() -> Outcome<String> {
    let tags = output(git(&["tag", "--sort=-creatordate"]))?;
    let commit = match tags.lines().next() {
        Some(newest) => newest.to_owned(),
        None => output(git(&["rev-parse", "--verify", "HEAD~1"]))?,
    };
    Ok(commit.trim().to_owned())
}

/// Built as for the tests, in the same target folder, so that dependencies are compiled once.
fn build_in(tree: &Path, program: &Path) -> Outcome<PathBuf> {
    let tests = ["--package", "chat-server", "--test", "cluster"];
    let features = ["--features", "chat-server/cluster"];
    let mut command = cargo(&[&["test", "--no-run"], &features[..], &tests].concat());
    let target = target()?;
    command.current_dir(tree).arg("--target-dir").arg(&target);
    run(command)?;
    fs::copy(target.join("debug/chat-server"), program)
        .map_err(|error| format!("{}: {error}", program.display()))?;
    Ok(program.to_owned())
}

fn remove(tree: &Path) -> Outcome {
    let mut remove = git(&["worktree", "remove", "--force"]);
    remove.arg(tree);
    run(remove)
}

fn git(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(repository::root()).args(arguments);
    command
}
