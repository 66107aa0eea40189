//! Who acts in a visit.

use crate::id::PersonId;
use serde::{Deserialize, Serialize};

/// The actor behind a command or an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person, as a participant of the visit.
    Person(PersonId),
    /// The embedding service, such as its scheduler or video system. Manages visits and presence
    /// (V1); neither reads nor writes messages.
    Host,
    /// A person to whom the host granted oversight permission (M5). Reads only the chats for which
    /// they broke the glass.
    Overseer(PersonId),
    /// The chat service itself, acting without a request: when a lease ends, for example. Neither reads
    /// nor writes messages, and can do only what no one else can.
    Service,
}
