//! Parses the printed grid: what its lines claim about each case.

use super::table::{Block, Dim, size, values};
use std::collections::BTreeMap;

/// A line as printed: the words under the dimensions' titles, and the answers.
pub struct Printed {
    pub words: Vec<(String, String)>,
    pub answers: Vec<String>,
}

/// The lines under each heading of each section.
pub fn parse(text: &str) -> BTreeMap<(String, String), Vec<Printed>> {
    let mut tables: BTreeMap<_, Vec<Printed>> = BTreeMap::new();
    let (mut section, mut headings, mut before) = (String::new(), Vec::new(), "");
    let mut titles = Vec::new();
    for line in text.lines() {
        if line.starts_with("===") {
            section = before.to_owned();
            headings.clear();
        } else if line.starts_with("--- ") {
            if !before.starts_with("--- ") {
                headings.clear();
            }
            headings.push(line.to_owned());
        } else if let Some((words, answers)) = line.split_once('|') {
            if !before.contains('|') {
                titles = parted(before.get(..words.len()).unwrap_or_default());
            }
            let words = parted(words);
            assert_eq!(words.len(), titles.len(), "{line}");
            for heading in &headings {
                let table = tables
                    .entry((section.clone(), heading.clone()))
                    .or_default();
                let answers = answers.split_whitespace();
                table.push(Printed {
                    words: titles.iter().cloned().zip(words.clone()).collect(),
                    answers: answers.map(str::to_owned).collect(),
                });
            }
        }
        before = line;
    }
    tables
}

/// Words separated by two or more spaces.
fn parted(text: &str) -> Vec<String> {
    let words = text
        .split("  ")
        .map(str::trim)
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// For each case, the answers of each line that covers it.
pub fn on_lines<'a>(block: &Block, lines: Option<&'a Vec<Printed>>) -> Vec<Vec<&'a [String]>> {
    let mut on = vec![Vec::new(); block.cases.len()];
    for line in lines.into_iter().flatten() {
        for case in cases(block, line) {
            on[case].push(line.answers.as_slice());
        }
    }
    on
}

/// The cases that a line covers.
fn cases(block: &Block, line: &Printed) -> Vec<usize> {
    for (title, _) in &line.words {
        assert!(
            block.dims.iter().any(|dim| dim.title == title),
            "what is {title}?"
        );
    }
    let named = |dim: &Dim| {
        let Some((_, word)) = line.words.iter().find(|(title, _)| title == dim.title) else {
            return u32::MAX;
        };
        let known = dim.words().into_iter().find(|(known, _)| known == word);
        known
            .unwrap_or_else(|| panic!("{word} is no word for {}", dim.title))
            .1
    };
    let named: Vec<u32> = block.dims.iter().map(named).collect();
    let is_named = |case: &usize| {
        let mut at = values(&block.dims, *case).into_iter().zip(&named);
        at.all(|(value, values)| values >> value & 1 == 1)
    };
    (0..size(&block.dims)).filter(is_named).collect()
}
