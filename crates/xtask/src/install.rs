//! Installing the programs that the checks need.

use crate::{
    cargo::{cargo, output, run},
    outcome::Outcome,
};
use std::{path::Path, process::Command};

/// Programs and the Debian package of each.
const PROGRAMS: &[(&str, &str)] = &[
    ("cc", "build-essential"),
    ("make", "make"),
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("clamd", "clamav-daemon"),
    ("curl", "curl"),
    ("nats-server", "nats-server"),
    ("psql", "postgresql"),
    ("python3", "python3"),
    ("tsc", "node-typescript"),
    ("strace", "strace"),
    ("mkfs.xfs", "xfsprogs"),
    ("mkfs.ext4", "e2fsprogs"),
    ("losetup", "mount"),
];

/// Debian's folder of programs that is only on root's `PATH`.
const ROOTS_FOLDER: &str = "/usr/sbin";

/// Packages run this before they start a daemon (Debian's invoke-rc.d(8)); exit code 101 forbids it.
const DAEMON_POLICY: &str = "/usr/sbin/policy-rc.d";

/// Parts of the Rust toolchain: the names for cargo and for rustup.
const COMPONENTS: &[(&str, &str)] = &[("fmt", "rustfmt"), ("clippy", "clippy")];

pub(crate) fn install_missing() -> Outcome {
    for (command, component) in COMPONENTS {
        if output(cargo(&[command, "--version"])).is_err() {
            let mut rustup = Command::new("rustup");
            rustup.args(["component", "add", component]);
            run(rustup)?;
        }
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&folders)
        .chain([ROOTS_FOLDER.into()])
        .collect();
    let packages = missing(|program| folders.iter().any(|folder| folder.join(program).is_file()));
    if packages.is_empty() {
        println!("nothing is missing");
        return Ok(());
    }
    install(&packages).map_err(|problem| {
        let wanted = packages.join(" ");
        format!("{problem}\nInstall these Debian packages yourself, then try again: {wanted}")
    })
}

/// The packages of missing programs.
fn missing(is_there: impl Fn(&str) -> bool) -> Vec<&'static str> {
    PROGRAMS
        .iter()
        .filter(|(program, _)| !is_there(program))
        .map(|(_, package)| *package)
        .collect()
}

fn install(packages: &[&str]) -> Outcome {
    if !Path::new("/usr/bin/apt-get").is_file() {
        return Err("There is no apt-get on this machine.".to_owned());
    }
    let mut id = Command::new("id");
    id.arg("-u");
    let root = output(id)?.trim() == "0";
    run(apt_get(root, &["update"]))?;
    let mut command = apt_get(root, &["install", "--yes", "--no-install-recommends"]);
    command.args(packages);
    without_daemons(root, || run(command))
}

/// Prevents packages from starting daemons, since the tests start their own. An existing policy is kept.
fn without_daemons(root: bool, install: impl FnOnce() -> Outcome) -> Outcome {
    if Path::new(DAEMON_POLICY).exists() {
        return install();
    }
    let forbid =
        format!("printf '#!/bin/sh\\nexit 101\\n' > {DAEMON_POLICY} && chmod 755 {DAEMON_POLICY}");
    run(as_root(root, &["sh", "-c", &forbid]))?;
    let installed = install();
    run(as_root(root, &["rm", "-f", DAEMON_POLICY]))?;
    installed
}

fn apt_get(root: bool, arguments: &[&str]) -> Command {
    let mut command = as_root(root, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command.args(arguments);
    command
}

fn as_root(root: bool, words: &[&str]) -> Command {
    // `sudo -n` fails instead of prompting for a password.
    let sudo: &[&str] = if root { &[] } else { &["sudo", "-n"] };
    let mut words = sudo.iter().chain(words);
    let mut command = Command::new(words.next().unwrap_or(&"true"));
    command.args(words);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_missing_programs_are_installed() {
        assert_eq!(
            missing(|program| program != "chromedriver"),
            ["chromium-driver"]
        );
        assert!(missing(|_| true).is_empty());
    }

    #[test]
    fn without_root_sudo_is_used_without_a_prompt() {
        let command = apt_get(false, &["update"]);
        let words: Vec<_> = command
            .get_args()
            .map(|word| word.to_string_lossy())
            .collect();
        assert_eq!(command.get_program(), "sudo");
        assert_eq!(
            words,
            [
                "-n",
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                "apt-get",
                "update"
            ]
        );
        assert_eq!(apt_get(true, &["update"]).get_program(), "env");
    }
}
