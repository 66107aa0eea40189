//! Bugs about leased presence (V9).

use super::{Saboteur, scene::Scene};
use chat_domain::{Actor, Command, Departure, PersonId, Refusal, VisitState};
use chat_laws::{cast::*, commands::*};

fn lease(state: &mut VisitState, who: PersonId) {
    if let Some(participant) = state.participants.get_mut(&who) {
        participant.leased = true;
    }
}

fn depart(state: &mut VisitState, who: PersonId, how: Departure) {
    if let Some(participant) = state.participants.get_mut(&who) {
        participant.departure = Some((how, NOW));
    }
}

/// The doctor is in the call by their own report.
fn joined(scene: Scene) -> Scene {
    scene.and([reopened(), call_ends(), joins(DOCTOR)])
}

/// A provider who has started few chats is in the call with patients.
fn in_the_call(scene: Scene) -> Scene {
    scene
        .and([reopened(), call_ends(), joins(COLLEAGUE), joins(ANA)])
        .and([joins(BEN), joins(OTHER_ANA)])
}

fn drop_by(actor: Actor, person: PersonId) -> Step {
    (actor, Command::Drop { person })
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "only the service drops",
        wrong: "the host drops a provider",
        act: |scene| joined(scene).confuses(drop_by(Actor::Host, DOCTOR), drops(DOCTOR)),
    },
    Saboteur {
        law: "only the service drops",
        wrong: "staff drop a provider",
        act: |scene| {
            let step = drop_by(Actor::Person(NURSE), DOCTOR);
            joined(scene).confuses(step, drops(DOCTOR))
        },
    },
    Saboteur {
        law: "a drop ends presence that the person reported themselves",
        wrong: "presence that the host reported is dropped",
        act: |scene| {
            scene
                .and([reopened(), call_ends(), host(joins(DOCTOR).1)])
                .decides(drops(DOCTOR), |seen| lease(seen, DOCTOR))
        },
    },
    Saboteur {
        law: "a drop ends presence that the person reported themselves",
        wrong: "a person who left is dropped",
        act: |scene| {
            joined(scene)
                .and([leaves(DOCTOR)])
                .decides(drops(DOCTOR), |seen| lease(seen, DOCTOR))
        },
    },
    Saboteur {
        law: "a drop ends presence that the person reported themselves",
        wrong: "a lease never ends",
        act: |scene| joined(scene).refuses(drops(DOCTOR), Refusal::PresenceNotLeased),
    },
    Saboteur {
        law: "a drop ends presence that the person reported themselves",
        wrong: "version 1 leases presence",
        act: |scene| {
            scene
                .and([reopened(), call_ends()])
                .folds(joins(DOCTOR), |after| lease(after, DOCTOR))
        },
    },
    Saboteur {
        law: "the gate tells a drop from a departure",
        wrong: "a provider who left counts as dropped",
        act: |scene| {
            in_the_call(scene).folds(leaves(COLLEAGUE), |after| {
                depart(after, COLLEAGUE, Departure::Dropped);
            })
        },
    },
    Saboteur {
        law: "the gate tells a drop from a departure",
        wrong: "a provider who was dropped counts as gone",
        act: |scene| {
            in_the_call(scene).folds(drops(COLLEAGUE), |after| {
                depart(after, COLLEAGUE, Departure::Left);
            })
        },
    },
];
