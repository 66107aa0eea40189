//! The layering fence: what each crate must not depend on, however indirectly, and whether the diagram
//! of crates is true.
//!
//! Dependencies of tests don't count.

mod diagram;
mod fences;
mod tree;

use crate::{
    cargo::{cargo, output},
    outcome::Outcome,
    repository,
};
use fences::{FENCES, FREE, Fence};
use tree::Tree;

pub(crate) fn run() -> Outcome {
    let crates = repository::crates(repository::root())?;
    let mut problems = unfenced(&crates);
    problems.extend(diagram::check(repository::root(), &crates)?);
    for fence in FENCES
        .iter()
        .filter(|fence| crates.iter().any(|name| name == fence.package))
    {
        let printed = printed_tree(fence.package)?;
        let tree = Tree::parse(&printed)?;
        let packages = tree.packages();
        println!("{}: {packages} packages checked", fence.package);
        problems.extend(breaches(fence, &tree));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

/// The dependency tree of a crate with all of its features.
fn printed_tree(package: &str) -> Outcome<String> {
    let mut command = cargo(&["tree", "--package", package, "--edges", "normal"]);
    command.args(["--prefix", "depth", "--all-features"]);
    output(command)
}

/// A sentence for each forbidden package in the tree, with the path to it.
fn breaches(fence: &Fence, tree: &Tree) -> Vec<String> {
    let kept_out = |name: &str| fence.forbidden.iter().any(|group| group.contains(&name));
    tree.paths_to(kept_out)
        .into_iter()
        .map(|path| format!("{}: {}", path.join(" → "), fence.why))
        .collect()
}

/// Crates that have no fence and are not listed as free, and fences whose crate is gone.
fn unfenced(crates: &[String]) -> Vec<String> {
    let known =
        |name: &str| FREE.contains(&name) || FENCES.iter().any(|fence| fence.package == name);
    let new = crates
        .iter()
        .filter(|name| !known(name))
        .map(|name| format!("{name} has no fence: add what it must not depend on"));
    let gone = FENCES
        .iter()
        .map(|fence| fence.package)
        .chain(FREE.iter().copied())
        .filter(|name| !crates.iter().any(|there| there == name))
        .map(|name| format!("the fence names {name}, which does not exist"));
    new.chain(gone).collect()
}

#[cfg(test)]
mod tests;
