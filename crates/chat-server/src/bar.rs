//! How far a long run is, for a person at a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::{self, IsTerminal as _},
    time::{Duration, Instant},
};

/// A line on standard error that counts along. Nothing where nobody looks.
pub(crate) struct Bar {
    bar: ProgressBar,
    /// When it appears, while it has not.
    due: Option<Instant>,
}

impl Bar {
    /// One that is there at once, with what to say until there is something to count.
    pub(crate) fn new(message: &'static str) -> Self {
        let mut bar = Self::after(Duration::ZERO);
        bar.bar.set_message(message);
        bar.appear();
        bar
    }

    /// One that appears if there is something to show after this while.
    pub(crate) fn after(delay: Duration) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed}, {per_sec})");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        let due = io::stderr().is_terminal().then(|| Instant::now() + delay);
        Self { bar, due }
    }

    fn appear(&mut self) {
        if self.due.is_some_and(|due| due <= Instant::now()) {
            self.due = None;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
    }

    /// Shows a new count, and what is said of it.
    pub(crate) fn show(&mut self, count: u64, message: impl FnOnce() -> String) {
        self.appear();
        if self.due.is_none() && self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(count);
        self.bar.set_message(message());
    }

    /// Writes something else to the terminal in between.
    pub(crate) fn beside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
