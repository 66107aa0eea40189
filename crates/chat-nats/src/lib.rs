//! Hints between nodes over NATS.
//!
//! [`NatsFanout`] announces that a visit has grown to the other nodes of a clinic group. The log stays the truth: a hint
//! that is lost delays a message until the service polls, and a NATS server that is down stops no one from writing.
//!
//! * **Subjects**: `PREFIX.CLINIC.VISIT`, so that one subscription follows a visit or all visits of a clinic, and an
//!   account can be limited to the prefix. The payload is two numbers; no content passes NATS, here or below.
//!   Who is typing passes on `PREFIX.CLINIC.VISIT.typing`, with the ids of the person and the chat.
//! * **Core NATS only**: JetStream would store what no one needs later.
//! * **Reconnects** to any server of the cluster, and subscribes again.

mod fanout;
mod hint;
mod options;
mod sign_out;
mod typing;

pub use fanout::{ConnectError, NatsFanout};
pub use options::NatsOptions;
