//! Untrusted names in terminal output.

/// The text as a single left-to-right line. A table or file may have any name, and characters that
/// break the line, move the cursor or change the text direction could make a finding look like
/// another one. Each such character is shown as `\u{FFFD}`.
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
    fn line_breaks_and_controls_are_replaced() {
        assert_eq!(
            one_line("Zoë\nSound:\u{1b}[2K\r\u{9b}\u{202e}\u{2028}!"),
            "Zoë\u{FFFD}Sound:\u{FFFD}[2K\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}!"
        );
    }
}
