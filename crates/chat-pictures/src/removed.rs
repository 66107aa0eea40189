//! What was taken out, as codes and sentences.

use std::fmt;

macro_rules! removed {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $sentence:literal;)+) => {
        /// Something that a picture carried and that its stripped copy doesn't.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Removed {
            $($(#[$doc])* $name,)+
        }

        impl Removed {
            /// Every kind, in the order in which they are reported.
            pub const ALL: &'static [Removed] = &[$(Removed::$name,)+];

            /// The stable code, in snake case.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Removed::$name => $code,)+ }
            }

            /// A sentence for the person who sends the picture.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Removed::$name => $sentence,)+ }
            }
        }
    };
}

removed! {
    /// Coordinates, places and directions.
    Location = "location", "The place where the picture was taken was removed.";
    /// Camera or phone, serial numbers, programs, maker notes.
    Device = "device", "What the picture was taken with was removed.";
    /// Dates and times.
    Time = "time", "The time at which the picture was taken was removed.";
    /// Descriptions, titles, keywords and comments.
    Comment = "comment", "Comments and descriptions were removed.";
    /// Photographer, owner, copyright.
    Author = "author", "The names of author and owner were removed.";
    /// A small copy, which may show what was cut off or made unreadable in the picture.
    Thumbnail = "thumbnail", "A small preview inside the file was removed.";
    /// Further pictures or a video in the same file.
    OtherPictures = "other_pictures", "Further pictures or a video in the same file were removed.";
    /// Anything else that doesn't change how the picture looks.
    Other = "other", "Other data that doesn't belong to the picture was removed.";
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
