//! One metric: its name, its meaning and the values of its label.

use metrics::{Counter, Gauge, Histogram, Label, SharedString, Unit};

/// The kind of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetricKind {
    /// A number that only grows.
    Counter,
    /// A number that grows and shrinks.
    Gauge,
    /// A distribution.
    Histogram,
}

/// A metric that a library of this project records.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// The name, as in the Prometheus text format.
    pub name: &'static str,
    /// The kind.
    pub kind: MetricKind,
    /// The unit of the values; `None` for a plain number.
    pub unit: Option<Unit>,
    /// The name of each label and its values, all of which are known in advance. An empty list of values stands for those that the
    /// program's routes give.
    pub labels: &'static [(&'static str, &'static [&'static str])],
    /// One sentence for the operator.
    pub about: &'static str,
}

impl Metric {
    /// A counter with one label.
    #[must_use]
    pub const fn counter(
        name: &'static str,
        labels: &'static [(&'static str, &'static [&'static str])],
        about: &'static str,
    ) -> Self {
        Self {
            name,
            kind: MetricKind::Counter,
            unit: None,
            labels,
            about,
        }
    }

    /// A gauge of a plain number.
    #[must_use]
    pub const fn gauge_of(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            kind: MetricKind::Gauge,
            unit: None,
            labels: &[],
            about,
        }
    }

    /// A histogram of seconds.
    #[must_use]
    pub const fn seconds(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            kind: MetricKind::Histogram,
            unit: Some(Unit::Seconds),
            labels: &[],
            about,
        }
    }

    /// Gives the recorder the metric's unit and its sentence.
    pub fn describe(&self) {
        let (name, about) = (self.name, self.about);
        let unit = self.unit.unwrap_or(Unit::Count);
        match self.kind {
            MetricKind::Counter => metrics::describe_counter!(name, unit, about),
            MetricKind::Gauge => metrics::describe_gauge!(name, unit, about),
            MetricKind::Histogram => metrics::describe_histogram!(name, unit, about),
        }
    }

    /// The handle of a gauge without labels.
    pub fn gauge(&self) -> Gauge {
        metrics::gauge!(self.name)
    }

    /// The handle of a histogram without labels.
    pub fn histogram(&self) -> Histogram {
        metrics::histogram!(self.name)
    }
}

/// The counters of a metric with one label: one handle per value.
pub struct Counters {
    values: &'static [&'static str],
    counters: Vec<Counter>,
}

impl Counters {
    /// The handles of a metric, by the values of its first label.
    #[must_use]
    pub fn of(metric: &Metric) -> Self {
        let (label, values) = metric.labels.first().copied().unwrap_or_default();
        Self::with_values(metric, label, values)
    }

    /// The handles of a metric whose values are known only to the program.
    #[must_use]
    pub fn with_values(
        metric: &Metric,
        label: &'static str,
        values: &'static [&'static str],
    ) -> Self {
        let counter = |value: &&'static str| {
            let label = Label::from_static_parts(label, value);
            metrics::counter!(SharedString::from(metric.name), vec![label])
        };
        Self {
            values,
            counters: values.iter().map(counter).collect(),
        }
    }

    /// Counts one with this value of the label, which is one of the metric's.
    pub fn add(&self, value: &str) {
        let known = self.values.iter().position(|known| *known == value);
        let counter = known.and_then(|at| self.counters.get(at));
        debug_assert!(counter.is_some(), "the metric has no value {value}");
        if let Some(counter) = counter {
            counter.increment(1);
        }
    }
}
