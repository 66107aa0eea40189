//! Lines of text with a greatest width.

use super::names::isolated;
use textwrap::Options;

/// The most columns of a line. A word without a place to break may be wider.
const COLUMNS: usize = 80;

/// What is before the texts of people and the notes on them: the width of a time and two spaces.
const INDENT: &str = "          ";

/// The lines so far.
#[derive(Default)]
pub(super) struct Paper(String);

impl Paper {
    pub(super) fn into_text(self) -> String {
        self.0
    }

    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    pub(super) fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
        self.line(&"-".repeat(heading.chars().count()));
    }

    pub(super) fn day(&mut self, day: &str) {
        self.line("");
        self.line(&format!("== {day} =="));
    }

    /// A named value, aligned with the others.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let name = if name.is_empty() {
            String::new()
        } else {
            format!("{name}:")
        };
        self.wrapped(&format!("{name:<12}"), "            ", value);
    }

    /// The first line of an item, with its time.
    pub(super) fn item(&mut self, time: &str, head: &str) {
        self.line("");
        self.wrapped(&format!("{time}  "), INDENT, head);
    }

    /// A sentence of the transcript about an item.
    pub(super) fn note(&mut self, note: &str) {
        self.wrapped(INDENT, INDENT, note);
    }

    pub(super) fn filled(&mut self, indent: &str, text: &str) {
        self.wrapped(indent, indent, text);
    }

    /// What a person wrote: each of its lines is wrapped, marked, and isolated on each line of the output.
    pub(super) fn written(&mut self, text: &str) {
        for line in text.split('\n') {
            for part in textwrap::wrap(line, options(COLUMNS - INDENT.len() - 2)) {
                let part = part.trim_end();
                let part = if part.is_empty() {
                    String::new()
                } else {
                    isolated(part)
                };
                self.line(format!("{INDENT}| {part}").trim_end());
            }
        }
    }

    fn wrapped(&mut self, first: &str, others: &str, text: &str) {
        let options = options(COLUMNS);
        let options = options.initial_indent(first).subsequent_indent(others);
        for line in textwrap::wrap(text, options) {
            self.line(line.trim_end());
        }
    }
}

fn options<'a>(columns: usize) -> Options<'a> {
    Options::new(columns)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
}
