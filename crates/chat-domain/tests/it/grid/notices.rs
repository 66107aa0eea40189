//! The grid of notices to the care team (W7, R4).

use super::{
    case::{OUTSIDE, PHASE, PRESENCE},
    cast::{BYSTANDER, ME, OPENER, Setting, Stage, THEIRS},
    table::{Answer, Block, Case, Column, Dim, size, values},
    visit::Who,
};
use chat_domain::{
    Actor, Command, NoticeId, NoticeText, PersonId, Phase, Presence, Role, VisitState,
    access::may_send_notices, decide,
};
use uuid::Uuid;

const COLUMNS: &[Column] = &[
    &["send"],
    &["send", "again"],
    &["see", "to"],
    &["see", "to", "seen"],
    &["see", "to", "own"],
];

/// Notices: one of the bystander that was seen to, one of theirs that waits, and one of the actor that waits.
const SEEN: u128 = 1;
const WAITS: u128 = 2;
const OWN: u128 = 3;
/// The notice being sent.
const NEW: u128 = 4;

/// The texts that the rules offer.
const LOST: &str = "I lost the connection";
const HELP: &str = "I need help now";

fn notify(notice: u128, text: &str) -> Command {
    Command::SendNotice {
        notice: NoticeId::new(Uuid::from_u128(notice)),
        text: NoticeText::new(text).unwrap(),
    }
}

const fn see_to(sender: PersonId, notice: u128) -> Command {
    Command::SettleNotice {
        sender,
        notice: NoticeId::new(Uuid::from_u128(notice)),
    }
}

fn has_notice(state: &VisitState, sender: PersonId, notice: u128) -> bool {
    let id = NoticeId::new(Uuid::from_u128(notice));
    state.notices.get(sender, id).is_some()
}

/// A case.
#[derive(Clone, Copy)]
struct At {
    who: Who,
    presence: Option<Presence>,
    phase: Phase,
}

pub fn block(setting: Setting, who: Who) -> Block {
    let presence = if who.role().is_some() {
        PRESENCE
    } else {
        OUTSIDE
    };
    let dims: [Dim; 2] = [presence, PHASE];
    let case = |index| {
        let values = values(&dims, index);
        let at = At {
            who,
            presence: who.role().map(|_| Presence::ALL[values[0]]),
            phase: Phase::ALL[values[1]],
        };
        match (build(setting, &at), why_not(&at)) {
            (Some(stage), None) => Case::Answers(answers(who, &stage.state)),
            (built, why_not) => Case::stated(built.is_some(), why_not),
        }
    };
    Block {
        part: who.word().to_uppercase(),
        title: "notices".to_owned(),
        columns: COLUMNS.to_vec(),
        cases: (0..size(&dims)).map(case).collect(),
        dims: dims.to_vec(),
        counts: true,
    }
}

type Is = fn(&At) -> bool;

/// Why cases are impossible; the first reason that applies counts.
const IMPOSSIBLE: &[(&str, Is)] = &[
    ("An unscheduled visit has no participants.", |at| {
        at.phase == Phase::Unscheduled && at.who.role().is_some()
    }),
    ("The care team has no waiting room (V3).", |at| {
        at.who.is_care() && at.presence == Some(Presence::Waiting)
    }),
    (
        "Closing a visit moves everyone out of the call and the waiting room (V2).",
        |at| {
            let inside = matches!(at.presence, Some(Presence::InCall | Presence::Waiting));
            at.phase.is_closed() && inside
        },
    ),
    (
        "Once a care-team member is in the call, the visit is in progress (V3).",
        |at| {
            let before = matches!(at.phase, Phase::Scheduled | Phase::Reopened);
            before && at.presence == Some(Presence::InCall)
        },
    ),
    (
        "A care-team member who has come has been in the call, so the visit has been in progress (V3).",
        |at| {
            let away = at.presence == Some(Presence::Away);
            at.phase == Phase::Scheduled && at.who.is_care() && away
        },
    ),
    (
        "A visit is not a no-show if a patient who still takes part entered it (V2).",
        |at| {
            let patient = at.who.role() == Some(Role::Patient);
            at.phase == Phase::NoShow && patient && at.presence == Some(Presence::Away)
        },
    ),
];

fn why_not(at: &At) -> Option<&'static str> {
    IMPOSSIBLE
        .iter()
        .find(|(_, is)| is(at))
        .map(|(reason, _)| *reason)
}

/// The reasons why cases are impossible.
pub fn reasons() -> impl Iterator<Item = &'static str> {
    IMPOSSIBLE.iter().map(|(reason, _)| *reason)
}

/// A visit in this case; `None` if it can't be reached.
fn build(setting: Setting, at: &At) -> Option<Stage> {
    let mut stage = Stage {
        state: VisitState::default(),
    };
    if at.phase != Phase::Unscheduled {
        let mut cast = vec![
            (OPENER, Role::Provider),
            (BYSTANDER, Role::Guest),
            (THEIRS, Role::Patient),
        ];
        cast.extend(at.who.role().map(|role| (ME, role)));
        stage = Stage::scheduled(setting, &cast)?;
        come(&mut stage, at);
        if at.phase != Phase::Reopened {
            wait(&mut stage);
        }
        settle(&mut stage, at);
        if at.phase == Phase::Reopened {
            wait(&mut stage);
        }
    }
    let mine = stage.state.participants.get(&ME).map(|me| me.presence);
    let scheduled = at.phase != Phase::Unscheduled;
    let has = |notice| has_notice(&stage.state, BYSTANDER, notice) == scheduled;
    let reached = mine == at.presence && stage.state.phase == at.phase;
    (reached && has(SEEN) && has(WAITS)).then_some(stage)
}

fn come(stage: &mut Stage, at: &At) {
    let called = at.phase != Phase::Scheduled;
    if called {
        stage.joins(OPENER);
    }
    stage.enters(BYSTANDER);
    if at.phase == Phase::LeftWithoutBeingSeen {
        stage.enters(THEIRS);
    }
    let _ = stage.does(Actor::Person(BYSTANDER), &notify(SEEN, LOST));
    let _ = stage.does(Actor::Person(OPENER), &see_to(BYSTANDER, SEEN));
    let stays_out = matches!(at.presence, None | Some(Presence::Expected));
    // A removed member of the care team in a visit that is only scheduled has not come.
    if !stays_out && (called || !at.who.is_care()) {
        let seen = called && at.phase != Phase::LeftWithoutBeingSeen;
        stage.comes(ME, seen || at.who.is_care());
    }
}

/// Notices that wait, one of them of the actor if they may send one.
fn wait(stage: &mut Stage) {
    for (sender, notice) in [(BYSTANDER, WAITS), (ME, OWN)] {
        let _ = stage.does(Actor::Person(sender), &notify(notice, HELP));
    }
}

fn settle(stage: &mut Stage, at: &At) {
    match at.presence {
        Some(Presence::Removed) => stage.removes(ME),
        Some(Presence::Away) => stage.leaves(ME),
        Some(Presence::Waiting) => stage.enters(ME),
        _ => {}
    }
    stage.leaves(OPENER);
    stage.close(at.phase);
    if at.phase == Phase::Reopened && at.presence == Some(Presence::Waiting) {
        stage.enters(ME);
    }
}

fn answers(who: Who, state: &VisitState) -> Vec<Answer> {
    let to = |command: Command| Answer::to(decide(state, who.actor(), &command));
    let own = |command| {
        if has_notice(state, ME, OWN) {
            to(command)
        } else {
            Answer::Nothing
        }
    };
    let send = to(notify(NEW, LOST));
    if who.actor() == Actor::Person(ME) {
        assert_eq!(Answer::of(may_send_notices(state, ME)), send); // W11
    }
    vec![
        send,
        own(notify(NEW, HELP)),
        to(see_to(BYSTANDER, WAITS)),
        to(see_to(BYSTANDER, SEEN)),
        own(see_to(ME, OWN)),
    ]
}
