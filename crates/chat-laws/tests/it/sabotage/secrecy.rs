//! Bugs by which people learn what they may not know (M1, M7, P7).

use super::Saboteur;
use chat_domain::{Refusal, Role, Seq};
use chat_laws::{cast::*, commands::*};
use std::sync::Arc;

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "people see exactly those they may know of",
        wrong: "attendees see each other before they have entered",
        act: |scene| {
            scene.folds(joins(DOCTOR), |after| {
                for participant in after.participants.values_mut() {
                    participant.visit_chat.get_or_insert_default();
                }
            })
        },
    },
    Saboteur {
        law: "people see exactly those they may know of",
        wrong: "a late attendee learns of removed participants",
        act: |scene| {
            let gone = [reopened(), enters(BEN), removed(BEN)];
            scene.and(gone).folds(enters(OTHER_ANA), |after| {
                if let Some(late) = after.participants.get_mut(&OTHER_ANA) {
                    late.knows_from = Seq::ZERO;
                }
            })
        },
    },
    Saboteur {
        law: "people see exactly those they may know of",
        wrong: "a call is shown to someone who may not know its members",
        act: |scene| {
            let there = [reopened(), joins(DOCTOR), enters(ANA), joins(ANA)];
            scene.and(there).folds(leaves(DOCTOR), |after| {
                if let Some(late) = after.participants.get_mut(&OTHER_ANA) {
                    late.visit_chat.get_or_insert_default();
                }
            })
        },
    },
    Saboteur {
        law: "an outsider can't tell absent from forbidden",
        wrong: "a colleague learns that they may not lock the chat",
        act: |scene| {
            let step = locks(COLLEAGUE, direct(DOCTOR, ANA));
            scene.refuses(step, Refusal::CareTeamOnly)
        },
    },
    Saboteur {
        law: "an outsider can't tell absent from forbidden",
        wrong: "a colleague learns that they may not correct a private message",
        act: |scene| {
            let scene = scene.and([says(DOCTOR, direct(DOCTOR, ANA), "to you")]);
            scene.refuses(
                corrects(COLLEAGUE, "to you", "to me"),
                Refusal::NotTheAuthor,
            )
        },
    },
    Saboteur {
        law: "an outsider can't tell absent from forbidden",
        wrong: "strangers learn that the visit is closed",
        act: |scene| {
            let phase = chat_domain::Phase::Completed;
            let step = says(OUTSIDER, direct(DOCTOR, ANA), "hello");
            scene
                .and([completed()])
                .refuses(step, Refusal::VisitClosed { phase })
        },
    },
    Saboteur {
        law: "an outsider can't tell absent from forbidden",
        wrong: "the fold forgets whose upload it is",
        act: |scene| {
            let scene = scene.and([reopened(), enters(ANA), says(DOCTOR, ALL, "x")]);
            scene.folds(stages(DOCTOR, ALL, "letter"), |after| {
                if let Some(upload) = after.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).by = ANA;
                }
            })
        },
    },
    Saboteur {
        law: "a direct chat changes no one else's view",
        wrong: "a private message starts the visit chat",
        act: |scene| {
            scene.folds(says(DOCTOR, direct(DOCTOR, ANA), "to you"), |after| {
                after.chats.entry(ALL).or_default().started = true;
            })
        },
    },
    Saboteur {
        law: "ranks and second identifiers are for the care team",
        wrong: "a guest is folded as staff",
        act: |scene| {
            scene.folds(joins(DOCTOR), |after| {
                if let Some(guest) = after.participants.get_mut(&CARER) {
                    guest.role = Role::Staff;
                }
            })
        },
    },
];
