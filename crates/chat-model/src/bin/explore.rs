//! Explores the model's worlds as deep as the given time allows.

use chat_laws::LAWS;
use chat_model::{
    explore::{Exploration, Limits, explore},
    visit::{Step, Tally, VisitModel, World, tell, worlds},
};
use clap::Parser;
use std::{process::ExitCode, time::Duration};

/// Explores bounded visits completely, level by level, and checks every step against all laws.
#[derive(Parser)]
struct Arguments {
    /// How long to explore, all worlds together.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// How many threads share the work.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Only the worlds whose names contain this.
    #[arg(long, default_value = "")]
    world: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let chosen: Vec<_> = worlds()
        .into_iter()
        .filter(|(world, _)| world.name.contains(&arguments.world))
        .collect();
    let shares: u32 = chosen.iter().map(|(_, share)| share).sum();
    println!("{} laws", LAWS.len());
    let mut broken = false;
    for (world, share) in chosen {
        let time = Duration::from_secs(arguments.seconds.into()) * share / shares.max(1);
        match run(world, Limits::time(time, arguments.threads)) {
            Ok(kept) => broken |= !kept,
            Err(problem) => {
                eprintln!("{problem}");
                return ExitCode::FAILURE;
            }
        }
    }
    if broken {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Whether all laws were kept.
fn run(world: World, limits: Limits) -> Result<bool, String> {
    let model = VisitModel::new(world, LAWS).map_err(|problem| problem.to_string())?;
    let explored = explore(&model, limits);
    print(&model.world, &explored);
    if let Some(finding) = explored.findings.first() {
        println!("{}", tell(&model, finding));
    }
    Ok(explored.findings.is_empty())
}

fn print(world: &World, explored: &Exploration<Step, Tally>) {
    let counts = explored.counts;
    let seconds = explored.time.as_secs_f64();
    let rate = counts.expanded as f64 / seconds;
    println!(
        "{}: depth {}{}; {} states, {} transitions ({} accepted), {} refusals' codes; {seconds:.1} s, {rate:.0} states/s",
        world.name,
        explored.depth,
        if explored.exhausted {
            ", all there is"
        } else {
            ""
        },
        counts.states,
        counts.transitions,
        counts.accepted,
        explored.tally.refusals.len(),
    );
    println!("    new states a level: {:?}", explored.levels);
}
