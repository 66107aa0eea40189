//! The report as text.

use super::{Books, Report};
use crate::finding::KINDS;
use std::fmt;

impl fmt::Display for Report {
    /// Prints all counts; the last line is the summary.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Books {
            stored,
            refused,
            settled_later,
            corrections,
            retractions,
            uploads,
            removals,
            largest,
        } = &self.books;
        writeln!(
            f,
            "acknowledged: {stored} messages ({settled_later} of them only after a retry), \
             {corrections} corrections, {retractions} retractions, {uploads} files, {removals} \
             removals; refused: {refused} messages; the longest visit has {largest} messages"
        )?;
        writeln!(
            f,
            "checked: everything {} times, {} messages read; verified {} times",
            self.checks, self.messages_read, self.verified
        )?;
        for (name, count) in &self.injected {
            writeln!(f, "failed: {name}, {count} calls")?;
        }
        if self.empty_windows > 0 {
            let empty = self.empty_windows;
            writeln!(f, "no call failed in {empty} of {} windows", self.windows)?;
        }
        if let Some(lost) = self.control {
            writeln!(
                f,
                "control: without syncs, the cuts found {lost} items lost"
            )?;
        }
        write!(f, "{}", self.closing())
    }
}

impl Report {
    /// The summary line: disturbances, findings and skipped tests.
    fn closing(&self) -> String {
        let injected: u64 = self.injected.values().sum();
        let mut line = format!(
            "{} kills, {} power cuts ({} of disks with a volatile cache), {} fault windows with \
             {injected} failed calls, {} full disks, in {} s: ",
            self.kills,
            self.instant_cuts + self.flush_cuts,
            self.flush_cuts,
            self.windows,
            self.full_disks,
            self.begun.elapsed().as_secs(),
        );
        let counts = KINDS.map(|kind| format!("{} {kind}", self.count(kind)));
        line.push_str(&counts.join(", "));
        for not_done in &self.not_done {
            line.push_str("; NOT DONE: ");
            line.push_str(not_done);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Kind};

    #[test]
    fn summary_line_shows_findings_and_skipped_tests() {
        let mut report = Report::quiet();
        report.kills = 3;
        report.found(Finding::new(Kind::Lost, "a message"));
        report.not_done.push("power cuts: no root".to_owned());
        let text = report.to_string();
        let last = text.lines().last().unwrap();
        assert!(last.starts_with("3 kills, 0 power cuts"), "{last}");
        assert!(last.contains(": 1 lost, 0 duplicated, "), "{last}");
        assert!(last.ends_with("; NOT DONE: power cuts: no root"), "{last}");
    }
}
