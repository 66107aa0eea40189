//! Bugs about typing (R5).

use super::Saboteur;
use chat_domain::{ChatKey, PersonId, Presence, RulesVersion, VisitState};
use chat_laws::{cast::*, commands::*};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

fn unlock(state: &mut VisitState, chat: ChatKey) {
    state.chats.entry(chat).or_default().locked = false;
}

fn keep(state: &mut VisitState, who: PersonId) {
    if let Some(participant) = state.participants.get_mut(&who) {
        participant.presence = Presence::Away;
        participant.removal = None;
    }
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "people signal typing exactly where they may write",
        wrong: "a patient who is locked out signals typing",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, WITH_ANA, "x")]);
            scene.folds(locks(DOCTOR, WITH_ANA), |now| unlock(now, WITH_ANA))
        },
    },
    Saboteur {
        law: "people signal typing exactly where they may write",
        wrong: "a removed patient signals typing",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, WITH_ANA, "x")]);
            scene.folds(removed(ANA), |now| keep(now, ANA))
        },
    },
    Saboteur {
        law: "people signal typing exactly where they may write",
        wrong: "version 1 has typing",
        act: |scene| {
            let scene = scene.and([reopened()]);
            scene.folds(says(DOCTOR, ALL, "x"), |now| {
                now.rules_version = RulesVersion::V2;
            })
        },
    },
    Saboteur {
        law: "typing is shown to exactly those who would read the message",
        wrong: "a removed patient is shown typing",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, WITH_ANA, "x")]);
            scene.folds(removed(ANA), |now| keep(now, ANA))
        },
    },
    Saboteur {
        law: "typing is shown to exactly those who would read the message",
        wrong: "a patient who has entered is not shown typing",
        act: |scene| {
            let scene = scene.and([reopened(), enters(ANA)]);
            scene.folds(says(DOCTOR, ALL, "x"), |now| {
                if let Some(ana) = now.participants.get_mut(&ANA) {
                    ana.visit_chat = None;
                }
            })
        },
    },
    Saboteur {
        law: "typing is shown to exactly those who would read the message",
        wrong: "typing is still shown after a lock",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, WITH_ANA, "x")]);
            scene.folds(locks(DOCTOR, WITH_ANA), |now| unlock(now, WITH_ANA))
        },
    },
    Saboteur {
        law: "a message ends the typing before it",
        wrong: "a late signal is shown after the message",
        act: |scene| {
            let scene = scene.and([reopened()]);
            let before = scene.state.reading.clone();
            scene.folds(says(DOCTOR, ALL, "x"), |now| now.reading = before)
        },
    },
];
