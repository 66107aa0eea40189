//! The grid as text: one line for all cases with the same answers, at most 120 columns.

use super::{
    key,
    merge::{Line, lines},
    sections::Section,
    table::{Answer, Block, Case, Column},
};
use std::fmt::Write as _;

pub const WIDTH: usize = 120;

/// A section's title, what it shows, and its tables.
pub fn section(out: &mut String, section: &Section) {
    title(out, section.title);
    paragraph(out, "", &format!("{} {}", section.about, counts(section)));
    let tables = section.blocks.iter().map(|block| (block, lines(block)));
    let tables: Vec<_> = tables.filter(|(_, lines)| !lines.is_empty()).collect();
    if tables.is_empty() {
        paragraph(out, "", "Nothing differs.");
    }
    // Identical tables of one part are printed once, under all their headings.
    for same in tables.chunk_by(is_same) {
        out.push('\n');
        for (block, _) in same {
            let _ = writeln!(out, "{}", heading(block));
        }
        if let Some((block, lines)) = same.first() {
            table(out, block, lines);
        }
    }
}

pub fn title(out: &mut String, title: &str) {
    let _ = write!(out, "\n\n{title}\n{}\n", "=".repeat(title.len()));
}

/// Writes a text wrapped into lines, after a mark.
pub fn paragraph(out: &mut String, mark: &str, text: &str) {
    let mut line = mark.to_owned();
    let indent = " ".repeat(mark.chars().count());
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{}", line.trim_end());
            line.clone_from(&indent);
        }
        if line.chars().count() > indent.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{}", line.trim_end());
}

pub fn heading(block: &Block) -> String {
    format!("--- {}: {}", block.part, block.title)
}

/// The number of cases of each kind.
fn counts(section: &Section) -> String {
    let cases = || section.counted();
    let count = |is: fn(&Case) -> bool| grouped(cases().filter(|case| is(case)).count());
    let as_before = count(|case| matches!(case, Case::AsBefore(_)));
    format!(
        "Of {} combinations, {} are answered here,{} {} are impossible.",
        grouped(cases().count()),
        count(|case| matches!(case, Case::Answers(_))),
        if as_before == "0" {
            String::new()
        } else {
            format!(" {as_before} are as under the default policy,")
        },
        count(|case| matches!(case, Case::Impossible(_))),
    )
}

/// A number with thousands separators.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn is_same(one: &(&Block, Vec<Line>), other: &(&Block, Vec<Line>)) -> bool {
    one.0.part == other.0.part && one.0.dims == other.0.dims && one.1 == other.1
}

fn table(out: &mut String, block: &Block, lines: &[Line]) {
    // Dimensions that make no difference need no column.
    let matters = |d: &usize| {
        let alone = block.dims[*d].values.len() == 1;
        !alone && lines.iter().any(|line| line.words[*d] != "any")
    };
    let mut shown: Vec<_> = (0..block.dims.len()).filter(matters).collect();
    if shown.is_empty() {
        shown.extend((0..block.dims.len()).find(|d| block.dims[*d].values.len() > 1));
    }
    let width = |d: &usize| {
        let words = lines.iter().map(|line| line.words[*d].len());
        words
            .chain([block.dims[*d].title.len()])
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<_> = shown.iter().map(width).collect();
    let columns: Vec<_> = block.columns.iter().map(column_width).collect();
    let height = block
        .columns
        .iter()
        .map(|column| column.len())
        .max()
        .unwrap_or_default();
    for row in 0..height {
        let last = row + 1 == height;
        let titles = shown
            .iter()
            .map(|d| if last { block.dims[*d].title } else { "" });
        let headings = block.columns.iter().map(|column| {
            let above = height - column.len();
            row.checked_sub(above).map_or("", |at| column[at])
        });
        write_row(out, titles.zip(&widths), " ", headings.zip(&columns));
    }
    for line in lines {
        let words = shown.iter().map(|d| line.words[*d]);
        let answers: Vec<_> = line.answers.iter().map(ToString::to_string).collect();
        let answers = answers.iter().map(String::as_str);
        write_row(out, words.zip(&widths), "|", answers.zip(&columns));
    }
    let codes = key::among(lines.iter().flat_map(|line| &line.answers));
    let codes: Vec<_> = codes
        .iter()
        .map(|key| format!("{}\u{a0}{}", key.key, key.code))
        .collect();
    if !codes.is_empty() {
        let mut named = String::new();
        paragraph(&mut named, "  ", &codes.join(", "));
        out.push_str(&named.replace('\u{a0}', " "));
    }
}

fn column_width(column: &Column) -> usize {
    column
        .iter()
        .map(|line| line.len())
        .max()
        .unwrap_or_default()
        .max(3)
}

fn write_row<'a>(
    out: &mut String,
    words: impl Iterator<Item = (&'a str, &'a usize)>,
    bar: &str,
    answers: impl Iterator<Item = (&'a str, &'a usize)>,
) {
    let mut row = " ".to_owned();
    for (word, width) in words {
        let _ = write!(row, " {word:width$} ");
    }
    row.push_str(bar);
    for (answer, width) in answers {
        let _ = write!(row, " {answer:width$}");
    }
    let _ = writeln!(out, "{}", row.trim_end());
}

/// The answers in a section's lines.
pub fn printed(section: &Section) -> Vec<Answer> {
    section
        .blocks
        .iter()
        .flat_map(lines)
        .flat_map(|line| line.answers)
        .collect()
}
