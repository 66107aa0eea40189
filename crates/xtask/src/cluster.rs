//! Several nodes: their tests in a short and a long form, their benchmarks, and a demo on this machine.

mod bench;
mod demo;
mod previous;
mod table;
mod tests;

use crate::outcome::Outcome;

/// Runs the tests of several nodes, in their long form with `--long`, or what the first argument names.
pub(crate) fn chore(arguments: &[String]) -> Outcome {
    match arguments {
        [what] if what == "demo" => demo::start(),
        [what, options @ ..] if what == "bench" => bench::measure(options),
        [long, names @ ..] if long == "--long" && are_names(names) => tests::run(names, true),
        names if are_names(names) => tests::run(names, false),
        _ => Err("usage: cargo xtask cluster [[--long] NAME… | demo | bench [OPTION…]]".to_owned()),
    }
}

fn are_names(words: &[String]) -> bool {
    words.iter().all(|word| !word.starts_with('-'))
}
