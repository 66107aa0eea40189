//! Private constants of other crates, read from their sources.

use std::path::Path;

/// The value of a constant.
pub(super) fn constant(file: &str, name: &str) -> u64 {
    after(file, &[&format!("const {name}: "), "= "])
}

/// The number after the given words, which occur in this order. Fails if one is missing: then the
/// row must be updated.
pub(super) fn after(file: &str, words: &[&str]) -> u64 {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut rest = text.as_str();
    for word in words {
        let found = rest.split_once(word);
        (_, rest) = found.unwrap_or_else(|| panic!("{file} has no `{word}`"));
    }
    let value = rest.split([')', ';', ',']).next().unwrap_or_default();
    product(value).unwrap_or_else(|| panic!("{file}: `{value}` is no number"))
}

/// A product of numbers.
fn product(text: &str) -> Option<u64> {
    let factors = text.split('*').map(|factor| {
        let digits = factor.trim().replace('_', "");
        digits.parse::<u64>().ok()
    });
    factors.product()
}

#[test]
fn constants_are_read_as_products() {
    assert_eq!(product("64 * 1_024"), Some(65_536));
    assert_eq!(product("usize::MAX"), None);
}
