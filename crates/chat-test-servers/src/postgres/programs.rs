//! The programs of PostgreSQL, which refuse to run as root.

use crate::child::bound_to_this_thread;
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// Where Debian keeps a folder of programs for each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// The user that Debian's package makes.
const USER: &str = "postgres";

/// A new folder of the user who runs the programs.
pub(super) fn owned() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    if is_root() {
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    }
    give(folder.path());
    folder
}

/// Makes the user who runs the programs the owner of a folder.
pub(super) fn give(folder: &Path) {
    if is_root() {
        let mut chown = Command::new("chown");
        run(chown.arg("-R").arg(format!("{USER}:")).arg(folder));
    }
}

/// A program, run by an ordinary user.
pub(super) fn as_owner(program: &str) -> Command {
    let mut command = bound_to_this_thread(is_root().then_some(USER));
    command.arg(path(program));
    command
}

/// Runs a command, and returns its output without the last line ending.
pub(super) fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} can't be started: {error}"));
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned()
}

fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

fn path(program: &str) -> PathBuf {
    let versions = fs::read_dir(VERSIONS).into_iter().flatten();
    let folders = versions.map(|version| version.unwrap().path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut all: Vec<_> = folders.chain(std::env::split_paths(&path)).collect();
    all.sort_by_key(|folder| !folder.starts_with(Path::new(VERSIONS)));
    let found = all
        .into_iter()
        .map(|folder| folder.join(program))
        .find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("there is no {program}: run `cargo xtask install`"))
}
