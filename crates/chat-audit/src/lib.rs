//! Checks stored logs from the outside, and signs statements of where they stand.
