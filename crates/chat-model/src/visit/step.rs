//! Steps: compact values, since millions are stored. [`Words`](super::Words) turns them into
//! commands.

use super::cast::{Chat, Who};
use chat_domain::{Actor, Role};

/// A request by an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The actor.
    pub by: By,
    /// The request.
    pub ask: Ask,
}

/// An actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// A person, participant or not.
    Person(Who),
    /// The embedding service.
    Host,
    /// A person with the permission to oversee.
    Overseer,
    /// The chat service itself.
    Service,
}

impl By {
    /// The actor.
    #[must_use]
    pub const fn actor(self) -> Actor {
        match self {
            Self::Person(who) => Actor::Person(who.person()),
            Self::Host => Actor::Host,
            Self::Overseer => Actor::Overseer(super::cast::OVERSEER),
            Self::Service => Actor::Service,
        }
    }
}

/// The participants that a visit is scheduled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guests {
    /// Everyone permitted by the visit's kind.
    Everyone,
    /// A provider and a patient; others may be added later.
    Few,
    /// One person twice.
    Twice,
    /// Two patients, whatever the visit's kind.
    TwoPatients,
}

/// A message, identified by its position in its chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Msg {
    /// The chat.
    pub chat: Chat,
    /// Its number in the chat.
    pub number: u8,
}

/// A variant of sending a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sending {
    /// A valid message.
    Plain,
    /// With this person as recipient, who is not the chat's recipient.
    To(Who),
    /// With everyone as recipient, in a direct chat.
    ToEveryone,
    /// Without text or files.
    Empty,
    /// With the file that this person uploaded for the chat.
    File(Who),
    /// With the same file twice.
    FileTwice(Who),
    /// With a file that the sender uploaded for another chat.
    FileOf(Chat),
    /// With the message id of the chat's message with this number.
    TakenId(u8),
}

/// A variant of reusing a client id of a message or an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Again {
    /// For the same message or file: a retry.
    Same,
    /// For a different text or file.
    OtherContent,
    /// For another chat.
    OtherChat(Chat),
}

/// A request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// Schedule the visit.
    Schedule(Guests),
    /// Add a person.
    Add(Who),
    /// Add a person and share the earlier visit chat with them.
    AddWithHistory(Who),
    /// Remove a person.
    Remove(Who),
    /// Hand the visit over from one person to another.
    HandOver(Who, Who),
    /// Remove a person for another reason.
    RemoveOtherwise(Who),
    /// Undo the removal of a person.
    Undo(Who),
    /// Correct a person's name.
    Rename(Who),
    /// Correct a person's role.
    Become(Who, Role),
    /// Move the visit to another time.
    Move,
    /// Open the history to attendees.
    OpenHistory,
    /// A person enters the waiting room.
    Enter(Who),
    /// A person joins the call.
    Join(Who),
    /// A person leaves.
    Leave(Who),
    /// A person is dropped.
    Drop(Who),
    /// End the call.
    EndCall,
    /// Complete the visit.
    Complete,
    /// Cancel the visit.
    Cancel,
    /// Mark the visit as a no-show.
    NoShow,
    /// Mark the visit as left without being seen.
    LeftUnseen,
    /// End the follow-up.
    EndFollowUp,
    /// Reopen the visit.
    Reopen,
    /// Lock a chat.
    Lock(Chat),
    /// Unlock a chat.
    Unlock(Chat),
    /// Record an upload: the actor's only one for this chat.
    Stage(Chat),
    /// Record an upload that is too large.
    StageHuge(Chat),
    /// Record an upload that reuses the client id of the actor's upload for this chat.
    Restage(Chat, Again),
    /// Discard the file that this person uploaded for a chat.
    Discard(Chat, Who),
    /// Send a message.
    Send(Chat, Sending),
    /// Send a message that reuses the client id of an existing one.
    Resend(Msg, Again),
    /// Correct a message: to a new text if true, else to its current text.
    Correct(Msg, bool),
    /// Retract a message.
    Retract(Msg),
    /// Mark all of a chat as read.
    MarkRead(Chat),
    /// Mark an entry as read that the chat does not have yet.
    MarkBeyond(Chat),
    /// Record that no message of a chat needs an answer.
    SetAside(Chat),
    /// Send a notice to the care team with a new id.
    Notify,
    /// Send the actor's notice with this number again: with its own text if true, else with another.
    NotifyAgain(u8, bool),
    /// Send a notice that the visit doesn't offer.
    NotifyOther,
    /// Record that one has seen to the notice of a person with this number.
    Settle(Who, u8),
    /// Break the glass.
    BreakGlass(Chat),
}
