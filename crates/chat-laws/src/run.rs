//! Running a plan and observing each moment.
#![allow(
    clippy::indexing_slicing,
    reason = "indexes are taken modulo the length; a test fails by panicking"
)]

mod stored;

use crate::{
    cast::*,
    commands::*,
    moment::Moment,
    naive::Notes,
    plan::{ATTENDEES, Ask, CARE, PEOPLE, Plan, chats},
};
use chat_domain::{
    Actor, ChatKey, Command, Entry, PersonId, Policy, PolicyChoices, Recipient, Role, VisitKind,
    VisitState, chat::Unseen, commit,
};
use stored::{
    again, author_and_text, files_of, is_sent, restage, reuse, unsent, upload, upload_id_of,
    uploaded,
};

/// The actors; people with more permissions occur more often.
#[rustfmt::skip]
const ACTORS: [PersonId; 22] = [
    DOCTOR, DOCTOR, DOCTOR, COLLEAGUE, COLLEAGUE, NURSE, NURSE, ANA, ANA, ANA, BEN, BEN, BEN,
    OTHER_ANA, OTHER_ANA, CARER, CARER, FRIEND, INTERPRETER, INTERPRETER, OUTSIDER, OVERSEER,
];

/// Runs a plan and shows each moment to `look`. Returns the state and the log.
pub fn run(plan: &Plan, mut look: impl FnMut(&Moment<'_>)) -> (VisitState, Vec<Entry>) {
    let mut state = VisitState::default();
    let mut log = Vec::new();
    let mut first = match plan.kind {
        VisitKind::Group => EVERYONE.map(|p| p.0)[..7].to_vec(),
        VisitKind::OneToOne => vec![DOCTOR, COLLEAGUE, NURSE, ANA, CARER],
    };
    if plan.asks.len().is_multiple_of(2) {
        first.reverse(); // People are not added in the order of their ids.
    }
    let schedule = scheduled_under(plan.rules, plan.kind, plan.policy, &first);
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
        look(&Moment::new(
            [&before, &state],
            &log,
            (actor, &command),
            &answer,
        ));
    }
    (state, log)
}

fn pick<T: Copy>(from: &[T], n: u8) -> Option<T> {
    from.get(usize::from(n) % from.len().max(1)).copied()
}

/// A chat that `who` is likely a member of.
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
    let notes = Notes::of(log);
    let person = ACTORS[usize::from(who) % ACTORS.len()];
    let stands_in = CARE.into_iter().find(|care| notes.takes_part(*care));
    let person = match stands_in {
        Some(care) if a % 8 > 0 && !notes.takes_part(person) => care,
        _ => person,
    };
    let chat = match likely_chat(person, a, b) {
        // In some visits the care team takes long to start the visit chat.
        ALL if plan.asks.len().is_multiple_of(3) && n < 150 && CARE.contains(&person) => {
            direct(person, ATTENDEES[usize::from(b) % ATTENDEES.len()])
        }
        chat => chat,
    };
    let name = format!("message {n}");
    let sent: Vec<_> = log.iter().filter(|e| is_sent(e)).collect();
    match ask {
        Ask::Send => match unsent(log, person, usize::from(b % 3) + 1) {
            Some((chat, files)) if a % 3 < 2 => says_with(person, chat, &name, &files),
            _ => says(person, chat, &name),
        },
        Ask::Repeat => pick(&sent, b).map_or_else(|| says(person, chat, &name), again),
        Ask::Reuse => {
            pick(&sent, b).map_or_else(|| says(person, chat, &name), |entry| reuse(entry, &name))
        }
        Ask::Misdirect => {
            let wrong = PEOPLE[usize::from(b) % PEOPLE.len()];
            says_to(person, chat, Recipient::Person(wrong), &name)
        }
        Ask::Misfile => {
            let uploads: Vec<_> = log.iter().filter_map(upload).collect();
            let recipient = Recipient::of(&chat, person).unwrap_or(Recipient::Everyone);
            let file = pick(&uploads, b).map_or(name.as_str(), |file| file.name.as_str());
            sends(person, chat, recipient, &name, &[file])
        }
        Ask::Enter => manner(a, person, enters(person)),
        Ask::Join => manner(a, person, joins(person)),
        Ask::Leave => manner(a, person, leaves(person)),
        Ask::Drop => manner(a, person, drops(person)),
        Ask::EndCall => manner(a, person, call_ends()),
        Ask::Add => {
            let whom = EVERYONE[usize::from(b) % EVERYONE.len()].0;
            let add = if a.is_multiple_of(3) {
                added_with_history(whom)
            } else {
                added(whom)
            };
            manner(a, person, add)
        }
        Ask::Remove => manner(a, person, removed(PEOPLE[usize::from(b) % PEOPLE.len()])),
        Ask::Complete => manner(a, person, completed()),
        Ask::CompleteByPolicy => completed_by_policy(),
        Ask::EndFollowUp => match b % 4 {
            0..2 => follow_up_ends(Actor::Service),
            _ => manner(a, person, follow_up_ends(Actor::Host)),
        },
        Ask::Cancel => manner(a, person, cancelled()),
        Ask::NoShow => manner(a, person, no_show()),
        Ask::LeftUnseen => manner(a, person, left_unseen()),
        Ask::Undo => {
            let removed = notes.people.keys().filter(|who| notes.was_removed(**who));
            let removed: Vec<_> = removed.copied().collect();
            let whom = pick(&removed, b).unwrap_or(PEOPLE[usize::from(b) % PEOPLE.len()]);
            manner(a, person, returned(whom))
        }
        Ask::EditVisit if b.is_multiple_of(2) => manner(a, person, moved(b)),
        Ask::EditVisit => manner(a, person, rechosen(choices(b))),
        Ask::Rename => {
            let whom = PEOPLE[usize::from(b) % PEOPLE.len()];
            let name = ["Ana Silva", "Ben Cohen", "Someone Else"][usize::from(a) % 3];
            let edit = match who % 4 {
                0 => identified(whom, Some("MRN 7")),
                1 => identified(whom, None),
                _ => renamed(whom, name),
            };
            manner(a, person, edit)
        }
        Ask::EditRole => {
            let whom = PEOPLE[usize::from(b) % PEOPLE.len()];
            let role = Role::ALL[usize::from(who ^ a) % Role::ALL.len()];
            manner(a, person, becomes(whom, role))
        }
        Ask::RepeatAct => {
            let acts = |e: &&Entry| e.event.chat_entry().is_none() && upload(e).is_none();
            let acts: Vec<_> = log.iter().filter(acts).collect();
            pick(&acts, b).map_or_else(reopened, again)
        }
        Ask::Reopen => manner(a, person, reopened()),
        Ask::Lock => locks(person, chat),
        Ask::Unlock => {
            let locked: Vec<_> = notes
                .chats
                .keys()
                .filter(|chat| notes.locked(chat))
                .collect();
            unlocks(person, pick(&locked, b).copied().unwrap_or(chat))
        }
        Ask::Stage => {
            let file = file(&name, 400 + u64::from(b) * 5);
            // Some clients send no upload id.
            if a % 5 == 0 {
                stages_sized(person, chat, &name, file.size)
            } else {
                uploads(person, chat, file, &name)
            }
        }
        Ask::Restage | Ask::ReuseUpload => {
            let stored: Vec<_> = log.iter().filter(|e| upload_id_of(e).is_some()).collect();
            let fresh = || uploads(person, chat, file(&name, 500), &name);
            let other = matches!(ask, Ask::ReuseUpload);
            pick(&stored, b).map_or_else(fresh, |entry| restage(entry, &name, a, other))
        }
        Ask::Discard => {
            let staged: Vec<_> = log.iter().filter_map(uploaded).collect();
            let (by, name) = pick(&staged, b).unwrap_or((person, &name));
            manner(a, person, discards(by, name))
        }
        Ask::Correct => by_author(a, log, b, |person, words| corrects(person, words, &name)),
        Ask::CorrectToSame => by_author(a, log, b, |person, words| {
            let sent = notes.messages.get(&message(words));
            let newest = sent.and_then(|sent| sent.texts.last()?.1);
            corrects(person, words, newest.map_or(words, |text| text.as_str()))
        }),
        Ask::Retract => by_author(a, log, b, retracts),
        Ask::MarkRead | Ask::SetAside => {
            let (person, chat) = match ask {
                Ask::MarkRead => (person, chat),
                _ => care_side(&notes, a, b).unwrap_or((person, chat)),
            };
            let last = notes.chats.get(&chat).map_or(0, |last| last.entries.len()) as u64;
            // Mostly all of it; sometimes a part, nothing, or an entry that does not exist.
            let through = if b.is_multiple_of(3) {
                u64::from(b) % (last + 2)
            } else {
                last
            };
            let step = if matches!(ask, Ask::MarkRead) {
                reads(person, chat, through)
            } else {
                sets_aside(person, chat, through)
            };
            manner(a, person, step)
        }
        Ask::HandOver => {
            let from = CARE[usize::from(b) % 2];
            // Mostly the other provider.
            let to = if b.is_multiple_of(5) {
                CARE[usize::from(b / 2) % CARE.len()]
            } else {
                CARE[1 - usize::from(b) % 2]
            };
            let by = [person, from, to][usize::from(a) % 3];
            manner(a, person, hands_over(by, from, to))
        }
        Ask::Notify => {
            let text = [LOST, HELP, HELP, "I am hungry"][usize::from(b / 2) % 4];
            match pick(&notes.notices, b) {
                // A retry, or another text under the same id.
                Some(sent) if a.is_multiple_of(5) => {
                    let (notice, text) = (sent.id, notice_text(text));
                    (
                        Actor::Person(sent.sender),
                        Command::SendNotice { notice, text },
                    )
                }
                _ => manner(
                    a,
                    person,
                    notifies(ATTENDEES[usize::from(b) % 6], &name, text),
                ),
            }
        }
        Ask::Settle => match pick(&notes.notices, b) {
            Some(sent) => {
                let (sender, notice) = (sent.sender, sent.id);
                let care = CARE[usize::from(a) % CARE.len()];
                manner(
                    a,
                    person,
                    (
                        Actor::Person(care),
                        Command::SettleNotice { sender, notice },
                    ),
                )
            }
            None => settles(person, ANA, &name),
        },
        Ask::Remind | Ask::Escalate => {
            let of = unseen(&notes, a, b);
            let reminder = u32::from(who % 3) + 1;
            let command = match ask {
                Ask::Remind => Command::RemindPeople {
                    of,
                    reminder,
                    people: notes.people.keys().copied().collect(),
                },
                _ => Command::EscalateWait { of },
            };
            manner(a, person, (Actor::Service, command))
        }
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

/// A chat in which a message waits, and a person on its care side.
fn care_side(notes: &Notes<'_>, a: u8, b: u8) -> Option<(PersonId, ChatKey)> {
    let waits = |chat: &&ChatKey| notes.waiting(chat).is_some();
    let waiting: Vec<_> = notes
        .chats
        .keys()
        .copied()
        .filter(|chat| waits(&chat))
        .collect();
    let chat = pick(&waiting, b)?;
    let person = match chat {
        ChatKey::Visit => [DOCTOR, COLLEAGUE, NURSE][usize::from(a) % 3],
        ChatKey::Direct(pair) => pair.care,
    };
    Some((person, chat))
}

/// Something that someone may not have seen.
fn unseen(notes: &Notes<'_>, a: u8, b: u8) -> Unseen {
    let unread = notes.chats.keys().flat_map(|chat| {
        let people = notes.people.keys();
        people.filter_map(|who| notes.oldest_unread(*who, chat))
    });
    let unread: Vec<_> = unread.collect();
    let notice = pick(&notes.notices, b).map(|sent| Unseen::Notice {
        sender: sent.sender,
        notice: sent.id,
    });
    let found = pick(&unread, b).filter(|_| a.is_multiple_of(3) || notice.is_none());
    let never_sent = Unseen::Message {
        chat: ALL,
        message: message("never sent"),
        version: 1,
    };
    found.or(notice).unwrap_or(never_sent)
}

/// One choice of the policy, which may or may not be changed.
fn choices(b: u8) -> PolicyChoices {
    let on = b.is_multiple_of(3);
    let mut choices = PolicyChoices::default();
    match b % 7 {
        0 | 1 => choices.guests_have_direct_chats = Some(on),
        2 => choices.staff_have_direct_chats = Some(on),
        3 => choices.open_history = Some(on),
        4 => choices.waiting_attendees_start_visit_chat = Some(on),
        5 => choices.handover_opens_direct_chats = Some(on),
        _ => choices.max_files_per_message = Some(u32::from(b)),
    }
    choices
}

/// Mostly the natural actor; sometimes another person, the host, an overseer or the service.
fn manner(a: u8, person: PersonId, (actor, command): Step) -> Step {
    let actor = match a % 8 {
        0 => Actor::Host,
        1 => Actor::Person(person),
        2 => Actor::Person(PEOPLE[usize::from(a) % PEOPLE.len()]),
        3 if a > 200 => Actor::Overseer(OVERSEER),
        3 if a > 180 => Actor::Service,
        _ => actor,
    };
    (actor, command)
}

/// An action on a message, mostly by its author.
fn by_author(a: u8, log: &[Entry], b: u8, what: impl Fn(PersonId, &str) -> Step) -> Step {
    // Half of the messages chosen have files, which affects more rules.
    let (with_files, others): (Vec<_>, Vec<_>) = log
        .iter()
        .partition(|entry| !files_of(&entry.event).is_empty());
    let among = if b.is_multiple_of(2) && !with_files.is_empty() {
        with_files
    } else {
        others
    };
    let sent: Vec<_> = among.into_iter().filter_map(author_and_text).collect();
    let stranger = ACTORS[usize::from(a) % ACTORS.len()];
    let (author, words) = pick(&sent, b).unwrap_or((stranger, "never sent"));
    manner(a, stranger, what(author, words))
}
