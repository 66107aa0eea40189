//! The repository's own chores: `cargo xtask <step>`.
//!
//! `cargo xtask ci` installs what is missing and runs every check there is; each step can be run
//! alone as well. All chores are written here, in Rust; there are no scripts to learn.

mod cargo;
mod corpus;
mod deny;
mod dist;
mod examples;
mod fence;
mod fuzz;
mod install;
mod notices;
mod packages;
mod prove;
mod repository;
mod step;
mod tidy;
mod torture;
mod wasm;

use std::{path::Path, process::ExitCode};
use step::Step;

/// What a chore answers: nothing, or a sentence that says what is wrong.
type Outcome<T = ()> = Result<T, String>;

/// All steps in the order in which `ci` runs them: what is quick and what others need comes first.
const STEPS: &[Step] = &[
    Step::new(
        "install",
        "installs the programs that the checks need",
        install::install_missing,
    ),
    Step::new("fmt", "checks the formatting", cargo::fmt),
    Step::new(
        "tidy",
        "checks file sizes, imports, the root folder, the code map and leftovers",
        tidy::run,
    ),
    Step::new("fence", "checks which crate depends on what", fence::run),
    Step::new(
        "deny",
        "checks licenses, banned crates, sources, notices and advisories",
        deny::check,
    ),
    Step::telling(
        "wasm",
        "checks that the rules compile for a page or an edge",
        wasm::check,
    ),
    Step::new("clippy", "lints everything, warnings denied", cargo::clippy),
    Step::new(
        "docs",
        "builds the documentation, warnings denied",
        cargo::docs,
    ),
    Step::new("test", "runs all tests", cargo::test),
    Step::new("examples", "runs the examples", examples::run),
    Step::telling(
        "torture",
        "kills a server, cuts its power and lets its disk fail",
        torture::short,
    ),
];

/// What takes too long for every change: run by hand, and before a release.
const BY_HAND: &[Step] = &[
    Step::new(
        "prove",
        "lints and runs the bounded model and the second opinion",
        prove::run_all,
    ),
    Step::new("fuzz", "checks the fuzzer's own programs", fuzz::check),
    Step::new("dist", "builds the server as it is deployed", dist::build),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [all] if all == "ci" => step::run_all(STEPS),
        [corpus, folder] if corpus == "corpus" => corpus::run(Path::new(folder)),
        [notices] if notices == "notices" => notices::write(),
        [torture, first, rest @ ..] if torture == "torture" => {
            torture::run(&[std::slice::from_ref(first), rest].concat())
        }
        [name] => match STEPS.iter().chain(BY_HAND).find(|step| step.name == name) {
            Some(step) => step::run_all(std::slice::from_ref(step)),
            None => Err(format!("there is no step `{name}`\n\n{}", usage())),
        },
        _ => Err(usage()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let mut text =
        String::from("usage: cargo xtask <step>\n\n  ci        all of these, in order\n");
    for step in STEPS {
        text.push_str(&format!("  {:<9} {}\n", step.name, step.about));
    }
    text.push_str("\n  by hand, and before a release:\n\n");
    for step in BY_HAND {
        text.push_str(&format!("  {:<9} {}\n", step.name, step.about));
    }
    text.push_str("\nusage: cargo xtask corpus <folder>\n\n  judges a labelled folder of files\n");
    text.push_str("\nusage: cargo xtask notices\n\n  regenerates the third-party notices\n");
    text.push_str(
        "\nusage: cargo xtask torture --help\n\n  says how to torture a server for longer\n",
    );
    text
}
