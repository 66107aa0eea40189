//! What was found after faults: a row of the table that `cargo xtask cluster` prints.

use std::{collections::HashSet, time::Duration};

/// What became of the messages that were acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    pub(crate) acknowledged: usize,
    pub(crate) lost: usize,
    pub(crate) doubled: usize,
    pub(crate) misplaced: usize,
    /// Longest time from the first attempt to the receipt.
    pub(crate) receipt: Duration,
    /// Longest time from the receipt to the delivery.
    pub(crate) delivery: Duration,
}

impl Findings {
    /// Compares messages in the order of their receipts with those that were found. Both are texts, each different.
    pub(crate) fn of(acknowledged: &[String], found: &[String]) -> Self {
        let mut seen = HashSet::new();
        let once: Vec<_> = found.iter().filter(|text| seen.insert(*text)).collect();
        let place = |text: &String| acknowledged.iter().position(|known| known == text);
        let places: Vec<_> = once.iter().map(|text| place(text)).collect();
        let known: Vec<_> = places.iter().flatten().collect();
        let unknown = places.len() - known.len();
        Self {
            acknowledged: acknowledged.len(),
            lost: acknowledged.len() - known.len(),
            doubled: found.len() - once.len(),
            misplaced: unknown + known.windows(2).filter(|pair| pair[0] > pair[1]).count(),
            ..Self::default()
        }
    }

    /// Adds what was found of other messages.
    pub(crate) fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.merge(other);
    }

    /// Adds what was found of the same messages elsewhere.
    pub(crate) fn merge(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.misplaced += other.misplaced;
        self.receipt = self.receipt.max(other.receipt);
        self.delivery = self.delivery.max(other.delivery);
    }

    /// Prints the row.
    ///
    /// # Panics
    /// If nothing was acknowledged, or not all of it was found once and in order.
    pub(crate) fn report(&self, faults: &str) {
        let delay = |time: Duration| match time {
            Duration::ZERO => "–".to_owned(),
            time => format!("{:.2} s", time.as_secs_f64()),
        };
        println!(
            "\n| {faults} | {} | {} | {} | {} | {} | {} |",
            self.acknowledged,
            self.lost,
            self.doubled,
            self.misplaced,
            delay(self.receipt),
            delay(self.delivery),
        );
        assert!(self.acknowledged > 0, "nothing was acknowledged");
        let faulty = (self.lost, self.doubled, self.misplaced);
        assert_eq!(faulty, (0, 0, 0), "lost, doubled, misplaced");
    }
}

#[test]
fn each_kind_of_damage_is_counted() {
    let texts = |text: &str| -> Vec<_> { text.chars().map(String::from).collect() };
    let judged = |found: &str| {
        let findings = Findings::of(&texts("abcd"), &texts(found));
        (findings.lost, findings.doubled, findings.misplaced)
    };
    assert_eq!(judged("abcd"), (0, 0, 0));
    assert_eq!(judged("abd"), (1, 0, 0));
    assert_eq!(judged(""), (4, 0, 0));
    assert_eq!(judged("abcbd"), (0, 1, 0));
    assert_eq!(judged("acbd"), (0, 0, 1));
    assert_eq!(judged("abcdx"), (0, 0, 1));
}
