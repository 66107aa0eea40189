//! Several nodes: the long form of their tests, their benchmarks, and a demo on this machine.

mod bench;
mod demo;
mod previous;
mod tests;

use crate::outcome::Outcome;

/// Runs the tests of several nodes in their long form, or what the first argument names.
pub(crate) fn chore(arguments: &[String]) -> Outcome {
    match arguments {
        [what] if what == "demo" => demo::start(),
        [what, options @ ..] if what == "bench" => bench::measure(options),
        names if names.iter().all(|name| !name.starts_with('-')) => tests::run(names),
        _ => Err("usage: cargo xtask cluster [NAME… | demo | bench [OPTION…]]".to_owned()),
    }
}
