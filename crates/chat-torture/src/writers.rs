//! Writers that use the chat during the disturbances.

mod churn;
mod clinician;
mod desk;
mod live;
mod send;
mod unstarted;

pub(crate) use churn::Churn;
pub(crate) use clinician::Clinician;
pub(crate) use desk::{Desk, start};
pub(crate) use live::Live;
pub(crate) use send::{Sent, first, send};
pub(crate) use unstarted::Unstarted;
