//! The server for deployment: built with the profile `dist`, with its symbols in a separate file.

use crate::{
    cargo::{cargo, run},
    outcome::Outcome,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The program.
const SERVER: &str = "chat-server";

/// Its features when it is deployed, beyond the default ones.
pub(crate) const FEATURES: &str = "jemalloc,cluster";

/// Builds the server, and puts it and `chat-server.debug` into the folder `deploy` next to cargo's output. A
/// link in the program leads debuggers to the symbols.
pub(crate) fn build() -> Outcome {
    let build = ["build", "--profile", "dist", "--package", SERVER];
    run(cargo(
        &[build.as_slice(), &["--features", FEATURES]].concat(),
    ))?;
    let built = target()?.join("dist");
    let folder = built.join("deploy");
    let made = fs::create_dir_all(&folder);
    made.map_err(|error| format!("{} can't be created: {error}", folder.display()))?;
    let (whole, program) = (built.join(SERVER), folder.join(SERVER));
    let symbols = folder.join(format!("{SERVER}.debug"));
    objcopy("--only-keep-debug", &whole, &symbols)?;
    let link = format!("--add-gnu-debuglink={}", symbols.display());
    let mut strip = Command::new("objcopy");
    strip.args(["--strip-all", &link]).args([&whole, &program]);
    run(strip)?;
    for file in [&program, &symbols] {
        println!("{}: {} KiB", file.display(), size(file)? / 1024);
    }
    Ok(())
}

fn objcopy(option: &str, from: &Path, to: &Path) -> Outcome {
    let mut command = Command::new("objcopy");
    command.arg(option).args([from, to]);
    run(command)
}

/// The target folder, which contains this program, too.
pub(crate) fn target() -> Outcome<PathBuf> {
    let this = std::env::current_exe()
        .map_err(|error| format!("can't find this program's path: {error}"))?;
    let folder = this.ancestors().nth(2);
    folder
        .map(Path::to_owned)
        .ok_or_else(|| format!("{} is not in a target folder", this.display()))
}

fn size(file: &Path) -> Outcome<u64> {
    let metadata = fs::metadata(file);
    metadata
        .map(|metadata| metadata.len())
        .map_err(|error| format!("{} can't be read: {error}", file.display()))
}
