//! Running steps in order, with their times.

use crate::outcome::Outcome;
use std::time::{Duration, Instant};

/// Number of slowest steps in the summary.
const SLOWEST: usize = 3;

/// One chore.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    run: Run,
}

/// The function of a step.
enum Run {
    Silent(fn() -> Outcome),
    /// Returns a note to print even on success.
    Reporting(fn() -> Outcome<String>),
}

impl Step {
    pub(crate) const fn new(name: &'static str, about: &'static str, run: fn() -> Outcome) -> Self {
        let run = Run::Silent(run);
        Self { name, about, run }
    }

    /// A step that returns a note about what it did or could not do, printed with its result and again at the
    /// end.
    pub(crate) const fn reporting(
        name: &'static str,
        about: &'static str,
        run: fn() -> Outcome<String>,
    ) -> Self {
        let run = Run::Reporting(run);
        Self { name, about, run }
    }

    fn run(&self) -> Outcome<Option<String>> {
        match self.run {
            Run::Silent(run) => run().map(|()| None),
            Run::Reporting(run) => run().map(Some),
        }
    }
}

/// Runs the steps in order and stops at the first that fails.
pub(crate) fn run_all(steps: &[Step]) -> Outcome {
    let mut times = Vec::with_capacity(steps.len());
    let mut results = Vec::new();
    for step in steps {
        println!("── {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = step.run();
        let took = start.elapsed();
        let took_for = seconds(took);
        match outcome {
            Err(problem) => {
                return Err(format!(
                    "── {} FAILED after {took_for}\n{problem}",
                    step.name
                ));
            }
            Ok(None) => println!("── {} ok, {took_for}\n", step.name),
            Ok(Some(result)) => {
                println!("── {} ok, {took_for}: {result}\n", step.name);
                results.push(format!("{}: {result}", step.name));
            }
        }
        times.push((step.name, took));
    }
    if times.len() > 1 {
        println!("{}", summary(times));
        for result in results {
            println!("{result}");
        }
    }
    Ok(())
}

fn summary(mut times: Vec<(&str, Duration)>) -> String {
    let count = times.len();
    let total: Duration = times.iter().map(|(_, took)| *took).sum();
    times.sort_by_key(|(_, took)| std::cmp::Reverse(*took));
    let slowest: Vec<String> = times
        .iter()
        .take(SLOWEST)
        .map(|(name, took)| format!("{name} {}", seconds(*took)))
        .collect();
    format!(
        "all {count} steps ok in {}; slowest: {}",
        seconds(total),
        slowest.join(", ")
    )
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn summary_names_the_slowest_steps_first() {
        let times = [("fmt", 1), ("test", 90), ("tidy", 2), ("clippy", 30)];
        let times = times
            .map(|(name, s)| (name, Duration::from_secs(s)))
            .to_vec();
        assert_eq!(
            summary(times),
            "all 4 steps ok in 123.0 s; slowest: test 90.0 s, clippy 30.0 s, tidy 2.0 s"
        );
    }

    #[test]
    fn first_failure_stops_the_rest() {
        static RUN: AtomicUsize = AtomicUsize::new(0);
        fn good() -> Outcome {
            RUN.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
        fn bad() -> Outcome {
            RUN.fetch_add(1, Ordering::Relaxed);
            Err("it rains".to_owned())
        }
        let steps = [
            Step::new("one", "", good),
            Step::new("two", "", bad),
            Step::new("three", "", good),
        ];
        let problem = run_all(&steps).unwrap_err();
        assert!(
            problem.contains("two FAILED") && problem.contains("it rains"),
            "{problem}"
        );
        assert_eq!(RUN.load(Ordering::Relaxed), 2);
    }
}
