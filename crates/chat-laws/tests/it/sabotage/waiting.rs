//! Bugs about messages that wait for an answer (R4).

use super::{Saboteur, scene::Scene};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Entry, Event, PersonId, VisitState, chat::Waiting, evolve,
    visit::Handover,
};
use chat_laws::{cast::*, commands::*};
use std::collections::BTreeMap;

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

fn no_answer_needed(chat: ChatKey, through: u64) -> Event {
    let through = ChatNumber(through);
    Event::NoAnswerNeeded { chat, through }
}

/// What waits in a state, with one more event that its log doesn't hold.
fn after(state: &VisitState, by: PersonId, event: Event) -> Waiting {
    let mut state = state.clone();
    let entry = Entry {
        seq: state.version,
        at: NOW,
        actor: Actor::Person(by),
        event,
    };
    evolve(&mut state, &entry);
    state.waiting
}

fn last(state: &VisitState, chat: ChatKey) -> u64 {
    state.chat(&chat).last.0
}

/// Ana waits for the doctor, who has not handed over to the colleague.
fn asked(scene: Scene) -> Scene {
    scene.and([
        reopened(),
        hands_over(COLLEAGUE, COLLEAGUE, DOCTOR),
        says(DOCTOR, WITH_ANA, "x"),
        says(ANA, WITH_ANA, "help"),
    ])
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "an unanswered message shows on the rows of its care side or of those who stand in",
        wrong: "a message shows on no row",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, WITH_ANA, "x")]);
            scene.folds(says(ANA, WITH_ANA, "help"), |now| {
                let through = last(now, WITH_ANA);
                now.waiting = after(now, DOCTOR, no_answer_needed(WITH_ANA, through));
            })
        },
    },
    Saboteur {
        law: "an unanswered message shows on the rows of its care side or of those who stand in",
        wrong: "an answer leaves the message waiting",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, WITH_ANA, "x"),
                says(ANA, WITH_ANA, "help"),
            ]);
            let through = last(&scene.state, WITH_ANA);
            let scene = scene.and([reads(DOCTOR, WITH_ANA, through)]);
            let waiting = scene.state.waiting.clone();
            scene.folds(says(DOCTOR, WITH_ANA, "coming"), |now| {
                now.waiting = waiting
            })
        },
    },
    Saboteur {
        law: "an unanswered message shows on the rows of its care side or of those who stand in",
        wrong: "a message answers what its author has not read",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, WITH_ANA, "x"),
                says(ANA, WITH_ANA, "help"),
            ]);
            scene.folds(says(DOCTOR, WITH_ANA, "to everyone"), |now| {
                let through = last(now, WITH_ANA);
                now.waiting = after(now, DOCTOR, no_answer_needed(WITH_ANA, through));
            })
        },
    },
    Saboteur {
        law: "an unanswered message shows on the rows of its care side or of those who stand in",
        wrong: "a message in a direct chat shows on the rows of the whole care team",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, WITH_ANA, "x")]);
            scene.folds(says(ANA, WITH_ANA, "help"), |now| {
                let (words, chat) = ("shown to all", ALL);
                let sent = Event::MessageSent {
                    chat,
                    number: ChatNumber(last(now, chat) + 1),
                    recipient: chat_domain::Recipient::Everyone,
                    message: message(words),
                    client_id: client_id(words),
                    text: Some(text(words)),
                    files: Vec::new(),
                };
                now.waiting = after(now, ANA, sent);
            })
        },
    },
    Saboteur {
        law: "an unanswered message shows on the rows of its care side or of those who stand in",
        wrong: "an answer ends the wait of what its author missed while they were removed",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                enters(ANA),
                says(NURSE, ALL, "x"),
                removed(COLLEAGUE),
                says(ANA, ALL, "missed"),
                returned(COLLEAGUE),
                says(ANA, ALL, "read"),
            ]);
            let through = last(&scene.state, ALL);
            let scene = scene.and([reads(COLLEAGUE, ALL, through)]);
            scene.folds(says(COLLEAGUE, ALL, "coming"), |now| {
                now.waiting = after(now, NURSE, no_answer_needed(ALL, through));
            })
        },
    },
    Saboteur {
        law: "an unanswered message shows on the rows of its care side or of those who stand in",
        wrong: "a handover does not pass a waiting message on",
        act: |scene| {
            let step = hands_over(DOCTOR, DOCTOR, COLLEAGUE);
            asked(scene).folds(step, |now| now.handovers.clear())
        },
    },
    Saboteur {
        law: "an unanswered message shows on the rows of its care side or of those who stand in",
        wrong: "a message in a direct chat shows on the row of a colleague who did not take over",
        act: |scene| {
            asked(scene).folds(says(ANA, WITH_ANA, "please"), |now| {
                now.handovers.push(Handover {
                    from: DOCTOR,
                    to: COLLEAGUE,
                    at: NOW,
                    opened: BTreeMap::new(),
                });
            })
        },
    },
    Saboteur {
        law: "only the care side and those who stand in end a wait",
        wrong: "a new provider ends a wait up to what was not shown to them",
        act: |scene| {
            let scene = asked(scene).and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
            let beyond = last(&scene.state, WITH_ANA) + 1;
            scene.answers(
                sets_aside(COLLEAGUE, WITH_ANA, beyond),
                Ok(vec![no_answer_needed(WITH_ANA, beyond)]),
            )
        },
    },
    Saboteur {
        law: "only the care side and those who stand in end a wait",
        wrong: "a colleague ends the wait in a direct chat of others",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, WITH_ANA, "x"),
                says(ANA, WITH_ANA, "help"),
            ]);
            let through = last(&scene.state, WITH_ANA);
            scene.answers(
                sets_aside(COLLEAGUE, WITH_ANA, through),
                Ok(vec![no_answer_needed(WITH_ANA, through)]),
            )
        },
    },
    Saboteur {
        law: "only the care side and those who stand in end a wait",
        wrong: "patients end their own wait",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, WITH_ANA, "x"),
                says(ANA, WITH_ANA, "help"),
            ]);
            let through = last(&scene.state, WITH_ANA);
            scene.answers(
                sets_aside(ANA, WITH_ANA, through),
                Ok(vec![no_answer_needed(WITH_ANA, through)]),
            )
        },
    },
    Saboteur {
        law: "only the care side and those who stand in end a wait",
        wrong: "a message that arrives later is set aside too",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, WITH_ANA, "x"),
                says(ANA, WITH_ANA, "help"),
            ]);
            let beyond = last(&scene.state, WITH_ANA) + 1;
            scene.answers(
                sets_aside(DOCTOR, WITH_ANA, beyond),
                Ok(vec![no_answer_needed(WITH_ANA, beyond)]),
            )
        },
    },
];
