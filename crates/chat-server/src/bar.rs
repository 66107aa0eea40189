//! Progress of a long run, for a person at a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::{self, IsTerminal as _},
    time::{Duration, Instant},
};

/// A progress line on standard error. Hidden unless standard error is a terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
    /// When it appears, if it has not yet.
    due: Option<Instant>,
}

impl Bar {
    /// Appears immediately, with a text until there is a count.
    pub(crate) fn new(message: &'static str) -> Self {
        let mut bar = Self::after(Duration::ZERO);
        bar.bar.set_message(message);
        bar.appear();
        bar
    }

    /// Appears after this delay, if there is a count by then.
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

    /// Shows a new count and its text.
    pub(crate) fn show(&mut self, count: u64, message: impl FnOnce() -> String) {
        self.appear();
        if self.due.is_none() && self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(count);
        self.bar.set_message(message());
    }

    /// Writes other output to the terminal without garbling the progress line.
    pub(crate) fn beside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
