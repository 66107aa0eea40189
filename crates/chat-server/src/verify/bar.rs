//! How far a long check is, for a person at a terminal.

use super::print::{count_of, counted};
use chat_audit::Report;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{self, IsTerminal as _},
    time::Duration,
};

/// A line on standard error that counts along. Nothing where nobody looks.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new() -> Self {
        if !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed}, {per_sec})");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        // Until there is something to count: the file is read as a whole first.
        bar.set_message("the database's file");
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    pub(crate) fn show(&self, report: &Report) {
        if self.0.is_hidden() {
            return;
        }
        self.0.set_position(report.entries);
        self.0.set_message(format!(
            "{}, {}, {}, {}",
            counted(report.visits, "visit"),
            count_of(report.entries, "entry", "entries"),
            counted(report.files, "file"),
            counted(report.findings, "finding"),
        ));
    }

    /// Writes something else to the terminal in between.
    pub(crate) fn beside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }

    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
