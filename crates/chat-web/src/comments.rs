//! Comments of scripts, which clients need not load.

use std::borrow::Cow;

/// A script without the comments that fill whole lines: `// …` and `/** … */`. Their lines stay, empty, so that
/// positions in errors are those of the source. Text between backquotes must not have lines that look like such comments.
pub(crate) fn left_out(script: Cow<'static, [u8]>) -> Cow<'static, [u8]> {
    let Ok(text) = std::str::from_utf8(&script) else {
        return script;
    };
    let mut inside = false;
    let mut code = String::with_capacity(text.len());
    for line in text.lines() {
        let trimmed = line.trim();
        inside |= trimmed.starts_with("/**");
        if !inside && !trimmed.starts_with("//") {
            code.push_str(line);
        }
        inside &= !trimmed.ends_with("*/");
        code.push('\n');
    }
    Cow::Owned(code.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_of_comment_are_emptied_and_code_is_kept() {
        let script = "// Module.\nimport \"./a.js\";\n\n/** One. */\nexport const one = 1; // kept\n  /**\n   * Two.\n   */\n  const two = 2;\n";
        let left = left_out(Cow::Borrowed(script.as_bytes()));
        let expected =
            "\nimport \"./a.js\";\n\n\nexport const one = 1; // kept\n\n\n\n  const two = 2;\n";
        assert_eq!(std::str::from_utf8(&left).unwrap(), expected);
    }
}
