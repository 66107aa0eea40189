//! Comments of scripts, which clients need not load.

use std::borrow::Cow;

/// A script without its comments at the beginning of lines: `// …` and `/** … */`. Each line stays, if empty, so that
/// line numbers in errors are those of the source. Text between backquotes must not have lines that look like such
/// comments.
pub(crate) fn left_out(script: Cow<'static, [u8]>) -> Cow<'static, [u8]> {
    let Ok(text) = std::str::from_utf8(&script) else {
        return script;
    };
    let mut inside = false;
    let mut code = String::with_capacity(text.len());
    for line in text.lines() {
        let trimmed = line.trim_start();
        if inside || trimmed.starts_with("/**") {
            let end = trimmed.split_once("*/");
            inside = end.is_none();
            code.push_str(end.map_or("", |(_, rest)| rest.trim()));
        } else if !trimmed.starts_with("//") {
            code.push_str(line);
        }
        code.push('\n');
    }
    Cow::Owned(code.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_code_keeps_its_lines() {
        let script = "// Module.\nimport \"./a.js\";\n\n/** One. */\nexport const one = 1; // kept\n  /**\n   * Two.\n   */\n  const two = 2;\n  /** @type {Three} */ #three;\n/** Four\n */ #four;\n";
        let left = left_out(Cow::Borrowed(script.as_bytes()));
        let expected = "\nimport \"./a.js\";\n\n\nexport const one = 1; // kept\n\n\n\n  const two = 2;\n#three;\n\n#four;\n";
        assert_eq!(std::str::from_utf8(&left).unwrap(), expected);
    }
}
