//! Assets that refer to each other, under one digest.

use crate::{asset::Asset, comments, hex::hex, imports::imports};
use sha2::{Digest as _, Sha256};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// The assets of a site, by path. Modules import each other by relative paths, so a server can serve all of them
/// below an address that contains the [`digest`](Self::digest), and let clients cache them without asking again.
///
/// # Examples
/// ```
/// let package = chat_web::Package::of(chat_web::components("web/"));
/// let module = package.get("web/index.js").unwrap();
/// assert_eq!(module.media_type(), "text/javascript; charset=utf-8");
/// let needed = package.modules_of(["web/index.js"]);
/// assert!(needed.contains("web/client/chat-client.js"));
/// ```
#[derive(Debug)]
pub struct Package {
    assets: BTreeMap<String, Asset>,
    digest: String,
}

impl Package {
    /// The package of these files, by path. Files that are no assets are left out, and so are the comments of
    /// scripts, whose lines keep their numbers.
    #[must_use]
    pub fn of(files: impl IntoIterator<Item = (String, Cow<'static, [u8]>)>) -> Self {
        let asset = |(path, bytes): (String, Cow<'static, [u8]>)| {
            let bytes = if path.ends_with(".js") {
                comments::left_out(bytes)
            } else {
                bytes
            };
            Some((Asset::new(&path, bytes)?, path))
        };
        let assets = files.into_iter().filter_map(asset);
        let assets: BTreeMap<_, _> = assets.map(|(asset, path)| (path, asset)).collect();
        let mut digest = Sha256::new();
        for (path, asset) in &assets {
            digest.update(format!("{path}\n{}\n", asset.digest()));
        }
        let digest = hex(&digest.finalize());
        Self { assets, digest }
    }

    /// The asset with this path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.assets.get(path)
    }

    /// All assets, by path.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.assets
            .iter()
            .map(|(path, asset)| (path.as_str(), asset))
    }

    /// The digest of all paths and contents, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The paths of these modules and of all that they import, directly or not, whether they exist or not.
    #[must_use]
    pub fn modules_of<'a>(&self, entries: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut left: Vec<String> = entries.into_iter().map(str::to_owned).collect();
        while let Some(path) = left.pop() {
            if let Some(asset) = self.get(&path) {
                let new = imports(&path, asset.bytes());
                left.extend(new.into_iter().filter(|path| !found.contains(path)));
            }
            found.insert(path);
        }
        found
    }
}

#[cfg(test)]
mod tests;
