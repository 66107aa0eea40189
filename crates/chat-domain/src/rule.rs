//! The ids of the rule catalogue.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! rules {
    ($($(#[$doc:meta])* $id:ident $statement:literal;)*) => {
        /// A rule's id. `docs/permissions.md` has a heading for each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RuleId {
            $(#[doc = $statement] $id,)*
        }

        impl RuleId {
            /// All rules, in the catalogue's order.
            pub const ALL: &'static [Self] = &[$(Self::$id),*];

            /// The id, such as `W2`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$id => stringify!($id),)* }
            }

            /// The rule in one sentence.
            #[must_use]
            pub const fn statement(self) -> &'static str {
                match self { $(Self::$id => $statement,)* }
            }
        }
    };
}

rules! {
    M1 "The visit chat's members are its care team and all attendees who have entered the visit and are not removed.";
    M2 "A direct chat has exactly two members: one provider and one patient of the same visit.";
    M3 "Two attendees never have a direct chat, nor do two members of the care team.";
    M4 "Policy may let guests be the attendee, and staff the care side, of a direct chat.";
    M5 "Only its two members read a direct chat; oversight requires a permission, a reason and an entry in the log.";
    M6 "In a group visit, attendees read the visit chat from when they first entered, unless policy opens the whole history.";
    M7 "Non-members can't learn that a chat or visit exists: absent and forbidden get the same answer.";
    W1 "The care team may start a chat at any time until the visit is closed.";
    W2 "An attendee can't write until the care side has started the chat, unless they are in the call with the provider.";
    W3 "In the call with the provider means: with the direct chat's own provider or, for the visit chat, with any provider.";
    W4 "A chat is started by a committed message from its care side, not by an open window.";
    W5 "The gate is per chat: starting one opens no other.";
    W6 "Once started, a chat stays open until the visit is closed, the member is removed, or the care team locks the chat.";
    W7 "A chat in which only attendees have written is greyed out again when the call ends; attendees can still send a fixed notice to the care team.";
    W8 "A closed visit accepts nothing until the care team reopens it; it stays readable to its members.";
    W9 "A removed participant can read and write nothing from the removal on.";
    W10 "Policy may let attendees in the waiting room start the visit chat.";
    W11 "One function decides both what a screen greys out and what the server refuses.";
    P1 "The primary patient is the first patient to enter the waiting room, in log order.";
    P2 "In the call, Direct Message opens with the primary patient; any patient can be chosen.";
    P3 "Leaving and returning don't change a rank; removal makes the next-ranked patient the default of new windows.";
    P4 "Before the call, Direct Message opens with the person clicked, and the visit id leads to the visit chat and to each Direct Message.";
    P5 "The chat window always shows the other person's name.";
    P6 "Every send names its recipient; a mismatch with the chat is refused and nothing is stored.";
    P7 "People with the same name are told apart, and control and direction characters are removed from names.";
    P8 "A private message to a person who has left is held for them or refused, and never goes to the group.";
    F1 "Accepted files are images, PDF, MS Office and OpenOffice documents.";
    F2 "Every other file is refused, and the answer says what it is and what is accepted.";
    F3 "A file's type is decided from its bytes and must agree with its name and declared type.";
    F4 "Macro-enabled, encrypted, active or otherwise risky documents are refused unless policy allows them.";
    F5 "Exactly those who may read a message may read its files.";
    F6 "A text has 1 to 8,000 characters, or is empty with at least one file; files are limited in number and size.";
    F7 "A retry with the same client id stores nothing new; the same id with different content is refused.";
    F8 "Messages are never edited in place: corrections are versions, retractions say who and why, and the record keeps everything.";
    F9 "Location and device data are stripped from photos before anyone else reads them.";
    R1 "Members mark a chat as read, only forward; the log records who has read what and since when.";
    R2 "A corrected message is unread again, and every version can be read by those who could read it then.";
    R3 "A retraction and a correction show who had read the text before.";
    R4 "The care side of a chat, or those who stand in for it, see since when an attendee's message waits, until it is answered or needs no answer.";
    R5 "Who would read a message sent now is shown that its author is typing; typing is never stored and changes nothing.";
    R6 "Who has not read a message for the time of the policy is reminded through the host, as long as they may read it and it waits.";
    R7 "What the care side has not attended to for the time of the policy is escalated once, to all of the care side who may read it.";
    G1 "Each visit is one append-only log in one total order; every state is a fold of it.";
    G2 "A message is in the log only if the state before it permitted it.";
    G3 "An acknowledged message is durable, stored exactly once, at its position.";
    G4 "Entries are hash-chained, so a changed, dropped or reordered entry is detected.";
    V1 "A visit is scheduled by the host and managed by the host and its care team; people report only their own presence.";
    V2 "A visit is scheduled, in progress, completed, cancelled, a no-show, left without being seen or reopened, and changes only along fixed transitions.";
    V3 "The care team starts the call; attendees enter through the waiting room and join a call in progress.";
    V4 "A person can be added to a visit once; a one-to-one visit never has a second patient; the last provider can't be removed.";
    V5 "Uploads for a visit are limited in bytes and in number, per person and in total.";
    V6 "A file that no message carries can be discarded by its uploader or the host; it can then be neither sent nor read.";
    V7 "A provider, staff or the host hand a visit over to another provider, and its patients see it; earlier direct chats open only by policy.";
    V8 "Writing and other acts are limited per person, and corrections per message; acts that protect people or undo something never are.";
    V9 "Presence that people report themselves lasts as long as their live connections; when the last one is lost, the service records that they were dropped.";
    H1 "Repeating a command about the visit with the same content is a success and changes nothing; other content is a conflict.";
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
