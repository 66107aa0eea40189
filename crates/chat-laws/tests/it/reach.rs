//! Generated visits exercise what the laws are about; otherwise the laws would hold vacuously.

use chat_domain::{Actor, Command, Event};
use chat_laws::{
    cast::OVERSEER,
    naive::{Message, Notes, Person},
    plan::plans,
    run::run,
};
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
    let (mut with_files, mut taken_back, mut overseen, mut late) = (0, 0, 0, 0);
    let (mut starts_taken_back, mut idle_corrections, mut drops) = (0, 0, 0);
    for _ in 0..130 {
        let plan = plans(200..400).new_tree(&mut runner).unwrap().current();
        let (_, log) = run(&plan, |moment| {
            for entry in moment.added() {
                *events.entry(name(&entry.event)).or_default() += 1;
                drops += u32::from(entry.actor == Actor::Service);
                with_files += u32::from(matches!(&entry.event,
                    Event::MessageSent { files, .. } if !files.is_empty()));
            }
            let chats = moment.before.chats.iter();
            let grey = |chat| !moment.after.chat(chat).started;
            starts_taken_back += chats
                .filter(|(key, chat)| chat.started && grey(key))
                .count();
            let corrects = matches!(moment.command, Command::CorrectMessage { .. });
            idle_corrections +=
                u32::from(corrects && moment.answer.is_ok() && moment.added().is_empty());
            if let Err(refusal) = moment.answer {
                *refusals.entry(refusal.explain().code).or_default() += 1;
            }
        });
        let notes = Notes::of(&log);
        let of_files = || notes.messages.values().filter(|m| !m.files.is_empty());
        taken_back += of_files().filter(|m| m.retracted.is_some()).count();
        let glass = |m: &&Message<'_>| notes.glass.contains_key(&(OVERSEER, m.chat));
        overseen += of_files().filter(glass).count();
        let removed = |p: &Person| p.away.first().map(|(from, _)| *from).or(p.removed);
        let people = notes.people.values().filter(|p| p.came.is_some());
        let gone = people.filter_map(removed);
        let first = gone.min().unwrap_or(usize::MAX);
        let came = notes.people.values().filter_map(|p| p.came);
        late += came.filter(|came| *came > first).count();
    }
    assert_eq!(events.len(), 32, "{events:?}");
    assert!(events.values().all(|count| *count >= 5), "{events:?}");
    assert!(events["message_sent"] > 1_000, "{events:?}");
    let files = (with_files, taken_back, overseen);
    assert!(
        with_files > 200 && taken_back > 20 && overseen > 20,
        "{files:?}"
    );
    assert!(late > 10, "{late} came after another one's removal");
    assert!(starts_taken_back > 5, "{starts_taken_back}");
    assert!(drops > 20, "{drops}");
    assert!(idle_corrections > 20, "{idle_corrections}");
    for code in [
        "act_quota_exceeded",
        "chat_unknown",
        "client_id_reused",
        "entry_quota_exceeded",
        "file_unknown",
        "locked",
        "not_entered",
        "not_started",
        "recipient_mismatch",
        "no_answer_needed_not_recorded",
        "no_handover",
        "no_notices",
        "notice_id_reused",
        "notice_not_offered",
        "notice_unknown",
        "notices_are_for_attendees",
        "not_between_providers",
        "not_yours_to_hand_over",
        "read_marks_not_kept",
        "recipient_removed",
        "removed",
        "text_quota_exceeded",
        "too_many_corrections",
        "visit_closed",
        "visit_unknown",
    ] {
        assert!(refusals[code] > 20, "{code} {refusals:?}");
    }
}
