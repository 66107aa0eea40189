//! Bugs about messages that wait for an answer (R4).

use super::Saboteur;
use chat_domain::{
    Actor, ChatKey, ChatNumber, Entry, Event, PersonId, VisitState, chat::Waiting, evolve,
};
use chat_laws::{cast::*, commands::*};

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

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "an unanswered message shows on the rows of its care side alone",
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
        law: "an unanswered message shows on the rows of its care side alone",
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
        law: "an unanswered message shows on the rows of its care side alone",
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
        law: "an unanswered message shows on the rows of its care side alone",
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
        law: "only the care side records that no answer is needed",
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
        law: "only the care side records that no answer is needed",
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
        law: "only the care side records that no answer is needed",
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
