//! Laws that hold whatever people do, over generated visits.

mod access;
mod audience;
mod forgery;
mod log;
mod naive;
mod plan;
mod reach;
mod run;
mod total;
mod visits;

use proptest::test_runner::Config;

/// Enough visits to matter, few enough to wait for.
fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}
