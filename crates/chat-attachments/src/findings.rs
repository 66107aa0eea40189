//! Findings of a walk, and the objects that they are about.

use crate::finding::{Finding, FindingSet};
use crate::object::Object;

/// Maximum number of objects named. The findings of the others count too.
const MAX_OBJECTS: usize = 16;

/// Findings of a walk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    set: FindingSet,
    objects: Vec<Object>,
}

impl Findings {
    pub(crate) fn insert(&mut self, finding: Finding) {
        self.set = self.set.with(finding);
    }

    pub(crate) fn contains(&self, finding: Finding) -> bool {
        self.set.contains(finding)
    }

    /// Adds those of another walk.
    pub(crate) fn add(&mut self, other: impl Into<Self>) {
        let other = other.into();
        self.set = self.set.union(other.set);
        for object in other.objects {
            self.name(object);
        }
    }

    /// Adds those of an object.
    pub(crate) fn add_object(&mut self, mut object: Object, inside: Self) {
        object.findings = inside.set.iter().collect();
        if !object.findings.is_empty() {
            self.name(object);
        }
        self.add(inside);
    }

    /// Whether an object stated its class or name.
    pub(crate) fn has_objects(&self) -> bool {
        !self.objects.is_empty()
    }

    fn name(&mut self, object: Object) {
        let is_new = object.has_name() && !self.objects.contains(&object);
        if is_new && self.objects.len() < MAX_OBJECTS {
            self.objects.push(object);
        }
    }

    /// The findings, and the objects with a class or name.
    pub(crate) fn into_parts(self) -> (FindingSet, Vec<Object>) {
        (self.set, self.objects)
    }
}

impl From<FindingSet> for Findings {
    fn from(set: FindingSet) -> Self {
        let objects = Vec::new();
        Self { set, objects }
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        FindingSet::EMPTY.with(finding).into()
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.set.extend(findings);
    }
}
