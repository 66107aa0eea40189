//! Counts of things, for people.

/// `3 visits`, for things whose plural ends in `s`.
pub(crate) fn counted(count: u64, one: &str) -> String {
    count_of(count, one, &format!("{one}s"))
}

/// `3 entries`.
pub(crate) fn count_of(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
