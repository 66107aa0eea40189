//! Mutation tests: a visit service with a single bug breaks the law against it.
//!
//! A saboteur takes a moment of a generated visit and continues with a bug. Its law must catch the
//! bug, and must hold if the same steps are done correctly.

mod folds;
mod handover;
mod host;
mod leases;
mod ledger;
mod marks;
mod notices;
mod people;
mod quotas;
mod reading;
mod reminders;
mod scene;
mod secrecy;
mod typing;
mod uploads;
mod waiting;
mod writing;

use chat_laws::{LAWS, broken, plan::plans, run::run};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use scene::{Forged, Scene};
use std::collections::BTreeSet;

/// A bug and the law that catches it.
struct Saboteur {
    law: &'static str,
    wrong: &'static str,
    /// Continues from a scene; `None` if the bug can't occur there.
    act: fn(Scene) -> Option<Forged>,
}

/// How often a saboteur must be caught.
const TIMES: usize = 5;

fn saboteurs() -> impl Iterator<Item = &'static Saboteur> {
    [
        reading::SABOTEURS,
        secrecy::SABOTEURS,
        writing::SABOTEURS,
        people::SABOTEURS,
        host::SABOTEURS,
        leases::SABOTEURS,
        ledger::SABOTEURS,
        marks::SABOTEURS,
        handover::SABOTEURS,
        waiting::SABOTEURS,
        typing::SABOTEURS,
        notices::SABOTEURS,
        reminders::SABOTEURS,
        folds::SABOTEURS,
        uploads::SABOTEURS,
        quotas::SABOTEURS,
    ]
    .into_iter()
    .flatten()
}

/// Starting points in generated visits.
fn scenes() -> Vec<Scene> {
    let mut runner = TestRunner::deterministic();
    let mut scenes = Vec::new();
    for _ in 0..96 {
        let plan = plans(200..240).new_tree(&mut runner).unwrap().current();
        let mut asked = 0;
        run(&plan, |moment| {
            if asked % 12 == 6 {
                scenes.push(Scene::after(moment));
            }
            asked += 1;
        });
    }
    scenes
}

/// How often the saboteur acted until it was caught often enough, and how often it was caught.
fn found(saboteur: &Saboteur, scenes: &[Scene]) -> (usize, usize) {
    let law = LAWS.iter().find(|law| law.name == saboteur.law);
    let law = law.unwrap_or_else(|| panic!("no law: {}", saboteur.law));
    let (mut acted, mut found) = (0, 0);
    for scene in scenes {
        let Some(forged) = (saboteur.act)(scene.clone()) else {
            continue;
        };
        acted += 1;
        if (law.check)(&forged.moment()).is_ok() {
            continue;
        }
        found += 1;
        let right = (saboteur.act)(scene.honest()).expect("the same steps can be done correctly");
        let verdict = (law.check)(&right.moment());
        assert_eq!(verdict, Ok(()), "done correctly: {}", saboteur.wrong);
        if found == TIMES {
            break;
        }
    }
    (acted, found)
}

#[test]
fn every_saboteur_is_caught() {
    let scenes = scenes();
    let mut unfound = Vec::new();
    for saboteur in saboteurs() {
        let (acted, found) = found(saboteur, &scenes);
        let line = format!(
            "{} | {} | caught {found} times of {acted}",
            saboteur.law, saboteur.wrong
        );
        println!("{line}");
        if found < TIMES {
            unfound.push(line);
        }
    }
    assert!(unfound.is_empty(), "{}", unfound.join("\n"));
}

#[test]
fn every_law_catches_a_saboteur() {
    let finding: BTreeSet<_> = saboteurs().map(|saboteur| saboteur.law).collect();
    let laws: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
    assert_eq!(finding, laws);
}

#[test]
fn first_broken_law_is_named() {
    let saboteur = saboteurs().find(|saboteur| saboteur.law == "closed is closed");
    let act = saboteur.unwrap().act;
    let scenes = scenes();
    let (scene, forged) = scenes
        .iter()
        .find_map(|scene| Some((scene, act(scene.clone())?)))
        .unwrap();
    let (law, how) = broken(&forged.moment()).unwrap();
    assert_eq!((law.check)(&forged.moment()), Err(how));
    let right = act(scene.honest()).unwrap();
    assert!(broken(&right.moment()).is_none());
}
