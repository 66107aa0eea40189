//! Bugs about notices to the care team (W7, R4).

use super::{Saboteur, Scene};
use chat_domain::{Actor, ChatKey, Command, Event, Refusal};
use chat_laws::{cast::*, commands::*};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

/// An open visit under rules with notices; Ana has entered. `None` under other rules.
fn opened(scene: Scene) -> Option<Scene> {
    scene.state.rules().notices?;
    let scene = scene.and([reopened(), enters(ANA)]);
    let inside = scene.state.active(ANA).is_some_and(|ana| ana.has_entered());
    inside.then_some(scene)
}

fn sent(name: &str, text: &str) -> Event {
    let (notice, text) = (notice_id(name), notice_text(text));
    Event::NoticeSent { notice, text }
}

/// As [`opened`], and Ana's notice waits.
fn called(scene: Scene) -> Option<Scene> {
    let scene = opened(scene)?.and([notifies(ANA, "called", HELP)]);
    scene.state.notices.waiting(ANA).next()?;
    Some(scene)
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "an attendee who has entered an open visit may always send a notice",
        wrong: "a notice is refused where writing is",
        act: |scene| {
            let step = notifies(ANA, "refused", HELP);
            opened(scene)?.refuses(step, Refusal::NotStarted)
        },
    },
    Saboteur {
        law: "an attendee who has entered an open visit may always send a notice",
        wrong: "any text is accepted",
        act: |scene| {
            let step = notifies(ANA, "any", "My own words");
            opened(scene)?.answers(step, Ok(vec![sent("any", "My own words")]))
        },
    },
    Saboteur {
        law: "an attendee who has entered an open visit may always send a notice",
        wrong: "the care team sends notices",
        act: |scene| {
            let step = notifies(DOCTOR, "care", HELP);
            opened(scene)?.answers(step, Ok(vec![sent("care", HELP)]))
        },
    },
    Saboteur {
        law: "a notice starts no chat and opens none",
        wrong: "a notice opens the sender's direct chat",
        act: |scene| {
            opened(scene)?.folds(notifies(ANA, "starts", LOST), |now| {
                now.chats.entry(WITH_ANA).or_default().started = true;
            })
        },
    },
    Saboteur {
        law: "a notice waits for the whole care team until one of them has seen to it",
        wrong: "a notice is shown to no one",
        act: |scene| {
            let scene = opened(scene)?;
            let before = scene.state.clone();
            scene.folds(notifies(ANA, "lost", HELP), |now| {
                now.notices = before.notices;
            })
        },
    },
    Saboteur {
        law: "a notice waits for the whole care team until one of them has seen to it",
        wrong: "a message to the sender ends the wait",
        act: |scene| {
            let scene = called(scene)?;
            let seen = scene.clone().and([settles(DOCTOR, ANA, "called")]);
            let notices = seen.state.notices;
            scene.folds(says(DOCTOR, WITH_ANA, "coming"), |now| {
                now.notices = notices;
            })
        },
    },
    Saboteur {
        law: "a notice waits for the whole care team until one of them has seen to it",
        wrong: "a notice that was seen to still waits",
        act: |scene| {
            let scene = called(scene)?;
            let notices = scene.state.notices.clone();
            scene.folds(settles(DOCTOR, ANA, "called"), |now| {
                now.notices = notices;
            })
        },
    },
    Saboteur {
        law: "a notice waits for the whole care team until one of them has seen to it",
        wrong: "another person is said to have seen to it",
        act: |scene| {
            let scene = called(scene)?;
            let seen = scene.clone().and([settles(NURSE, ANA, "called")]);
            let notices = seen.state.notices;
            scene.folds(settles(DOCTOR, ANA, "called"), |now| {
                now.notices = notices;
            })
        },
    },
    Saboteur {
        law: "a notice waits for the whole care team until one of them has seen to it",
        wrong: "a notice waits in a closed visit",
        act: |scene| {
            let scene = called(scene)?;
            let notices = scene.state.notices.clone();
            scene.folds((Actor::Host, Command::CompleteVisit), |now| {
                now.notices = notices;
            })
        },
    },
    Saboteur {
        law: "only the care team records that it has seen to a notice",
        wrong: "another attendee ends the wait of a notice",
        act: |scene| {
            let (sender, notice) = (ANA, notice_id("called"));
            let settled = Event::NoticeSettled { sender, notice };
            called(scene)?.answers(settles(BEN, ANA, "called"), Ok(vec![settled]))
        },
    },
    Saboteur {
        law: "only the care team records that it has seen to a notice",
        wrong: "a notice that does not wait is settled again",
        act: |scene| {
            let scene = called(scene)?.and([settles(DOCTOR, ANA, "called")]);
            let (sender, notice) = (ANA, notice_id("called"));
            let settled = Event::NoticeSettled { sender, notice };
            scene.answers(settles(DOCTOR, ANA, "called"), Ok(vec![settled]))
        },
    },
    Saboteur {
        law: "a repeated notice stores nothing",
        wrong: "a retry is stored again",
        act: |scene| {
            let step = notifies(ANA, "called", HELP);
            called(scene)?.answers(step, Ok(vec![sent("called", HELP)]))
        },
    },
    Saboteur {
        law: "a repeated notice stores nothing",
        wrong: "another text under the same id counts as a retry",
        act: |scene| {
            let step = notifies(ANA, "called", LOST);
            called(scene)?.answers(step, Ok(Vec::new()))
        },
    },
    Saboteur {
        law: "a repeated notice stores nothing",
        wrong: "a text that waits already is stored twice",
        act: |scene| {
            let step = notifies(ANA, "again", HELP);
            called(scene)?.answers(step, Ok(vec![sent("again", HELP)]))
        },
    },
];
