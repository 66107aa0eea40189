//! The access log: what is recorded before it is shown, and what in the background.

mod folding;
mod group;
pub(crate) mod origin;
pub(crate) mod recorder;
pub(crate) mod settings;
pub(crate) mod shown;
pub(crate) mod upkeep;
