//! The stories succeed, show every rule that they promise, and are deterministic.

use chat_domain::RuleId::{self, *};
use std::collections::BTreeSet;
use visit_chat_examples::{group, narrator::Story, one_to_one};

fn check(story: &Story, about: &[RuleId], refusing: &[RuleId]) {
    for rule in about.iter().chain(refusing) {
        let id = rule.as_str();
        let words = || story.transcript.split(|c: char| !c.is_alphanumeric());
        assert!(
            words().any(|word| word == id),
            "the transcript never mentions {id}"
        );
    }
    let about: BTreeSet<_> = about.iter().copied().collect();
    let refusing: BTreeSet<_> = refusing.iter().copied().collect();
    assert_eq!(story.named, about);
    assert_eq!(story.refusing, refusing);
    assert!(
        story.transcript.contains(" all permitted\n"),
        "the log was not verified"
    );
    assert_eq!(
        story.transcript.matches("✗ found").count(),
        2,
        "both forgeries are detected"
    );
}

#[tokio::test]
async fn one_to_one_visit_shows_its_rules() {
    let story = one_to_one::play().await.unwrap();
    let about = [
        P4, P5, W1, W2, W4, W11, W5, M1, M4, F1, F2, F3, F5, M7, F7, F8, W6, W8, V2, V3, G1, G2,
    ];
    check(
        &story,
        &about,
        &[W2, M1, M4, F2, M7, F7, F8, V1, W6, V3, W8],
    );
}

#[tokio::test]
async fn group_visit_shows_its_rules() {
    let story = group::play().await.unwrap();
    let about = [
        P4, W1, W2, M1, M3, M4, P1, W3, P2, W7, P3, P5, P7, M2, M5, M7, P6, P8, W9, M6, W8, G1, G2,
    ];
    check(
        &story,
        &about,
        &[M1, W2, M4, M3, M7, P6, V1, W9, P8, W8, M5],
    );
}

#[tokio::test]
async fn stories_are_deterministic() {
    assert_eq!(group::play().await.unwrap(), group::play().await.unwrap());
    assert_eq!(
        one_to_one::play().await.unwrap(),
        one_to_one::play().await.unwrap()
    );
}
