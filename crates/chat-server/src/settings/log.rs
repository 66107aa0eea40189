//! Settings of logging.

use confique::Config;
use serde::Deserialize;

/// Format and level of the log.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct LogSettings {
    /// `text` or `json`.
    #[config(env = "VISIT_CHAT_LOG_FORMAT", default = "text")]
    pub format: LogFormat,

    /// Which lines to log, such as `info` or `warn,chat_http=debug`.
    #[config(env = "VISIT_CHAT_LOG_FILTER", default = "info")]
    pub filter: String,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}
