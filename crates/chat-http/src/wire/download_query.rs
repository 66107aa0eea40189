//! Query for a download.

use serde::Deserialize;
use utoipa::IntoParams;

/// How a file is delivered.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DownloadQuery {
    /// Display in place instead of saving. Honored only for pictures, by the media type detected
    /// from the bytes; all other files are saved.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "true")]
    pub(crate) inline: Option<InlineName>,
}

/// The only value, which may be omitted.
#[derive(Clone, Copy, Deserialize)]
pub(crate) enum InlineName {
    /// `?inline=true`.
    #[serde(rename = "true")]
    True,
    /// `?inline`.
    #[serde(rename = "")]
    Plain,
}
