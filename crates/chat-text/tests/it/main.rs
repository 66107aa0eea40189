//! What cleaning does to all of Unicode.

mod characters;
mod endings;
mod names;
mod soup;
mod texts;
