//! The resources of a visit as NDJSON, the form of FHIR Bulk Data.

use crate::{
    error::ExportError,
    export::Export,
    model::{Resource, ResourceType},
    options::{Options, References},
};
use chat_domain::{Entry, VisitState};
use std::borrow::Borrow;

/// A line of the file for one type of resource.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// The type: Bulk Data has a file for each.
    pub resource_type: ResourceType,
    /// The resource as JSON, with the newline.
    pub json: Vec<u8>,
}

// The resource is health data.
impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("resource_type", &self.resource_type)
            .finish_non_exhaustive()
    }
}

impl Line {
    /// The line of a resource.
    ///
    /// # Errors
    /// [`ExportError::Unwritable`].
    pub fn new(resource: &Resource) -> Result<Self, ExportError> {
        let mut json = serde_json::to_vec(resource).map_err(ExportError::Unwritable)?;
        json.push(b'\n');
        Ok(Self {
            resource_type: resource.resource_type(),
            json,
        })
    }
}

/// The resources of a visit as lines, the visit last. Holds the lines of one entry at a time.
///
/// # Errors
/// As [`Export::new`]; of a line, as [`Line::new`].
pub fn lines<'a, E: Borrow<Entry> + 'a>(
    state: &'a VisitState,
    log: impl IntoIterator<Item = E> + 'a,
    options: &'a Options,
) -> Result<impl Iterator<Item = Result<Line, ExportError>> + 'a, ExportError> {
    let export = Export::new(state, options, References::Relative)?;
    let log = log.into_iter();
    let resources = Resources {
        export: Some(export),
        log,
        ready: Vec::new().into_iter(),
    };
    Ok(resources.map(|resource| Line::new(&resource)))
}

struct Resources<'a, L> {
    /// `None` once the visit has been yielded.
    export: Option<Export<'a>>,
    log: L,
    ready: std::vec::IntoIter<Resource>,
}

impl<E: Borrow<Entry>, L: Iterator<Item = E>> Iterator for Resources<'_, L> {
    type Item = Resource;

    fn next(&mut self) -> Option<Resource> {
        loop {
            if let Some(resource) = self.ready.next() {
                return Some(resource);
            }
            match (self.log.next(), &mut self.export) {
                (Some(entry), Some(export)) => {
                    self.ready = export.entry(entry.borrow()).into_iter();
                }
                _ => return self.export.take().map(Export::finish),
            }
        }
    }
}
