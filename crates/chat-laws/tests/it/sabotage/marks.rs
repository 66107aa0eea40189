//! Bugs about read marks (R1 to R3), and what they tell overseers (M5).

use super::Saboteur;
use chat_domain::{
    Actor, ChatKey, ChatNumber, Entry, Event, PersonId, Readable, VisitState, chat::Reading,
    evolve, visit::BrokenGlass,
};
use chat_laws::{cast::*, commands::*};
use std::sync::Arc;

fn read(chat: ChatKey, through: u64) -> Event {
    let through = ChatNumber(through);
    Event::ChatRead { chat, through }
}

/// The marks of a state, and one more that its log doesn't hold.
fn also_read(state: &VisitState, who: PersonId, chat: ChatKey) -> Reading {
    let mut state = state.clone();
    let event = read(chat, state.chat(&chat).last.0);
    let entry = Entry {
        seq: state.version,
        at: NOW,
        actor: Actor::Person(who),
        event,
    };
    evolve(&mut state, &entry);
    state.reading
}

fn overseen(state: &mut VisitState, change: impl FnOnce(&mut BrokenGlass)) {
    if let Some(broken) = state.oversight.get_mut(&(OVERSEER, ALL)) {
        change(broken);
    }
}

fn last(state: &VisitState) -> u64 {
    state.chat(&ALL).last.0
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "readers mark a chat as read only forward",
        wrong: "a colleague marks a direct chat of others",
        act: |scene| {
            let chat = direct(DOCTOR, ANA);
            let scene = scene.and([reopened(), says(DOCTOR, chat, "x")]);
            let through = scene.state.chat(&chat).last.0;
            scene.answers(
                reads(COLLEAGUE, chat, through),
                Ok(vec![read(chat, through)]),
            )
        },
    },
    Saboteur {
        law: "readers mark a chat as read only forward",
        wrong: "a mark moves backward",
        act: |scene| {
            let scene = scene.and([reopened(), says(NURSE, ALL, "x"), says(NURSE, ALL, "y")]);
            let newest = last(&scene.state);
            let scene = scene.and([reads(DOCTOR, ALL, newest)]);
            scene.answers(
                reads(DOCTOR, ALL, newest - 1),
                Ok(vec![read(ALL, newest - 1)]),
            )
        },
    },
    Saboteur {
        law: "readers mark a chat as read only forward",
        wrong: "a chat is marked beyond its newest entry",
        act: |scene| {
            let beyond = last(&scene.state) + 1;
            scene.answers(reads(DOCTOR, ALL, beyond), Ok(vec![read(ALL, beyond)]))
        },
    },
    Saboteur {
        law: "unread is what others wrote or corrected after the mark",
        wrong: "a message counts as read by a colleague who was removed when it was sent",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                removed(COLLEAGUE),
                says(DOCTOR, ALL, "missed"),
                returned(COLLEAGUE),
                says(DOCTOR, ALL, "new"),
            ]);
            let newest = last(&scene.state);
            scene.folds(reads(COLLEAGUE, ALL, newest), |after| {
                if let Some(colleague) = after.participants.get_mut(&COLLEAGUE) {
                    colleague.visit_chat = Some(Readable::default());
                }
            })
        },
    },
    Saboteur {
        law: "unread is what others wrote or corrected after the mark",
        wrong: "a message arrives as read",
        act: |scene| {
            let scene = scene.and([reopened()]);
            scene.folds(says(DOCTOR, ALL, "new"), |after| {
                after.reading = also_read(after, NURSE, ALL);
            })
        },
    },
    Saboteur {
        law: "unread is what others wrote or corrected after the mark",
        wrong: "a corrected message stays read",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]);
            let newest = last(&scene.state);
            let scene = scene.and([reads(NURSE, ALL, newest)]);
            let former = scene.state.reading.clone();
            scene.folds(corrects(DOCTOR, "5 mg", "50 mg"), |after| {
                after.reading = former;
            })
        },
    },
    Saboteur {
        law: "a version is read by those who marked it before the next",
        wrong: "a correction counts as read by those who read the former text",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]);
            scene.folds(corrects(DOCTOR, "5 mg", "50 mg"), |after| {
                after.reading = also_read(after, NURSE, ALL);
            })
        },
    },
    Saboteur {
        law: "a version is read by those who marked it before the next",
        wrong: "a mark after the retraction counts as a mark before it",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "x")]);
            let early = also_read(&scene.state, NURSE, ALL);
            let scene = scene.and([retracts(DOCTOR, "x")]);
            let newest = last(&scene.state);
            scene.folds(reads(NURSE, ALL, newest), |after| after.reading = early)
        },
    },
    Saboteur {
        law: "versions are shown as their reader may know them",
        wrong: "an earlier version is forgotten",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, ALL, "5 mg"),
                corrects(DOCTOR, "5 mg", "50 mg"),
            ]);
            scene.folds(corrects(DOCTOR, "5 mg", "15 mg"), |after| {
                if let Some(found) = after.messages.get_mut(&message("5 mg")) {
                    Arc::make_mut(found).superseded.clear();
                }
            })
        },
    },
    Saboteur {
        law: "versions are shown as their reader may know them",
        wrong: "overseers see a correction from after they broke the glass",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, ALL, "5 mg"),
                breaks_glass(OVERSEER, ALL),
            ]);
            scene.folds(corrects(DOCTOR, "5 mg", "50 mg"), |after| {
                let through = after.chat(&ALL).last;
                overseen(after, |broken| broken.through = through);
            })
        },
    },
    Saboteur {
        law: "versions are shown as their reader may know them",
        wrong: "overseers see who read a message after they broke the glass",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, ALL, "5 mg"),
                breaks_glass(OVERSEER, ALL),
            ]);
            let newest = last(&scene.state);
            scene.folds(reads(NURSE, ALL, newest), |after| {
                let now = after.version;
                overseen(after, |broken| broken.seq = now.next());
            })
        },
    },
];
