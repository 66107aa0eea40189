//! A thousand kinds of tampering by an attacker with write access to the database; all are found (G2, G4).
//!
//! Each is applied with plain SQL to a fresh copy of a real clinic's data. Some are clumsy. Others are a
//! careful forger's, who rebuilds the hash chain and everything derived from it: only a checkpoint finds
//! those.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod chance;
mod check;
mod clinic;
mod database;
mod files;
mod forgery;
mod history;
mod kind;
mod rows;

use chance::Chance;
use check::{Checked, check};
use clinic::Clinic;
use kind::{Detection, Kind};
use std::{collections::BTreeMap, env, thread, time::SystemTime};

/// Number of damages.
const DAMAGES: u64 = 1_050;

/// Environment variable with the seed of an earlier run, to repeat it.
const SEED: &str = "VISIT_CHAT_DAMAGE_SEED";

/// Results for one kind of damage.
#[derive(Clone, Copy, Default)]
struct Tally {
    done: u64,
    alone: u64,
    with_checkpoint: u64,
}

#[test]
fn g4_every_damage_is_found() {
    let seed = match env::var(SEED) {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            now.unwrap().subsec_nanos().into()
        }
    };
    println!("{SEED}={seed}");
    let clinic = Clinic::make();
    let workers = 2;
    let work = |worker: u64| {
        let mut tallies = BTreeMap::<Kind, Tally>::new();
        for number in (worker..DAMAGES).step_by(2) {
            let kind = Kind::ALL[number as usize % Kind::ALL.len()];
            damage(
                &clinic,
                kind,
                seed,
                number,
                tallies.entry(kind).or_default(),
            );
        }
        tallies
    };
    let mut tallies = BTreeMap::<Kind, Tally>::new();
    thread::scope(|scope| {
        let started: Vec<_> = (0..workers).map(|w| scope.spawn(move || work(w))).collect();
        for worker in started {
            for (kind, more) in worker.join().unwrap() {
                let tally = tallies.entry(kind).or_default();
                tally.done += more.done;
                tally.alone += more.alone;
                tally.with_checkpoint += more.with_checkpoint;
            }
        }
    });
    println!(
        "{:<36} {:>6} {:>12} {:>16}",
        "damage", "done", "found alone", "with checkpoint"
    );
    for (
        kind,
        Tally {
            done,
            alone,
            with_checkpoint,
        },
    ) in &tallies
    {
        println!(
            "{:<36} {done:>6} {alone:>12} {with_checkpoint:>16}",
            kind.words()
        );
    }
    let sum = |of: fn(&Tally) -> u64| tallies.values().map(of).sum::<u64>();
    assert_eq!(sum(|tally| tally.done), DAMAGES);
    assert_eq!(sum(|tally| tally.with_checkpoint), DAMAGES);
    assert_eq!(tallies.len(), Kind::ALL.len());
}

/// Applies one damage, which must be found as its kind states.
fn damage(clinic: &Clinic, kind: Kind, seed: u64, number: u64, tally: &mut Tally) {
    let mut chance = Chance::new(seed, number);
    let what = format!("{SEED}={seed}, damage {number}: {}", kind.words());
    let copy = clinic.copy();
    let what = format!("{what}: {}", kind.apply(clinic, &copy, &mut chance));
    let alone = check(&copy, None);
    let with = check(&copy, Some(&clinic.checkpoint));
    assert!(!with.is_sound(), "{what}: not found");
    match kind.detection() {
        Detection::Alone => assert!(!alone.is_sound(), "{what}: found only by the checkpoint"),
        Detection::ByCheckpoint => {
            assert!(alone.is_sound(), "{what}: {alone:?}");
            assert!(with.is_found_by_checkpoint(), "{what}: {with:?}");
        }
        Detection::Either => {}
    }
    tally.done += 1;
    tally.alone += u64::from(!alone.is_sound());
    tally.with_checkpoint += u64::from(!with.is_sound());
}

#[test]
fn undamaged_copies_are_sound() {
    let clinic = Clinic::make();
    for checkpoint in [None, Some(&clinic.checkpoint)] {
        let checked = check(&clinic.copy(), checkpoint);
        let Checked::Read { report, findings } = &checked else {
            panic!("{checked:?}");
        };
        assert!(checked.is_sound(), "{findings:?}");
        assert_eq!(report.visits, 6);
        assert!(report.entries > 100, "{report:?}");
        assert_eq!(report.files, 3);
        let newer = checkpoint.map(|checkpoint| report.entries - checkpoint.statement().entries);
        assert_eq!(report.uncovered, newer);
        assert!(newer != Some(0), "the logs have grown since the checkpoint");
    }
}

/// The test writes rows exactly like the program, so a forgery is found because of its content and not its
/// format.
#[test]
fn rewriting_an_unchanged_log_is_a_no_op() {
    let clinic = Clinic::make();
    let copy = clinic.copy();
    let database = database::open(&copy.log());
    let before = database::dump(&database);
    for visit in rows::visits(&database) {
        rows::write(&database, &visit, &rows::entries(&database, &visit));
    }
    assert_eq!(database::dump(&database), before);
    drop(database);
    assert!(check(&copy, Some(&clinic.checkpoint)).is_sound());
}
