//! Two nodes and one held file, explored with and without deliberate flaws.

use chat_model::{
    explore::{Exploration, Limits, explore},
    files::{FilesModel, Flaw, Move, describe_files},
    nodes::Counted,
};

fn explored(flaw: Flaw) -> (FilesModel, Exploration<Move, Counted>) {
    let model = FilesModel { flaw };
    let explored = explore(&model, Limits::depth(usize::MAX));
    (model, explored)
}

#[test]
fn held_file_keeps_its_bytes_while_messages_can_carry_it() {
    let (_, explored) = explored(Flaw::None);
    assert!(explored.findings.is_empty());
    assert!(explored.exhausted, "{:?}", explored.levels);
    assert!(explored.counts.states > 100, "{:?}", explored.counts);
    assert_eq!(explored.tally.moves.len(), 6, "{:?}", explored.tally);
}

#[test]
fn missing_compare_and_set_loses_the_bytes_of_a_file() {
    let (model, explored) = explored(Flaw::NoCompareAndSet);
    let first = explored.findings.first().expect("the loss is found");
    let text = describe_files(&model, first);
    assert!(text.contains("deletes the bytes"), "{text}");
    assert!(text.contains("stages the file"), "{text}");
}

#[test]
fn missing_claim_loses_the_bytes_of_a_file() {
    let (model, explored) = explored(Flaw::NoClaim);
    let first = explored.findings.first().expect("the loss is found");
    let text = describe_files(&model, first);
    assert!(text.contains("deletes the bytes"), "{text}");
}

#[test]
fn deleting_a_claimed_file_loses_its_bytes() {
    let (model, explored) = explored(Flaw::DeletesClaimed);
    let first = explored.findings.first().expect("the loss is found");
    let text = describe_files(&model, first);
    assert!(text.contains("deletes the bytes"), "{text}");
}
