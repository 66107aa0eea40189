//! Following visits and dashboards live: one core for both.
//!
//! A visit that changes raises the [`Signal`] of each of its followers, and so does a visit that looks
//! different on dashboards. A follower looks then, by the state of that moment: nothing waits for it
//! but a place in a chat, so what was retracted or whose reader was removed is never on its way.

mod board;
mod boards;
mod delivery;
mod follower;
mod following;
mod read;
mod signal;
mod subscribe;

pub use board::DashboardUpdate;
pub(crate) use boards::Boards;
pub use delivery::{Delivery, Encode};
pub use follower::{Followed, Follower};
pub use following::{Seen, Update};
pub(crate) use signal::Signal;
