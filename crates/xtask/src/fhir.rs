//! The golden files of `chat-fhir`, validated by a Python library of each version of FHIR. Needs Python and its package
//! registry.

use crate::{cargo, outcome::Outcome, repository};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The version as golden files name it, and as the specification does.
const VERSIONS: [(&str, &str); 2] = [("r4", "4.0.1"), ("r5", "5.0.0")];

/// Installs the libraries and validates the golden files of both versions.
pub(crate) fn check() -> Outcome {
    let root = repository::root();
    for (word, version) in VERSIONS {
        let folder = root.join("target/fhir").join(word);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let run = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.args(arguments).current_dir(&folder);
            command
        };
        cargo::run(run("python3", &["-m", "venv", "python"]))?;
        let packages = root.join(format!("tests/fhir/{word}.txt"));
        let mut install = run("python/bin/python", &["-m", "pip", "install", "--quiet"]);
        install.arg("--requirement").arg(packages);
        cargo::run(install)?;
        let mut validate = run("python/bin/python", &[]);
        validate.arg(root.join("tests/fhir/validate.py"));
        validate.arg(version).args(golden(root, word)?);
        cargo::run(validate)?;
    }
    Ok(())
}

/// The golden files of a version, in order.
fn golden(root: &Path, word: &str) -> Outcome<Vec<PathBuf>> {
    let folder = root.join("crates/chat-fhir/tests/golden");
    let found = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let ending = format!(".{word}.json");
    let mut files: Vec<_> = found
        .map_while(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(&ending))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!("{} has no *{ending}", folder.display()));
    }
    Ok(files)
}
