use super::*;

fn package(files: &[(&str, &'static str)]) -> Package {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), Cow::Borrowed(text.as_bytes())));
    Package::of(files)
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
    ] {
        assert_ne!(one.digest(), other.digest());
    }
}

#[test]
fn modules_of_an_entry_include_indirect_imports_and_circles() {
    let package = package(&[
        ("page.js", "import { a } from \"./web/a.js\";\n"),
        ("web/a.js", "export { b } from \"./deep/b.js\";\n"),
        (
            "web/deep/b.js",
            "import \"../a.js\";\nimport \"./missing.js\";\n",
        ),
        ("web/other.js", "1;"),
    ]);
    let needed = package.modules_of(["page.js"]);
    let expected = [
        "page.js",
        "web/a.js",
        "web/deep/b.js",
        "web/deep/missing.js",
    ];
    assert!(needed.iter().eq(expected), "{needed:?}");
}

#[test]
fn every_import_of_a_component_is_found() {
    let package = Package::of(crate::components(""));
    for (path, asset) in package.assets() {
        let text = std::str::from_utf8(asset.bytes()).unwrap();
        let written = text.matches("from \".").count() + text.matches("import \".").count();
        let imported = imports(path, asset.bytes()).len();
        assert_eq!(imported, written, "{path}");
        // Texts of another language than English are loaded where they are shown.
        let is_text = |line: &str| line.contains("import(\"../texts/");
        let at_run_time =
            |line: &&str| line.contains("import(") && !line.contains("/**") && !is_text(line);
        assert_eq!(text.lines().find(at_run_time), None, "{path}");
    }
}
