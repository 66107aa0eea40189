//! The grid of outside readers: the host and overseers (M5, V1).

use super::{
    case::PHASE,
    cast::{
        BYSTANDER, NEW, OPENER, OTHER, OTHER_FILE, OVERSEER, PAST, Sample, Setting, Stage, THEIRS,
        reason,
    },
    table::{Answer, Block, Case, Column, Dim, size, values},
};
use chat_domain::{
    Actor, ChatKey, Command, Entry, Phase, Role, VisitState, access::may_oversee_file, decide,
    view::overseen_message,
};

const COLUMNS: &[Column] = &[
    &["break", "glass"],
    &["read", "past"],
    &["open", "past", "file"],
    &["read", "since"],
    &["open", "since", "file"],
    &["write"],
    &["send", "file"],
    &["send", "un-", "sent"],
    &["open", "un-", "sent"],
    &["dis-", "card", "un-", "sent"],
    &["re-", "tract"],
    &["lock"],
    &["un-", "lock"],
];

const CHAT: Dim = Dim {
    title: "chat",
    values: &["visit chat", "direct chat", "no chat"],
    sets: &[],
};
const SAID: Dim = Dim {
    title: "anything said",
    values: &["no", "yes"],
    sets: &[],
};
const LOCKED: Dim = Dim {
    title: "locked",
    values: &["no", "yes"],
    sets: &[],
};

/// The reader. Each has one block of the grid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Looker {
    Host,
    /// Without breaking the glass.
    Before,
    /// After breaking the glass between the past and the later messages.
    After,
}

impl Looker {
    pub const ALL: [Self; 3] = [Self::Host, Self::Before, Self::After];

    const fn actor(self) -> Actor {
        match self {
            Self::Host => Actor::Host,
            Self::Before | Self::After => Actor::Overseer(OVERSEER),
        }
    }
}

/// A case.
#[derive(Clone, Copy)]
struct At {
    looker: Looker,
    phase: Phase,
    /// The visit chat, a direct chat, or an impossible chat (M4).
    chat: usize,
    sample: bool,
    locked: bool,
}

impl At {
    /// Whether an unsent file can exist.
    fn has_file(&self) -> bool {
        self.chat != 2 && self.phase != Phase::Unscheduled
    }

    const fn key(&self) -> ChatKey {
        match self.chat {
            0 => ChatKey::Visit,
            1 => ChatKey::direct(OPENER, THEIRS),
            _ => ChatKey::direct(OPENER, BYSTANDER),
        }
    }
}

pub fn block(setting: Setting, looker: Looker) -> Block {
    let dims = [CHAT, PHASE, SAID, LOCKED];
    let case = |index| {
        let values = values(&dims, index);
        let at = At {
            looker,
            chat: values[0],
            phase: Phase::ALL[values[1]],
            sample: values[2] == 1,
            locked: values[3] == 1,
        };
        match (build(setting, &at), why_not(&at)) {
            (Some((stage, log)), None) => Case::Answers(answers(&at, &stage, &log)),
            (built, why_not) => Case::stated(built.is_some(), why_not),
        }
    };
    let (part, title) = match looker {
        Looker::Host => ("THE HOST", "chats"),
        Looker::Before => ("OVERSEER", "chats, the glass not broken"),
        Looker::After => ("OVERSEER", "chats, the glass broken between past and since"),
    };
    Block {
        part: part.to_owned(),
        title: title.to_owned(),
        columns: COLUMNS.to_vec(),
        cases: (0..size(&dims)).map(case).collect(),
        dims: dims.to_vec(),
        counts: true,
    }
}

type Is = fn(&At) -> bool;

/// Why cases are impossible; the first reason that applies counts.
const IMPOSSIBLE: &[(&str, Is)] = &[
    (
        "Only version 2 of the rules knows a visit that was left without being seen (V2).",
        |at| at.phase == Phase::LeftWithoutBeingSeen,
    ),
    (
        "Nothing is said or locked in a visit that is not scheduled.",
        |at| at.phase == Phase::Unscheduled && (at.sample || at.locked),
    ),
    (
        "Nothing is said or locked in an impossible direct chat (M2 to M4).",
        |at| at.chat == 2 && (at.sample || at.locked),
    ),
    ("The glass can't be broken for an empty chat (M5).", |at| {
        at.looker == Looker::After && !at.sample
    }),
];

fn why_not(at: &At) -> Option<&'static str> {
    IMPOSSIBLE
        .iter()
        .find(|(_, is)| is(at))
        .map(|(reason, _)| *reason)
}

/// A visit in this case, and its log; `None` if the case can't be reached.
fn build(setting: Setting, at: &At) -> Option<(Stage, Vec<Entry>)> {
    let (chat, mut log) = (at.key(), Vec::new());
    let mut stage = Stage {
        state: VisitState::default(),
    };
    if at.phase != Phase::Unscheduled {
        let cast = [
            (OPENER, Role::Provider),
            (THEIRS, Role::Patient),
            (BYSTANDER, Role::Guest),
        ];
        stage = Stage::scheduled(setting, &cast)?;
        if at.phase != Phase::Scheduled {
            stage.joins(OPENER);
            stage.leaves(OPENER);
        }
        if at.sample {
            log.extend(stage.says(OPENER, chat, PAST));
        }
    }
    let glass = Command::BreakGlass {
        chat,
        reason: reason(),
    };
    if at.looker == Looker::After {
        stage.does(at.looker.actor(), &glass).ok()?;
    }
    if at.sample {
        log.extend(stage.says(OPENER, chat, OTHER));
    }
    stage.uploads(OPENER, chat, OTHER_FILE);
    if at.locked {
        stage.locks(OPENER, chat);
    }
    stage.close(at.phase);
    let seen = stage.state.chat(&chat);
    let reached = stage.state.phase == at.phase
        && at.sample == stage.has(PAST)
        && at.sample == stage.has(OTHER)
        && at.has_file() == stage.has_file(OTHER_FILE)
        && at.locked == seen.locked;
    reached.then_some((stage, log))
}

fn answers(at: &At, stage: &Stage, log: &[Entry]) -> Vec<Answer> {
    let (state, chat) = (&stage.state, at.key());
    let to = |command: Command| Answer::to(decide(state, at.looker.actor(), &command));
    // Only people read: no function answers whether the host may.
    let asks = |sample: Sample| at.looker != Looker::Host && stage.has(sample);
    let read = |sample: Sample| {
        let mut entries = log
            .iter()
            .filter(|e| e.event.message() == Some(sample.message()));
        let shown = |entry| overseen_message(state, OVERSEER, entry, None).is_some();
        match entries.next() {
            Some(entry) if asks(sample) && shown(entry) => Answer::Yes,
            Some(_) if asks(sample) => Answer::Hidden,
            _ => Answer::Nothing,
        }
    };
    let open = |sample: Sample| {
        let answer = Answer::of(may_oversee_file(state, OVERSEER, sample.attachment()));
        if asks(sample) {
            answer
        } else {
            Answer::Nothing
        }
    };
    let unsent = OTHER_FILE.attachment();
    let of_file = |answer| {
        if at.has_file() {
            answer
        } else {
            Answer::Nothing
        }
    };
    let oversee = if at.looker == Looker::Host {
        Answer::Nothing
    } else {
        Answer::of(may_oversee_file(state, OVERSEER, unsent))
    };
    let retract = Command::RetractMessage {
        message: PAST.message(),
        reason: reason(),
    };
    vec![
        to(Command::BreakGlass {
            chat,
            reason: reason(),
        }),
        read(PAST),
        open(PAST),
        read(OTHER),
        open(OTHER),
        to(NEW.send(OVERSEER, chat, &[])),
        to(NEW.stage(chat)),
        of_file(to(NEW.send(OVERSEER, chat, &[unsent]))),
        of_file(oversee),
        of_file(to(Command::DiscardFile { attachment: unsent })),
        if stage.has(PAST) {
            to(retract)
        } else {
            Answer::Nothing
        },
        to(Command::LockChat { chat }),
        to(Command::UnlockChat { chat }),
    ]
}

/// The reasons why cases are impossible.
pub fn reasons() -> impl Iterator<Item = &'static str> {
    IMPOSSIBLE.iter().map(|(reason, _)| *reason)
}
