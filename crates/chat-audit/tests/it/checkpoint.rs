//! Damage that only a checkpoint reveals.

use crate::kept::{Kept, START, Story, chained};
use chat_audit::{Checkpoint, Scope};
use chat_domain::{ChatKey, Event, MessageText, Seq, VisitSummary, replay};

/// A visit that can still grow.
fn open(number: u128, messages: usize) -> Story {
    let mut story = Story::new(number);
    for message in 0..messages {
        let text = format!("message {message}");
        story.sends(story.provider, ChatKey::Visit, &text, Vec::new());
    }
    story
}

fn kept(stories: &[&Story]) -> Kept {
    Kept {
        visits: stories.iter().map(|story| story.kept()).collect(),
        ..Kept::default()
    }
}

fn found(kept: &Kept, checkpoint: &Checkpoint) -> Vec<(Option<u64>, &'static str)> {
    kept.audit_with(Scope::All, None, Some(checkpoint)).found()
}

#[test]
fn grown_logs_match_their_checkpoint() {
    let (one, two) = (open(1, 3), open(2, 3));
    let checkpoint = kept(&[&one, &two]).checkpoint();
    let newest = one.entries.len() as u64;
    let (grown, new) = (open(1, 5), open(3, 2));
    assert_eq!(grown.entries[..one.entries.len()], one.entries);
    let kept = kept(&[&grown, &two, &new]);
    let audit = kept.audit_with(Scope::All, None, Some(&checkpoint));
    assert!(audit.report.is_sound(), "{:?}", audit.findings);
    let uncovered = grown.entries.len() as u64 - newest + new.entries.len() as u64;
    assert_eq!(audit.report.uncovered, Some(uncovered));
}

#[test]
fn truncated_or_deleted_log_is_reported() {
    let stories = [open(1, 3), open(2, 3), open(3, 3)];
    let [one, two, three] = &stories;
    let checkpoint = kept(&[one, two, three]).checkpoint();

    let cut = kept(&[one, &open(2, 1), three]);
    assert!(
        cut.audit().report.is_sound(),
        "it looks sound without a checkpoint"
    );
    let audit = cut.audit_with(Scope::All, None, Some(&checkpoint));
    assert_eq!(audit.found(), [(None, "truncated")]);
    assert_eq!(audit.findings[0].visit, Some(two.visit));

    for rest in [[one, two], [two, three], [one, three]] {
        let fewer = kept(&rest);
        assert!(
            fewer.audit().report.is_sound(),
            "it looks sound without a checkpoint"
        );
        assert_eq!(found(&fewer, &checkpoint), [(None, "visit_missing")]);
    }
    assert_eq!(found(&kept(&[]), &checkpoint).len(), 3);
}

#[test]
fn rewritten_log_is_reported() {
    let (one, two) = (open(1, 3), open(2, 3));
    let checkpoint = kept(&[&one, &two]).checkpoint();
    for grown in [3, 6] {
        let mut forged = open(1, grown);
        let at = forged.entries.len() - grown + 1;
        if let Event::MessageSent { text, .. } = &mut forged.entries[at].event {
            *text = Some(MessageText::new("Something else").unwrap());
        }
        let mut kept = kept(&[&forged, &two]);
        assert!(
            kept.audit().report.is_sound(),
            "it looks sound without a checkpoint"
        );
        assert_eq!(found(&kept, &checkpoint), [(None, "rewritten")]);
        // Keeping the original hashes next to the forged entries doesn't help either.
        let honest = chained(one.visit, &open(1, grown).entries);
        for (entry, honest) in kept.log(0).iter_mut().zip(honest) {
            entry.hash = honest.hash;
        }
        let found = found(&kept, &checkpoint);
        assert_eq!(
            found,
            [(Some(at as u64 + 1), "broken_chain"), (None, "rewritten")]
        );
    }
}

#[test]
fn damaged_hash_is_not_reported_as_a_rewrite() {
    let mut kept = kept(&[&open(1, 3)]);
    let checkpoint = kept.checkpoint();
    kept.log(0).last_mut().unwrap().hash = None;
    let found = found(&kept, &checkpoint);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, "no_hash");
}

#[test]
fn missing_entry_at_the_checkpoint_is_reported() {
    let checkpoint = kept(&[&open(1, 3)]).checkpoint();
    let mut kept = kept(&[&open(1, 6)]);
    let at = usize::try_from(checkpoint.heads()[0].version.0).unwrap() - 1;
    kept.log(0).remove(at);
    let codes: Vec<_> = found(&kept, &checkpoint).into_iter().map(|f| f.1).collect();
    assert_eq!(codes, ["missing", "rewritten"]);
}

#[test]
fn single_visit_is_checked_against_its_own_head() {
    let (one, two) = (open(1, 3), open(2, 3));
    let checkpoint = kept(&[&one, &two]).checkpoint();
    let kept = kept(&[&open(1, 1)]);
    let audit = |story: &Story| {
        let scope = Scope::Visit(story.visit.visit);
        kept.audit_with(scope, None, Some(&checkpoint)).found()
    };
    assert_eq!(audit(&one), [(None, "truncated")]);
    assert_eq!(audit(&two), [(None, "visit_missing")]);
}

#[test]
fn empty_checkpoint_covers_no_entries() {
    let checkpoint = Checkpoint::new(START, Vec::new()).unwrap();
    let story = open(1, 3);
    let audit = kept(&[&story]).audit_with(Scope::All, None, Some(&checkpoint));
    assert!(audit.report.is_sound());
    assert_eq!(audit.report.uncovered, Some(story.entries.len() as u64));
}

/// The stories replay without findings, so the tests above fail for the right reason.
#[test]
fn stories_replay_without_violations() {
    let story = open(1, 4);
    let state = replay(&story.entries).unwrap();
    assert_eq!(state, story.state);
    assert_eq!(state.version, Seq(story.entries.len() as u64));
    assert!(VisitSummary::of(&state).is_some());
}
