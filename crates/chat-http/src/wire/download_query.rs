//! How a file is to be given out.

use serde::Deserialize;
use utoipa::IntoParams;

/// How a file is to be given out.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DownloadQuery {
    /// To be shown in place. It is heeded for pictures alone, by the kind that our own verdict found;
    /// whatever else is saved as it is without this.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "true")]
    pub(crate) inline: Option<InlineName>,
}

/// The one value; none is needed.
#[derive(Clone, Copy, Deserialize)]
pub enum InlineName {
    /// `?inline=true`.
    #[serde(rename = "true")]
    True,
    /// `?inline`.
    #[serde(rename = "")]
    Plain,
}
