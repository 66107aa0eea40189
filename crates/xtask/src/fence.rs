//! The layering fence: which crate must not depend on what, however indirectly.
//!
//! Only what is built into the crate counts; what its tests use may be anything.

mod fences;
mod tree;

use crate::{
    Outcome,
    cargo::{cargo, output},
    repository,
};
use fences::{FENCES, FREE, Fence};
use tree::Tree;

pub(crate) fn run() -> Outcome {
    let crates = repository::crates(repository::root())?;
    let mut problems = unfenced(&crates);
    for fence in FENCES
        .iter()
        .filter(|fence| crates.iter().any(|name| name == fence.package))
    {
        let printed = printed_tree(fence.package)?;
        let tree = Tree::parse(&printed)?;
        let packages = tree.packages();
        println!("{}: {packages} packages looked at", fence.package);
        problems.extend(breaches(fence, &tree));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

/// All that a crate is built of, with any of its features.
fn printed_tree(package: &str) -> Outcome<String> {
    let mut command = cargo(&["tree", "--package", package, "--edges", "normal"]);
    command.args(["--prefix", "depth", "--all-features"]);
    output(command)
}

/// A sentence for each thing in the tree that the fence keeps out, with the way it came in.
fn breaches(fence: &Fence, tree: &Tree) -> Vec<String> {
    let kept_out = |name: &str| fence.forbidden.iter().any(|group| group.contains(&name));
    tree.paths_to(kept_out)
        .into_iter()
        .map(|path| format!("{}: {}", path.join(" → "), fence.why))
        .collect()
}

/// Every crate has a fence or is named as free of one, and no fence stands around nothing.
fn unfenced(crates: &[String]) -> Vec<String> {
    let known =
        |name: &str| FREE.contains(&name) || FENCES.iter().any(|fence| fence.package == name);
    let new = crates
        .iter()
        .filter(|name| !known(name))
        .map(|name| format!("{name} has no fence: say what it must not depend on"));
    let gone = FENCES
        .iter()
        .map(|fence| fence.package)
        .chain(FREE.iter().copied())
        .filter(|name| !crates.iter().any(|there| there == name))
        .map(|name| format!("the fence around {name} stands around nothing"));
    new.chain(gone).collect()
}

#[cfg(test)]
mod tests;
