use super::LAWS;
use std::collections::BTreeSet;

/// An unlisted law would never be checked.
#[test]
fn every_law_is_listed() {
    let sources = [
        include_str!("append.rs"),
        include_str!("concurrency.rs"),
        include_str!("dashboard.rs"),
        include_str!("dashboard_pages.rs"),
        include_str!("due.rs"),
        include_str!("leases.rs"),
        include_str!("many.rs"),
        include_str!("people.rs"),
        include_str!("positions.rs"),
        include_str!("reading.rs"),
        include_str!("tenants.rs"),
    ];
    let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
    let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
    assert_eq!(listed, written);
}
