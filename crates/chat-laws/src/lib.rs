//! What holds of every visit at every moment, as laws with names.
//!
//! A [`Law`] looks at one [`Moment`]: a command, what came of it, and the log around it. The same
//! laws are checked over generated visits and in every state of the bounded model.
//!
//! A law judges by [`naive::Notes`], a second and simpler reading of the log, never by the function
//! whose answer is in question. [`plan`] and [`run`](mod@run) generate visits, told in the words of
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
pub use probe::{UNSAID, message};
