//! Reaches each case using only commands.

use super::{
    case::{At, Callers, Chat, Other, Subject},
    cast::{
        BYSTANDER, HELPER, ME, OPENER, OTHER_FILE, OWN, OWN_FILE, PAST, PEER, Setting, Stage,
        THEIRS, participant,
    },
    seen::case_of,
};
use chat_domain::{ChatKey, Command, PersonId, Phase, Presence, Role};
use std::collections::BTreeMap;

/// The part that many cases share: who entered, and which messages were sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct History {
    presence: Option<Presence>,
    other: Option<Other>,
    started: bool,
    locked: bool,
    /// Whether there was a call.
    called: bool,
    /// Whether patients never enter.
    no_show: bool,
}

/// Reaches the cases of one subject.
pub struct Builder {
    setting: Setting,
    subject: Subject,
    histories: BTreeMap<History, Option<Stage>>,
}

impl Builder {
    pub fn new(setting: Setting, subject: Subject) -> Self {
        Self {
            setting,
            subject,
            histories: BTreeMap::new(),
        }
    }

    /// A visit in this case; `None` if the case can't be reached.
    pub fn build(&mut self, at: &At) -> Option<Stage> {
        let stage = match at.phase {
            Phase::Unscheduled => Stage {
                state: chat_domain::VisitState::default(),
            },
            _ => {
                let mut stage = self.history(at)?;
                settle(&mut stage, at);
                stage.close(at.phase);
                if at.phase == Phase::Reopened && at.presence == Some(Presence::Waiting) {
                    stage.enters(ME);
                }
                stage
            }
        };
        let reached = case_of(&stage.state, ME, &at.subject.key());
        (reached == Some(*at)).then_some(stage)
    }

    fn history(&mut self, at: &At) -> Option<Stage> {
        let history = History {
            presence: at.presence,
            other: at.other,
            started: at.started,
            locked: at.locked,
            called: at.phase != Phase::Scheduled,
            no_show: at.phase == Phase::NoShow,
        };
        let (setting, subject) = (self.setting, self.subject);
        let entry = self.histories.entry(history);
        let stage = entry.or_insert_with(|| {
            let stage = come(setting, subject, &history)?;
            // The following steps start and lock nothing.
            let chat = stage.state.chat(&subject.key());
            let so = chat.started == history.started && chat.locked == history.locked;
            so.then_some(stage)
        });
        stage.clone()
    }
}

/// Patients never enter, or are removed, in a visit that no patient enters.
fn come(setting: Setting, subject: Subject, history: &History) -> Option<Stage> {
    let mut cast = vec![
        (OPENER, Role::Provider),
        (HELPER, Role::Staff),
        (BYSTANDER, Role::Guest),
    ];
    cast.extend(subject.peer().map(|role| (PEER, role)));
    if subject.chat == Chat::Others {
        cast.push((THEIRS, Role::Patient));
    }
    // A care-team member who is added later reads the earlier messages.
    let later = subject.is_care() && subject.chat == Chat::Visit;
    cast.extend(subject.role.filter(|_| !later).map(|role| (ME, role)));
    let mut stage = Stage::scheduled(setting, &cast)?;
    if history.called {
        stage.joins(OPENER);
    }
    stage.comes(BYSTANDER, history.called);
    match subject.chat {
        Chat::Visit => visit_chat(&mut stage, subject, history),
        Chat::Others => chat_of_others(&mut stage, subject, history),
        _ => direct_chat(&mut stage, subject, history),
    }
    if history.presence == Some(Presence::Removed) {
        stage.removes(ME);
    }
    Some(stage)
}

fn visit_chat(stage: &mut Stage, subject: Subject, history: &History) {
    let chat = subject.key();
    let speaker = if history.started { OPENER } else { BYSTANDER };
    stage.says(speaker, chat, PAST);
    if let (Some(role), true) = (subject.role, subject.is_care()) {
        stage.host(Command::AddParticipant(participant(ME, role)));
    }
    enter_as_me(stage, history);
    stage.says_since(speaker, chat);
    if history.started || !subject.is_care() {
        stage.says(ME, chat, OWN);
    }
    uploads(stage, ME, chat);
    uploads(stage, OPENER, chat);
    if history.locked {
        stage.locks(OPENER, chat);
    }
}

fn chat_of_others(stage: &mut Stage, subject: Subject, history: &History) {
    let chat = subject.key();
    let speaker = if history.started { OPENER } else { THEIRS };
    stage.comes(THEIRS, history.called);
    stage.says(speaker, chat, PAST);
    enter_as_me(stage, history);
    stage.says_since(speaker, chat);
    uploads(stage, OPENER, chat);
    if history.locked {
        stage.locks(OPENER, chat);
    }
    stage.leaves(THEIRS);
    if history.no_show {
        stage.removes(THEIRS);
    }
}

fn direct_chat(stage: &mut Stage, subject: Subject, history: &History) {
    let (chat, starter) = (subject.key(), subject.starter());
    let attendee = if starter == ME { PEER } else { ME };
    uploads(stage, starter, chat); // starts nothing (W4)
    if history.started {
        if starter == PEER {
            stage.says(PEER, chat, PAST);
        }
        says(stage, starter, chat);
        says(stage, attendee, chat);
    }
    if history.other == Some(Other::Unmet) {
        if history.locked {
            stage.locks(starter, chat);
        }
        stage.removes(PEER);
    }
    if matches!(
        history.other,
        Some(Other::HasCome | Other::InCall | Other::Removed)
    ) {
        stage.comes(PEER, history.called);
    }
    enter_as_me(stage, history);
    if !history.started {
        says(stage, attendee, chat); // in the call together (W2)
    }
    if history.locked {
        stage.locks(starter, chat);
    }
    if history.other == Some(Other::Removed) {
        stage.removes(PEER);
    }
}

fn says(stage: &mut Stage, person: PersonId, chat: ChatKey) {
    if person == ME {
        stage.says(ME, chat, OWN);
    } else {
        stage.says_since(person, chat);
    }
    uploads(stage, person, chat);
}

/// An upload that stays unsent.
fn uploads(stage: &mut Stage, person: PersonId, chat: ChatKey) {
    let file = if person == ME { OWN_FILE } else { OTHER_FILE };
    stage.uploads(person, chat, file);
}

/// A person who is removed before the two meet never enters.
fn enter_as_me(stage: &mut Stage, history: &History) {
    let never = history.presence == Some(Presence::Removed) && history.other == Some(Other::Unmet);
    if !never && !matches!(history.presence, None | Some(Presence::Expected)) {
        stage.comes(ME, history.called);
    }
}

/// Moves everyone to their presence in the case.
fn settle(stage: &mut Stage, at: &At) {
    stage.leaves(BYSTANDER);
    if at.callers == Callers::Staff {
        stage.joins(HELPER);
    }
    if at.other == Some(Other::HasCome) {
        stage.leaves(PEER);
    }
    if at.callers != Callers::Provider {
        stage.leaves(OPENER);
    }
    match at.presence {
        Some(Presence::Away) => stage.leaves(ME),
        Some(Presence::Waiting) => stage.enters(ME),
        _ => {}
    }
}
