//! Bugs about writing quotas (V8).

use super::{Saboteur, Scene};
use chat_domain::{Actor, Refusal};
use chat_laws::{cast::*, commands::*};

/// More messages than any generated limit permits.
const MANY: usize = 30;

/// The provider writes until the quota is used up.
fn filled(scene: Scene) -> Scene {
    let more = |n| says(DOCTOR, ALL, &format!("more and more {n}"));
    let all: [Step; MANY] = std::array::from_fn(more);
    scene.and([reopened()]).and(all)
}

/// The law about actions other than writing.
const ACTS: &str = "acts stay within their quota and protective acts stay possible";

/// The provider locks and unlocks, until it stays locked.
fn busy(scene: Scene) -> Scene {
    let all: [Step; MANY] = std::array::from_fn(|n| match n % 2 {
        0 => locks(DOCTOR, ALL),
        _ => unlocks(DOCTOR, ALL),
    });
    scene.and([reopened()]).and(all)
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "writing stays within its quota",
        wrong: "the number of entries is not checked",
        act: |scene| {
            filled(scene).decides(says(DOCTOR, ALL, "x"), |seen| {
                seen.policy.max_entries_per_person = None;
            })
        },
    },
    Saboteur {
        law: "writing stays within its quota",
        wrong: "the bytes of texts are not checked",
        act: |scene| {
            filled(scene).decides(says(DOCTOR, ALL, "a somewhat longer text"), |seen| {
                seen.policy.max_text_bytes_per_person = None;
            })
        },
    },
    Saboteur {
        law: "writing stays within its quota",
        wrong: "a message is corrected once too often",
        act: |scene| {
            let steps = [
                reopened(),
                says(DOCTOR, ALL, "5 mg"),
                corrects(DOCTOR, "5 mg", "6 mg"),
                corrects(DOCTOR, "5 mg", "7 mg"),
            ];
            scene
                .and(steps)
                .decides(corrects(DOCTOR, "5 mg", "8 mg"), |seen| {
                    seen.policy.max_corrections_per_message = None;
                })
        },
    },
    Saboteur {
        law: "writing stays within its quota",
        wrong: "a retraction returns quota",
        act: |scene| {
            let scene = filled(scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]));
            scene.folds(retracts(DOCTOR, "5 mg"), |after| {
                after.written.remove(&DOCTOR);
            })
        },
    },
    Saboteur {
        law: "writing stays within its quota",
        wrong: "the fold counts a message twice",
        act: |scene| {
            scene
                .and([reopened()])
                .folds(says(DOCTOR, ALL, "5 mg"), |after| {
                    if let Some(written) = after.written.get_mut(&DOCTOR) {
                        written.entries += 1;
                        written.text_bytes += 4;
                    }
                })
        },
    },
    Saboteur {
        law: "writing stays within its quota",
        wrong: "a retraction counts against the quota",
        act: |scene| {
            let scene = filled(scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]));
            let max = scene.state.policy.max_entries_per_person?;
            let why = Refusal::EntryQuotaExceeded { max };
            scene.refuses(retracts(DOCTOR, "5 mg"), why)
        },
    },
    Saboteur {
        law: "writing stays within its quota",
        wrong: "others use up a person's quota",
        act: |scene| {
            let scene = filled(scene);
            scene.decides(says(NURSE, ALL, "a word"), |seen| {
                let all = seen.written.get(&DOCTOR).copied().unwrap_or_default();
                seen.written.insert(NURSE, all);
            })
        },
    },
    Saboteur {
        law: ACTS,
        wrong: "the number of acts is not looked at",
        act: |scene| {
            busy(scene).decides(unlocks(DOCTOR, ALL), |seen| {
                seen.policy.max_acts_per_person = None;
            })
        },
    },
    Saboteur {
        law: ACTS,
        wrong: "coming costs nothing",
        act: |scene| {
            scene
                .and([reopened(), leaves(DOCTOR)])
                .folds(joins(DOCTOR), |after| {
                    after.acts.remove(&Actor::Person(DOCTOR));
                })
        },
    },
    Saboteur {
        law: ACTS,
        wrong: "the acts of others are one's own",
        act: |scene| {
            busy(scene).decides(joins(NURSE), |seen| {
                let all = seen.acts.values().sum();
                seen.acts.insert(Actor::Person(NURSE), all);
            })
        },
    },
    Saboteur {
        law: ACTS,
        wrong: "who has nothing left can't lock",
        act: |scene| {
            let scene = busy(scene).and([unlocks(NURSE, ALL)]);
            let max = scene.state.policy.max_acts_per_person?;
            let why = Refusal::ActQuotaExceeded { max };
            scene.refuses(locks(DOCTOR, ALL), why)
        },
    },
    Saboteur {
        law: ACTS,
        wrong: "who has nothing left can't leave",
        act: |scene| {
            let scene = busy(scene.and([reopened(), joins(DOCTOR)]));
            let max = scene.state.policy.max_acts_per_person?;
            let why = Refusal::ActQuotaExceeded { max };
            scene.refuses(leaves(DOCTOR), why)
        },
    },
];
