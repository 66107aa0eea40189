//! Laws that are not about one moment of a visit: of stored, cut and forged logs. Those of every
//! moment are in `chat-laws`.

mod forgery;
mod log;
mod total;

use proptest::test_runner::Config;

/// Enough visits to matter, few enough to wait for.
fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}
