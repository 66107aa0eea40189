//! The repository's chores: `cargo xtask <step>`.
//!
//! `cargo xtask ci` installs missing programs and runs every check. Each step can also be run alone. All
//! chores are in Rust; there are no scripts.

mod book;
mod cargo;
mod clients;
mod cluster;
mod corpus;
mod cpu_time;
mod deny;
mod dist;
mod examples;
mod failures;
mod fence;
mod fhir;
mod fuzz;
mod install;
mod notices;
mod outcome;
mod package;
mod packages;
mod prove;
mod repository;
mod screens;
mod step;
mod tidy;
mod torture;
mod wasm;

use outcome::Outcome;
use std::{path::Path, process::ExitCode};
use step::Step;

/// All steps of `ci`, in order: fast ones and prerequisites first.
const STEPS: &[Step] = &[
    Step::new(
        "install",
        "installs programs that the checks need",
        install::install_missing,
    ),
    Step::new("fmt", "checks the formatting", cargo::fmt),
    Step::new(
        "tidy",
        "checks file sizes, imports, the root folder, the code map and leftovers",
        tidy::run,
    ),
    Step::new(
        "fence",
        "checks the dependencies between crates, and their diagram",
        fence::run,
    ),
    Step::new(
        "deny",
        "checks licenses, banned crates, sources, notices and advisories",
        deny::check,
    ),
    Step::reporting(
        "book",
        "builds the documentation's site and checks its links",
        book::build,
    ),
    Step::new(
        "package",
        "packages every crate that is published",
        package::check,
    ),
    Step::reporting(
        "wasm",
        "checks that the rules compile to WebAssembly",
        wasm::check,
    ),
    Step::new(
        "clippy",
        "lints everything, denying warnings",
        cargo::clippy,
    ),
    Step::new(
        "docs",
        "builds the documentation, denying warnings",
        cargo::docs,
    ),
    Step::new("test", "runs all tests", cargo::test),
    Step::new("examples", "runs the examples", examples::run),
    Step::reporting(
        "torture",
        "kills a server, cuts its power and makes its disk fail",
        torture::short,
    ),
];

/// Steps that are too slow for every change: run by hand, before a release.
const BY_HAND: &[Step] = &[
    Step::new(
        "prove",
        "lints and runs the bounded model and the second opinion",
        prove::run_all,
    ),
    Step::new("fuzz", "lints the fuzzer's programs", fuzz::check),
    Step::new(
        "clients",
        "generates clients in Python and TypeScript, uses them, and validates AsyncAPI",
        clients::check,
    ),
    Step::new(
        "fhir",
        "validates exported visits as FHIR R4 and R5",
        fhir::check,
    ),
    Step::new("dist", "builds the server for deployment", dist::build),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    match arguments {
        [all] if all == "ci" => step::run_all(STEPS),
        [corpus, folder] if corpus == "corpus" => corpus::run(Path::new(folder)),
        [notices] if notices == "notices" => notices::write(),
        [reference] if reference == "reference" => book::write_reference(),
        [torture, first, rest @ ..] if torture == "torture" => {
            torture::run(&[std::slice::from_ref(first), rest].concat())
        }
        [cluster, rest @ ..] if cluster == "cluster" => cluster::chore(rest),
        [screens, rest @ ..] if screens == "screens" => screens::take(rest),
        [name] => match STEPS.iter().chain(BY_HAND).find(|step| step.name == name) {
            Some(step) => step::run_all(std::slice::from_ref(step)),
            None => Err(format!("there is no step `{name}`\n\n{}", usage())),
        },
        _ => Err(usage()),
    }
}

fn usage() -> String {
    let mut text =
        String::from("usage: cargo xtask <step>\n\n  ci        all of these, in order\n");
    for step in STEPS {
        text.push_str(&format!("  {:<9} {}\n", step.name, step.about));
    }
    text.push_str("\n  by hand, before a release:\n\n");
    for step in BY_HAND {
        text.push_str(&format!("  {:<9} {}\n", step.name, step.about));
    }
    text.push_str(
        "\nusage: cargo xtask corpus <folder>\n\n  scores the file gate on labeled files\n",
    );
    text.push_str("\nusage: cargo xtask notices\n\n  regenerates the third-party notices\n");
    text.push_str(
        "\nusage: cargo xtask reference\n\n  regenerates the table of the API's operations\n",
    );
    text.push_str("\nusage: cargo xtask screens [--out DIR] [--axe FILE]\n\n  takes pictures of every screen and state; axe checks them\n");
    text.push_str("\nusage: cargo xtask cluster [[--long] NAME… | demo | bench [OPTION…]]\n\n  runs the tests of several nodes, with --long many times; demo starts three nodes with their servers; bench measures them\n");
    text.push_str("\nusage: cargo xtask torture --help\n\n  shows options for longer runs\n");
    text
}
