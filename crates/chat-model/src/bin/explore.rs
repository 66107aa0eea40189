//! Explores the model's worlds as deep as the given time allows.

use chat_laws::LAWS;
use chat_model::{
    explore::{Exploration, Limits, explore},
    files::{FilesModel, Flaw, describe_files},
    nodes::{NODE_LAWS, NodesModel, Request, describe_nodes},
    visit::{VisitModel, World, describe, worlds},
};
use clap::Parser;
use std::{process::ExitCode, time::Duration};

/// Explores bounded visits exhaustively, level by level, and checks every step against all laws.
#[derive(Parser)]
struct Arguments {
    /// Total time for all worlds
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Number of threads
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Explore only worlds whose names contain this text
    #[arg(long, default_value = "")]
    world: String,
}

/// One exploration in a run.
enum Part {
    Visit(Box<World>),
    Nodes(&'static [Request]),
    File,
}

/// Two nodes: one exploration with all requests, one small enough to finish.
const NODES: [(&str, &[Request], u32); 2] = [
    ("two nodes, all requests", &Request::ALL, 3),
    (
        "two nodes, a message and a removal",
        &[Request::Answer, Request::Greet, Request::Remove],
        3,
    ),
];

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let visits = worlds()
        .into_iter()
        .map(|(world, share)| (world.name, Part::Visit(Box::new(world)), share));
    let nodes = NODES.map(|(name, requests, share)| (name, Part::Nodes(requests), share));
    let file = [("two nodes, a held file", Part::File, 1)];
    let chosen: Vec<_> = (visits.chain(nodes).chain(file))
        .filter(|(name, ..)| name.contains(&arguments.world))
        .collect();
    let shares: u32 = chosen.iter().map(|(.., share)| share).sum();
    println!(
        "{} laws of a visit, {} of two nodes, {} threads",
        LAWS.len(),
        NODE_LAWS.len(),
        arguments.threads
    );
    let mut all_kept = true;
    for (name, part, share) in chosen {
        let time = Duration::from_secs(arguments.seconds.into()) * share / shares.max(1);
        match part.run(name, Limits::time(time, arguments.threads)) {
            Ok(kept) => all_kept &= kept,
            Err(problem) => {
                eprintln!("{problem}");
                return ExitCode::FAILURE;
            }
        }
    }
    if all_kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Part {
    /// Whether no law was broken.
    fn run(self, name: &str, limits: Limits) -> Result<bool, String> {
        let explanation = match self {
            Self::Visit(world) => {
                let model = VisitModel::new(*world, LAWS).map_err(|problem| problem.to_string())?;
                let explored = explore(&model, limits);
                print(name, &explored);
                let met = explored.tally.refusals.len();
                let laws = model.laws.len();
                println!("    {laws} laws, {met} different refusals met");
                explored
                    .findings
                    .first()
                    .map(|found| describe(&model, found))
            }
            Self::Nodes(requests) => {
                let model = NodesModel::new(requests, 2).map_err(|refusal| refusal.to_string())?;
                let explored = explore(&model, limits);
                print(name, &explored);
                let first = explored.findings.first();
                first.map(|found| describe_nodes(&model, found))
            }
            Self::File => {
                let model = FilesModel { flaw: Flaw::None };
                let explored = explore(&model, limits);
                print(name, &explored);
                let first = explored.findings.first();
                first.map(|found| describe_files(&model, found))
            }
        };
        if let Some(explanation) = &explanation {
            println!("{explanation}");
        }
        Ok(explanation.is_none())
    }
}

fn print<S, T>(name: &str, explored: &Exploration<S, T>) {
    let counts = explored.counts;
    let seconds = explored.time.as_secs_f64();
    let end = match explored.partly {
        _ if explored.exhausted => ", exhausted".to_owned(),
        Some((expanded, of)) => format!(" and {expanded} of {of} states of the next level"),
        None => String::new(),
    };
    println!(
        "{name}: complete to depth {}{end}\n    {} states found, {} of them expanded; {} transitions judged, {} of them changes; {seconds:.1} s, {:.0} states/s",
        explored.depth,
        counts.states,
        counts.expanded,
        counts.transitions,
        counts.accepted,
        counts.expanded as f64 / seconds,
    );
    println!("    new states a level: {:?}", explored.levels);
}
