//! What holds of every visit at every moment, as laws with names.
//!
//! A [`Law`] looks at one [`Moment`]: a command, what came of it, and the log around it. The same
//! laws are checked over generated visits and in every state of the bounded model.

mod law;
mod laws;
mod moment;

pub use law::Law;
pub use laws::LAWS;
pub use moment::Moment;
