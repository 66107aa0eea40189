//! Laws of stored, split and forged logs. Laws of every moment of a visit are in `chat-laws`.

mod forgery;
mod log;
mod total;

use proptest::test_runner::Config;

/// Test configuration with this number of generated visits.
pub(crate) fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}
