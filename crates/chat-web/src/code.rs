//! The lines of a script, without comments.

/// A line without its comments and without blanks at its end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// The line begins between backquotes, so its indentation is part of a text.
    pub(crate) in_text: bool,
}

/// The characters after which a slash begins a regular expression; after others it divides.
const BEFORE_EXPRESSION: &str = "(,=:[!&|?{};>+-*%~^<";

/// The words after which it does, too.
const WORDS_BEFORE_EXPRESSION: [&str; 14] = [
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];

/// The words before a condition.
const CONDITIONS: [&str; 4] = ["for", "if", "while", "with"];

/// The lines of a script, as many as it has. The error is the number of the line with a quote, comment or regular
/// expression that does not end.
pub(crate) fn lines(script: &str) -> Result<Vec<Line>, usize> {
    let mut reader = Reader {
        left: script,
        lines: Vec::new(),
        line: Line::default(),
        last: ';',
        parentheses: Vec::new(),
        texts: Vec::new(),
    };
    while reader.read().is_some() {}
    let begun = reader.lines.len() + 1;
    let is_whole = reader.left.is_empty() && reader.texts.is_empty();
    reader.end_line();
    is_whole.then_some(reader.lines).ok_or(begun)
}

struct Reader<'a> {
    left: &'a str,
    lines: Vec<Line>,
    line: Line,
    /// The last character of code that is not blank; `;` after the parentheses of a condition, where a statement
    /// begins.
    last: char,
    /// The parentheses around this place: whether each holds a condition.
    parentheses: Vec<bool>,
    /// The texts between backquotes around this place, each with the number of braces that are open in its `${…}`;
    /// `None` in the text itself.
    texts: Vec<Option<usize>>,
}

impl Reader<'_> {
    /// Reads a part of the script; `None` at its end or where it is malformed.
    fn read(&mut self) -> Option<()> {
        if self.left.starts_with('\n') {
            self.end_line();
            self.left = self.left.get(1..)?;
            return Some(());
        }
        match self.texts.last() {
            Some(None) => self.read_text(),
            _ => self.read_code(),
        }
    }

    /// Reads a part of a text between backquotes.
    fn read_text(&mut self) -> Option<()> {
        if self.left.starts_with("${") {
            *self.texts.last_mut()? = Some(0);
            self.last = '{';
            return self.take(2);
        }
        if self.left.starts_with('`') {
            self.texts.pop();
            self.last = '`';
            return self.take(1);
        }
        let escaped = usize::from(self.left.starts_with('\\'));
        let one = self.left.get(escaped..)?.chars().next()?;
        let escaped = if one == '\n' { 0 } else { escaped };
        self.take(escaped + if one == '\n' { 1 } else { one.len_utf8() })
    }

    fn read_code(&mut self) -> Option<()> {
        if self.left.starts_with("//") {
            self.left = self
                .left
                .get(self.left.find('\n').unwrap_or(self.left.len())..)?;
            return Some(());
        }
        if self.left.starts_with("/*") {
            let end = self.left.find("*/")? + 2;
            let breaks = self.left.get(..end)?.matches('\n').count();
            if breaks == 0 {
                // What the comment parts stays apart.
                self.line.text.push(' ');
            }
            for _ in 0..breaks {
                self.end_line();
            }
            self.left = self.left.get(end..)?;
            return Some(());
        }
        let one = self.left.chars().next()?;
        let is_expression = one == '/' && self.expects_expression();
        let open = self.texts.last_mut().and_then(Option::as_mut);
        let length = match (one, open) {
            ('"' | '\'', _) => closed(self.left, one)?,
            ('/', _) if is_expression => closed(self.left, '/')?,
            ('`', _) => {
                self.texts.push(None);
                1
            }
            ('{', Some(open)) => {
                *open += 1;
                1
            }
            ('}', Some(0)) => {
                *self.texts.last_mut()? = None;
                1
            }
            ('}', Some(open)) => {
                *open -= 1;
                1
            }
            _ => one.len_utf8(),
        };
        if one == '(' {
            let is_condition =
                CONDITIONS.contains(&self.keyword()) || self.code().ends_with("for await");
            self.parentheses.push(is_condition);
        }
        if one == ')' && self.parentheses.pop() == Some(true) {
            self.last = ';';
        } else if !one.is_whitespace() {
            self.last = one;
        }
        self.take(length)
    }

    fn expects_expression(&self) -> bool {
        let counts = ["++", "--"].iter().any(|sign| self.code().ends_with(sign));
        BEFORE_EXPRESSION.contains(self.last) && !counts
            || WORDS_BEFORE_EXPRESSION.contains(&self.keyword())
    }

    /// The code up to this place: this line, or the last one that is not empty.
    fn code(&self) -> &str {
        let lines = std::iter::once(&self.line).chain(self.lines.iter().rev());
        let mut texts = lines.map(|line| line.text.trim_end());
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The word before this place; empty if there is none, or if it is the name of a property.
    fn keyword(&self) -> &str {
        let code = self.code();
        let rest = code.trim_end_matches(|one: char| one.is_alphanumeric() || "_$".contains(one));
        let is_property = rest.ends_with(['.', '#']) && !rest.ends_with("...");
        code.get(rest.len()..)
            .filter(|_| !is_property)
            .unwrap_or_default()
    }

    fn take(&mut self, length: usize) -> Option<()> {
        let (taken, left) = self.left.split_at_checked(length)?;
        self.line.text.push_str(taken);
        self.left = left;
        Some(())
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        self.line.in_text = self.texts.last() == Some(&None);
        if !self.line.in_text {
            line.text.truncate(line.text.trim_end().len());
        }
        self.lines.push(line);
    }
}

/// The length of a quotation or regular expression, with its quotes; `None` if it does not end in its line.
fn closed(left: &str, quote: char) -> Option<usize> {
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, one) in left.char_indices().skip(1) {
        match one {
            '\n' => return None,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if quote == '/' => in_class = true,
            ']' => in_class = false,
            _ if one == quote && !in_class => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
