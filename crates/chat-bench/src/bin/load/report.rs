//! Figures as JSON lines, medians and ratios.

use crate::{
    Result,
    figures::{Figures, median},
};
use serde_json::{Map, Value, json};
use std::{
    fs::File,
    io::{self, Write as _},
    path::Path,
};

/// Which of two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The measured one.
    Own,
    /// The one to compare it with.
    Other,
}

/// The results of one measurement's rounds.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) scenario: &'static str,
    pub(crate) case: String,
    pub(crate) own: Vec<Figures>,
    pub(crate) other: Vec<Figures>,
}

/// One figure of a row.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) own: f64,
    pub(crate) other: Option<f64>,
    /// The median of the per-round ratios.
    pub(crate) ratio: Option<f64>,
}

/// The output: standard output, and a file.
pub(crate) struct Report {
    file: Option<File>,
}

impl Report {
    /// Appends to a file, if there is one.
    pub(crate) fn to(file: Option<&Path>) -> Result<Self> {
        let open = |path| File::options().create(true).append(true).open(path);
        Ok(Self {
            file: file.map(open).transpose()?,
        })
    }

    /// Prints one round.
    pub(crate) fn round(
        &mut self,
        row: &Row,
        side: Side,
        round: usize,
        figures: &Figures,
    ) -> Result<()> {
        let side = if side == Side::Own { "own" } else { "other" };
        let mut line = head(row);
        line.insert("server".to_owned(), json!(side));
        line.insert("round".to_owned(), json!(round));
        let figures = figures.0.iter();
        line.extend(figures.map(|(name, value)| (name.clone(), rounded(*value))));
        self.write(line)
    }

    /// Prints the medians and ratios of all rounds.
    pub(crate) fn summary(&mut self, row: &Row) -> Result<()> {
        let mut line = head(row);
        line.insert("rounds".to_owned(), json!(row.own.len()));
        for figure in row.lines() {
            let mut sides = Map::new();
            sides.insert("own".to_owned(), rounded(figure.own));
            if let (Some(other), Some(ratio)) = (figure.other, figure.ratio) {
                sides.insert("other".to_owned(), rounded(other));
                sides.insert("ratio".to_owned(), rounded(ratio));
            }
            line.insert(figure.name, Value::Object(sides));
        }
        self.write(line)
    }

    fn write(&mut self, line: Map<String, Value>) -> Result<()> {
        let text = Value::Object(line).to_string();
        writeln!(io::stdout().lock(), "{text}")?;
        if let Some(file) = &mut self.file {
            writeln!(file, "{text}")?;
        }
        Ok(())
    }
}

impl Row {
    /// Its figures over all rounds.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let names = self.own.first().map(|figures| &figures.0);
        let names = names.into_iter().flatten().map(|(name, _)| name);
        let of = |rounds: &[Figures], name: &str| -> Vec<f64> {
            rounds.iter().filter_map(|round| round.get(name)).collect()
        };
        names
            .map(|name| {
                let (own, other) = (of(&self.own, name), of(&self.other, name));
                let ratios = own.iter().zip(&other).filter(|(_, other)| **other > 0.0);
                let ratios: Vec<f64> = ratios.map(|(own, other)| own / other).collect();
                Line {
                    name: name.clone(),
                    own: median(own),
                    ratio: (!ratios.is_empty()).then(|| median(ratios)),
                    other: (!other.is_empty()).then(|| median(other)),
                }
            })
            .collect()
    }
}

/// The medians as a table, for people.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        text.push_str(&format!("\n{}: {}\n", row.scenario, row.case));
        for line in row.lines() {
            let Line {
                name,
                own,
                other,
                ratio,
            } = line;
            text.push_str(&format!("  {name:<34} {own:>12.2}"));
            if let (Some(other), Some(ratio)) = (other, ratio) {
                text.push_str(&format!("  other {other:>12.2}  ratio {ratio:.2}"));
            }
            text.push('\n');
        }
    }
    text
}

fn head(row: &Row) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("scenario".to_owned(), json!(row.scenario));
    line.insert("case".to_owned(), json!(row.case));
    line
}

/// Rounded to significant digits.
fn rounded(value: f64) -> Value {
    json!((value * 1_000.0).round() / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_median_of_the_rounds_own_ratios() {
        let rounds = |values: [f64; 3]| values.map(|x| Figures::default().with("x", x)).to_vec();
        let row = Row {
            scenario: "dm",
            case: "1".to_owned(),
            own: rounds([1.0, 20.0, 300.0]),
            other: rounds([2.0, 10.0, 100.0]),
        };
        let line = row.lines().pop().unwrap();
        assert_eq!((line.own, line.other), (20.0, Some(10.0)));
        assert_eq!(line.ratio, Some(2.0));
        assert!(table(&[row]).contains("ratio 2.00"));
    }
}
