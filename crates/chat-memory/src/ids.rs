//! Sequential ids for tests.

use chat_ports::IdSource;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use uuid::{Builder, Uuid};

/// Ids 1, 2, 3, … formatted as UUID version 7, in ascending order.
#[derive(Clone, Debug, Default)]
pub struct SequentialIds(Arc<AtomicU64>);

impl SequentialIds {
    /// Starts at 1.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl IdSource for SequentialIds {
    fn next_id(&self) -> Uuid {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        Builder::from_unix_timestamp_millis(number, &[0; 10]).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_repeatable_and_ordered() {
        let ids = SequentialIds::new();
        let (first, second) = (ids.next_id(), ids.clone().next_id());
        assert!(first < second);
        assert_eq!(SequentialIds::new().next_id(), first);
        assert_eq!(first.get_version_num(), 7);
        assert_eq!(first.to_string(), "00000000-0001-7000-8000-000000000000");
    }
}
