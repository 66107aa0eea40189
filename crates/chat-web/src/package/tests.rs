use super::*;

fn package(files: &[(&str, &'static str)]) -> Package {
    try_package(files, &[]).unwrap()
}

fn try_package(files: &[(&str, &'static str)], entries: &[&str]) -> Result<Package, LinkError> {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), Cow::Borrowed(text.as_bytes())));
    Package::of(files, entries)
}

#[test]
fn digest_changes_with_any_path_and_content() {
    let one = package(&[("a.js", "1;"), ("b.css", "b{}")]);
    assert_eq!(
        one.digest(),
        package(&[("b.css", "b{}"), ("a.js", "1;")]).digest()
    );
    for other in [
        package(&[("a.js", "2;"), ("b.css", "b{}")]),
        package(&[("c.js", "1;"), ("b.css", "b{}")]),
        package(&[("a.js", "1;")]),
        try_package(&[("a.js", "1;"), ("b.css", "b{}")], &["a.js"]).unwrap(),
    ] {
        assert_ne!(one.digest(), other.digest());
    }
}

#[test]
fn only_entries_are_linked() {
    let files = [
        ("page.js", "import \"./a.js\";\n"),
        ("other.js", "import \"./a.js\";\n"),
        ("a.js", "1; // one\n"),
    ];
    let package = try_package(&files, &["page.js"]).unwrap();
    let text = |path| std::str::from_utf8(package.get(path).unwrap().bytes()).unwrap();
    assert_eq!(text("page.js"), "{\n1;\n}\n{\n}\n");
    assert_eq!(text("other.js"), "import \"./a.js\";\n");
    assert_eq!(text("a.js"), "1;\n");
}

#[test]
fn malformed_script_is_an_error() {
    let error = try_package(&[("a.js", "1;\n\"2\n")], &[]).unwrap_err();
    assert_eq!(error.to_string(), "a.js, line 2: does not end");
}
