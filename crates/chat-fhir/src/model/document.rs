//! `DocumentReference` and `Binary`.

use super::datatypes::{Attachment, Identifier, Instant, Reference};
use serde::Serialize;

/// A file that a message carries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DocumentReference {
    pub(crate) id: String,
    pub(crate) identifier: Vec<Identifier>,
    pub(crate) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Reference>,
    pub(crate) date: Instant,
    pub(crate) author: Vec<Reference>,
    pub(crate) content: Vec<Content>,
    pub(crate) context: Context,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Content {
    pub(crate) attachment: Attachment,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Context {
    R4(EncounterContext),
    R5(Vec<Reference>),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct EncounterContext {
    pub(crate) encounter: Vec<Reference>,
}

/// A file's bytes.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Binary {
    pub(crate) id: String,
    pub(crate) content_type: String,
    pub(crate) security_context: Reference,
    pub(crate) data: String,
}

impl std::fmt::Debug for Binary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Binary")
            .field("id", &self.id)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}
