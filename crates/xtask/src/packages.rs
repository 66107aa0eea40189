//! The packages in `Cargo.lock`, according to `cargo metadata`.

use crate::{
    cargo::{cargo, output},
    outcome::Outcome,
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The platform to examine, the same on every machine.
pub(crate) const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// A package, ours or third-party.
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
    /// Its source; `None` for our own.
    pub(crate) source: Option<String>,
    pub(crate) manifest_path: PathBuf,
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    #[serde(default)]
    pub(crate) categories: Vec<String>,
    /// The registries to which it may be published; `None` for all, empty for none.
    pub(crate) publish: Option<Vec<String>>,
}

impl Package {
    /// Whether it is ours, and not for this repository only.
    pub(crate) fn is_published(&self) -> bool {
        self.source.is_none() && self.publish.is_none()
    }

    /// Its source folder.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }
}

/// All packages of the workspace on [`PLATFORM`], including ours, sorted by name and version.
pub(crate) fn all() -> Outcome<Vec<Package>> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    // All features: those of the deployed program are not on by default.
    let metadata = [
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--all-features",
    ];
    let platform = ["--filter-platform", PLATFORM];
    let printed = output(cargo(&[metadata.as_slice(), &platform].concat()))?;
    let metadata: Metadata = serde_json::from_str(&printed)
        .map_err(|error| format!("can't read the output of cargo metadata: {error}"))?;
    let mut packages = metadata.packages;
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    match packages.is_empty() {
        true => Err("cargo metadata lists no packages".to_owned()),
        false => Ok(packages),
    }
}
