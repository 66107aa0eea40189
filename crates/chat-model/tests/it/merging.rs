//! States with equal keys can't be distinguished by any step.

use chat_domain::{PersonId, view::view};
use chat_model::{
    explore::{Limits, Model as _, explore},
    visit::{At, VisitModel, Who, key, worlds},
};
use std::collections::BTreeSet;

/// Number of merges checked per world.
const A_WORLD: usize = 12;

fn answers(model: &VisitModel, at: &At) -> Vec<(String, Vec<u8>)> {
    model
        .all_steps(at)
        .into_iter()
        .map(|step| {
            let (next, answer) = model.answer(at, step);
            let outcome = match answer {
                Err(refusal) => format!("{refusal:?}"),
                Ok(entries) => {
                    let events: Vec<_> = entries.iter().map(|entry| &entry.event).collect();
                    format!("{events:?}")
                }
            };
            (
                outcome,
                next.map(|next| model.key(&next)).unwrap_or_default(),
            )
        })
        .collect()
}

fn people() -> impl Iterator<Item = PersonId> {
    Who::ALL.into_iter().map(Who::person)
}

#[test]
fn merged_states_give_the_same_answers() {
    let (mut looked_at, mut differing) = (0, 0);
    for (world, _) in worlds() {
        let model = VisitModel::new(world, &[]).unwrap();
        let limits = Limits {
            sample_merges: 11,
            states: 200,
            ..Limits::depth(4)
        };
        let merges = explore(&model, limits).merges;
        for merge in merges.iter().step_by(1 + merges.len() / A_WORLD) {
            let (one, other) = (model.walk(&merge.kept), model.walk(&merge.other));
            assert_eq!(key(&one.state), key(&other.state));
            assert!(
                answers(&model, &one) == answers(&model, &other),
                "{}: {:?} and {:?}",
                model.world.name,
                merge.kept,
                merge.other
            );
            for person in people() {
                assert_eq!(view(&one.state, person), view(&other.state, person));
            }
            looked_at += 1;
            differing += usize::from(one.state != other.state);
        }
    }
    assert!(looked_at > 60, "{looked_at}");
    // Otherwise the key would drop nothing and this test would check nothing.
    assert!(differing > 20, "{differing}");
}

/// The key is not too coarse: states that show a person different views have different keys.
#[test]
fn different_views_have_different_keys() {
    let (world, _) = worlds()
        .into_iter()
        .find(|(w, _)| w.name == "group, from the empty log")
        .unwrap();
    let model = VisitModel::new(world, &[]).unwrap();
    let start = model.follow(model.start(), model.all_steps(&model.start())[0]);
    let mut keys = BTreeSet::new();
    let mut views = BTreeSet::new();
    for step in model.all_steps(&start) {
        let (next, _) = model.answer(&start, step);
        let at = next.unwrap_or_else(|| start.clone());
        keys.insert(key(&at.state));
        let shown: Vec<_> = people().map(|person| view(&at.state, person)).collect();
        views.insert(format!("{shown:?}"));
    }
    assert!(views.len() > 20 && keys.len() >= views.len());
}
