use super::*;
use crate::code;

fn scripts(files: &[(&str, &str)]) -> Scripts {
    let file = |(path, text): &(&str, &str)| ((*path).to_owned(), code::lines(text).unwrap());
    files.iter().map(file).collect()
}

fn problem(files: &[(&str, &str)]) -> String {
    linked("page.js", &scripts(files)).unwrap_err().to_string()
}

#[test]
fn modules_become_blocks_in_the_order_of_their_imports() {
    let files = [
        (
            "page.js",
            "// Page.\nimport \"./web/a.js\";\nimport { base as b, one, two } from \"./web/b.js\";\n\nawait b(one, two);\n",
        ),
        (
            "web/a.js",
            "import base from \"./b.js\";\n\nexport class A {\n  /** One. */\n  #one = base;\n}\n",
        ),
        (
            "web/b.js",
            "export {\n  one,\n  two as other,\n} from \"../c.js\";\nexport { two } from \"../c.js\";\nexport function base() {}\nexport default base(`a\n  b`);\n",
        ),
        (
            "c.js",
            "export const one = 1;\nexport async function two() {\n  return import(\"./web/d.js\");\n}\n",
        ),
        ("web/d.js", "export default 4;\n"),
        ("web/unused.js", "export default 5;\n"),
    ];
    let expected = r#"let module$0;
{
const one = 1;
async function two() {
return import("./page/web/d.js");
}
module$0 = { one, two };
}
let module$1;
{
function base() {}
const $default = base(`a
  b`);
module$1 = { base, default: $default, one: module$0.one, other: module$0.two, two: module$0.two };
}
let module$2;
{
const { default: base } = module$1;
class A {
#one = base;
}
module$2 = { A };
}
{
const { base: b, one, two } = module$1;
await b(one, two);
}
"#;
    let linked = linked("page.js", &scripts(&files)).unwrap();
    assert_eq!(linked["page.js"], expected);
    let loaded = r"let module$4;
{
const $default = 4;
module$4 = { default: $default };
}
export default module$4.default;
";
    assert_eq!(linked["page/web/d.js"], loaded);
    assert_eq!(linked.len(), 2);
}

#[test]
fn loaded_script_takes_shared_modules_from_the_first_one() {
    let files = [
        (
            "deep/page.js",
            "import { a } from \"../web/a.js\";\nimport(\"../web/more/b.js\");\na();\nimport(\"../web/more/b.js\");\n",
        ),
        ("web/a.js", "export function a() {}\n"),
        (
            "web/more/b.js",
            "import { a } from \"../a.js\";\nimport { d } from \"./d.js\";\nexport { a, d as e } from \"./d.js\";\nexport const b = a(d);\n",
        ),
        (
            "web/more/d.js",
            "export { a } from \"../a.js\";\nexport const d = 1;\n",
        ),
    ];
    let linked = linked("deep/page.js", &scripts(&files)).unwrap();
    let page = &linked["deep/page.js"];
    let load = "\nimport(\"./page/web/more/b.js\");\n";
    assert_eq!(page.matches(load).count(), 2, "{page}");
    let (own, shared) = page.split_once("export const script$").unwrap();
    let digest = hex(&Sha256::digest(own));
    assert_eq!(shared, format!("{digest} = {{ module$0 }};\n"));
    let expected = r#"import { script$DIGEST } from "./../../../page.js";
const { module$0 } = script$DIGEST;
let module$2;
{
const d = 1;
module$2 = { d, a: module$0.a };
}
let module$3;
{
const { a } = module$0;
const { d } = module$2;
const b = a(d);
module$3 = { b, a: module$2.a, e: module$2.d };
}
export const b = module$3.b;
export const a = module$3.a;
export const e = module$3.e;
"#;
    let expected = expected.replace("DIGEST", &digest);
    assert_eq!(linked["deep/page/web/more/b.js"], expected);
    assert_eq!(linked.len(), 2);
}

#[test]
fn module_that_several_loaded_ones_need_runs_once() {
    let files = [
        ("page.js", "import(\"./web/b.js\");\n"),
        (
            "web/b.js",
            "import { d } from \"./d.js\";\nimport(\"./c.js\");\n",
        ),
        (
            "web/c.js",
            "import { d } from \"./d.js\";\nimport(\"./b.js\");\n",
        ),
        ("web/d.js", "export const d = 1;\n"),
    ];
    let linked = linked("page.js", &scripts(&files)).unwrap();
    let (own, shared) = linked["page.js"]
        .split_once("export const script$")
        .unwrap();
    assert_eq!(
        own,
        "{\nimport(\"./page/web/b.js\");\n}\nlet module$1;\n{\nconst d = 1;\nmodule$1 = { d };\n}\n"
    );
    let digest = hex(&Sha256::digest(own));
    assert_eq!(shared, format!("{digest} = {{ module$1 }};\n"));
    for (path, other) in [("page/web/b.js", "c.js"), ("page/web/c.js", "b.js")] {
        let expected = format!(
            "import {{ script${digest} }} from \"./../../page.js\";\nconst {{ module$1 }} = script${digest};\n\
            {{\nconst {{ d }} = module$1;\nimport(\"./../web/{other}\");\n}}\n"
        );
        assert_eq!(linked[path], expected);
    }
    assert_eq!(linked.len(), 3);
}

#[test]
fn unknown_forms_of_imports_and_exports_are_errors() {
    for form in [
        "import * as b from \"./b.js\";",
        "import b, { c } from \"./b.js\";",
        "import { default as b } from \"./b.js\";",
        "import { b } from './b.js';",
        "import { b } from \"b\";",
        "import { b } from \"../../b.js\";",
        "import { b } from \"./b.js\" with { type: \"json\" };",
        "import \"./b.js\"; import \"./b.js\";",
        "import{ b } from \"./b.js\";",
        "import b from \"./b.js\"",
        "export * from \"./b.js\";",
        "export { default } from \"./b.js\";",
        "export { b };",
        "export let b = 1;",
        "export var b = 1;",
        "export const { b } = c;",
        "export const [b] = c;",
        "export function* b() {}",
        "export default class B {}",
        "export default function () {}",
        "export default async () => 1;",
        "const b = import.meta.url;",
        "const b = import(c);",
        "const b = import('./b.js');",
    ] {
        let problem = problem(&[
            ("page.js", &format!("\n{form}\n")),
            ("b.js", "export const b = 1;\n"),
        ]);
        assert_eq!(
            problem, "page.js, line 2: has an unknown form of import or export",
            "{form}"
        );
    }
}

#[test]
fn what_a_browser_would_refuse_is_an_error() {
    let import = ("page.js", "import { b } from \"./b.js\";\n");
    for (files, expected) in [
        (vec![import], "b.js, line 1: does not exist"),
        (
            vec![import, ("b.js", "const b = 1;\n")],
            "page.js, line 1: b.js does not export b",
        ),
        (
            vec![import, ("b.js", "\nimport \"./page.js\";\n")],
            "b.js, line 2: imports in a circle",
        ),
    ] {
        assert_eq!(problem(&files), expected);
    }
}

#[test]
fn module_that_would_run_twice_or_hide_another_is_an_error() {
    let page = ("page.js", "import \"./b.js\";\nimport(\"./c.js\");\n");
    let twice = "page.js, line 2: loads c.js, which would run twice";
    for (files, expected) in [
        (vec![page, ("b.js", "")], "c.js, line 1: does not exist"),
        (
            vec![page, ("b.js", "import \"./c.js\";\n"), ("c.js", "")],
            twice,
        ),
        (
            vec![page, ("b.js", ""), ("c.js", "\nimport(\"./b.js\");\n")],
            "c.js, line 2: loads b.js, which would run twice",
        ),
        (
            vec![
                ("page.js", "import(\"./b.js\");\nimport(\"./c.js\");\n"),
                ("b.js", "import \"./c.js\";\n"),
                ("c.js", ""),
            ],
            twice,
        ),
        (
            vec![("page.js", "const script$ = 1;\n")],
            "page.js, line 1: uses a name of linked scripts: script$",
        ),
        (
            vec![("page.js", "\nvar a = 1;\n")],
            "page.js, line 2: declares a variable with var",
        ),
        (
            vec![("page.js", "for (var a of b) c(a);\n")],
            "page.js, line 1: declares a variable with var",
        ),
        (
            vec![("page.js", "const module$1 = 1;\n")],
            "page.js, line 1: uses a name of linked scripts: module$",
        ),
    ] {
        assert_eq!(problem(&files), expected);
    }
}
