//! The medians as charts: one per figure, with a bar for each case.

use crate::report::{Line, Row};
use std::collections::BTreeMap;

/// The figures to draw, by the prefix of their name, with a title.
const CHARTS: [(&str, &str); 7] = [
    ("cpu_us_per_message", "server CPU time per message, µs"),
    ("cpu_us_per_delivery", "server CPU time per delivery, µs"),
    ("cpu_us_per_join", "server CPU time per join, µs"),
    ("deliver_p99_ms", "99 of 100 deliveries within, ms"),
    ("rss_kib_per_connection", "memory per connection, KiB"),
    ("first_request_ms", "first request to a long visit, ms"),
    ("start_ms", "start to first answer, ms"),
];

const LEFT: f64 = 250.0;
const WIDTH: f64 = 480.0;
const BAR: f64 = 14.0;
const OWN: &str = "#2a6fb0";
const OTHER: &str = "#b8b8b8";

/// A standalone SVG.
pub(crate) fn svg(rows: &[Row]) -> String {
    let mut body = String::new();
    let mut y = 20.0;
    if rows.iter().any(|row| !row.other.is_empty()) {
        text(&mut body, 650.0, y, &format!("fill=\"{OTHER}\""), "other");
        text(&mut body, 700.0, y, &format!("fill=\"{OWN}\""), "own");
    }
    for (figure, title) in CHARTS {
        let bars = bars(rows, figure);
        if bars.is_empty() {
            continue;
        }
        text(&mut body, 10.0, y, "font-weight=\"bold\"", title);
        y += 12.0;
        let all = bars
            .iter()
            .flat_map(|(_, line)| [Some(line.own), line.other]);
        let most = all.flatten().fold(f64::MIN_POSITIVE, f64::max);
        for (name, line) in &bars {
            text(&mut body, 10.0, y + 11.0, "", name);
            let sides = [(line.other, OTHER), (Some(line.own), OWN)];
            for (value, color) in sides {
                let Some(value) = value else { continue };
                let width = (value / most * WIDTH).max(1.0);
                body.push_str(&format!(
                    "<rect x=\"{LEFT}\" y=\"{y:.0}\" width=\"{width:.1}\" height=\"{:.0}\" fill=\"{color}\"/>\n",
                    BAR - 2.0
                ));
                let end = LEFT + width + 5.0;
                text(&mut body, end, y + 10.0, "", &format!("{value:.1}"));
                y += BAR;
            }
            y += 4.0;
        }
        y += 24.0;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"820\" height=\"{y:.0}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{body}</svg>\n"
    )
}

/// All figures of a name, in the order of their rows, each with the name of its bar.
fn bars(rows: &[Row], figure: &str) -> Vec<(String, Line)> {
    let mut bars = BTreeMap::new();
    for (n, row) in rows.iter().enumerate() {
        for (m, line) in row.lines().into_iter().enumerate() {
            let beside = line.name.strip_prefix(figure);
            let Some(beside) = beside.map(|rest| rest.replace('_', " ")) else {
                continue;
            };
            let name = format!("{}: {}{beside}", row.scenario, row.case);
            bars.insert((n, m), (name, line));
        }
    }
    bars.into_values().collect()
}

/// The names of scenarios and figures need no XML escaping.
fn text(body: &mut String, x: f64, y: f64, style: &str, text: &str) {
    body.push_str(&format!(
        "<text x=\"{x:.0}\" y=\"{y:.0}\" {style}>{text}</text>\n"
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Figures;

    #[test]
    fn a_chart_has_a_bar_for_each_side() {
        let figures = |value| vec![Figures::default().with("cpu_us_per_message", value)];
        let mut row = Row {
            scenario: "dm",
            case: "32 ws".to_owned(),
            own: figures(50.0),
            other: figures(100.0),
        };
        let drawn = svg(std::slice::from_ref(&row));
        assert!(
            drawn.contains("dm: 32 ws") && drawn.contains(">other<"),
            "{drawn}"
        );
        assert!(drawn.contains("width=\"240.0\"") && drawn.contains("width=\"480.0\""));
        assert!(!drawn.contains("memory per connection"));
        row.other.clear();
        let alone = svg(&[row]);
        assert!(!alone.contains(">other<") && !alone.contains(OTHER));
    }
}
