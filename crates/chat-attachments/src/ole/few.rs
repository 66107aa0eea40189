//! List optimized for a single item, which needs no allocation.

/// Items in insertion order.
#[derive(Debug)]
pub(super) struct Few<T> {
    first: Option<T>,
    rest: Vec<T>,
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self {
            first: None,
            rest: Vec::new(),
        }
    }
}

impl<T: Copy> Few<T> {
    pub(super) fn push(&mut self, item: T) {
        if self.first.is_none() {
            self.first = Some(item);
        } else {
            self.rest.push(item);
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<T> {
        match index.checked_sub(1) {
            None => self.first,
            Some(index) => self.rest.get(index).copied(),
        }
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut T> {
        self.rest.last_mut().or(self.first.as_mut())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = T> + Clone {
        self.first.iter().chain(&self.rest).copied()
    }

    pub(super) fn into_iter(self) -> impl Iterator<Item = T> {
        self.first.into_iter().chain(self.rest)
    }

    /// Index of the first item that fails the predicate, for a list partitioned by it.
    pub(super) fn partition_point(&self, is: impl Fn(&T) -> bool) -> usize {
        match &self.first {
            Some(first) if is(first) => 1 + self.rest.partition_point(is),
            _ => 0,
        }
    }
}
