//! A clinic's policy, as data (M4, M6, W10, F6, V5, V7, V8, W8, R6, R7).

mod choice;

pub use choice::{Choice, ChoiceKind};

use choice::{Chosen, bounded};
use serde::{Deserialize, Serialize};

const MIB: u64 = 1024 * 1024;

/// Whether a choice is `false` or 0.
fn is_default<T: Default + PartialEq>(choice: &T) -> bool {
    *choice == T::default()
}

/// One row per choice: what it decides, its name, its type and its default. An addition is `false` or 0 by
/// default and, because earlier logs don't have it, written only if it is not. A limit and the time of a
/// reminder can be absent.
macro_rules! policy {
    (
        choices { $($(#[doc = $doc:literal])* $choice:ident: $type:ty = $default:expr;)* }
        additions { $($(#[doc = $addition_doc:literal])* $addition:ident: $addition_type:ty = $off:expr;)* }
        limits { $($(#[doc = $limit_doc:literal])* $limit:ident: $limit_type:ty = $max:expr;)* }
    ) => {
        /// The policy of a visit.
        ///
        /// It is recorded in the log when the visit is scheduled, so replay judges each entry by the
        /// policy in force at the time (G2). A changed setting applies to visits scheduled later; an
        /// edit of the visit changes its own policy (V4).
        ///
        /// `None` means no limit, or no reminder; so do logs written before the limit or the reminder existed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Policy {
            $($(#[doc = $doc])* pub $choice: $type,)*
            $(
                $(#[doc = $addition_doc])*
                #[serde(skip_serializing_if = "is_default")]
                pub $addition: $addition_type,
            )*
            $(
                $(#[doc = $limit_doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $limit: Option<$limit_type>,
            )*
        }

        impl Policy {
            /// The defaults of the rule catalogue.
            pub const DEFAULT: Self = Self {
                $($choice: $default,)*
                $($addition: $off,)*
                $($limit: Some($max),)*
            };
        }

        impl Policy {
            /// The choices that give this policy over any other, except for limits that it lacks.
            pub(crate) fn as_choices(&self) -> PolicyChoices {
                PolicyChoices {
                    $($choice: Some(self.$choice),)*
                    $($addition: Some(self.$addition),)*
                    $($limit: self.$limit,)*
                }
            }
        }

        /// A clinic's choices over a policy that has the others, as settings and requests state them.
        ///
        /// Deserializing refuses unknown names, and numbers above `i32::MAX` or `i64::MAX`: the integers of
        /// TOML and of OpenAPI are signed. No choice removes a limit: an absent one leaves it as it is.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct PolicyChoices {
            $(
                $(#[doc = $doc])*
                #[serde(deserialize_with = "bounded")]
                pub $choice: Option<$type>,
            )*
            $(
                $(#[doc = $addition_doc])*
                #[serde(deserialize_with = "bounded")]
                pub $addition: Option<$addition_type>,
            )*
            $(
                $(#[doc = $limit_doc])*
                #[serde(deserialize_with = "bounded")]
                pub $limit: Option<$limit_type>,
            )*
        }

        impl PolicyChoices {
            /// What can be chosen.
            pub const ALL: &'static [Choice] = &[
                $(Choice {
                    name: stringify!($choice),
                    about: concat!($($doc),*).trim_ascii(),
                    kind: <$type as Chosen>::KIND,
                },)*
                $(Choice {
                    name: stringify!($addition),
                    about: concat!($($addition_doc),*).trim_ascii(),
                    kind: <$addition_type as Chosen>::KIND,
                },)*
                $(Choice {
                    name: stringify!($limit),
                    about: concat!($($limit_doc),*).trim_ascii(),
                    kind: <$limit_type as Chosen>::KIND,
                },)*
            ];

            /// The policy with these choices, and otherwise `base`.
            #[must_use]
            pub fn over(self, base: Policy) -> Policy {
                Policy {
                    $($choice: self.$choice.unwrap_or(base.$choice),)*
                    $($addition: self.$addition.unwrap_or(base.$addition),)*
                    $($limit: self.$limit.or(base.$limit),)*
                }
            }

            /// These choices, and `fallback` where there is none.
            #[must_use]
            pub fn or(self, fallback: Self) -> Self {
                Self {
                    $($choice: self.$choice.or(fallback.$choice),)*
                    $($addition: self.$addition.or(fallback.$addition),)*
                    $($limit: self.$limit.or(fallback.$limit),)*
                }
            }
        }
    };
}

policy! {
    choices {
        /// M4: guests may be the attendee of a direct chat.
        guests_have_direct_chats: bool = false;
        /// M4: staff may be the care side of a direct chat.
        staff_have_direct_chats: bool = false;
        /// M6: all attendees read the visit chat from its beginning.
        open_history: bool = false;
        /// W10: an attendee in the waiting room may start the visit chat.
        waiting_attendees_start_visit_chat: bool = false;
        /// F6: maximum files in one message.
        max_files_per_message: u32 = 5;
        /// F6: maximum bytes of one file.
        max_file_bytes: u64 = 25 * MIB;
    }
    additions {
        /// M4: interpreters may be the attendee of a direct chat.
        interpreters_have_direct_chats: bool = false;
        /// V7: a handover lets the new provider read the earlier direct chats of the previous one.
        handover_opens_direct_chats: bool = false;
        /// W8: hours without activity after which the service completes an open visit; 0 means never.
        complete_after_hours: u32 = 0;
        /// W8: hours after the completion in which direct chats stay open; 0 means none.
        follow_up_hours: u32 = 0;
    }
    limits {
        /// V5: maximum bytes that one person may upload for the visit, excluding discarded files.
        max_upload_bytes_per_person: u64 = 500 * MIB;
        /// V5: maximum bytes that all people together may upload for the visit, counted the same way.
        max_upload_bytes_per_visit: u64 = 2_048 * MIB;
        /// V5: maximum files that one person may upload for the visit, including discarded ones, whose
        /// entries stay in the log.
        max_uploads_per_person: u32 = 1_000;
        /// V5: maximum files that all people together may upload for the visit, counted the same way.
        max_uploads_per_visit: u32 = 5_000;
        /// V5: the bytes that a smaller file counts as, since even the smallest file takes a disk block.
        min_counted_file_bytes: u64 = 4_096;
        /// V8: maximum messages, corrections and notices that one person may write in the visit.
        max_entries_per_person: u32 = 10_000;
        /// V8: maximum bytes of text, in UTF-8, that one person may write in the visit.
        max_text_bytes_per_person: u64 = 8 * MIB;
        /// V8: maximum corrections of one message.
        max_corrections_per_message: u32 = 20;
        /// V8: maximum entries that one person may make in the visit by coming, going and changing it.
        max_acts_per_person: u32 = 10_000;
        /// R6: minutes after which those of the care team who have not read an attendee's message that waits, or seen to a
        /// notice, are reminded; 0 means never.
        remind_care_team_after_minutes: u32 = 5;
        /// R6: minutes, from the message on, after which they are reminded again; 0 means never.
        remind_care_team_again_after_minutes: u32 = 60;
        /// R6: minutes after which attendees who have not read a message of the care team are reminded; 0 means never.
        remind_attendees_after_minutes: u32 = 15;
        /// R6: minutes, from the message on, after which they are reminded again; 0 means never.
        remind_attendees_again_after_minutes: u32 = 0;
        /// R7: minutes after which a message or notice that no one of the care side has read or seen to is escalated; 0 means
        /// never.
        escalate_after_minutes: u32 = 90;
    }
}

impl Policy {
    /// The bytes that a file of this size counts as (V5).
    #[must_use]
    pub fn counted(&self, size: u64) -> u64 {
        size.max(self.min_counted_file_bytes.unwrap_or(0))
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
