//! Assets that refer to each other, under one digest.

use crate::{asset::Asset, code, error::LinkError, hex::hex, link::linked, linker::Scripts};
use sha2::{Digest as _, Sha256};
use std::{borrow::Cow, collections::BTreeMap};

/// The assets of a site, by path. Modules import each other by relative paths, so a server can serve all of them
/// below an address that contains the [`digest`](Self::digest), and let clients cache them without asking again.
///
/// # Examples
/// ```
/// let page = ("page.js".to_owned(), b"import \"./web/index.js\";\n".into());
/// let files = chat_web::components("web/").chain([page]);
/// let package = chat_web::Package::of(files, &["page.js"])?;
/// let module = package.get("web/index.js").unwrap();
/// assert_eq!(module.media_type(), "text/javascript; charset=utf-8");
/// let page = package.get("page.js").unwrap();
/// assert!(page.bytes().len() > 50 * module.bytes().len(), "all elements");
/// # Ok::<(), chat_web::LinkError>(())
/// ```
#[derive(Debug)]
pub struct Package {
    assets: BTreeMap<String, Asset>,
    digest: String,
}

impl Package {
    /// The package of these files, by path. Each of the `entries` becomes one script with all that it imports. What
    /// `page.js` loads at run time, such as `web/a.js`, is linked as `page/web/a.js`. The other scripts stay as they
    /// are. Comments of scripts are left out, and so are files that are no assets.
    ///
    /// # Errors
    /// If a script is malformed, or if an entry can't be linked.
    pub fn of(
        files: impl IntoIterator<Item = (String, Cow<'static, [u8]>)>,
        entries: &[&str],
    ) -> Result<Self, LinkError> {
        let mut files: BTreeMap<_, _> = files.into_iter().collect();
        let mut scripts = Scripts::new();
        for (path, bytes) in files.iter_mut().filter(|(path, _)| path.ends_with(".js")) {
            let lines = code::lines(&String::from_utf8_lossy(bytes));
            let lines = lines.map_err(|line| LinkError::new(path, line, "does not end"))?;
            let text: Vec<_> = lines.iter().map(|line| &*line.text).collect();
            *bytes = text.join("\n").into_bytes().into();
            scripts.insert(path.clone(), lines);
        }
        for &entry in entries {
            let linked = linked(entry, &scripts)?.into_iter();
            files.extend(linked.map(|(path, script)| (path, script.into_bytes().into())));
        }
        let asset =
            |(path, bytes): (String, Cow<'static, [u8]>)| Some((Asset::new(&path, bytes)?, path));
        let assets = files.into_iter().filter_map(asset);
        let assets: BTreeMap<_, _> = assets.map(|(asset, path)| (path, asset)).collect();
        let mut digest = Sha256::new();
        for (path, asset) in &assets {
            digest.update(format!("{path}\n{}\n", asset.digest()));
        }
        let digest = hex(&digest.finalize());
        Ok(Self { assets, digest })
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
}

#[cfg(test)]
mod tests;
