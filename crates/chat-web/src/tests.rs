mod npm;
mod texts;
mod types;

use super::*;
use module::Module;
use std::collections::{BTreeMap, BTreeSet};

type Imports = BTreeMap<String, BTreeSet<String>>;

/// The modules that each module imports.
fn imports() -> Imports {
    let imported = |path: &str| {
        let lines = code::lines(&String::from_utf8_lossy(&module(path).unwrap().data));
        let module = Module::of(path, &lines.unwrap());
        let imports = module
            .map_err(|problem| format!("{path}: {problem:?}"))
            .unwrap()
            .imports;
        imports.into_iter().map(|import| import.path).collect()
    };
    paths()
        .map(|path| (path.to_string(), imported(&path)))
        .collect()
}

#[test]
fn every_import_exists() {
    let imports = imports();
    for (path, imported) in &imports {
        for one in imported {
            assert!(imports.contains_key(one), "{path} imports {one}");
        }
    }
    assert!(imports["index.js"].contains("chat/visit-chat.js"));
}

#[test]
fn client_imports_nothing_of_the_screen() {
    for (path, imported) in imports() {
        for one in imported {
            let allowed = !path.starts_with("client/") || one.starts_with("client/");
            assert!(allowed, "{path} imports {one}");
        }
    }
}

#[test]
fn modules_import_each_other_in_one_direction() {
    let mut left = imports();
    while !left.is_empty() {
        let ready: Vec<String> = left
            .iter()
            .filter(|(_, imported)| !imported.iter().any(|one| left.contains_key(one)))
            .map(|(path, _)| path.clone())
            .collect();
        assert!(!ready.is_empty(), "a circle among {:?}", left.keys());
        left.retain(|path, _| !ready.contains(path));
    }
}
