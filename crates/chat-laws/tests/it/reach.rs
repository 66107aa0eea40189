//! The generated visits reach what the laws are about; else the laws would hold of nothing.

use chat_domain::Event;
use chat_laws::{plan::plans, run::run};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use std::collections::BTreeMap;

/// The event's name as it is stored.
fn name(event: &Event) -> String {
    let stored = serde_json::to_value(event).unwrap();
    stored["type"].as_str().unwrap().to_owned()
}

#[test]
fn generated_visits_are_eventful() {
    let mut runner = TestRunner::deterministic();
    let mut events: BTreeMap<String, u32> = BTreeMap::new();
    let mut refusals: BTreeMap<&str, u32> = BTreeMap::new();
    let mut with_files = 0;
    for _ in 0..60 {
        let plan = plans(200..400).new_tree(&mut runner).unwrap().current();
        run(&plan, |moment| {
            for entry in moment.added() {
                *events.entry(name(&entry.event)).or_default() += 1;
                with_files += u32::from(matches!(&entry.event,
                    Event::MessageSent { files, .. } if !files.is_empty()));
            }
            if let Err(refusal) = moment.answer {
                *refusals.entry(refusal.explain().code).or_default() += 1;
            }
        });
    }
    assert_eq!(events.len(), 18, "{events:?}");
    assert!(events.values().all(|count| *count >= 5), "{events:?}");
    assert!(events["message_sent"] > 1_000, "{events:?}");
    assert!(with_files > 50);
    for code in [
        "chat_unknown",
        "client_id_reused",
        "file_unknown",
        "locked",
        "not_entered",
        "not_started",
        "recipient_mismatch",
        "recipient_removed",
        "removed",
        "visit_closed",
        "visit_unknown",
    ] {
        assert!(refusals[code] > 20, "{code} {refusals:?}");
    }
}
