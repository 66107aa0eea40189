//! Invariants of every visit at every moment, as named laws.
//!
//! A [`Law`] checks one [`Moment`]: a command, its result and the log around it. The same laws are
//! checked on generated visits and in every state of the bounded model.
//!
//! Laws judge by [`naive::Notes`], an independent and simpler reading of the log, never by the
//! function under test. [`plan`] and [`run`](mod@run) generate visits from the vocabulary of
//! [`cast`] and [`commands`].

pub mod cast;
pub mod commands;
mod law;
mod laws;
mod moment;
pub mod naive;
pub mod plan;
mod probe;
pub mod run;

pub use law::Law;
pub use laws::{LAWS, broken};
pub use moment::Moment;
pub use probe::{ABSENT_MESSAGE, message};
