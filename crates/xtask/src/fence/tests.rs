use super::*;

const SOUND: &str = "\
0chat-domain v0.1.0 (/home/ana/visit-chat/crates/chat-domain)
1serde v1.0.228
2serde_core v1.0.228
2serde_derive v1.0.228 (proc-macro)
1time v0.3.44
2serde_core v1.0.228 (*)
";

fn fence(package: &str) -> &'static Fence {
    FENCES
        .iter()
        .find(|fence| fence.package == package)
        .unwrap()
}

fn breaches_of(package: &str, printed: &str) -> Vec<String> {
    breaches(fence(package), &Tree::parse(printed).unwrap())
}

#[test]
fn clean_tree_passes() {
    assert_eq!(breaches_of("chat-domain", SOUND), Vec::<String>::new());
    assert_eq!(Tree::parse(SOUND).unwrap().packages(), 5);
}

#[test]
fn forbidden_crate_deep_in_the_tree_is_reported_with_its_path() {
    let broken = SOUND.replace(
        "2serde_core v1.0.228 (*)\n",
        "2retry v1.0.0\n3tokio v1.48.0\n",
    );
    let found = breaches_of("chat-domain", &broken);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("chat-domain → time → retry → tokio: the rules are pure"));
}

#[test]
fn forbidden_dependency_of_every_layer_is_reported() {
    for (package, intruder) in [
        ("chat-domain", "chat-ports"),
        ("chat-domain", "libsqlite3-sys"),
        ("chat-domain", "getrandom"),
        ("chat-attachments", "axum"),
        ("chat-attachments", "chat-domain"),
        ("chat-ports", "rusqlite"),
        ("chat-app", "axum"),
        ("chat-app", "rusqlite"),
        ("chat-app", "chat-memory"),
        ("chat-memory", "chat-app"),
        ("chat-sqlite", "chat-http"),
        ("chat-blobs", "chat-app"),
        ("chat-conformance", "chat-sqlite"),
        ("chat-audit", "rusqlite"),
        ("chat-audit", "tokio"),
        ("chat-app", "chat-audit"),
        ("chat-http", "rusqlite"),
        ("chat-http", "object_store"),
    ] {
        let printed = format!("0{package} v0.1.0\n1bytes v1.0.0\n1{intruder} v1.0.0\n");
        assert_eq!(
            breaches_of(package, &printed).len(),
            1,
            "{package} → {intruder}"
        );
    }
}

#[test]
fn crate_that_only_shares_a_prefix_is_allowed() {
    let printed = "0chat-domain v0.1.0\n1tokio-free-lunch v1.0.0\n";
    assert!(breaches_of("chat-domain", printed).is_empty());
}

#[test]
fn empty_tree_is_an_error() {
    for nothing in ["", "\n", "error: no such package", "1serde v1.0.0"] {
        assert!(Tree::parse(nothing).is_err(), "{nothing:?}");
    }
}

#[test]
fn crate_without_a_fence_and_fence_without_a_crate_are_reported() {
    let mut crates: Vec<String> = FENCES.iter().map(|f| f.package.to_owned()).collect();
    crates.extend(FREE.iter().map(|name| (*name).to_owned()));
    assert!(unfenced(&crates).is_empty());
    crates.push("chat-pigeon".to_owned());
    crates.retain(|name| name != "chat-blobs");
    assert_eq!(unfenced(&crates).len(), 2);
}
