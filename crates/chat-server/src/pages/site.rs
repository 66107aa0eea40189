//! All pages and their parts, with their addresses.
//!
//! Pages refer to parts at addresses that contain the digest of all parts, so that clients keep the parts and ask
//! only for pages again. A page also names each module that it needs, so that a client does not have to read one
//! to learn of the next.

use chat_web::{Asset, Package};
use rust_embed::Embed;
use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

#[derive(Embed)]
#[folder = "pages/"]
struct Pages;

pub(super) static SITE: LazyLock<Site> = LazyLock::new(Site::new);

/// The pages, by name, and their parts.
pub(super) struct Site {
    pub(super) pages: BTreeMap<String, Asset>,
    pub(super) parts: Package,
}

/// An asset, and how long clients may use it without asking.
pub(super) enum Served<'a> {
    /// Not at all.
    Checked(&'a Asset),
    /// Immutable, since the address contains the digest.
    Kept(&'a Asset),
}

impl Site {
    fn new() -> Self {
        let files =
            || Pages::iter().filter_map(|name| Some((name.to_string(), Pages::get(&name)?.data)));
        let parts = files().filter(|(name, _)| !name.ends_with(".html"));
        let parts = Package::of(parts.chain(chat_web::components("web/")));
        let page = |(file, bytes): (String, Cow<'static, [u8]>)| {
            let name = file.strip_suffix(".html")?.to_owned();
            let html = linked(&String::from_utf8_lossy(&bytes), &parts);
            Some((name, Asset::new(&file, html.into_bytes().into())?))
        };
        Self {
            pages: files().filter_map(page).collect(),
            parts,
        }
    }

    /// `/` and `/dashboard` are pages, `/page.js` and `/assets/…/page.js` are a part.
    ///
    /// A digest of other parts, as while a node runs another version, finds the parts of this version. Clients may not
    /// keep them under that address.
    pub(super) fn find(&self, path: &str) -> Option<Served<'_>> {
        let path = path.trim_start_matches('/');
        if let Some(below) = path.strip_prefix("assets/") {
            let (digest, part) = below.split_once('/')?;
            let part = self.parts.get(part)?;
            let current = digest == self.parts.digest();
            return Some(if current {
                Served::Kept(part)
            } else {
                Served::Checked(part)
            });
        }
        let page = match path {
            "" => "index",
            path => path.strip_suffix(".html").unwrap_or(path),
        };
        let found = self.pages.get(page).or_else(|| self.parts.get(path));
        found.map(Served::Checked)
    }
}

/// The page with links to the addresses that contain the digest, and with every module that its scripts need.
fn linked(html: &str, parts: &Package) -> String {
    let address = |path: &str| format!("/assets/{}/{path}", parts.digest());
    let scripts = parts.assets().map(|(path, _)| path);
    let scripts = scripts.filter(|path| html.contains(&format!("src=\"/{path}\"")));
    let preloads: String = parts
        .modules_of(scripts)
        .iter()
        .map(|path| format!("<link rel=\"modulepreload\" href=\"{}\">\n", address(path)))
        .collect();
    let mut linked = html.replacen("<script ", &format!("{preloads}<script "), 1);
    for (path, _) in parts.assets() {
        linked = linked.replace(&format!("\"/{path}\""), &format!("\"{}\"", address(path)));
    }
    linked
}
