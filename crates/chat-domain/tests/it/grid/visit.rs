//! The grid of acts on the visit: its cases, how they come about, and what is answered.

use super::{
    case::{OUTSIDE, PHASE, PRESENCE},
    cast::{
        ADDED, BYSTANDER, GONE, HELPER, LATE, ME, OPENER, OVERSEER, Setting, Stage, THEIRS,
        participant, reason, schedule,
    },
    table::{Answer, Block, Case, Column, Dim, size, values},
};
use chat_domain::{Actor, Command, PersonId, Phase, Presence, Role, VisitKind, VisitState, decide};

const COLUMNS: &[Column] = &[
    &["sche-", "dule"],
    &["add", "guest"],
    &["add", "pati-", "ent"],
    &["add", "back"],
    &["re-", "move", "oth."],
    &["re-", "move", "last"],
    &["wait"],
    &["join"],
    &["lea-", "ve"],
    &["wait", "for", "oth."],
    &["end", "call"],
    &["com-", "ple-", "te"],
    &["can-", "cel"],
    &["no-", "show"],
    &["re-", "open"],
];

const CALL: Dim = Dim {
    title: "call",
    values: &["nobody", "attendees", "care team"],
    sets: &[("somebody", &["attendees", "care team"])],
};
const CAME: Dim = Dim {
    title: "came",
    values: &["no", "yes"],
    sets: &[],
};

/// Who acts. One block of the grid each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Participant(Role),
    Outsider,
    Host,
    Overseer,
}

impl Who {
    pub fn all() -> Vec<Self> {
        let participants = Role::ALL.into_iter().map(Self::Participant);
        participants
            .chain([Self::Outsider, Self::Host, Self::Overseer])
            .collect()
    }

    const fn role(self) -> Option<Role> {
        match self {
            Self::Participant(role) => Some(role),
            Self::Outsider | Self::Host | Self::Overseer => None,
        }
    }

    fn is_care(self) -> bool {
        self.role().is_some_and(Role::is_care_team)
    }

    const fn actor(self) -> Actor {
        match self {
            Self::Participant(_) | Self::Outsider => Actor::Person(ME),
            Self::Host => Actor::Host,
            Self::Overseer => Actor::Overseer(OVERSEER),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Participant(role) => role.word(),
            Self::Outsider => "outsider",
            Self::Host => "the host",
            Self::Overseer => "overseer",
        }
    }

    fn dims(self) -> [Dim; 4] {
        let presence = if self.role().is_some() {
            PRESENCE
        } else {
            OUTSIDE
        };
        [presence, PHASE, CALL, CAME]
    }
}

/// Who of the call's two sides is in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Call {
    Nobody,
    Attendees,
    CareTeam,
}

/// A case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct At {
    presence: Option<Presence>,
    phase: Phase,
    call: Call,
    /// Whether a patient who takes part has come.
    came: bool,
}

pub fn block(setting: Setting, who: Who) -> Block {
    let dims = who.dims();
    let case = |index| {
        let values = values(&dims, index);
        let at = At {
            presence: who.role().map(|_| Presence::ALL[values[0]]),
            phase: Phase::ALL[values[1]],
            call: [Call::Nobody, Call::Attendees, Call::CareTeam][values[2]],
            came: values[3] == 1,
        };
        match (build(setting, who, &at), why_not(setting, who, &at)) {
            (Some(stage), None) => Case::Answers(answers(setting, who, &stage)),
            (built, why_not) => Case::stated(built.is_some(), why_not),
        }
    };
    Block {
        part: who.word().to_uppercase(),
        title: "acts on the visit".to_owned(),
        columns: COLUMNS.to_vec(),
        cases: (0..size(&dims)).map(case).collect(),
        dims: dims.to_vec(),
    }
}

fn case_of(state: &VisitState) -> At {
    let called = |care| {
        let mut people = state.participants.values();
        people.any(|p| p.presence == Presence::InCall && p.role.is_care_team() == care)
    };
    let mut people = state.participants.values();
    At {
        presence: state.participants.get(&ME).map(|me| me.presence),
        phase: state.phase,
        call: match (called(true), called(false)) {
            (true, _) => Call::CareTeam,
            (false, true) => Call::Attendees,
            (false, false) => Call::Nobody,
        },
        came: people.any(|p| p.role == Role::Patient && p.is_active() && p.has_entered()),
    }
}

/// A visit in which the case is so; `None` if no way leads there.
fn build(setting: Setting, who: Who, at: &At) -> Option<Stage> {
    let mut stage = Stage {
        state: VisitState::default(),
    };
    if at.phase != Phase::Unscheduled {
        stage = come(setting, who, at)?;
        settle(&mut stage, at);
        stage.close(at.phase);
        if at.phase == Phase::Reopened && at.presence == Some(Presence::Waiting) {
            stage.enters(ME);
        }
    }
    (case_of(&stage.state) == *at).then_some(stage)
}

fn come(setting: Setting, who: Who, at: &At) -> Option<Stage> {
    let mut cast = vec![(OPENER, Role::Provider), (HELPER, Role::Staff)];
    cast.extend([BYSTANDER, GONE, LATE].map(|guest| (guest, Role::Guest)));
    cast.extend(who.role().map(|role| (ME, role)));
    let alone = setting.kind == VisitKind::OneToOne && who.role() == Some(Role::Patient);
    cast.extend((!alone).then_some((THEIRS, Role::Patient)));
    let mut stage = Stage::scheduled(setting, &cast)?;
    stage.removes(GONE);
    let called = at.phase != Phase::Scheduled;
    if called {
        stage.joins(OPENER);
    }
    stage.comes(BYSTANDER, called);
    if at.came {
        stage.enters(THEIRS);
    }
    if !matches!(at.presence, None | Some(Presence::Expected)) {
        stage.comes(ME, called);
    }
    if at.presence == Some(Presence::Removed) {
        stage.removes(ME);
    }
    Some(stage)
}

fn settle(stage: &mut Stage, at: &At) {
    if at.call == Call::CareTeam {
        stage.joins(HELPER);
    }
    if at.call != Call::Attendees {
        stage.leaves(BYSTANDER);
    }
    stage.leaves(OPENER);
    match at.presence {
        Some(Presence::Away) => stage.leaves(ME),
        Some(Presence::Waiting) => stage.enters(ME),
        _ => {}
    }
}

type Is = fn(&Setting, Who, &At) -> bool;

/// Why there can't be such a case: the first reason that holds counts.
const IMPOSSIBLE: &[(&str, Is)] = &[
    (
        "Nobody takes part in a visit that is not scheduled.",
        |_, who, at| {
            at.phase == Phase::Unscheduled
                && (who.role().is_some() || at.call != Call::Nobody || at.came)
        },
    ),
    ("The care team has no waiting room (V3).", |_, who, at| {
        who.is_care() && at.presence == Some(Presence::Waiting)
    }),
    ("They themselves are in the call.", |_, who, at| {
        let alone = if who.is_care() {
            Call::CareTeam
        } else {
            Call::Attendees
        };
        let less = at.call == Call::Nobody || who.is_care() && at.call != alone;
        at.presence == Some(Presence::InCall) && less
    }),
    (
        "Closing a visit sends everyone out of the call and the waiting room (V2).",
        |_, _, at| {
            at.phase.is_closed()
                && (at.call != Call::Nobody || at.presence == Some(Presence::Waiting))
        },
    ),
    (
        "With somebody of the care team in it, a call has begun: the visit is in progress (V3).",
        |_, _, at| {
            matches!(at.phase, Phase::Scheduled | Phase::Reopened) && at.call != Call::Nobody
        },
    ),
    (
        "Who of the care team has come has been in the call: the visit has been in progress (V3).",
        |_, who, at| {
            let away = at.presence == Some(Presence::Away);
            at.phase == Phase::Scheduled && who.is_care() && away
        },
    ),
    (
        "A visit to which a patient came, who still takes part, is no no-show (V2).",
        |_, _, at| at.phase == Phase::NoShow && at.came,
    ),
    (
        "They themselves are a patient who has come.",
        |_, who, at| {
            let outside = matches!(
                at.presence,
                None | Some(Presence::Expected | Presence::Removed)
            );
            who.role() == Some(Role::Patient) && !outside && !at.came
        },
    ),
    (
        "A one-to-one visit has one patient (V4).",
        |setting, who, at| {
            let stays_out = matches!(at.presence, Some(Presence::Expected | Presence::Removed));
            let only = setting.kind == VisitKind::OneToOne && who.role() == Some(Role::Patient);
            only && stays_out && at.came
        },
    ),
];

fn why_not(setting: Setting, who: Who, at: &At) -> Option<&'static str> {
    let found = IMPOSSIBLE.iter().find(|(_, is)| is(&setting, who, at));
    found.map(|(reason, _)| *reason)
}

fn answers(setting: Setting, who: Who, stage: &Stage) -> Vec<Answer> {
    let to = |command: Command| Answer::to(decide(&stage.state, who.actor(), &command));
    let remove = |person| Command::RemoveParticipant {
        person,
        reason: reason(),
    };
    let add = |person, role| Command::AddParticipant(participant(person, role));
    // The host and overseers are nowhere in the visit.
    let own = |command| match who {
        Who::Participant(_) | Who::Outsider => to(command),
        Who::Host | Who::Overseer => Answer::Nothing,
    };
    let (last, alone) = last_provider(who, stage);
    vec![
        to(schedule(setting, &[])),
        to(add(ADDED, Role::Guest)),
        to(add(ADDED, Role::Patient)),
        to(add(GONE, Role::Guest)),
        to(remove(BYSTANDER)),
        Answer::to(decide(&alone.state, who.actor(), &remove(last))),
        own(Command::EnterWaitingRoom { person: ME }),
        own(Command::JoinCall { person: ME }),
        own(Command::Leave { person: ME }),
        to(Command::EnterWaitingRoom { person: LATE }),
        to(Command::EndCall),
        to(Command::CompleteVisit),
        to(Command::CancelVisit),
        to(Command::MarkNoShow),
        to(Command::ReopenVisit),
    ]
}

/// The last provider, and the same case without other providers.
fn last_provider(who: Who, stage: &Stage) -> (PersonId, Stage) {
    let mut alone = stage.clone();
    let mine = stage
        .state
        .active(ME)
        .is_some_and(|me| me.role == Role::Provider);
    if mine {
        alone.removes(OPENER);
    }
    assert!(
        case_of(&alone.state) == case_of(&stage.state),
        "{} is in another case",
        who.word()
    );
    (if mine { ME } else { OPENER }, alone)
}

/// The reasons for which a case can't be.
pub fn reasons() -> impl Iterator<Item = &'static str> {
    IMPOSSIBLE.iter().map(|(reason, _)| *reason)
}
