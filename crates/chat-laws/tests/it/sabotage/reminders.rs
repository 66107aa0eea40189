//! Bugs about reminders and escalations (R6, R7).

use super::{Saboteur, scene::Scene};
use chat_domain::{Actor, Command, Event, PersonId, chat::Unseen};
use chat_laws::{cast::*, commands::*};

const HELP_OF: &str = "a call that waits";

/// A patient waits with a notice.
fn notified(scene: Scene) -> Scene {
    scene
        .and([reopened(), enters(ANA)])
        .and([settles(NURSE, ANA, HELP_OF), notifies(ANA, HELP_OF, HELP)])
}

fn of() -> Unseen {
    Unseen::Notice {
        sender: ANA,
        notice: notice_id(HELP_OF),
    }
}

fn remind() -> Step {
    let reminder = 1;
    let remind = Command::RemindPeople {
        of: of(),
        reminder,
        people: vec![DOCTOR, COLLEAGUE, NURSE, ANA],
    };
    (Actor::Service, remind)
}

fn escalate() -> Step {
    (Actor::Service, Command::EscalateWait { of: of() })
}

fn reminds(people: &[PersonId]) -> Event {
    Event::PeopleReminded {
        of: of(),
        reminder: 1,
        people: people.to_vec(),
    }
}

fn escalates(people: &[PersonId]) -> Event {
    let people = people.to_vec();
    Event::WaitEscalated { of: of(), people }
}

const REMINDED: &str = "exactly those who have not read a message are reminded of it and each once";
const ESCALATED: &str = "what no one of the care side has read is escalated once";

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: REMINDED,
        wrong: "an attendee is reminded of a notice to the care team",
        act: |scene| notified(scene).answers(remind(), Ok(vec![reminds(&[ANA])])),
    },
    Saboteur {
        law: REMINDED,
        wrong: "people are reminded again",
        act: |scene| {
            let scene = notified(scene).and([remind()]);
            let again = scene.state.reminders.newest(of(), DOCTOR) > 0;
            let event = reminds(&[DOCTOR]);
            again.then(|| scene.answers(remind(), Ok(vec![event])))?
        },
    },
    Saboteur {
        law: REMINDED,
        wrong: "a reminder is forgotten",
        act: |scene| {
            let scene = notified(scene);
            let before = scene.state.reminders.clone();
            scene.folds(remind(), |after| after.reminders = before)
        },
    },
    Saboteur {
        law: ESCALATED,
        wrong: "an escalation names an attendee",
        act: |scene| notified(scene).answers(escalate(), Ok(vec![escalates(&[ANA])])),
    },
    Saboteur {
        law: ESCALATED,
        wrong: "an escalation names no one",
        act: |scene| {
            let scene = notified(scene);
            let waits = scene.state.notices.waiting(ANA).next().is_some();
            waits.then(|| scene.answers(escalate(), Ok(vec![escalates(&[])])))?
        },
    },
    Saboteur {
        law: ESCALATED,
        wrong: "an escalation is forgotten",
        act: |scene| {
            let scene = notified(scene);
            let before = scene.state.reminders.clone();
            scene.folds(escalate(), |after| after.reminders = before)
        },
    },
];
