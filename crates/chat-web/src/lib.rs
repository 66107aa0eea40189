//! The web components and the client of visit chat, embedded.
//!
//! They are native ES modules without a build step, in the folder `modules`; `package.json` makes them an npm
//! package. A server serves them with [`module`], all below one address, since they import each other by relative
//! paths; or as a [`Package`], together with its own files, compressed and with digests for caches.

mod asset;
mod code;
mod coding;
mod error;
mod hex;
mod link;
mod linker;
mod module;
mod package;

pub use asset::{Asset, names_tag};
pub use coding::Coding;
pub use error::LinkError;
pub use package::Package;

use rust_embed::{Embed, EmbeddedFile};
use std::borrow::Cow;

#[derive(Embed)]
#[folder = "modules/"]
struct Modules;

/// A module, by its path in the package, such as `index.js`. `None` if there is none.
///
/// # Examples
/// ```
/// assert!(chat_web::module("index.js").is_some());
/// assert!(chat_web::module("../Cargo.toml").is_none());
/// ```
#[must_use]
pub fn module(path: &str) -> Option<EmbeddedFile> {
    Modules::get(path)
}

/// The paths of all modules.
pub fn paths() -> impl Iterator<Item = Cow<'static, str>> {
    Modules::iter()
}

/// All modules with their contents, for a [`Package`]: the paths begin with `prefix`, such as `web/`.
pub fn components(prefix: &str) -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    paths().filter_map(move |path| Some((format!("{prefix}{path}"), module(&path)?.data)))
}

#[cfg(test)]
mod tests;
