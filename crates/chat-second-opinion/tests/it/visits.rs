//! Random visits: people join and leave, write, lock and close, mostly as permitted.

use crate::{
    chance::Chance,
    commands::{
        add, correct, edit_participant, edit_visit, hand_over, mark, newcomer, reason, retract,
        say, set_aside, stage, undo_removal,
    },
    facts::Facts,
    notices::{notify, settle},
    people::{CAST, FIRST, any_person, anyone, chat, of_role, overseer, person, sender},
    subject,
};
use chat_domain::{
    Actor, ChatKey, ClinicId, Command, Entry, NewParticipant, PersonId, Policy, Recipient, Role,
    RulesVersion, ScheduleVisit, VisitId, VisitKind, VisitState, commit,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The number of commands per visit.
pub const COMMANDS: usize = 240;

/// The number of combinations of four of a policy's switches and the two kinds of visit.
pub const COMBINATIONS: usize = 32;

/// The behavior of the care team. Without restraint, all chats would soon be started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CareTeam {
    Lively,
    /// Rarely writes.
    Silent,
    /// Rarely writes, and its providers don't stay in calls.
    WithoutProviders,
    /// Rarely writes, and no one on it stays in calls.
    Absent,
}

/// A visit in progress.
pub struct Visit {
    pub state: VisitState,
    pub log: Vec<Entry>,
    /// The index of its combination of policy and kind.
    pub combination: usize,
    schedule: ScheduleVisit,
    care_team: CareTeam,
}

impl Visit {
    /// The visit with this number: every combination occurs once in 32 visits.
    pub fn new(number: usize, chance: &mut Chance) -> Self {
        let bit = |bit: usize| number >> bit & 1 == 1;
        let kind = if bit(0) {
            VisitKind::Group
        } else {
            VisitKind::OneToOne
        };
        let policy = Policy {
            guests_have_direct_chats: bit(1),
            staff_have_direct_chats: bit(2),
            interpreters_have_direct_chats: chance.percent(50),
            open_history: bit(3),
            waiting_attendees_start_visit_chat: bit(4),
            handover_opens_direct_chats: chance.percent(50),
            complete_after_hours: chance.percent(50).into(),
            follow_up_hours: chance.percent(50).into(),
            max_upload_bytes_per_person: limit(chance, 1_000),
            max_upload_bytes_per_visit: limit(chance, 3_000),
            max_uploads_per_person: few(chance, 1, 5),
            max_uploads_per_visit: few(chance, 2, 6),
            min_counted_file_bytes: limit(chance, 600),
            max_entries_per_person: few(chance, 2, 5),
            max_text_bytes_per_person: few(chance, 2, 10).map(|words| 6 * u64::from(words)), // "a word"
            max_corrections_per_message: few(chance, 0, 3),
            max_acts_per_person: acts(number),
            ..Policy::DEFAULT
        };
        let mut patients = 0;
        let mut participants = Vec::new();
        for (i, role) in CAST.into_iter().enumerate().take(FIRST) {
            patients += usize::from(role == Role::Patient);
            let second = role == Role::Patient && patients == 2 && kind == VisitKind::OneToOne;
            if !second && chance.percent(85) {
                participants.push(newcomer(i, role));
            }
        }
        let rules = chance.one_of(&RulesVersion::ALL);
        if number / COMBINATIONS % 2 == 1 && rules == RulesVersion::V2 {
            participants.iter_mut().for_each(|one| share(kind, one));
        }
        let schedule = ScheduleVisit {
            clinic: ClinicId::new(Uuid::from_u128(1)),
            visit: VisitId::new(chance.uuid()),
            kind,
            scheduled_for: OffsetDateTime::UNIX_EPOCH,
            policy,
            notices: None,
            rules,
            participants,
        };
        Self {
            state: VisitState::default(),
            log: Vec::new(),
            combination: number % COMBINATIONS,
            schedule,
            care_team: chance.one_of(&[
                CareTeam::Lively,
                CareTeam::Silent,
                CareTeam::WithoutProviders,
                CareTeam::Absent,
            ]),
        }
    }

    pub fn schedule(&self) -> Command {
        Command::ScheduleVisit(self.schedule.clone())
    }

    /// The same scheduling, or one with another time.
    pub fn schedule_again(&self, same: bool) -> Command {
        let mut visit = self.schedule.clone();
        if !same {
            visit.scheduled_for += Duration::DAY;
        }
        Command::ScheduleVisit(visit)
    }

    /// A random actor attempts a random command.
    pub fn step(&mut self, chance: &mut Chance) {
        let (actor, command) = if self.log.is_empty() {
            (Actor::Host, self.schedule())
        } else {
            something(chance, &self.log)
        };
        let Some((actor, command)) = self.as_the_care_team_is(chance, actor, command) else {
            return;
        };
        let now = OffsetDateTime::UNIX_EPOCH + Duration::seconds(self.log.len() as i64);
        if let Ok(entries) = commit(&mut self.state, actor, &command, now) {
            self.log.extend(entries);
        }
    }

    /// Adjusts a command of the care team to its behavior.
    fn as_the_care_team_is(
        &self,
        chance: &mut Chance,
        actor: Actor,
        command: Command,
    ) -> Option<(Actor, Command)> {
        let Actor::Person(person) = actor else {
            return Some((actor, command));
        };
        let role = Facts(&self.log).role(person);
        if self.care_team == CareTeam::Lively || !role.is_some_and(Role::is_care_team) {
            return Some((actor, command));
        }
        if matches!(command, Command::SendMessage(_)) {
            return chance.percent(2).then_some((actor, command));
        }
        let goes = match self.care_team {
            CareTeam::Lively | CareTeam::Silent => false,
            CareTeam::WithoutProviders => role == Some(Role::Provider),
            CareTeam::Absent => true,
        };
        let leaves = goes && chance.percent(80);
        Some((
            actor,
            if leaves {
                Command::Leave { person }
            } else {
                command
            },
        ))
    }
}

/// M6: shares the history with everyone with whom it can be shared.
fn share(kind: VisitKind, one: &mut NewParticipant) {
    one.shares_history = match one.role {
        Role::Interpreter => true,
        Role::Guest => kind == VisitKind::OneToOne,
        _ => false,
    };
}

/// V8: every third visit has a small limit of acts.
fn acts(number: usize) -> Option<u32> {
    (number % 3 == 2).then(|| [1, 2, 3, 4][number / 3 % 4])
}

/// In some visits a limit that is soon reached; in most, none.
fn few(chance: &mut Chance, least: u32, more: usize) -> Option<u32> {
    let most = least + u32::try_from(chance.below(more)).unwrap();
    chance.percent(25).then_some(most)
}

fn limit(chance: &mut Chance, least: u64) -> Option<u64> {
    let most = least + 500 * chance.below(8) as u64;
    chance.percent(40).then_some(most)
}

fn something(chance: &mut Chance, log: &[Entry]) -> (Actor, Command) {
    let facts = Facts(log);
    // Guest and interpreter are mostly late, so that there are earlier messages.
    let late = [person(5), person(6)];
    let whom = Some(any_person(chance)).filter(|p| !late.contains(p) || chance.percent(20));
    let whom = whom.unwrap_or_else(|| any_person(chance));
    let one = Actor::Person(whom);
    let care = Actor::Person(of_role(chance, &[Role::Provider, Role::Staff]));
    let (actor, command) = match chance.below(217) {
        0..20 => (one, Command::EnterWaitingRoom { person: whom }),
        20..54 => (one, Command::JoinCall { person: whom }),
        54..65 => (one, Command::Leave { person: whom }),
        65..68 => (Actor::Service, Command::Drop { person: whom }),
        68..72 => (care, Command::EndCall),
        72..120 => {
            let (sender, chat) = sender(chance);
            (Actor::Person(sender), send(chance, &facts, sender, chat))
        }
        120..135 => {
            let (sender, chat) = sender(chance);
            (Actor::Person(sender), stage(chance, chat))
        }
        135 => discard(chance, &facts),
        136..148 => about_a_message(chance, &facts),
        148..154 => {
            let (reader, chat) = sender(chance);
            (Actor::Person(reader), mark(chance, &facts, chat))
        }
        154 => {
            let chat = chat(chance);
            (care, set_aside(chance, &facts, chat))
        }
        155..157 => (care, Command::LockChat { chat: chat(chance) }),
        157..165 => (care, Command::UnlockChat { chat: chat(chance) }),
        165..177 => {
            let chat = chat(chance);
            (
                Actor::Overseer(overseer(chance)),
                Command::BreakGlass {
                    chat,
                    reason: reason(),
                },
            )
        }
        177..181 => (care, add(chance)),
        181..184 => (
            care,
            Command::RemoveParticipant {
                person: whom,
                reason: reason(),
            },
        ),
        184 => (care, Command::CompleteVisit),
        213 => (Actor::Service, Command::CompleteVisit),
        214 => (Actor::Service, Command::EndFollowUp),
        185 => (care, Command::CancelVisit),
        186 => (care, Command::MarkLeftWithoutBeingSeen),
        187..189 => (care, Command::MarkNoShow),
        189..191 => (care, edit_visit(chance)),
        191..193 => (care, edit_participant(chance, whom)),
        193..196 => (care, undo_removal(chance, whom)),
        196..199 => {
            let command = hand_over(chance);
            let by = subject::whom(&command).map_or(care, Actor::Person);
            (by, command)
        }
        199..209 => notify(chance),
        209..213 => settle(chance, &facts),
        _ => (care, Command::ReopenVisit),
    };
    match chance.below(100) {
        0..10 => (Actor::Host, command),
        10..16 => (anyone(chance), command),
        _ => (actor, command),
    }
}

/// Discards a file, mostly as its uploader.
fn discard(chance: &mut Chance, facts: &Facts<'_>) -> (Actor, Command) {
    let files = facts.files();
    if files.is_empty() {
        return (Actor::Host, Command::EndCall);
    }
    let (attachment, by, _) = chance.one_of(&files);
    (Actor::Person(by), Command::DiscardFile { attachment })
}

fn about_a_message(chance: &mut Chance, facts: &Facts<'_>) -> (Actor, Command) {
    let messages = facts.messages();
    if messages.is_empty() {
        return (Actor::Host, Command::EndCall);
    }
    let message = chance.one_of(&messages);
    let author = Actor::Person(facts.message(message).unwrap().author);
    if chance.percent(60) {
        (author, correct(chance, message))
    } else {
        (author, retract(message))
    }
}

/// A message, occasionally with files that its sender has staged for the chat.
fn send(chance: &mut Chance, facts: &Facts<'_>, sender: PersonId, chat: ChatKey) -> Command {
    let recipient = Recipient::of(&chat, sender).unwrap_or(Recipient::Everyone);
    let Command::SendMessage(mut message) = say(chance, chat, recipient) else {
        panic!("says() sends a message");
    };
    let staged = facts
        .files()
        .into_iter()
        .filter(|(id, by, of)| *by == sender && *of == chat && facts.carrier(*id).is_none())
        .filter(|(id, ..)| !facts.was_discarded(*id));
    message.files = staged.map(|(id, ..)| id).take(2).collect();
    Command::SendMessage(message)
}
