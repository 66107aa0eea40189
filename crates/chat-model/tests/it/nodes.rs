//! Two nodes, explored with and without deliberate flaws.

use chat_domain::{Command, Event, Refusal, VisitState};
use chat_model::{
    explore::{Exploration, Limits, Model as _, explore},
    nodes::{Counted, Flaw, Move, NodesModel, Request, describe_nodes},
    visit::Rules,
};

const ALL: &[Request] = &Request::ALL;

fn exploring(requests: &[Request], attempts: u8) -> NodesModel {
    NodesModel::new(requests, attempts).unwrap()
}

fn found(model: &NodesModel) -> (Exploration<Move, Counted>, String) {
    assert_eq!(model.laws.len(), 1);
    let explored = explore(model, Limits::depth(9));
    let first = explored.findings.first().expect("a law is broken");
    let text = describe_nodes(model, first);
    (explored, text)
}

#[test]
fn two_nodes_keep_all_laws() {
    let explored = explore(&exploring(ALL, 2), Limits::depth(4));
    assert!(explored.findings.is_empty());
    assert_eq!(explored.depth, 4);
    assert!(explored.counts.states > 10_000, "{:?}", explored.counts);
    assert_eq!(explored.tally.moves.len(), 6);
}

#[test]
fn message_and_removal_are_explored_completely() {
    let model = exploring(&[Request::Greet, Request::Remove], 2);
    let explored = explore(&model, Limits::depth(usize::MAX));
    assert!(explored.findings.is_empty());
    assert!(explored.exhausted, "{:?}", explored.levels);
    assert!(explored.counts.states > 5_000, "{:?}", explored.counts);
    assert!(explored.tally.conflicts > 500, "{:?}", explored.tally);
}

#[test]
fn missing_version_check_stores_a_message_after_removal() {
    let model = exploring(&[Request::Greet, Request::Remove], 1).with(Flaw::NoVersionCheck);
    let law = "each entry was permitted by the log before it";
    let (explored, text) = found(&model.judged_by(law));
    let path = &explored.findings[0].path;
    assert_eq!(path.len(), 6, "{text}");
    assert!(text.contains("recipient_removed (P8)"), "{text}");
}

#[test]
fn missing_version_check_makes_nodes_diverge() {
    let model = exploring(&[Request::Lock, Request::Remove], 1).with(Flaw::NoVersionCheck);
    let (_, text) = found(&model.judged_by("nodes that have caught up agree"));
    assert!(text.contains("differs from the log"), "{text}");
}

#[test]
fn missing_second_decision_stores_a_message_after_closing() {
    let model = exploring(&[Request::Greet, Request::Complete], 1).with(Flaw::NoSecondDecision);
    let law = "each entry was permitted by the log before it";
    let (explored, text) = found(&model.judged_by(law));
    assert_eq!(explored.findings[0].path.len(), 7, "{text}");
    assert!(text.contains("visit_closed (W8)"), "{text}");
}

#[test]
fn missing_receipts_store_a_message_twice() {
    fn forgets(
        state: &VisitState,
        actor: chat_domain::Actor,
        command: &Command,
    ) -> Result<Vec<Event>, Refusal> {
        let mut forgetful = state.clone();
        forgetful.receipts.clear();
        chat_domain::decide(&forgetful, actor, command)
    }
    let model = exploring(&[Request::Greet], 2).under(Rules::deciding(forgets));
    let (explored, text) = found(&model.judged_by("a client's message is stored once"));
    assert!(explored.findings[0].path.len() <= 6, "{text}");
    assert!(text.contains("stored 2 times"), "{text}");
}

#[test]
fn nodes_start_with_a_visit_that_both_have_read() {
    let start = exploring(ALL, 1).start();
    assert!(!start.entries().is_empty());
    for node in &start.nodes {
        assert_eq!(node.view.version, start.entries().last().unwrap().seq);
    }
}
