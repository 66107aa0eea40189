//! What adapters over SQL databases share: the encoded rows, and the bounds and the health of a writer's queue.
//!
//! Entries, summaries and uploads are stored byte for byte. All other columns are derived from them, so that rows can be
//! found.

mod access_rows;
mod budget;
mod health;
mod rows;
mod upload_rows;
mod webhook_rows;

pub use access_rows::AccessRow;
pub use budget::{Budget, Share};
pub use health::{Health, Standing, WriteFailed};
pub use rows::{
    AppendRows, EntryRow, ParticipantRow, SummaryRow, bound, corrupt, entry_of, micros, no_gap,
    phase_name, time_of,
};
pub use upload_rows::{UploadRow, stage_name, stage_of};
pub use webhook_rows::WebhookRow;
