//! Reaches each case of acts on the visit using only commands.

use super::{At, Call, Who};
use crate::grid::cast::{BYSTANDER, GONE, HELPER, LATE, ME, OPENER, Setting, Stage, THEIRS};
use chat_domain::{Phase, Presence, Role, VisitKind, VisitState};

/// The case of a state.
pub fn case_of(state: &VisitState) -> At {
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
            (false, false) => Call::NoOne,
        },
        came: people.any(|p| p.role == Role::Patient && p.is_active() && p.has_entered()),
    }
}

/// A visit in this case; `None` if the case can't be reached.
pub fn build(setting: Setting, who: Who, at: &At) -> Option<Stage> {
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
