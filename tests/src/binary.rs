//! The program under test.

use std::{env, path::Path, path::PathBuf, sync::LazyLock};

/// Cargo builds it before the tests of its package, and passes its path to each test.
const VARIABLE: &str = "CARGO_BIN_EXE_chat-server";

/// The path of `chat-server`, built together with the tests.
///
/// # Panics
/// If cargo did not start the test.
#[must_use]
pub fn chat_server() -> &'static Path {
    static BINARY: LazyLock<PathBuf> = LazyLock::new(|| {
        let path = env::var_os(VARIABLE);
        let path = path.unwrap_or_else(|| panic!("run by `cargo test`, which sets {VARIABLE}"));
        path.into()
    });
    &BINARY
}
