//! The diagram of crates in `docs/architecture.md`, compared with what cargo knows.
//!
//! An arrow is a dependency of the library or program; dependencies of tests are left out, and so is
//! every arrow that follows from others. That makes the right diagram unique.

use crate::{
    cargo::{cargo, output},
    outcome::Outcome,
    repository,
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

const DOCUMENT: &str = "docs/architecture.md";

/// Crates, each with those that it depends on.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// A sentence for each difference between the diagram and the dependencies of these crates.
pub(super) fn check(root: &Path, crates: &[String]) -> Outcome<Vec<String>> {
    let drawn = drawn(&repository::read(&root.join(DOCUMENT))?)?;
    let metadata = ["metadata", "--format-version", "1", "--no-deps", "--locked"];
    let built = direct(&output(cargo(&metadata))?, crates)?;
    Ok(differences(&drawn, &reduced(&built)))
}

/// The graph that the document's only mermaid block draws.
fn drawn(document: &str) -> Outcome<Graph> {
    let block = document
        .split_once("```mermaid\n")
        .and_then(|(_, rest)| rest.split_once("```"));
    let Some((block, _)) = block else {
        return Err(format!("{DOCUMENT} has no mermaid diagram of the crates"));
    };
    let mut graph = Graph::new();
    for line in block.lines().skip(1) {
        let groups: Vec<Vec<&str>> = line
            .split("-->")
            .map(|group| group.split('&').map(str::trim).collect())
            .collect();
        for name in groups.iter().flatten() {
            graph.entry((*name).to_owned()).or_default();
        }
        for (from, to) in groups.iter().zip(groups.iter().skip(1)) {
            for name in from {
                let targets = graph.entry((*name).to_owned()).or_default();
                targets.extend(to.iter().map(|name| (*name).to_owned()));
            }
        }
    }
    Ok(graph)
}

/// The direct dependencies among these crates, from the output of `cargo metadata`.
fn direct(printed: &str, crates: &[String]) -> Outcome<Graph> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        dependencies: Vec<Dependency>,
    }
    #[derive(Deserialize)]
    struct Dependency {
        name: String,
        /// `None` for an ordinary dependency, otherwise `dev` or `build`.
        kind: Option<String>,
    }
    let metadata: Metadata = serde_json::from_str(printed)
        .map_err(|error| format!("can't read the output of cargo metadata: {error}"))?;
    let ours = metadata
        .packages
        .into_iter()
        .filter(|package| crates.contains(&package.name));
    Ok(ours
        .map(|package| {
            let built_in = package.dependencies.into_iter();
            let targets = built_in.filter(|d| d.kind.is_none() && crates.contains(&d.name));
            (package.name, targets.map(|d| d.name).collect())
        })
        .collect())
}

/// The graph without the arrows that follow from others. It has no cycles, since cargo allows none.
fn reduced(graph: &Graph) -> Graph {
    let reduce = |(name, targets): (&String, &BTreeSet<String>)| {
        let mut indirect = BTreeSet::new();
        for target in targets {
            reach(graph, target, &mut indirect);
        }
        (name.clone(), targets - &indirect)
    };
    graph.iter().map(reduce).collect()
}

/// Adds everything that `from` depends on, directly or not.
fn reach(graph: &Graph, from: &str, found: &mut BTreeSet<String>) {
    for target in graph.get(from).into_iter().flatten() {
        if found.insert(target.clone()) {
            reach(graph, target, found);
        }
    }
}

fn differences(drawn: &Graph, expected: &Graph) -> Vec<String> {
    let arrows = |graph: &Graph| -> BTreeSet<String> {
        let arrow = |from: &str, to: &str| format!("the arrow {from} --> {to}");
        let nodes = graph.keys().map(|name| format!("the crate {name}"));
        let arrows = graph
            .iter()
            .flat_map(|(from, targets)| targets.iter().map(move |to| arrow(from, to)));
        nodes.chain(arrows).collect()
    };
    let (drawn, expected) = (arrows(drawn), arrows(expected));
    let missing = (&expected - &drawn).into_iter();
    let wrong = (&drawn - &expected).into_iter();
    missing
        .map(|what| format!("the diagram in {DOCUMENT} lacks {what}"))
        .chain(wrong.map(|what| format!("remove {what} from the diagram in {DOCUMENT}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT_TEXT: &str = "Text.\n```mermaid\ngraph TD\n    server --> http & sqlite\n    \
        http --> app --> domain\n    sqlite --> domain\n    lonely\n```\nMore.";

    /// `server` also depends on `domain` directly, and `domain` on `app` in its tests.
    const PRINTED: &str = r#"{"packages": [
        {"name": "server", "dependencies": [{"name": "http", "kind": null},
            {"name": "sqlite", "kind": null}, {"name": "domain", "kind": null}]},
        {"name": "http", "dependencies": [{"name": "app", "kind": null}, {"name": "axum", "kind": null}]},
        {"name": "app", "dependencies": [{"name": "domain", "kind": null}]},
        {"name": "sqlite", "dependencies": [{"name": "domain", "kind": null}]},
        {"name": "domain", "dependencies": [{"name": "app", "kind": "dev"}]},
        {"name": "lonely", "dependencies": []},
        {"name": "elsewhere", "dependencies": [{"name": "app", "kind": null}]}]}"#;

    fn problems(document: &str) -> Vec<String> {
        let crates = ["server", "http", "app", "sqlite", "domain", "lonely"].map(str::to_owned);
        let built = direct(PRINTED, &crates).unwrap();
        differences(&drawn(document).unwrap(), &reduced(&built))
    }

    #[test]
    fn true_diagram_passes() {
        assert_eq!(problems(DOCUMENT_TEXT), Vec::<String>::new());
    }

    #[test]
    fn missing_arrow_is_reported() {
        assert_eq!(
            problems(&DOCUMENT_TEXT.replace("http & sqlite", "http")),
            ["the diagram in docs/architecture.md lacks the arrow server --> sqlite"]
        );
    }

    #[test]
    fn reversed_and_redundant_arrows_are_reported() {
        let wrong = DOCUMENT_TEXT.replace("lonely", "domain --> http\n    http --> domain");
        assert_eq!(
            problems(&wrong),
            [
                "the diagram in docs/architecture.md lacks the crate lonely",
                "remove the arrow domain --> http from the diagram in docs/architecture.md",
                "remove the arrow http --> domain from the diagram in docs/architecture.md"
            ]
        );
    }

    #[test]
    fn missing_diagram_is_an_error() {
        assert!(drawn("# Architecture\n").is_err());
    }
}
