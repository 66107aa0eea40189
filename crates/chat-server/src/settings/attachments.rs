//! Which files are accepted, as settings.

use super::full_error::in_full;
use crate::error::StartError;
use chat_attachments::{AttachmentPolicy, Finding};
use confique::Config;
use std::{fs, path::Path};
use thiserror::Error;

/// What the attachment gate accepts, as in [`AttachmentPolicy`].
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct AttachmentSettings {
    /// Maximum bytes of a file.
    #[config(env = "VISIT_CHAT_ATTACHMENTS_MAX_BYTES")]
    pub max_bytes: Option<u64>,

    /// Maximum pixels of a picture, width × height.
    #[config(env = "VISIT_CHAT_ATTACHMENTS_MAX_PIXELS")]
    pub max_pixels: Option<u64>,

    /// F4: findings that a file may have, such as `["encrypted", "template"]`, instead of the
    /// default ones. Comma-separated in the environment.
    #[config(env = "VISIT_CHAT_ATTACHMENTS_ALLOW", parse_env = findings)]
    pub allow: Option<Vec<Finding>>,
}

/// The code names no finding.
#[derive(Debug, Error)]
#[error("unknown finding `{0}`")]
struct NoSuchFinding(String);

fn findings(codes: &str) -> Result<Vec<Finding>, NoSuchFinding> {
    let codes = codes
        .split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty());
    codes.map(finding).collect()
}

fn finding(code: &str) -> Result<Finding, NoSuchFinding> {
    let found = Finding::ALL.iter().find(|finding| finding.code() == code);
    found.copied().ok_or_else(|| NoSuchFinding(code.to_owned()))
}

impl AttachmentSettings {
    /// Loads only these settings, from a TOML or JSON file without any others.
    ///
    /// # Errors
    /// [`StartError::File`], or [`StartError::Content`] with the position in the file.
    pub fn load(path: &Path) -> Result<Self, StartError> {
        let text = fs::read_to_string(path).map_err(StartError::file(path))?;
        let content = |what| {
            let path = path.to_path_buf();
            StartError::Content { path, what }
        };
        let layer = parse(&text).map_err(content)?;
        Self::from_layer(layer).map_err(|error| content(in_full(&error)))
    }

    /// The policy; unset values are those of [`AttachmentPolicy::DEFAULT`].
    #[must_use]
    pub fn policy(&self) -> AttachmentPolicy {
        let default = AttachmentPolicy::DEFAULT;
        AttachmentPolicy {
            max_bytes: self.max_bytes.unwrap_or(default.max_bytes),
            max_pixels: self.max_pixels.unwrap_or(default.max_pixels),
            allow: match &self.allow {
                Some(allow) => allow.iter().copied().collect(),
                None => default.allow,
            },
        }
    }
}

type Layer = <AttachmentSettings as Config>::Layer;

fn parse(text: &str) -> Result<Layer, String> {
    // TOML never begins with a brace, and a JSON object always does.
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("{} at line {line} column {column}", error.message())
    })
}
