//! Running steps one after the other, with their times.

use crate::Outcome;
use std::time::{Duration, Instant};

/// How many of the slowest steps are named at the end.
const SLOWEST: usize = 3;

/// One chore.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    run: fn() -> Outcome,
}

impl Step {
    pub(crate) const fn new(name: &'static str, about: &'static str, run: fn() -> Outcome) -> Self {
        Self { name, about, run }
    }
}

/// Runs the steps in order and stops at the first that fails.
pub(crate) fn run_all(steps: &[Step]) -> Outcome {
    let mut times = Vec::with_capacity(steps.len());
    for step in steps {
        println!("── {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = (step.run)();
        let took = start.elapsed();
        if let Err(problem) = outcome {
            return Err(format!(
                "── {} FAILED after {}\n{problem}",
                step.name,
                seconds(took)
            ));
        }
        println!("── {} ok, {}\n", step.name, seconds(took));
        times.push((step.name, took));
    }
    if times.len() > 1 {
        println!("{}", summary(times));
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
    fn the_summary_names_the_slowest_first() {
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
    fn the_first_failure_stops_the_rest() {
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
