//! Bugs about who may write (W1 to W11).

use super::{Saboteur, scene::Scene};
use chat_domain::{Actor, Phase, PolicyChoices, Presence, Refusal, VisitState};
use chat_laws::{cast::*, commands::*};

/// Marks every known chat as started by the care side.
fn all_started(state: &mut VisitState) {
    for chat in [ALL, direct(DOCTOR, ANA), direct(DOCTOR, BEN)] {
        state.chats.entry(chat).or_default().started = true;
    }
}

/// A visit that the service completes after an hour, with an hour of follow-up.
fn by_policy(scene: Scene) -> Scene {
    let hours = PolicyChoices {
        complete_after_hours: Some(1),
        follow_up_hours: Some(1),
        ..PolicyChoices::default()
    };
    scene.and([rechosen(hours)])
}

fn follow_up(scene: Scene) -> Scene {
    by_policy(scene).and([completed()])
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "the care team may always start a chat",
        wrong: "staff are gated like attendees",
        act: |scene| scene.refuses(says(NURSE, ALL, "hello"), Refusal::NotStarted),
    },
    Saboteur {
        law: "the care team may always start a chat",
        wrong: "a provider waits for the patient to come",
        act: |scene| {
            let step = says(DOCTOR, direct(DOCTOR, ANA), "hello");
            scene.refuses(step, Refusal::NotEntered)
        },
    },
    Saboteur {
        law: "no message of an attendee precedes its permission",
        wrong: "the gate ignores whether the chat was started",
        act: |scene| scene.decides(says(ANA, ALL, "hello"), all_started),
    },
    Saboteur {
        law: "no message of an attendee precedes its permission",
        wrong: "a colleague in the call opens a direct chat",
        act: |scene| {
            let scene = scene.and([leaves(DOCTOR), joins(COLLEAGUE), joins(ANA)]);
            scene.decides(says(ANA, direct(DOCTOR, ANA), "hello"), |seen| {
                if let Some(doctor) = seen.participants.get_mut(&DOCTOR) {
                    doctor.presence = Presence::InCall;
                }
            })
        },
    },
    Saboteur {
        law: "no message of an attendee precedes its permission",
        wrong: "staff in the call open the visit chat",
        act: |scene| {
            let alone = [leaves(DOCTOR), leaves(COLLEAGUE), joins(NURSE), joins(ANA)];
            scene.and(alone).decides(says(ANA, ALL, "hello"), |seen| {
                if let Some(nurse) = seen.participants.get_mut(&NURSE) {
                    nurse.role = chat_domain::Role::Provider;
                }
            })
        },
    },
    Saboteur {
        law: "no message of an attendee precedes its permission",
        wrong: "an upload starts the chat",
        act: |scene| {
            let scene = scene.and([stages(DOCTOR, direct(DOCTOR, BEN), "letter")]);
            scene.decides(stages(BEN, direct(DOCTOR, BEN), "photo"), all_started)
        },
    },
    Saboteur {
        law: "the gate is per chat",
        wrong: "one started chat opens all",
        act: |scene| {
            let scene = scene.and([says(DOCTOR, ALL, "to all")]);
            scene.decides(says(BEN, direct(DOCTOR, BEN), "to you"), all_started)
        },
    },
    Saboteur {
        law: "the gate is per chat",
        wrong: "the fold starts all chats together",
        act: |scene| scene.folds(says(DOCTOR, direct(DOCTOR, ANA), "to you"), all_started),
    },
    Saboteur {
        law: "once started a chat stays open",
        wrong: "a chat closes when the call ends",
        act: |scene| {
            let scene = scene.and([says(DOCTOR, ALL, "to all"), call_ends()]);
            scene.decides(says(ANA, ALL, "still there?"), |seen| {
                seen.chats.entry(ALL).or_default().started = false;
            })
        },
    },
    Saboteur {
        law: "once started a chat stays open",
        wrong: "retracting the first message closes the chat",
        act: |scene| {
            let chat = direct(DOCTOR, ANA);
            let scene = scene.and([says(DOCTOR, chat, "to you")]);
            scene.folds(retracts(DOCTOR, "to you"), |after| {
                after.chats.entry(direct(DOCTOR, ANA)).or_default().started = false;
            })
        },
    },
    Saboteur {
        law: "in the call with the provider attendees may write",
        wrong: "being together in the call is not checked",
        act: |scene| {
            let there = [reopened(), joins(DOCTOR), enters(BEN), joins(BEN)];
            let step = says(BEN, direct(DOCTOR, BEN), "to you");
            scene.and(there).refuses(step, Refusal::NotStarted)
        },
    },
    Saboteur {
        law: "in the call with the provider attendees may write",
        wrong: "the fold forgets that the provider is in the call",
        act: |scene| {
            let there = [reopened(), joins(DOCTOR), enters(BEN)];
            scene.and(there).folds(joins(BEN), |after| {
                if let Some(doctor) = after.participants.get_mut(&DOCTOR) {
                    doctor.presence = Presence::Away;
                }
            })
        },
    },
    Saboteur {
        law: "a chat that only attendees wrote in is grey again after the call",
        wrong: "an attendee's message starts the chat",
        act: |scene| {
            let call = [reopened(), joins(DOCTOR), enters(BEN), joins(BEN)];
            let chat = direct(DOCTOR, BEN);
            let scene = scene
                .and(call)
                .and([says(BEN, chat, "to you"), call_ends()]);
            scene.decides(says(BEN, chat, "still there?"), |seen| {
                seen.chats.entry(direct(DOCTOR, BEN)).or_default().started = true;
            })
        },
    },
    Saboteur {
        law: "a chat that only attendees wrote in is grey again after the call",
        wrong: "the fold takes an attendee's message for the provider's",
        act: |scene| {
            let call = [reopened(), joins(DOCTOR), enters(BEN), joins(BEN)];
            let sent = says(BEN, direct(DOCTOR, BEN), "to you");
            scene.and(call).and([sent]).folds(call_ends(), |after| {
                after.chats.entry(direct(DOCTOR, BEN)).or_default().started = true;
            })
        },
    },
    Saboteur {
        law: "a lock is for attendees and hides nothing",
        wrong: "the lock is not checked",
        act: |scene| {
            let locked = [
                reopened(),
                enters(ANA),
                says(DOCTOR, ALL, "x"),
                locks(NURSE, ALL),
            ];
            scene.and(locked).decides(says(ANA, ALL, "hello"), |seen| {
                seen.chats.entry(ALL).or_default().locked = false;
            })
        },
    },
    Saboteur {
        law: "a lock is for attendees and hides nothing",
        wrong: "a lock also prevents reading",
        act: |scene| {
            let scene = scene.and([reopened(), enters(ANA)]);
            scene.folds(locks(NURSE, ALL), |after| {
                if let Some(ana) = after.participants.get_mut(&ANA) {
                    ana.visit_chat = None;
                }
            })
        },
    },
    Saboteur {
        law: "waiting attendees start only by policy",
        wrong: "waiting attendees may start whatever the policy says",
        act: |scene| {
            let scene = scene.and([reopened(), leaves(ANA), enters(ANA)]);
            scene.decides(says(ANA, ALL, "anyone there?"), |seen| {
                seen.policy.waiting_attendees_start_visit_chat = true;
            })
        },
    },
    Saboteur {
        law: "waiting attendees start only by policy",
        wrong: "waiting attendees may not start although the policy permits it",
        act: |scene| {
            let scene = scene.and([reopened(), leaves(ANA), enters(ANA)]);
            scene.decides(says(ANA, ALL, "anyone there?"), |seen| {
                seen.policy.waiting_attendees_start_visit_chat = false;
            })
        },
    },
    Saboteur {
        law: "closed is closed",
        wrong: "providers write in a closed visit",
        act: |scene| {
            let scene = scene.and([completed()]);
            scene.decides(says(DOCTOR, ALL, "one more thing"), |seen| {
                seen.phase = Phase::InProgress;
            })
        },
    },
    Saboteur {
        law: "closed is closed",
        wrong: "people enter and leave a closed visit",
        act: |scene| {
            let scene = scene.and([completed()]);
            scene.decides(enters(ANA), |seen| seen.phase = Phase::Scheduled)
        },
    },
    Saboteur {
        law: "closed is closed",
        wrong: "a closed visit can't be reopened",
        act: |scene| {
            scene
                .and([completed()])
                .refuses(reopened(), Refusal::CallUnderway)
        },
    },
    Saboteur {
        law: "closed is closed",
        wrong: "attendees write in the visit chat in a follow-up",
        act: |scene| {
            let scene = follow_up(scene);
            scene.decides(says(DOCTOR, ALL, "one more thing"), |seen| {
                seen.phase = Phase::InProgress;
            })
        },
    },
    Saboteur {
        law: "the service closes by policy and nothing that waits",
        wrong: "a visit without such a policy is completed",
        act: |scene| {
            scene.decides(completed_by_policy(), |seen| {
                seen.policy.complete_after_hours = 1;
            })
        },
    },
    Saboteur {
        law: "the service closes by policy and nothing that waits",
        wrong: "a visit is completed while a message waits",
        act: |scene| {
            let scene = by_policy(scene).and([says(ANA, direct(DOCTOR, ANA), "chest pain")]);
            scene.decides(completed_by_policy(), |seen| {
                seen.waiting = Default::default()
            })
        },
    },
    Saboteur {
        law: "the service closes by policy and nothing that waits",
        wrong: "a follow-up ends while a message waits",
        act: |scene| {
            let scene = follow_up(scene).and([says(ANA, direct(DOCTOR, ANA), "chest pain")]);
            scene.decides(follow_up_ends(Actor::Service), |seen| {
                seen.waiting = Default::default();
            })
        },
    },
    Saboteur {
        law: "the service closes by policy and nothing that waits",
        wrong: "no follow-up ever ends",
        act: |scene| {
            follow_up(scene).refuses(follow_up_ends(Actor::Service), Refusal::SomeoneWaits)
        },
    },
    Saboteur {
        law: "screen and server agree",
        wrong: "the server refuses what the screen offers",
        act: |scene| scene.refuses(says(ANA, ALL, "hello"), Refusal::Locked),
    },
    Saboteur {
        law: "screen and server agree",
        wrong: "the server takes what the screen greys out",
        act: |scene| scene.decides(says(ANA, ALL, "hello"), all_started),
    },
    Saboteur {
        law: "screen and server agree",
        wrong: "an offered action is a no-op",
        act: |scene| scene.answers(joins(DOCTOR), Ok(Vec::new())),
    },
    Saboteur {
        law: "reading and writing match the rules",
        wrong: "the fold forgets whether a chat was started",
        act: |scene| {
            let scene = scene.and([reopened(), leaves(ANA), enters(ANA)]);
            scene.folds(says(DOCTOR, ALL, "to all"), |after| {
                after.chats.entry(ALL).or_default().started = false;
            })
        },
    },
];
