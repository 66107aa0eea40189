//! All resources of a visit in one `Bundle`.

use crate::{
    error::ExportError,
    export::Export,
    id,
    model::{Bundle, BundleEntry, Identifier, Instant, Resource},
    options::{Options, References},
};
use chat_domain::{Entry, VisitState};

/// The record of a visit as a `Bundle` of the type `collection`, given its log and the state after it.
///
/// The visit comes first, then what happened in the order of the log. For the bytes of files, see
/// [`Files`](crate::Files).
///
/// # Errors
/// As [`Export::new`].
pub fn bundle<'a>(
    state: &VisitState,
    log: impl IntoIterator<Item = &'a Entry>,
    options: &Options,
) -> Result<Bundle, ExportError> {
    let mut export = Export::new(state, options, References::Urn)?;
    let mut resources: Vec<Resource> = Vec::new();
    for entry in log {
        resources.extend(export.entry(entry));
    }
    Ok(export.bundle(resources))
}

impl Bundle {
    /// The bundle as JSON.
    ///
    /// # Errors
    /// [`ExportError::Unwritable`].
    pub fn json(&self) -> Result<Vec<u8>, ExportError> {
        serde_json::to_vec(self).map_err(ExportError::Unwritable)
    }
}

impl Export<'_> {
    /// The bundle of the resources of all entries, for a caller that reads the log in parts. Their references are
    /// [`References::Urn`].
    #[must_use]
    pub fn bundle(self, resources: Vec<Resource>) -> Bundle {
        let person = self.viewer.map(|me| me.person);
        let id = id::bundle(self.visit, person);
        let timestamp = self.newest.map(Instant);
        let visit = self.finish();
        let all = std::iter::once(visit).chain(resources);
        Bundle {
            id: id.to_string(),
            identifier: Identifier::uuid(id),
            kind: "collection",
            timestamp,
            entry: all.map(BundleEntry::new).collect(),
        }
    }
}
