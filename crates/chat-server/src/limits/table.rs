//! `docs/limits.md`, generated from the code. Update it with
//!
//! ```text
//! UPDATE_LIMITS=1 cargo test -p chat-server --lib limits
//! ```

mod row;
mod rows;
mod source;
mod tested;

use row::Row;
use std::{fmt::Write as _, path::Path};

const COMMAND: &str = "UPDATE_LIMITS=1 cargo test -p chat-server --lib limits";

const HEAD: &str = "# Limits

The limits on each client, person and visit, and what happens beyond them. These are the defaults. A
setting is a key in the TOML file; its environment variable is `VISIT_CHAT_` and the key in capitals,
with `_` for `.`. This document is generated from the code, and a test compares them:
`UPDATE_LIMITS=1 cargo test -p chat-server --lib limits` updates it.

*Per node*: each process counts by itself, so a person whose requests reach n processes may have n times as much. The other
limits per person and visit are counted from the log or the upload ledger, which all processes share.

The last column names the tests that reach the limit and show what happens there: a file below
`crates`, and the function.
";

fn document() -> String {
    let mut text = HEAD.to_owned();
    for (title, about, rows) in rows::sections() {
        write!(text, "\n## {title}\n\n").unwrap();
        if !about.is_empty() {
            write!(text, "{about}\n\n").unwrap();
        }
        text.push_str("| what | limit | beyond it | setting | tests |\n");
        text.push_str("| --- | --- | --- | --- | --- |\n");
        for row in rows {
            let tests = tested::of(title, row.what());
            let tests: Vec<_> = tests.iter().map(|test| format!("`{test}`")).collect();
            writeln!(text, "{row} {} |", tests.join(", ")).unwrap();
        }
    }
    text
}

#[test]
fn document_matches_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/limits.md");
    let computed = document();
    if std::env::var_os("UPDATE_LIMITS").is_some() {
        std::fs::write(&path, &computed).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    for (is, should) in written.lines().zip(computed.lines()) {
        assert_eq!(
            is, should,
            "docs/limits.md is out of date; if the change is intended, update it with\n  {COMMAND}"
        );
    }
    assert_eq!(written.len(), computed.len(), "update it with\n  {COMMAND}");
}

#[test]
fn named_settings_exist() {
    use confique::{Config as _, meta::FieldKind};
    fn keys(meta: &confique::meta::Meta, prefix: &str, into: &mut Vec<String>) {
        for field in meta.fields {
            let key = format!("{prefix}{}", field.name);
            match &field.kind {
                FieldKind::Leaf { .. } => into.push(key),
                FieldKind::Nested { meta } => keys(meta, &format!("{key}."), into),
            }
        }
    }
    let mut known = Vec::new();
    keys(&crate::Settings::META, "", &mut known);
    let choices = chat_domain::PolicyChoices::ALL.iter();
    known.extend(choices.map(|choice| format!("policy.{}", choice.name)));
    let sections = rows::sections();
    let named: Vec<&str> = sections
        .iter()
        .flat_map(|(_, _, rows)| rows.iter().filter_map(Row::key))
        .collect();
    for key in &named {
        assert!(known.iter().any(|known| known == key), "{key}");
    }
    let bounds = ["limits.", "policy.max_", "policy.min_"];
    let bounding = |key: &&String| bounds.iter().any(|start| key.starts_with(start));
    for key in known.iter().filter(bounding) {
        let is_limit = !key.ends_with("trusted_proxies") && !key.ends_with("allowed_origins");
        assert_eq!(named.contains(&key.as_str()), is_limit, "{key}");
    }
}
