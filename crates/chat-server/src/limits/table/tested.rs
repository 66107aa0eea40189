//! The tests that reach each limit and show what happens beyond it.

mod edge;
mod entry;
mod inside;
mod invitations;
mod rates;
mod requests;
mod webhooks;

use edge::EDGE;
use inside::INSIDE;
use invitations::INVITATIONS;
use rates::RATES;
use requests::REQUESTS;
use std::{fs, path::Path};
use webhooks::WEBHOOKS;

/// The tests of a limit.
pub(super) fn of(section: &str, what: &str) -> &'static [&'static str] {
    let others = INSIDE.iter().chain(RATES).chain(REQUESTS).chain(WEBHOOKS);
    let mut all = EDGE.iter().chain(others).chain(INVITATIONS);
    let found = all.find(|(title, limit, _)| (*title, *limit) == (section, what));
    found.map_or(&[], |(_, _, tests)| tests)
}

/// Whether a source file has a test with this name.
fn has_test(source: &str, name: &str) -> bool {
    let function = format!("fn {name}(");
    let Some((before, _)) = source.split_once(&function) else {
        return false;
    };
    // The attributes are between the end of the previous item and the function.
    let attributes = before.rsplit(['}', ';', '{']).next().unwrap_or_default();
    attributes.contains("#[test]") || attributes.contains("#[tokio::test")
}

#[test]
fn each_limit_names_existing_tests() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut limits = Vec::new();
    for (section, _, rows) in super::rows::sections() {
        for row in rows {
            limits.push((section, row.what()));
            let tests = of(section, row.what());
            assert!(!tests.is_empty(), "{section}: {}", row.what());
            for test in tests {
                let (file, name) = test.split_once("::").unwrap();
                let source = fs::read_to_string(crates.join(file));
                let source = source.unwrap_or_else(|error| panic!("{file}: {error}"));
                assert!(has_test(&source, name), "{file} has no test {name}");
            }
        }
    }
    let others = INSIDE.iter().chain(RATES).chain(REQUESTS).chain(WEBHOOKS);
    for (section, what, _) in EDGE.iter().chain(others).chain(INVITATIONS) {
        assert!(limits.contains(&(section, what)), "{section}: {what}");
    }
}

#[test]
fn only_functions_with_a_test_attribute_count() {
    let source = "fn helper() {}\n#[tokio::test(start_paused = true)]\nasync fn it_holds() {}\n";
    assert!(has_test(source, "it_holds"));
    assert!(!has_test(source, "helper") && !has_test(source, "it_hold"));
}
