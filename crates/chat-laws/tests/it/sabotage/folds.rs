//! Bugs in the log itself (G1, G2).

use super::Saboteur;
use chat_domain::{Actor, Event};
use chat_laws::{cast::*, commands::*};

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "a refusal changes nothing",
        wrong: "a refused send changes the state",
        act: |scene| {
            scene.folds(says(OUTSIDER, ALL, "hello"), |after| {
                after.chats.entry(ALL).or_default().started ^= true;
            })
        },
    },
    Saboteur {
        law: "an answer matches the end of the log",
        wrong: "a provider's action is recorded as the host's",
        act: |scene| {
            scene
                .and([reopened()])
                .writes(says(DOCTOR, ALL, "x"), |entry| {
                    entry.actor = Actor::Host;
                })
        },
    },
    Saboteur {
        law: "numbers are dense",
        wrong: "a chat skips a number",
        act: |scene| {
            scene
                .and([reopened()])
                .writes(says(DOCTOR, ALL, "x"), |entry| {
                    if let Event::MessageSent { number, .. } = &mut entry.event {
                        *number = number.next();
                    }
                })
        },
    },
    Saboteur {
        law: "numbers are dense",
        wrong: "the log skips a position",
        act: |scene| {
            scene
                .and([reopened()])
                .writes(says(DOCTOR, ALL, "x"), |entry| {
                    entry.seq = entry.seq.next();
                })
        },
    },
    Saboteur {
        law: "numbers are dense",
        wrong: "the fold counts a private message in the visit chat",
        act: |scene| {
            scene.folds(says(DOCTOR, direct(DOCTOR, ANA), "x"), |after| {
                let chat = after.chats.entry(ALL).or_default();
                chat.last = chat.last.next();
            })
        },
    },
    Saboteur {
        law: "the log replays to the state",
        wrong: "a forbidden entry is written",
        act: |scene| {
            let scene = scene.and([reopened(), leaves(ANA), locks(NURSE, ALL)]);
            scene.decides(says(ANA, ALL, "hello"), |seen| {
                let chat = seen.chats.entry(ALL).or_default();
                chat.started = true;
                chat.locked = false;
            })
        },
    },
    Saboteur {
        law: "the log replays to the state",
        wrong: "the fold loses the last rank",
        act: |scene| {
            scene
                .and([reopened(), enters(ANA)])
                .folds(leaves(ANA), |after| {
                    after.last_rank = None;
                })
        },
    },
];
