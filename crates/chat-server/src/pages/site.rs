//! All pages and their parts, with their addresses.
//!
//! Pages refer to parts at addresses that contain the digest of all parts, so that clients keep the parts and ask
//! only for pages again. The script of a page is linked with all modules that it imports, so that a client asks for
//! one file.

use chat_web::{Asset, Coding, LinkError, Package};
use rust_embed::Embed;
use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

#[derive(Embed)]
#[folder = "pages/"]
struct Pages;

static SITE: LazyLock<Result<Site, LinkError>> = LazyLock::new(Site::new);

/// The pages, by name, and their parts.
pub(crate) struct Site {
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
    /// The site of this program.
    ///
    /// # Errors
    /// If a page's script can't be linked: in debug builds, which read the files from disk, after a faulty change.
    pub(crate) fn get() -> Result<&'static Self, &'static LinkError> {
        SITE.as_ref()
    }

    pub(super) fn new() -> Result<Self, LinkError> {
        let files =
            Pages::iter().filter_map(|name| Some((name.to_string(), Pages::get(&name)?.data)));
        let (pages, parts): (Vec<_>, Vec<_>) = files.partition(|(name, _)| name.ends_with(".html"));
        let page = |(file, bytes): (String, Cow<'static, [u8]>)| {
            (file, String::from_utf8_lossy(&bytes).into_owned())
        };
        let pages: Vec<_> = pages.into_iter().map(page).collect();
        let entries: Vec<_> = pages.iter().flat_map(|(_, html)| scripts(html)).collect();
        let parts = Package::of(
            parts.into_iter().chain(chat_web::components("web/")),
            &entries,
        )?;
        let page = |(file, html): &(String, String)| {
            let asset = Asset::new(file, addressed(html, &parts).into_bytes().into())?;
            Some((file.strip_suffix(".html")?.to_owned(), asset))
        };
        Ok(Self {
            pages: pages.iter().filter_map(page).collect(),
            parts,
        })
    }

    /// Compresses the pages and what they load, so that no client waits for it. Takes seconds of CPU time.
    pub(crate) fn compress(&self) {
        for asset in self.loaded() {
            for coding in [Coding::Brotli, Coding::Gzip] {
                _ = asset.encoded(coding);
            }
        }
    }

    /// The pages and what they load. The single modules are for pages of other hosts.
    pub(super) fn loaded(&self) -> impl Iterator<Item = &Asset> {
        let parts = self.parts.assets();
        let own = parts.filter(|(path, _)| !path.starts_with("web/"));
        self.pages.values().chain(own.map(|(_, asset)| asset))
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

/// The paths of a page's scripts.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    let sources = html.split("src=\"/").skip(1);
    let paths = sources.filter_map(|rest| Some(rest.split_once('"')?.0));
    paths.filter(|path| path.ends_with(".js"))
}

/// The page with the addresses that contain the digest.
fn addressed(html: &str, parts: &Package) -> String {
    let mut addressed = html.to_owned();
    for (path, _) in parts.assets() {
        let address = format!("\"/assets/{}/{path}\"", parts.digest());
        addressed = addressed.replace(&format!("\"/{path}\""), &address);
    }
    addressed
}
