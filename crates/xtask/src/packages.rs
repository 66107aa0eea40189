//! The packages that `Cargo.lock` names, as `cargo metadata` tells of them.

use crate::{
    Outcome,
    cargo::{cargo, output},
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The one platform that is looked at, so that every machine finds the same.
pub(crate) const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// A package, ours or another's.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression.
    pub(crate) license: Option<String>,
    pub(crate) license_file: Option<PathBuf>,
    #[serde(default)]
    pub(crate) authors: Vec<String>,
    pub(crate) repository: Option<String>,
    /// Where it comes from; nothing for our own.
    pub(crate) source: Option<String>,
    pub(crate) manifest_path: PathBuf,
}

impl Package {
    /// The folder of its sources.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }
}

/// All packages of the workspace on [`PLATFORM`], ours among them, sorted by name and version.
pub(crate) fn all() -> Outcome<Vec<Package>> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let metadata = ["metadata", "--format-version", "1", "--locked"];
    let platform = ["--filter-platform", PLATFORM];
    let printed = output(cargo(&[metadata.as_slice(), &platform].concat()))?;
    let metadata: Metadata = serde_json::from_str(&printed)
        .map_err(|error| format!("what cargo metadata prints can't be read: {error}"))?;
    let mut packages = metadata.packages;
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    match packages.is_empty() {
        true => Err("cargo metadata names no packages".to_owned()),
        false => Ok(packages),
    }
}
