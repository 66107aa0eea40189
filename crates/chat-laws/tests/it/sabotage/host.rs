//! Bugs about repeated commands (H1), early reports (V3), edits and undone removals (V4).

use super::Saboteur;
use chat_domain::{Event, Policy, PolicyChoices, Presence, Readable, Refusal, VisitState};
use chat_laws::{cast::*, commands::*};

/// Everyone who has entered reads the visit chat from its beginning.
fn history_opens(state: &mut VisitState) {
    for participant in state.participants.values_mut() {
        participant.visit_chat = participant.visit_chat.as_ref().map(|_| Readable::default());
    }
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "a repeated act on the visit changes nothing",
        wrong: "entering again is recorded again",
        act: |scene| {
            let entered = vec![Event::WaitingRoomEntered { person: ANA }];
            let scene = scene.and([reopened(), enters(ANA)]);
            scene.answers(enters(ANA), Ok(entered))
        },
    },
    Saboteur {
        law: "a repeated act on the visit changes nothing",
        wrong: "a repeated removal is a conflict",
        act: |scene| {
            let scene = scene.and([reopened(), removed(CARER)]);
            scene.refuses(removed(CARER), Refusal::AlreadyRemoved)
        },
    },
    Saboteur {
        law: "a repeated act on the visit changes nothing",
        wrong: "completing a visit again is a conflict",
        act: |scene| {
            let scene = scene.and([reopened(), completed()]);
            let phase = scene.state.phase;
            scene.refuses(completed(), Refusal::VisitClosed { phase })
        },
    },
    Saboteur {
        law: "a reported join is never lost",
        wrong: "a report from before the call is refused",
        act: |scene| {
            let scene = scene.and([reopened(), call_ends()]);
            scene.refuses(host(joins(ANA).1), Refusal::NoCallInProgress)
        },
    },
    Saboteur {
        law: "a reported join is never lost",
        wrong: "the call begins without those whose report came early",
        act: |scene| {
            let early = [reopened(), call_ends(), host(joins(ANA).1)];
            scene.and(early).folds(joins(DOCTOR), |after| {
                if let Some(ana) = after.participants.get_mut(&ANA) {
                    ana.presence = Presence::Waiting;
                }
            })
        },
    },
    Saboteur {
        law: "an edit opens and hides no message",
        wrong: "an edit opens the history",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "x"), enters(INTERPRETER)]);
            scene.folds(renamed(ANA, "Another Name"), history_opens)
        },
    },
    Saboteur {
        law: "an edit opens and hides no message",
        wrong: "a patient with a direct chat becomes a guest",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, direct(DOCTOR, BEN), "to you")]);
            scene.decides(becomes(BEN, chat_domain::Role::Guest), |seen| {
                seen.chats.clear();
            })
        },
    },
    Saboteur {
        law: "a visit keeps its policy until it is edited",
        wrong: "an edit opens the history for those who enter later",
        act: |scene| {
            let scene = scene.and([reopened()]);
            let policy = Policy {
                open_history: true,
                ..scene.state.policy
            };
            let edited = Event::VisitEdited {
                scheduled_for: None,
                policy: Some(policy),
            };
            let choices = PolicyChoices {
                open_history: Some(true),
                ..PolicyChoices::default()
            };
            scene.answers(rechosen(choices), Ok(vec![edited]))
        },
    },
    Saboteur {
        law: "what was sent during an absence stays unreadable",
        wrong: "undoing a removal opens what was sent in between",
        act: |scene| {
            let gone = [
                reopened(),
                enters(BEN),
                removed(BEN),
                says(DOCTOR, ALL, "in between"),
                returned(BEN),
            ];
            scene.and(gone).folds(enters(BEN), |after| {
                if let Some(ben) = after.participants.get_mut(&BEN) {
                    ben.absences.clear();
                }
            })
        },
    },
    Saboteur {
        law: "what was sent during an absence stays unreadable",
        wrong: "the removal is undone as if it had never been",
        act: |scene| {
            let gone = [
                reopened(),
                removed(NURSE),
                says(DOCTOR, ALL, "among ourselves"),
            ];
            scene.and(gone).folds(returned(NURSE), |after| {
                if let Some(nurse) = after.participants.get_mut(&NURSE) {
                    nurse.absences.clear();
                }
            })
        },
    },
];
