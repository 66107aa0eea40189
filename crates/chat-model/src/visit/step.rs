//! What may be asked. Small values, since millions of them are kept; [`Words`](super::Words) makes
//! commands of them.

use super::{Chat, Who};
use chat_domain::Actor;

/// Somebody asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// Who.
    pub by: By,
    /// What.
    pub ask: Ask,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// A person, participant or not.
    Person(Who),
    /// The embedding service.
    Host,
    /// A person with the permission to oversee.
    Overseer,
}

impl By {
    /// The actor.
    #[must_use]
    pub const fn actor(self) -> Actor {
        match self {
            Self::Person(who) => Actor::Person(who.person()),
            Self::Host => Actor::Host,
            Self::Overseer => Actor::Overseer(super::words::OVERSEER),
        }
    }
}

/// With whom a visit is scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guests {
    /// Everyone who can be.
    Everyone,
    /// A provider and a patient; the others may be added later.
    Few,
    /// Somebody twice.
    Twice,
    /// Two patients, whatever the visit's kind.
    TwoPatients,
}

/// A message, by its place in its chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Msg {
    /// The chat.
    pub chat: Chat,
    /// Its number there.
    pub number: u8,
}

/// How a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sending {
    /// As it should be.
    Plain,
    /// Meant for this person, whom the chat's messages are not for.
    To(Who),
    /// Meant for everyone, in a direct chat.
    ToEveryone,
    /// Without text and file.
    Empty,
    /// With the file that this person uploaded for the chat.
    File(Who),
    /// With one file twice.
    FileTwice(Who),
    /// With the file that the sender uploaded for another chat.
    FileOf(Chat),
    /// Under the id of another message, of the chat with this number.
    TakenId(u8),
}

/// How a client's id of a message or an upload is used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Again {
    /// For the very same message or file.
    Same,
    /// For another text or file.
    OtherContent,
    /// For another chat.
    OtherChat(Chat),
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// Schedule the visit.
    Schedule(Guests),
    /// Add somebody.
    Add(Who),
    /// Remove somebody.
    Remove(Who),
    /// Somebody enters the waiting room.
    Enter(Who),
    /// Somebody joins the call.
    Join(Who),
    /// Somebody leaves.
    Leave(Who),
    /// End the call.
    EndCall,
    /// Complete the visit.
    Complete,
    /// Cancel it.
    Cancel,
    /// Mark it as a no-show.
    NoShow,
    /// Reopen it.
    Reopen,
    /// Lock a chat.
    Lock(Chat),
    /// Unlock it.
    Unlock(Chat),
    /// Record an upload: the asker's only one for this chat.
    Stage(Chat),
    /// Record an upload that is too large.
    StageHuge(Chat),
    /// Record an upload under the client's id of the asker's one for this chat.
    Restage(Chat, Again),
    /// Give up the file that this person uploaded for a chat.
    Discard(Chat, Who),
    /// Send a message.
    Send(Chat, Sending),
    /// Send under the client id of a message that is there.
    Resend(Msg, Again),
    /// Correct a message: to a new text, or to the text that it has.
    Correct(Msg, bool),
    /// Retract a message.
    Retract(Msg),
    /// Break the glass.
    BreakGlass(Chat),
}
