//! Bugs about handovers (V7).

use super::{Saboteur, scene::Scene};
use chat_domain::{ChatKey, Event, PersonId, visit::Handover};
use chat_laws::{cast::*, commands::*};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

/// A visit with both providers, whose doctor has written to Ana and has not handed over to the colleague.
fn written(scene: Scene) -> Scene {
    scene.and([
        reopened(),
        hands_over(COLLEAGUE, COLLEAGUE, DOCTOR),
        says(DOCTOR, WITH_ANA, "to you"),
    ])
}

fn handover(handovers: &mut [Handover], from: PersonId, to: PersonId) -> Option<&mut Handover> {
    let mut handovers = handovers.iter_mut();
    handovers.find(|one| (one.from, one.to) == (from, to))
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "a visit is handed over by its provider staff or the host",
        wrong: "a provider takes a colleague's part",
        act: |scene| {
            let (from, to) = (DOCTOR, COLLEAGUE);
            written(scene).answers(
                hands_over(COLLEAGUE, from, to),
                Ok(vec![Event::HandedOver { from, to }]),
            )
        },
    },
    Saboteur {
        law: "a visit is handed over by its provider staff or the host",
        wrong: "a visit is handed over to staff",
        act: |scene| {
            let (from, to) = (DOCTOR, NURSE);
            written(scene).answers(
                hands_over(DOCTOR, from, to),
                Ok(vec![Event::HandedOver { from, to }]),
            )
        },
    },
    Saboteur {
        law: "a handover opens earlier direct chats to the new provider by policy alone",
        wrong: "direct chats open whatever the policy says",
        act: |scene| {
            let step = hands_over(DOCTOR, DOCTOR, COLLEAGUE);
            written(scene).folds(step, |after| {
                let last = after.chat(&WITH_ANA).last;
                if let Some(new) = handover(&mut after.handovers, DOCTOR, COLLEAGUE) {
                    new.opened.insert(ANA, last);
                }
            })
        },
    },
    Saboteur {
        law: "a handover opens earlier direct chats to the new provider by policy alone",
        wrong: "the new provider also reads what comes after the handover",
        act: |scene| {
            let scene = written(scene).and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
            scene.folds(says(DOCTOR, WITH_ANA, "later"), |after| {
                let last = after.chat(&WITH_ANA).last;
                if let Some(new) = handover(&mut after.handovers, DOCTOR, COLLEAGUE)
                    && let Some(through) = new.opened.get_mut(&ANA)
                {
                    *through = last;
                }
            })
        },
    },
    Saboteur {
        law: "a handover opens earlier direct chats to the new provider by policy alone",
        wrong: "handing back does not end the reading",
        act: |scene| {
            let scene = written(scene).and([hands_over(DOCTOR, DOCTOR, COLLEAGUE)]);
            let former = scene.state.handovers.clone();
            scene.folds(hands_over(COLLEAGUE, COLLEAGUE, DOCTOR), |after| {
                after.handovers.splice(0..0, former);
            })
        },
    },
    Saboteur {
        law: "a handover is shown to those it concerns with the chats it opens",
        wrong: "a handover is shown to no one",
        act: |scene| {
            let step = hands_over(DOCTOR, DOCTOR, COLLEAGUE);
            written(scene).folds(step, |after| after.handovers.clear())
        },
    },
    Saboteur {
        law: "a handover is shown to those it concerns with the chats it opens",
        wrong: "the patient is not told who reads their direct chat",
        act: |scene| {
            let step = hands_over(DOCTOR, DOCTOR, COLLEAGUE);
            written(scene).folds(step, |after| {
                if let Some(new) = handover(&mut after.handovers, DOCTOR, COLLEAGUE) {
                    new.opened.remove(&ANA);
                }
            })
        },
    },
];
