//! The table of metrics in `docs/operating.md`, generated from the code. Update it with
//!
//! ```text
//! UPDATE_METRICS=1 cargo test -p chat-server --lib exporter
//! ```

use super::all;
use chat_app::{Metric, MetricKind};
use std::{collections::BTreeSet, fmt::Write as _, path::Path};

const COMMAND: &str = "UPDATE_METRICS=1 cargo test -p chat-server --lib exporter";

/// The lines around the table.
const MARKS: [&str; 2] = ["<!-- metrics: generated -->\n", "<!-- end of metrics -->\n"];

fn labels(metric: &Metric) -> String {
    let one = |(name, values): &(&str, &[&str])| match values.is_empty() {
        true => format!("`{name}`"),
        false => format!("`{name}`: {}", values.join(", ")),
    };
    let labels: Vec<_> = metric.labels.iter().map(one).collect();
    labels.join("; ")
}

fn table() -> String {
    let mut text = "| metric | kind | labels | meaning |\n| --- | --- | --- | --- |\n".to_owned();
    for metric in all() {
        let kind = match metric.kind {
            MetricKind::Counter => "counter",
            MetricKind::Gauge => "gauge",
            _ => "histogram",
        };
        let (name, about) = (metric.name, metric.about);
        writeln!(text, "| `{name}` | {kind} | {} | {about} |", labels(metric)).unwrap();
    }
    text
}

#[test]
fn documented_metrics_match_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operating.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = written.split_once(MARKS[0]).unwrap();
    let (_, after) = rest.split_once(MARKS[1]).unwrap();
    let computed = [before, MARKS[0], &table(), MARKS[1], after].concat();
    if std::env::var_os("UPDATE_METRICS").is_some() {
        std::fs::write(&path, &computed).unwrap();
        return;
    }
    assert!(
        written == computed,
        "docs/operating.md is out of date; update it with\n  {COMMAND}"
    );
}

#[test]
fn names_are_distinct_and_say_the_kind() {
    let mut names = BTreeSet::new();
    for metric in all() {
        let name = metric.name;
        assert!(names.insert(name), "{name}");
        let is_counter = metric.kind == MetricKind::Counter;
        assert_eq!(name.ends_with("_total"), is_counter, "{name}");
        assert!(name.starts_with("visit_chat_") || name.starts_with("process_"));
    }
}
