//! Merges cases with equal answers into lines: each case that can be stands on exactly one line.
//!
//! Where there can be no message to do something with, any answer will do; a line's answer is that
//! of its cases where there can be one.

use super::table::{Answer, Block, Case, Dim};
use std::cmp::Reverse;

/// Cases that have one value of each dimension's set, and their answers.
#[derive(PartialEq)]
pub struct Line {
    /// A word for each dimension.
    pub words: Vec<&'static str>,
    pub answers: Vec<Answer>,
}

/// The lines of a block, in the order of the dimensions' values. A line may also cover cases that
/// can't be, and cases that are as before, if they have its answers.
pub fn lines(block: &Block) -> Vec<Line> {
    let mut boxes = Vec::new();
    let merged = Merged::of(block);
    merged.boxes(&mut Vec::new(), &[0], &mut boxes);
    // The most cases first, in the narrowest words.
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

/// Both cases as one, if no answer differs.
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

/// Answers as one, if none differs where both ask for something.
pub fn both(one: &[Answer], other: &[Answer]) -> Option<Vec<Answer>> {
    let pairs = one.iter().zip(other);
    let joined = pairs.map(|pair| match pair {
        (Answer::Nothing, answer) | (answer, Answer::Nothing) => Some(*answer),
        (one, other) => (one == other).then_some(*one),
    });
    joined.collect()
}

/// A block in which values that never differ have become one.
struct Merged<'a> {
    dims: &'a [Dim],
    /// The groups of values of each dimension, as bits.
    groups: Vec<Vec<u32>>,
    cells: Vec<Case>,
}

/// Words whose cells have one answer.
struct Box {
    words: Vec<&'static str>,
    order: Vec<(u32, u32)>,
    /// How many combinations the words name, possible or not.
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

    /// With some values of a dimension as one; `None` if they differ anywhere.
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

    /// All boxes of one answer.
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
                continue; // the word parts what is one
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
