//! Kinds of removed data, as codes and sentences.

use std::fmt;

macro_rules! removed {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $sentence:literal;)+) => {
        /// Data in a picture that its stripped copy lacks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Removed {
            $($(#[$doc])* $name,)+
        }

        impl Removed {
            /// Every kind, in reporting order.
            pub const ALL: &'static [Removed] = &[$(Removed::$name,)+];

            /// The stable code, in snake case.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Removed::$name => $code,)+ }
            }

            /// A sentence for the uploader.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Removed::$name => $sentence,)+ }
            }
        }
    };
}

removed! {
    /// Coordinates, place names and directions.
    Location = "location", "The location was removed from the picture.";
    /// Camera or phone, serial numbers, programs, maker notes.
    Device = "device", "Information about the camera or device was removed from the picture.";
    /// Dates and times.
    Time = "time", "Dates and times were removed from the picture.";
    /// Descriptions, titles, keywords and comments.
    Comment = "comment", "Comments and descriptions were removed from the picture.";
    /// Photographer, owner, copyright.
    Author = "author", "Author and owner names were removed from the picture.";
    /// A small preview, which may show parts that were cropped or obscured in the picture.
    Thumbnail = "thumbnail", "An embedded preview was removed from the picture.";
    /// More pictures or a video in the same file.
    OtherPictures = "other_pictures", "Extra pictures or a video were removed from the file.";
    /// Any other data that doesn't affect the picture's appearance.
    Other = "other", "Other hidden data was removed from the picture.";
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
