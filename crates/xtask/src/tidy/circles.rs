//! Import cycles: modules that import each other can only be understood together.

mod imports;

use crate::{outcome::Outcome, repository};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Crates with import cycles, each with the size of its largest. Other crates have none, and no cycle may grow.
const LARGEST: &[(&str, usize)] = &[
    ("chat-domain", 13),
    ("chat-http", 10),
    ("chat-memory", 3),
    ("chat-ports", 3),
    ("chat-sqlite", 8),
];

/// A module's path within its crate; empty for the root.
type Module = Vec<String>;
/// Each module with those that it imports.
type Imports = BTreeMap<Module, BTreeSet<Module>>;

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let mut problems = Vec::new();
    for name in repository::crates(root)? {
        let imports = modules(&root.join("crates").join(&name).join("src"))?;
        let circle = largest_circle(&imports);
        let most = LARGEST.iter().find(|(known, _)| *known == name);
        if circle.len() > 1 {
            println!("  {name}: {}", circle.len());
        }
        problems.extend(problem(&name, &circle, most.map_or(1, |(_, most)| *most)));
    }
    Ok(problems)
}

fn problem(name: &str, circle: &[&Module], most: usize) -> Option<String> {
    let size = circle.len();
    let shown: Vec<String> = circle.iter().map(|module| shown(module)).collect();
    (size > most).then(|| {
        let names = shown.join(", ");
        format!(
            "{name}: {size} modules import each other in a cycle, at most {most} may: move shared items into a separate \
             module ({names})"
        )
    })
}

fn shown(module: &Module) -> String {
    match module.as_slice() {
        [] => "the root".to_owned(),
        parts => parts.join("::"),
    }
}

/// The imports of the crate whose sources are in this folder.
fn modules(src: &Path) -> Outcome<Imports> {
    let mut texts = BTreeMap::new();
    for file in repository::files(src, &["rs"])? {
        let file = file.with_extension("");
        let parts = file.iter().map(|part| part.to_string_lossy().into_owned());
        let mut module: Module = parts.collect();
        if matches!(
            module.last().map(String::as_str),
            Some("lib" | "main" | "mod")
        ) {
            module.pop();
        }
        let text = repository::read(&src.join(&file).with_extension("rs"))?;
        texts
            .entry(module)
            .or_insert_with(String::new)
            .push_str(&text);
    }
    Ok(imports_of(&texts))
}

fn imports_of(texts: &BTreeMap<Module, String>) -> Imports {
    let mut tests = BTreeSet::new();
    for (module, text) in texts {
        let names = imports::test_modules(text).into_iter();
        tests.extend(names.map(|name| [module.as_slice(), &[name.to_owned()]].concat()));
    }
    let real = || texts.iter().filter(|(module, _)| !tests.contains(*module));
    let known: BTreeSet<&Module> = real().map(|(module, _)| module).collect();
    let imports = |module: &Module, text: &str| {
        let paths = imports::paths(text);
        let targets = paths.iter().filter_map(|path| target(module, path, &known));
        targets.filter(|target| target != module).collect()
    };
    real()
        .map(|(module, text)| (module.clone(), imports(module, text)))
        .collect()
}

/// The module of this crate to which a path leads.
fn target(from: &Module, path: &[&str], known: &BTreeSet<&Module>) -> Option<Module> {
    let child = |module: &Module, name: &str| {
        let child = [module.as_slice(), &[name.to_owned()]].concat();
        known.contains(&child).then_some(child)
    };
    let (mut module, mut rest) = match path {
        ["crate", rest @ ..] => (Module::new(), rest),
        ["self", rest @ ..] => (from.clone(), rest),
        ["super", ..] => (from.clone(), path),
        [first, rest @ ..] => (child(from, first)?, rest),
        [] => return None,
    };
    while let ["super", behind @ ..] = rest {
        module.pop()?;
        rest = behind;
    }
    for name in rest {
        match child(&module, name) {
            Some(child) => module = child,
            None => break,
        }
    }
    Some(module)
}

/// The largest set of modules in which each reaches all others; a single module if there is no cycle.
fn largest_circle(imports: &Imports) -> Vec<&Module> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> = imports
        .keys()
        .map(|module| (module, reached_from(module, imports)))
        .collect();
    let reaches =
        |from: &Module, to: &Module| reached.get(from).is_some_and(|all| all.contains(to));
    let circle = |module: &Module| {
        let others = imports.keys();
        let both = |other: &&Module| {
            *other == module || (reaches(module, other) && reaches(other, module))
        };
        others.filter(both).collect::<Vec<_>>()
    };
    imports
        .keys()
        .map(circle)
        .max_by_key(Vec::len)
        .unwrap_or_default()
}

fn reached_from<'a>(module: &'a Module, imports: &'a Imports) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut ahead = vec![module];
    while let Some(module) = ahead.pop() {
        let next = imports.get(module).into_iter().flatten();
        ahead.extend(next.filter(|next| reached.insert(*next)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle_of(files: &[(&str, &str)]) -> Vec<String> {
        let module = |path: &str| {
            path.split('/')
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let texts = files
            .iter()
            .map(|(path, text)| (module(path), (*text).to_owned()));
        let imports = imports_of(&texts.collect());
        largest_circle(&imports).into_iter().map(shown).collect()
    }

    #[test]
    fn cycle_is_found_through_parents_children_and_paths() {
        let files = [
            ("", "mod a; mod c; mod d;"),
            ("a", "mod b; use b::B;"),
            ("a/b", "use crate::c::C;"),
            ("c", "fn f() { super::a::g() }"),
            ("d", "use crate::a;"),
        ];
        assert_eq!(circle_of(&files), ["a", "a::b", "c"]);
    }

    #[test]
    fn tests_and_declarations_are_not_imports() {
        let files = [
            ("", "mod a; pub use a::A;"),
            ("a", "mod b; use b::B;\n#[cfg(test)] mod tests;"),
            ("a/b", "#[cfg(test)] mod tests { use super::super::A; }"),
            ("a/tests", "use super::*;"),
        ];
        assert_eq!(circle_of(&files).len(), 1);
    }

    #[test]
    fn growing_cycle_is_refused() {
        let (a, b) = (vec!["a".to_owned()], vec![]);
        assert_eq!(problem("x", &[&a, &b], 2), None);
        assert_eq!(
            problem("x", &[&a, &b], 1).unwrap(),
            "x: 2 modules import each other in a cycle, at most 1 may: move shared items into a separate module \
             (a, the root)"
        );
    }
}
