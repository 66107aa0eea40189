//! The rules compile for a page or an edge, too.

use crate::{
    Outcome,
    cargo::{cargo, output, run},
};
use std::{path::Path, process::Command};

const TARGET: &str = "wasm32-unknown-unknown";

/// Checks the rules for [`TARGET`] if its standard library is installed, and says which was the case.
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
        "--target",
        TARGET,
    ]))?;
    Ok(format!("chat-domain compiles for {TARGET}"))
}

fn installed() -> Outcome<bool> {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(compiler);
    command.args(["--print", "target-libdir", "--target", TARGET]);
    Ok(holds_a_library(Path::new(output(command)?.trim())))
}

/// Whether compiled code is in a folder that may not be there.
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
    fn a_target_is_installed_where_its_library_is() {
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
