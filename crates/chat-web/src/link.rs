//! One script made of a module and of all that it imports, and one of each module that it loads at run time.
//!
//! A client loads one file instead of many, which also compresses better. A loaded module becomes a script with those of
//! its imports that the first script does not have; it takes the others from the first script, so that no module runs
//! twice. The name of what it takes contains the first script's digest. After an update of the server, a page that is
//! still open can't get a script that fits another version: the load fails.

use crate::{
    error::LinkError,
    hex::hex,
    linker::{Linker, Scripts},
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// The scripts that an entry becomes, by path: its own, and those of the modules loaded at run time, in the folder that
/// is named as the entry.
pub(crate) fn linked(
    entry: &str,
    scripts: &Scripts,
) -> Result<BTreeMap<String, String>, LinkError> {
    let folder = entry.strip_suffix(".js").unwrap_or(entry);
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let mut linker = Linker::new(scripts);
    let mut own = linker.link(entry, &format!("./{name}/"))?;
    let loaded = loaded(&linker)?;
    for path in needed_by_several(&loaded) {
        if linker.number(path).is_none() {
            own.push_str(&linker.link(path, &format!("./{name}/"))?);
        }
    }
    let shared = format!("script${}", hex(&Sha256::digest(&own)));
    let mut all_taken = BTreeSet::new();
    let mut linked = BTreeMap::new();
    for target in loaded.keys() {
        let depth = target.matches('/').count();
        let start = linker.count();
        let code = linker.link(target, &format!("./{}", "../".repeat(depth)))?;
        let taken = linker.taken(start);
        let mut script = String::new();
        if !taken.is_empty() {
            let up = "../".repeat(depth + 1);
            let names = variables(&taken);
            _ = writeln!(script, "import {{ {shared} }} from \"./{up}{name}.js\";");
            _ = writeln!(script, "const {{ {names} }} = {shared};");
        }
        script.push_str(&code);
        script.push_str(&linker.exports());
        linked.insert(format!("{folder}/{target}"), script);
        all_taken.extend(taken);
    }
    if !all_taken.is_empty() {
        let names = variables(&all_taken);
        _ = writeln!(own, "export const {shared} = {{ {names} }};");
    }
    linked.insert(entry.to_owned(), own);
    Ok(linked)
}

/// The modules that are loaded at run time, each with all that it needs and the linker does not have.
fn loaded(linker: &Linker<'_>) -> Result<BTreeMap<String, BTreeSet<String>>, LinkError> {
    let mut loads = linker.loads();
    let mut loaded = BTreeMap::new();
    let mut at = 0;
    while let Some(load) = loads.get(at).cloned() {
        at += 1;
        if loaded.contains_key(&load.target) {
            continue;
        }
        let needed = linker.needed(&load.target)?;
        loads.extend(needed.loads);
        loaded.insert(load.target, needed.paths);
    }
    let is_imported = |target: &String| {
        let mut others = loaded.iter().filter(|(other, _)| *other != target);
        linker.number(target).is_some() || others.any(|(_, needed)| needed.contains(target))
    };
    match loads.iter().find(|load| is_imported(&load.target)) {
        None => Ok(loaded),
        Some(load) => {
            let problem = format!("loads {}, which would run twice", load.target);
            Err(LinkError::new(&load.path, load.line, problem))
        }
    }
}

/// What several loaded modules need is in the first script.
fn needed_by_several(loaded: &BTreeMap<String, BTreeSet<String>>) -> Vec<&str> {
    let mut users = BTreeMap::new();
    for path in loaded.values().flatten() {
        *users.entry(path.as_str()).or_insert(0) += 1;
    }
    users.retain(|_, users| *users > 1);
    users.into_keys().collect()
}

/// The variables of modules with these numbers.
fn variables(numbers: &BTreeSet<usize>) -> String {
    let names: Vec<_> = numbers
        .iter()
        .map(|number| format!("module${number}"))
        .collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
