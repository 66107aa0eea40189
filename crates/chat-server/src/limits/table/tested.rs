//! Which tests reach each limit, and show what happens beyond it and that others go on.

mod edge;
mod inside;

use edge::EDGE;
use inside::INSIDE;
use std::{fs, path::Path};

/// The tests of a limit, by the title of its section and what it limits: the file below `crates`, and
/// the function.
type Tested = (&'static str, &'static str, &'static [&'static str]);

/// Limits whose tests are still to be named here.
const UNTESTED: [(&str, &str); 1] = [("Log", "changes that wait for the writer")];

/// The tests of a limit.
pub(super) fn of(section: &str, what: &str) -> &'static [&'static str] {
    let mut all = EDGE.iter().chain(INSIDE);
    let found = all.find(|(title, limit, _)| (*title, *limit) == (section, what));
    found.map_or(&[], |(_, _, tests)| tests)
}

/// Whether a source has a test of that name.
fn has_test(source: &str, name: &str) -> bool {
    let function = format!("fn {name}(");
    let Some((before, _)) = source.split_once(&function) else {
        return false;
    };
    // Between the end of what comes before and the function there are its attributes.
    let attributes = before.rsplit(['}', ';', '{']).next().unwrap_or_default();
    attributes.contains("#[test]") || attributes.contains("#[tokio::test")
}

#[test]
fn each_limit_names_its_tests_and_they_exist() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut limits = Vec::new();
    for (section, _, rows) in super::rows::sections() {
        for row in rows {
            limits.push((section, row.what()));
            let untested = UNTESTED.contains(&(section, row.what()));
            let tests = of(section, row.what());
            assert!(untested || !tests.is_empty(), "{section}: {}", row.what());
            for test in tests {
                let (file, name) = test.split_once("::").unwrap();
                let source = fs::read_to_string(crates.join(file));
                let source = source.unwrap_or_else(|error| panic!("{file}: {error}"));
                assert!(has_test(&source, name), "{file} has no test {name}");
            }
        }
    }
    for (section, what, _) in EDGE.iter().chain(INSIDE) {
        assert!(limits.contains(&(section, what)), "{section}: {what}");
    }
}

#[test]
fn a_test_is_a_function_with_the_attribute_of_one() {
    let source = "fn helper() {}\n#[tokio::test(start_paused = true)]\nasync fn it_holds() {}\n";
    assert!(has_test(source, "it_holds"));
    assert!(!has_test(source, "helper") && !has_test(source, "it_hold"));
}
