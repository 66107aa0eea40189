//! Text typed by people: allowed characters, and cleaning.
//!
//! There are three kinds of text: a [`text`] with lines, a [`label`] on one line, and a [`file_name`]. They share
//! one classification of characters, which follows Unicode properties:
//!
//! | characters | text | label | file's name |
//! | --- | --- | --- | --- |
//! | control characters | refused, except tab and newline | dropped | refused |
//! | direction overrides (LRO, RLO) | refused | dropped | refused |
//! | line and paragraph separators | newline | space | refused |
//! | artifacts of copying: soft hyphen, zero width space, BOM, word joiner, isolates, embeddings | dropped | dropped | dropped |
//! | direction marks (LRM, RLM, ALM) | kept | dropped | dropped |
//! | joiners (ZWJ, ZWNJ), variation selectors | kept | kept where they act | kept where they act |
//! | any other character without a shape | kept | dropped | dropped |
//!
//! ```
//! assert_eq!(chat_text::text(" take \u{2068}5 mg\u{2069}\r\n").as_deref(), Ok("take 5 mg"));
//! assert_eq!(chat_text::label("Ana\u{200B}\t Silva"), "Ana Silva");
//! assert_eq!(chat_text::file_name("visit 10:30.png\u{200E}").as_deref(), Ok("visit 10:30.png"));
//! assert_eq!(chat_text::saved_as("visit 10:30.png"), "visit 10_30.png");
//! ```
//!
//! Cleaning is idempotent, removes nothing visible, and reads its input a bounded number of times. The crate does
//! no I/O.

mod character;
mod ending;
mod file_name;
mod label;
mod mark;
mod saved;
mod text;

pub use character::{is_blank, is_overlooked, misleads};
pub use ending::is_program;
pub use file_name::{MAX_NAME_BYTES, NameFault, file_name, sentence};
pub use label::label;
pub use saved::saved_as;
pub use text::{Forbidden, text};
