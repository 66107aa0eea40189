//! The output of `cargo tree --prefix depth`.

use crate::outcome::Outcome;
use std::collections::BTreeSet;

/// A dependency tree: every line with its depth. The root has depth 0.
pub(super) struct Tree<'a> {
    lines: Vec<(usize, &'a str)>,
}

impl<'a> Tree<'a> {
    /// Parses a printed tree. An empty one is an error, since its check would always pass.
    pub(super) fn parse(printed: &'a str) -> Outcome<Self> {
        let lines: Vec<_> = printed
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| {
                let digits = line.bytes().take_while(u8::is_ascii_digit).count();
                let (depth, rest) = line.split_at(digits);
                depth
                    .parse()
                    .ok()
                    .zip(rest.split_whitespace().next())
                    .ok_or_else(|| format!("a line of the dependency tree can't be read: {line}"))
            })
            .collect::<Outcome<_>>()?;
        match lines.first() {
            Some((0, _)) => Ok(Self { lines }),
            _ => Err("the dependency tree is empty".to_owned()),
        }
    }

    /// The number of distinct packages.
    pub(super) fn packages(&self) -> usize {
        self.lines
            .iter()
            .map(|(_, name)| name)
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// The path from the root to each `wanted` package, by the first way that leads to it.
    pub(super) fn paths_to(&self, wanted: impl Fn(&str) -> bool) -> Vec<Vec<&'a str>> {
        let mut above: Vec<&str> = Vec::new();
        let mut found = BTreeSet::new();
        let mut paths = Vec::new();
        for (depth, name) in &self.lines {
            above.truncate(*depth);
            above.push(name);
            if *depth > 0 && wanted(name) && found.insert(*name) {
                paths.push(above.clone());
            }
        }
        paths
    }
}
