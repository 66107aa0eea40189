//! Generated visits: several hundred commands, sensible and not, by everyone.

use crate::{commands::*, people::*};
use chat_domain::{
    Actor, ChatKey, Command, Entry, Event, PersonId, Policy, Recipient, Refusal, SendMessage,
    VisitKind, VisitState, commit,
};
use proptest::{collection::vec, prelude::*};
use std::fmt;

/// Everyone who may be asked about, those included who take no part.
pub const PEOPLE: [PersonId; 11] = [
    DOCTOR,
    COLLEAGUE,
    NURSE,
    ANA,
    BEN,
    OTHER_ANA,
    CARER,
    FRIEND,
    INTERPRETER,
    OUTSIDER,
    OVERSEER,
];

const CARE: [PersonId; 3] = [DOCTOR, COLLEAGUE, NURSE];
const ATTENDEES: [PersonId; 6] = [ANA, BEN, OTHER_ANA, CARER, FRIEND, INTERPRETER];

/// Every chat that could be meant, those included that can't be.
pub fn chats() -> Vec<ChatKey> {
    let odd = [
        direct(ANA, DOCTOR),
        direct(ANA, BEN),
        direct(DOCTOR, COLLEAGUE),
        direct(DOCTOR, DOCTOR),
        direct(DOCTOR, OUTSIDER),
        direct(OUTSIDER, ANA),
    ];
    let real = CARE
        .iter()
        .flat_map(|care| ATTENDEES.map(|a| direct(*care, a)));
    [ALL].into_iter().chain(real).chain(odd).collect()
}

/// What is asked for; the numbers choose among what there is when it is asked.
#[derive(Clone, Copy, Debug)]
pub enum Ask {
    Send,
    Repeat,
    Misdirect,
    Enter,
    Join,
    Leave,
    EndCall,
    Add,
    Remove,
    Complete,
    Cancel,
    NoShow,
    Reopen,
    Lock,
    Unlock,
    Stage,
    Correct,
    Retract,
    BreakGlass,
    Schedule,
}

/// A visit and all that is asked of it.
#[derive(Clone)]
pub struct Plan {
    pub kind: VisitKind,
    pub policy: Policy,
    /// What, by whom, and two choices.
    pub asks: Vec<(Ask, u8, u8, u8)>,
}

impl fmt::Debug for Plan {
    /// On one line, since failures print it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", self.kind, self.policy, self.asks)
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        24 => Just(Ask::Send),
        2 => Just(Ask::Repeat),
        2 => Just(Ask::Misdirect),
        8 => Just(Ask::Enter),
        10 => Just(Ask::Join),
        6 => Just(Ask::Leave),
        2 => Just(Ask::EndCall),
        2 => Just(Ask::Add),
        1 => Just(Ask::Remove),
        1 => Just(Ask::Complete),
        1 => Just(Ask::Cancel),
        1 => Just(Ask::NoShow),
        6 => Just(Ask::Reopen),
        3 => Just(Ask::Lock),
        3 => Just(Ask::Unlock),
        8 => Just(Ask::Stage),
        4 => Just(Ask::Correct),
        4 => Just(Ask::Retract),
        2 => Just(Ask::BreakGlass),
        1 => Just(Ask::Schedule),
    ]
}

fn policy() -> impl Strategy<Value = Policy> {
    (any::<[bool; 4]>(), 1_u32..4, 500_u64..3_000).prop_map(|(on, files, bytes)| Policy {
        guests_have_direct_chats: on[0],
        staff_have_direct_chats: on[1],
        open_history: on[2],
        waiting_attendees_start_visit_chat: on[3],
        max_files_per_message: files,
        max_file_bytes: bytes,
    })
}

/// Plans of up to so many asks.
pub fn plans(most: usize) -> impl Strategy<Value = Plan> {
    let kind = prop_oneof![1 => Just(VisitKind::OneToOne), 3 => Just(VisitKind::Group)];
    let asks = vec(
        (ask(), any::<u8>(), any::<u8>(), any::<u8>()),
        most / 2..most,
    );
    (kind, policy(), asks).prop_map(|(kind, policy, asks)| Plan { kind, policy, asks })
}

/// A command, the state and log around it, and what came of it.
pub struct Moment<'a> {
    pub before: &'a VisitState,
    pub after: &'a VisitState,
    /// The log with what the command added.
    pub log: &'a [Entry],
    pub command: &'a Command,
    pub answer: &'a Result<Vec<Entry>, Refusal>,
}

impl Moment<'_> {
    /// The log before the command.
    pub fn log_before(&self) -> &[Entry] {
        &self.log[..self.log.len() - self.added().len()]
    }

    /// The entries that the command added.
    pub fn added(&self) -> &[Entry] {
        self.answer.as_deref().unwrap_or_default()
    }
}

/// Asks for all of a plan, showing each moment. Returns the state and the log.
pub fn run(plan: &Plan, mut look: impl FnMut(&Moment<'_>)) -> (VisitState, Vec<Entry>) {
    let mut state = VisitState::default();
    let mut log = Vec::new();
    let first = match plan.kind {
        VisitKind::Group => EVERYONE.map(|p| p.0)[..7].to_vec(),
        VisitKind::OneToOne => vec![DOCTOR, COLLEAGUE, NURSE, ANA, CARER],
    };
    let schedule = scheduled(plan.kind, plan.policy, &first);
    let steps = plan.asks.iter().enumerate();
    let asked = std::iter::once(None).chain(steps.map(Some));
    for ask in asked {
        let (actor, command) = match ask {
            None => schedule.clone(),
            Some((n, ask)) => step(plan, &log, n, *ask),
        };
        let before = state.clone();
        let answer = commit(&mut state, actor, &command, NOW);
        log.extend(answer.iter().flatten().cloned());
        look(&Moment {
            before: &before,
            after: &state,
            log: &log,
            command: &command,
            answer: &answer,
        });
    }
    (state, log)
}

fn pick<T: Copy>(from: &[T], n: u8) -> Option<T> {
    from.get(usize::from(n) % from.len().max(1)).copied()
}

/// A chat that is likely `who`'s own.
fn likely_chat(who: PersonId, a: u8, b: u8) -> ChatKey {
    let all = chats();
    if a.is_multiple_of(4) {
        ALL
    } else if a.is_multiple_of(9) {
        all[usize::from(b) % all.len()]
    } else if CARE.contains(&who) {
        direct(who, ATTENDEES[usize::from(b) % ATTENDEES.len()])
    } else {
        direct(CARE[usize::from(b) % CARE.len()], who)
    }
}

fn step(plan: &Plan, log: &[Entry], n: usize, (ask, who, a, b): (Ask, u8, u8, u8)) -> Step {
    let person = PEOPLE[usize::from(who) % PEOPLE.len()];
    let chat = likely_chat(person, a, b);
    let name = format!("message {n}");
    let sent: Vec<_> = log.iter().filter(|e| is_sent(e)).collect();
    let staged: Vec<_> = log.iter().filter(|e| is_staged(e, person, chat)).collect();
    match ask {
        Ask::Send => {
            let mut step = says(person, chat, &name);
            let file = pick(&staged, b).filter(|_| !a.is_multiple_of(3));
            if let (Command::SendMessage(send), Some(entry)) = (&mut step.1, file)
                && let Event::FileStaged { file, .. } = &entry.event
            {
                send.files.push(file.attachment);
            }
            step
        }
        Ask::Repeat => pick(&sent, b).map_or_else(|| says(person, chat, &name), again),
        Ask::Misdirect => {
            let wrong = PEOPLE[usize::from(b) % PEOPLE.len()];
            says_to(person, chat, Recipient::Person(wrong), &name)
        }
        Ask::Enter => manner(a, person, enters(person)),
        Ask::Join => manner(a, person, joins(person)),
        Ask::Leave => manner(a, person, leaves(person)),
        Ask::EndCall => manner(a, person, call_ends()),
        Ask::Add => manner(
            a,
            person,
            added(EVERYONE[usize::from(b) % EVERYONE.len()].0),
        ),
        Ask::Remove => manner(a, person, removed(PEOPLE[usize::from(b) % PEOPLE.len()])),
        Ask::Complete => manner(a, person, completed()),
        Ask::Cancel => manner(a, person, cancelled()),
        Ask::NoShow => manner(a, person, no_show()),
        Ask::Reopen => manner(a, person, reopened()),
        Ask::Lock => locks(person, chat),
        Ask::Unlock => unlocks(person, chat),
        Ask::Stage => stages_sized(person, chat, &name, 400 + u64::from(b) * 12),
        Ask::Correct => manner(a, person, corrects(person, &subject(log, b), &name)),
        Ask::Retract => manner(a, person, retracts(person, &subject(log, b))),
        Ask::BreakGlass => {
            let step = breaks_glass(OVERSEER, chat);
            if a.is_multiple_of(5) {
                (Actor::Person(person), step.1)
            } else {
                step
            }
        }
        Ask::Schedule => scheduled(plan.kind, Policy::DEFAULT, &[DOCTOR, ANA]),
    }
}

/// Mostly by whom it naturally is; sometimes by somebody else, the host or an overseer.
fn manner(a: u8, person: PersonId, (actor, command): Step) -> Step {
    let actor = match a % 8 {
        0 => Actor::Host,
        1 => Actor::Person(person),
        2 => Actor::Person(PEOPLE[usize::from(a) % PEOPLE.len()]),
        3 if a > 200 => Actor::Overseer(OVERSEER),
        _ => actor,
    };
    (actor, command)
}

/// The text under which a message was first sent.
fn subject(log: &[Entry], b: u8) -> String {
    let texts: Vec<_> = log.iter().filter_map(first_text).collect();
    pick(&texts, b).unwrap_or("never sent").to_owned()
}

fn first_text(entry: &Entry) -> Option<&str> {
    match &entry.event {
        Event::MessageSent { text, .. } => text.as_ref().map(|text| text.as_str()),
        _ => None,
    }
}

fn is_sent(entry: &Entry) -> bool {
    matches!(entry.event, Event::MessageSent { .. })
}

fn is_staged(entry: &Entry, by: PersonId, whence: ChatKey) -> bool {
    let here = matches!(&entry.event, Event::FileStaged { chat, .. } if *chat == whence);
    here && entry.actor == Actor::Person(by)
}

/// The very send that an entry came of.
fn again(entry: &Entry) -> Step {
    let command = chat_domain::log::command_of(&entry.event);
    (entry.actor, command)
}

/// A well-formed message of `person` in `chat` under ids that were not used yet.
pub fn fresh(person: PersonId, chat: ChatKey) -> Command {
    Command::SendMessage(SendMessage {
        chat,
        recipient: Recipient::of(&chat, person).unwrap_or(Recipient::Everyone),
        message: message("fresh"),
        client_id: client_id("fresh"),
        text: Some(text("fresh")),
        files: Vec::new(),
    })
}
