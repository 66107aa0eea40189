//! Load over the wire: starts a real `chat-server`, drives it, and reports its costs.
//!
//! The driver runs on one thread and does little work, but it shares the machine with the server. So rates
//! include both; the server's CPU time per message does not.

mod all_cores;
mod args;
mod clinic;
mod figures;
mod frame;
mod http;
mod jetstream;
mod member;
mod meter;
mod nodes;
mod plot;
mod report;
mod scenario;
mod server;
mod socket;
mod stage;
mod token;
mod usage;

use args::Args;
use clap::{Parser as _, ValueEnum as _};
use report::{Report, Row, Side};
use scenario::Scenario;
use std::{fs, process::ExitCode, time::Duration};
use tokio::{runtime::Builder, task::LocalSet, time::timeout};

/// Timeout of one measurement.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Any failure ends the run and is printed.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    let scenarios = match args.scenarios.as_slice() {
        [] => Scenario::value_variants(),
        named => named,
    };
    let mut sides = vec![(Side::Own, args.program())];
    sides.extend(args.other().map(|other| (Side::Other, other)));
    let mut report = Report::to(args.json.as_deref())?;
    let mut rows = Vec::new();
    for scenario in scenarios {
        for case in scenario.cases() {
            let mut row = Row {
                scenario: scenario.name(),
                case: case.name(),
                own: Vec::new(),
                other: Vec::new(),
            };
            let unwanted = args
                .case
                .as_ref()
                .is_some_and(|text| !row.case.contains(text));
            if unwanted || sides.iter().any(|(_, program)| !case.suits(program)) {
                continue;
            }
            for round in 1..=args.rounds.max(1) {
                // Alternating, so that neither is always first.
                sides.rotate_left(1);
                for (side, program) in &sides {
                    let runtime = Builder::new_current_thread().enable_all().build()?;
                    let load = async { timeout(TIMEOUT, case.run(program, args.span())).await };
                    let figures = LocalSet::new()
                        .block_on(&runtime, load)
                        .map_err(|_| "the measurement took too long")?
                        .map_err(|error| format!("{}: {}: {error}", row.scenario, row.case))?;
                    report.round(&row, *side, round, &figures)?;
                    match side {
                        Side::Own => row.own.push(figures),
                        Side::Other => row.other.push(figures),
                    }
                }
            }
            report.summary(&row)?;
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err("none of these can be measured".into());
    }
    eprint!("{}", report::table(&rows));
    if let Some(file) = &args.plot {
        fs::write(file, plot::svg(&rows))?;
    }
    Ok(())
}
