//! The model of one visit: its people, their commands and its bound.

mod asks;
mod bound;
mod cast;
mod command;
mod description;
mod difference;
mod key;
mod model;
mod opening;
mod rules;
mod step;
mod tally;
mod words;
mod world;

pub use bound::Bound;
pub use cast::{Chat, Who};
pub use description::describe;
pub use difference::difference;
pub use key::key;
pub use model::{At, VisitModel};
pub use rules::{Decide, Evolve, Rules};
pub use step::{Again, Ask, By, Guests, Msg, Sending, Step};
pub use tally::{Answer, Tally, Variant};
pub use words::Words;
pub use world::{World, worlds};
