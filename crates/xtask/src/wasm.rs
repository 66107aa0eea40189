//! The rules, and the records made of them, compile to WebAssembly.

use crate::{
    cargo::{cargo, output, run},
    outcome::Outcome,
};
use std::{path::Path, process::Command};

const TARGET: &str = "wasm32-unknown-unknown";

/// Checks them for [`TARGET`] if its standard library is installed. Returns whether it was.
pub(crate) fn check() -> Outcome<String> {
    if !installed()? {
        return Ok(format!(
            "NOT CHECKED: {TARGET} is not installed (`rustup target add {TARGET}`)"
        ));
    }
    run(cargo(&[
        "check",
        "--package",
        "chat-domain",
        "--package",
        "chat-fhir",
        "--target",
        TARGET,
    ]))?;
    Ok(format!("chat-domain and chat-fhir compile for {TARGET}"))
}

fn installed() -> Outcome<bool> {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(compiler);
    command.args(["--print", "target-libdir", "--target", TARGET]);
    Ok(holds_a_library(Path::new(output(command)?.trim())))
}

/// Whether the folder exists and contains a compiled `core`.
fn holds_a_library(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    names.any(|name| name.starts_with("libcore-") && name.ends_with(".rlib"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_is_installed_if_its_library_exists() {
        let here = output({
            let mut command = Command::new("rustc");
            command.args(["--print", "target-libdir"]);
            command
        });
        assert!(holds_a_library(Path::new(here.unwrap().trim())));
        assert!(!holds_a_library(Path::new("/nowhere/lib")));
        assert!(!holds_a_library(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
