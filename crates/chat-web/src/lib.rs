//! The web components and the client of visit chat, embedded.
//!
//! They are native ES modules without a build step, in the folder `modules`; `package.json` makes them an npm
//! package. A server serves them with [`module`], all below one address, since they import each other by relative
//! paths.

use rust_embed::{Embed, EmbeddedFile};

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
pub fn paths() -> impl Iterator<Item = std::borrow::Cow<'static, str>> {
    Modules::iter()
}

#[cfg(test)]
mod tests;
