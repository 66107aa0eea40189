//! Installing the programs that the checks need.

use crate::{
    Outcome,
    cargo::{cargo, output, run},
};
use std::{path::Path, process::Command};

/// Programs and the Debian package that has each.
const PROGRAMS: &[(&str, &str)] = &[
    ("cc", "build-essential"),
    ("make", "make"),
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("clamd", "clamav-daemon"),
    ("strace", "strace"),
    ("mkfs.xfs", "xfsprogs"),
    ("mkfs.ext4", "e2fsprogs"),
    ("losetup", "mount"),
];

/// Where Debian keeps programs that only root's searches find.
const ROOTS_FOLDER: &str = "/usr/sbin";

/// What a package asks before it starts its daemon (Debian's invoke-rc.d(8)); 101 forbids it.
const DAEMON_POLICY: &str = "/usr/sbin/policy-rc.d";

/// Parts of the Rust toolchain: what cargo calls them, and rustup.
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
        println!("everything is there");
        return Ok(());
    }
    install(&packages).map_err(|problem| {
        let wanted = packages.join(" ");
        format!("{problem}\nInstall these Debian packages yourself, then try again: {wanted}")
    })
}

/// The packages of the programs that are not there.
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

/// Keeps daemons from being started: tests start their own. Where the machine has a policy already,
/// that one stays.
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
    fn only_what_is_missing_is_installed() {
        assert_eq!(
            missing(|program| program != "chromedriver"),
            ["chromium-driver"]
        );
        assert!(missing(|_| true).is_empty());
    }

    #[test]
    fn without_root_it_goes_through_sudo_without_asking() {
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
