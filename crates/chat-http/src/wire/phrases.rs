//! Quick phrases.

use serde::Serialize;
use utoipa::ToSchema;

/// The clinic's quick phrases.
#[derive(Serialize, ToSchema)]
#[schema(as = Phrases)]
pub struct PhrasesOut {
    /// At most 50, each of 1 to 500 characters, in the clinic's order.
    pub phrases: Vec<String>,
}
