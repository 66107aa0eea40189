//! Merges cases with equal answers into lines: each possible case is on exactly one line.
//!
//! A case in which the message or file can't exist is compatible with any answer; a line's answer
//! is that of its other cases.

use super::table::{Answer, Block, Case, Dim};
use std::cmp::Reverse;

/// Cases that have one value from each dimension's set, and their answers.
#[derive(PartialEq)]
pub struct Line {
    /// A word for each dimension.
    pub words: Vec<&'static str>,
    pub answers: Vec<Answer>,
}

/// The lines of a block, ordered by the dimensions' values. A line may also cover impossible cases,
/// and cases unchanged from another table that have the same answers.
pub fn lines(block: &Block) -> Vec<Line> {
    let mut boxes = Vec::new();
    let merged = Merged::of(block);
    merged.boxes(&mut Vec::new(), &[0], &mut boxes);
    // Prefer the most cases, then the narrowest words.
    boxes.sort_by_key(|found| (Reverse(found.cells.len()), found.width));
    let mut left: Vec<_> = merged
        .cells
        .iter()
        .map(|cell| answered(cell).is_some())
        .collect();
    let mut lines = Vec::new();
    for found in boxes {
        if found.cells.iter().all(|cell| left[*cell]) {
            found.cells.iter().for_each(|cell| left[*cell] = false);
            lines.push((
                found.order,
                Line {
                    words: found.words,
                    answers: found.answers,
                },
            ));
        }
    }
    assert!(!left.contains(&true), "a case stands on no line");
    lines.sort_by(|(a, _), (b, _)| a.cmp(b));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn answered(case: &Case) -> Option<&Vec<Answer>> {
    match case {
        Case::Answers(answers) => Some(answers),
        _ => None,
    }
}

/// Merges both cases, if no answer differs.
fn join(one: &Case, other: &Case) -> Option<Case> {
    match (one, other) {
        (Case::AsBefore(one), Case::AsBefore(other)) => both(one, other).map(Case::AsBefore),
        (
            Case::Answers(one) | Case::AsBefore(one),
            Case::Answers(other) | Case::AsBefore(other),
        ) => both(one, other).map(Case::Answers),
        (Case::Impossible(_), case) | (case, Case::Impossible(_)) => Some(case.clone()),
        (Case::Disputed(_), _) | (_, Case::Disputed(_)) => None,
    }
}

/// Merges answers, if none differs where both have one.
pub fn both(one: &[Answer], other: &[Answer]) -> Option<Vec<Answer>> {
    let pairs = one.iter().zip(other);
    let joined = pairs.map(|pair| match pair {
        (Answer::Nothing, answer) | (answer, Answer::Nothing) => Some(*answer),
        (one, other) => (one == other).then_some(*one),
    });
    joined.collect()
}

/// A block whose indistinguishable values are merged.
struct Merged<'a> {
    dims: &'a [Dim],
    /// The groups of values of each dimension, as bits.
    groups: Vec<Vec<u32>>,
    cells: Vec<Case>,
}

/// A box: words whose cells have the same answers.
struct Box {
    words: Vec<&'static str>,
    order: Vec<(u32, u32)>,
    /// The number of combinations that the words name, including impossible ones.
    width: u32,
    cells: Vec<usize>,
    answers: Vec<Answer>,
}

impl<'a> Merged<'a> {
    fn of(block: &'a Block) -> Self {
        let single = |dim: &Dim| (0..dim.values.len()).map(|value| 1 << value).collect();
        let groups = block.dims.iter().map(single).collect();
        let mut merged = Self {
            dims: &block.dims,
            groups,
            cells: block.cases.clone(),
        };
        for (at, dim) in block.dims.iter().enumerate() {
            let mut words = dim.words();
            words.sort_by_key(|(_, values)| Reverse(values.count_ones()));
            for (_, values) in words {
                if let Some(fewer) = merged.as_one(at, values) {
                    merged = fewer;
                }
            }
        }
        merged
    }

    /// Merges some values of a dimension; `None` if they differ anywhere.
    fn as_one(&self, at: usize, values: u32) -> Option<Self> {
        let of = &self.groups[at];
        let first = of.iter().position(|group| group & !values == 0)?;
        let mut groups = Vec::new();
        let mut place = Vec::new();
        for (n, group) in of.iter().enumerate() {
            if group & !values == 0 && n > first {
                groups[first] |= group;
                place.push(first);
            } else {
                place.push(groups.len());
                groups.push(*group);
            }
        }
        let after: usize = self.groups[at + 1..].iter().map(Vec::len).product();
        let before = self.cells.len() / after / of.len();
        let mut cells = vec![Case::Impossible(""); before * groups.len() * after];
        for (n, cell) in self.cells.iter().enumerate() {
            let (rest, value) = (n / after, place[n / after % of.len()]);
            let to = (rest / of.len() * groups.len() + value) * after + n % after;
            cells[to] = join(&cells[to], cell)?;
        }
        let mut all = self.groups.clone();
        all[at] = groups;
        Some(Self {
            dims: self.dims,
            groups: all,
            cells,
        })
    }

    /// All boxes with uniform answers.
    fn boxes(&self, words: &mut Vec<(&'static str, u32)>, cells: &[usize], found: &mut Vec<Box>) {
        let at = words.len();
        let Some(dim) = self.dims.get(at) else {
            found.extend(self.checked(words, cells));
            return;
        };
        let groups = &self.groups[at];
        for (word, values) in dim.words() {
            let chosen: Vec<_> = (0..groups.len())
                .filter(|n| groups[*n] & values != 0)
                .collect();
            if chosen.iter().any(|n| groups[*n] & !values != 0) {
                continue; // the word splits a merged group
            }
            let inner: Vec<_> = cells
                .iter()
                .flat_map(|cell| chosen.iter().map(move |n| cell * groups.len() + n))
                .collect();
            words.push((word, values));
            self.boxes(words, &inner, found);
            words.pop();
        }
    }

    fn checked(&self, words: &[(&'static str, u32)], cells: &[usize]) -> Option<Box> {
        let mut joined = Case::Impossible("");
        for cell in cells {
            joined = join(&joined, &self.cells[*cell])?;
        }
        let answers = answered(&joined)?.clone();
        let live = cells
            .iter()
            .copied()
            .filter(|cell| answered(&self.cells[*cell]).is_some());
        Some(Box {
            words: words.iter().map(|(word, _)| *word).collect(),
            order: words
                .iter()
                .map(|(_, of)| (of.trailing_zeros(), !of))
                .collect(),
            width: words.iter().map(|(_, of)| of.count_ones()).product(),
            cells: live.collect(),
            answers,
        })
    }
}
