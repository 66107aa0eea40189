use super::*;

fn code(script: &str) -> String {
    let lines = lines(script).unwrap();
    let texts: Vec<_> = lines.into_iter().map(|line| line.text).collect();
    texts.join("\n")
}

#[test]
fn comments_are_left_out_and_code_keeps_its_lines() {
    for (script, expected) in [
        ("// Module.\nimport \"./a.js\";\n", "\nimport \"./a.js\";\n"),
        ("/** One. */\nconst one = 1; // 1\n", "\nconst one = 1;\n"),
        ("  /**\n   * Two.\n   */\n  two;", "\n\n\n  two;"),
        ("/** Four\n */ #four;\n", "\n #four;\n"),
        ("a(/* b */ c);  \n", "a(  c);\n"),
        ("return/* a */b +/* c */+ d;", "return b + + d;"),
    ] {
        assert_eq!(code(script), expected);
    }
}

#[test]
fn literals_are_not_taken_for_comments() {
    for script in [
        "open(\"https://a\", '/*', \"\\\"//\");",
        "const text = `// ${a ? `/* ${ { b: \"}\" }.b } //` : \"\"} /* \\` // `;",
        "const found = /[/\"'`*]\\/\\/\"/u.test(text);",
        "return /\"/.test(a / b) ? 6 / 2 : x[0] / (3) / 4;",
        "if (found(a)) /https:\\/\\//u.test(b);",
        "for await (const a of b) /[//]/u.test(a);",
        "switch (a) { case /[//]/u.test(b): typeof /[//]/u; }",
        "if (a) b; else /[//]/u.test(c);",
        "return\n/[//]/u;",
    ] {
        assert_eq!(code(script), script);
    }
}

#[test]
fn division_before_a_comment_is_no_regular_expression() {
    for code_of in [
        "(a + b) / c;",
        "f(a) / b;",
        "a++ / b;",
        "a.of / b;",
        "this.#in / b;",
        "await (a) / b;",
    ] {
        assert_eq!(code(&format!("{code_of} // d / e")), code_of);
    }
}

#[test]
fn only_lines_that_begin_in_a_text_are_marked() {
    let script = "const a = `\n  // b\n    ${c(\n  d)}  \n\\\n  `;\n  e; // f";
    let lines = lines(script).unwrap();
    let marked: Vec<_> = lines.iter().map(|line| line.in_text).collect();
    assert_eq!(marked, [false, true, true, false, true, true, false]);
    let texts: Vec<_> = lines.iter().map(|line| &*line.text).collect();
    let expected = [
        "const a = `",
        "  // b",
        "    ${c(",
        "  d)}  ",
        "\\",
        "  `;",
        "  e;",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn literal_or_comment_that_does_not_end_is_an_error() {
    for (script, line) in [
        ("a;\nb = \"c;\nd", 2),
        ("a = 'b", 1),
        ("a = /b;\n", 1),
        ("a;\n/* b\n", 2),
        ("a = `\nb", 2),
        ("a = `${b\n}", 2),
    ] {
        assert_eq!(lines(script), Err(line), "{script}");
    }
}
