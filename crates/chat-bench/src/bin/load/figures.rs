//! The results of a measurement.

use crate::usage::Used;
use std::time::Duration;

/// Named figures, in output order. Each name ends with its unit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures(pub(crate) Vec<(String, f64)>);

/// Times, reported as quantiles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latency(Vec<Duration>);

impl Figures {
    /// Adds a figure.
    pub(crate) fn with(mut self, name: impl Into<String>, value: f64) -> Self {
        self.0.push((name.into(), value));
        self
    }

    /// Adds the median, the 99th percentile and the maximum of times.
    pub(crate) fn latency(self, name: &str, mut latency: Latency) -> Self {
        latency.0.sort_unstable();
        self.with(format!("{name}_p50_ms"), latency.quantile(0.5))
            .with(format!("{name}_p99_ms"), latency.quantile(0.99))
            .with(format!("{name}_max_ms"), latency.quantile(1.0))
    }

    /// Adds the rate per second, and the server's cost per operation.
    pub(crate) fn each(self, what: &str, count: usize, within: Duration, used: Used) -> Self {
        let count = as_f64(count).max(1.0);
        let many = match what.strip_suffix('y') {
            Some(stem) => format!("{stem}ies_per_s"),
            None => format!("{what}s_per_s"),
        };
        self.with(many, count / within.as_secs_f64())
            .with(
                format!("cpu_us_per_{what}"),
                used.cpu.as_secs_f64() * 1e6 / count,
            )
            .with(
                format!("sleeps_per_{what}"),
                as_f64(usize::try_from(used.sleeps).unwrap_or(usize::MAX)) / count,
            )
    }

    /// Adds memory in MiB.
    pub(crate) fn memory(self, name: &str, bytes: u64) -> Self {
        self.with(format!("{name}_mib"), kib(bytes) / 1024.0)
    }

    /// A figure by its name.
    pub(crate) fn get(&self, name: &str) -> Option<f64> {
        let mut figures = self.0.iter();
        figures
            .find(|(own, _)| own == name)
            .map(|(_, value)| *value)
    }
}

impl Latency {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Adds the times of another measurement.
    pub(crate) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// In milliseconds; of sorted times.
    fn quantile(&self, quantile: f64) -> f64 {
        let last = as_f64(self.0.len().saturating_sub(1));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index into a list"
        )]
        let place = (last * quantile).round() as usize;
        self.0
            .get(place)
            .map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

/// The median; the mean of the middle two for an even count.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or(0.0);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        at(middle)
    } else {
        f64::midpoint(at(middle.saturating_sub(1)), at(middle))
    }
}

/// Milliseconds.
pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// KiB.
pub(crate) fn kib(bytes: u64) -> f64 {
    as_f64(usize::try_from(bytes).unwrap_or(usize::MAX)) / 1024.0
}

/// A count as a number to divide by.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(crate) const fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_lies_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0]), 2.5);
        assert_eq!(median(Vec::new()), 0.0);
    }

    #[test]
    fn quantiles_are_of_the_sorted_times() {
        let times = (1..=101).rev().map(Duration::from_millis);
        let figures = Figures::default().latency("x", Latency(times.collect()));
        assert_eq!(figures.get("x_p50_ms"), Some(51.0));
        assert_eq!(figures.get("x_p99_ms"), Some(100.0));
        assert_eq!(figures.get("x_max_ms"), Some(101.0));
    }
}
