//! The parts of a grid: dimensions, blocks of cases, and an answer for each action.

use super::key;
use chat_domain::{Event, Refusal};
use std::fmt;

/// A dimension in which cases differ, and its values.
#[derive(Clone, PartialEq)]
pub struct Dim {
    /// The column heading.
    pub title: &'static str,
    /// The words for its values.
    pub values: &'static [&'static str],
    /// Words for several values together; `any` is implied.
    pub sets: &'static [(&'static str, &'static [&'static str])],
}

impl Dim {
    /// Each word that a line can have for this dimension, with its values as bits.
    pub fn words(&self) -> Vec<(&'static str, u32)> {
        let bit = |value: &&str| 1 << self.values.iter().position(|v| v == value).unwrap();
        let mut words = Vec::new();
        if self.values.len() > 1 {
            words.push(("any", (1 << self.values.len()) - 1));
        }
        let sets = self.sets.iter();
        words.extend(sets.map(|(word, of)| (*word, of.iter().map(bit).sum())));
        words.extend(self.values.iter().map(|value| (*value, bit(value))));
        words
    }
}

/// A column's heading from top to bottom.
pub type Column = &'static [&'static str];

/// The answer to one action in one case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Permitted.
    Yes,
    /// Permitted, but a no-op.
    Already,
    /// Not offered by any screen.
    Hidden,
    /// The object of the action can't exist, such as a message of their own.
    Nothing,
    /// Refused, for the reason of this key.
    No(&'static str),
}

impl Answer {
    /// The answer of a question.
    pub fn of<T>(answer: Result<T, Refusal>) -> Self {
        answer.map_or_else(|refusal| Self::No(key::of(&refusal)), |_| Self::Yes)
    }

    /// The answer to a command.
    pub fn to(answer: Result<Vec<Event>, Refusal>) -> Self {
        match answer {
            Ok(events) if events.is_empty() => Self::Already,
            answer => Self::of(answer),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Yes => "yes",
            Self::Already => "=",
            Self::Hidden => "no",
            Self::Nothing => "-",
            Self::No(key) => key,
        })
    }
}

/// A case: the answer to every action, or why the case is impossible.
#[derive(Clone, PartialEq, Debug)]
pub enum Case {
    /// The answers, one per column.
    Answers(Vec<Answer>),
    /// Impossible, for this reason.
    Impossible(&'static str),
    /// A fault: possible but stated to be impossible, or the reverse.
    Disputed(String),
    /// In a table of differences: the same as in the original table.
    AsBefore(Vec<Answer>),
}

impl Case {
    /// A case without answers, by whether it was reached and why it is stated to be impossible.
    pub fn stated(built: bool, why_not: Option<&'static str>) -> Self {
        match (built, why_not) {
            (false, Some(reason)) => Self::Impossible(reason),
            (true, _) => Self::Disputed(format!("can be, yet is stated not to: {why_not:?}")),
            (false, None) => {
                Self::Disputed("is not brought about, nor stated as impossible".to_owned())
            }
        }
    }
}

/// Cases under one heading: one for each combination of the dimensions' values, the last dimension
/// varying fastest.
pub struct Block {
    /// The part of the document that contains it.
    pub part: String,
    /// Its heading.
    pub title: String,
    pub dims: Vec<Dim>,
    pub columns: Vec<Column>,
    pub cases: Vec<Case>,
    /// Whether its cases count: those of a chat's second table are counted in the first.
    pub counts: bool,
}

impl Block {
    /// The faults, in words.
    pub fn disputed(&self) -> Vec<String> {
        let cases = self.cases.iter().enumerate();
        let faults = cases.filter_map(|(index, case)| match case {
            Case::Disputed(why) => Some((index, why)),
            _ => None,
        });
        let listed = faults.map(|(index, why)| {
            format!(
                "{}, {}: {}: {why}",
                self.part,
                self.title,
                describe(&self.dims, index)
            )
        });
        listed.collect()
    }
}

/// The index of a combination of values, and the inverse.
pub fn index(dims: &[Dim], at: &[usize]) -> usize {
    let pairs = dims.iter().zip(at);
    pairs.fold(0, |index, (dim, at)| index * dim.values.len() + at)
}

pub fn values(dims: &[Dim], mut index: usize) -> Vec<usize> {
    let mut values = Vec::new();
    for dim in dims.iter().rev() {
        values.push(index % dim.values.len());
        index /= dim.values.len();
    }
    values.reverse();
    values
}

/// The number of combinations.
pub fn size(dims: &[Dim]) -> usize {
    dims.iter().map(|dim| dim.values.len()).product()
}

/// The combination in words.
pub fn describe(dims: &[Dim], index: usize) -> String {
    let words = dims.iter().zip(values(dims, index));
    let words: Vec<_> = words
        .map(|(dim, value)| format!("{}: {}", dim.title, dim.values[value]))
        .collect();
    words.join(", ")
}
