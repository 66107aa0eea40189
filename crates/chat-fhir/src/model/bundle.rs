//! `Bundle`.

use super::{
    datatypes::{Identifier, Instant},
    resource::Resource,
};
use serde::Serialize;

/// All resources of a visit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "resourceType")]
pub struct Bundle {
    pub(crate) id: String,
    pub(crate) identifier: Identifier,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<Instant>,
    pub(crate) entry: Vec<BundleEntry>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BundleEntry {
    pub(crate) full_url: String,
    pub(crate) resource: Resource,
}

impl BundleEntry {
    pub(crate) fn new(resource: Resource) -> Self {
        Self {
            full_url: format!("urn:uuid:{}", resource.id()),
            resource,
        }
    }
}

impl Bundle {
    /// Its resources.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.entry.iter().map(|entry| &entry.resource)
    }

    /// Adds a resource, such as a [`Resource::Binary`] that [`Export::binary`](crate::Export::binary) made.
    pub fn add(&mut self, resource: Resource) {
        self.entry.push(BundleEntry::new(resource));
    }
}
