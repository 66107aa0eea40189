//! A bounded model of a visit, explored completely.

pub mod explore;
pub mod visit;
