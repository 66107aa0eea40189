//! Quick phrases.

use serde::Serialize;
use utoipa::ToSchema;

/// The quick phrases of the deployment.
#[derive(Serialize, ToSchema)]
#[schema(as = Phrases)]
pub(crate) struct PhrasesOut {
    /// At most 50, each of 1 to 500 characters, in the order of the settings.
    pub phrases: Vec<String>,
}
