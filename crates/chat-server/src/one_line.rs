//! Texts that hold what others have named, for a terminal.

/// The text as one line that reads from left to right: a table or a file may be called anything, and
/// what breaks the line, moves the cursor or turns the direction could make a finding look like another
/// answer. Each such character is shown as `\u{FFFD}`.
pub(crate) fn one_line(text: &str) -> String {
    let shown = |c| {
        if chat_text::misleads(c) {
            '\u{FFFD}'
        } else {
            c
        }
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn nothing_breaks_the_line_or_moves_the_cursor() {
        assert_eq!(
            one_line("Zoë\nSound:\u{1b}[2K\r\u{9b}\u{202e}\u{2028}!"),
            "Zoë\u{FFFD}Sound:\u{FFFD}[2K\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}!"
        );
    }
}
