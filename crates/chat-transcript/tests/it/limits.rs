//! The bound on a record counts what its reader may read.

use crate::scene::{Scene, making};
use chat_laws::{cast::*, commands::*};
use chat_transcript::{Reader, Record, Scope, TooLong, Transcript};

fn visit() -> Scene {
    Scene::of([
        under_version_2(group_visit()),
        enters(ANA),
        enters(BEN),
        says(DOCTOR, direct(DOCTOR, ANA), &"a".repeat(5_000)),
        says(DOCTOR, direct(DOCTOR, BEN), "short"),
    ])
}

fn record(scene: &Scene, reader: Reader, scope: Scope) -> Result<Record, TooLong> {
    let mut record = Record::new(scene.state.clone(), reader, scope, 6_000);
    for entry in &scene.log {
        record.add(entry.clone())?;
    }
    Ok(record)
}

#[test]
fn m7_long_chat_of_others_does_not_make_a_transcript_too_long() {
    let scene = visit();
    assert_eq!(
        record(&scene, Reader::Participant(ANA), Scope::Visit).err(),
        Some(TooLong)
    );
    let ben = record(&scene, Reader::Participant(BEN), Scope::Visit).unwrap();
    let ben = Transcript::of(&scene.state, &ben, making()).unwrap();
    assert!(ben.text().contains("short"));
}

#[test]
fn one_chat_is_counted_alone() {
    let scene = visit();
    assert!(record(&scene, Reader::Operator, Scope::Visit).is_err());
    assert!(record(&scene, Reader::Operator, Scope::Chat(ALL)).is_ok());
}

#[test]
fn w9_person_who_is_removed_while_it_is_made_gets_nothing() {
    let scene = visit();
    let record = record(&scene, Reader::Participant(BEN), Scope::Visit).unwrap();
    let mut after = scene.state.clone();
    let (actor, command) = removed(BEN);
    chat_domain::commit(&mut after, actor, &command, NOW).unwrap();
    assert_eq!(
        Transcript::of(&after, &record, making()).unwrap_err(),
        chat_domain::Refusal::Removed
    );
}
