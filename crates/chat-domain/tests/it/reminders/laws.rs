//! Laws of reminders, on generated visits with time in them (R6, R7).

use super::*;
use chat_domain::{Entry, VisitState, access::may_read_message, evolve::evolve};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeSet;

const PATIENTS: [PersonId; 2] = [ANA, BEN];

/// What happens next, and how many minutes later.
fn step() -> impl Strategy<Value = (u8, u8, u8, i64)> {
    (0_u8..14, any::<u8>(), any::<u8>(), 0_i64..12)
}

fn command(n: usize, log: &[Entry], (kind, a, b, _): (u8, u8, u8, i64)) -> Step {
    let (care, patient) = (CARE_TEAM[a as usize % 3], PATIENTS[b as usize % 2]);
    let provider = CARE_TEAM[a as usize % 2];
    let chat = if b > 127 {
        ALL
    } else {
        direct(provider, patient)
    };
    let author = if chat == ALL { care } else { provider };
    let words = format!("message {n}");
    let sent = log
        .iter()
        .filter_map(|entry| match (&entry.event, entry.actor) {
            (Event::MessageSent { text, .. }, Actor::Person(author)) => {
                Some((author, text.as_ref()?.as_str()))
            }
            _ => None,
        });
    let sent: Vec<_> = sent.collect();
    let some = sent.get(a as usize % sent.len().max(1)).copied();
    let of_chat = |entry: &&Entry| entry.event.chat_entry().is_some_and(|(of, _)| of == chat);
    let last = log.iter().filter(of_chat).count() as u64;
    let reader = if a > 127 { author } else { patient };
    match kind {
        0..2 => says(author, chat, &words),
        2..5 => says(patient, chat, &words),
        5..7 => reads(reader, chat, last),
        7 => some.map_or(says(author, chat, &words), |(who, old)| retracts(who, old)),
        8 => some.map_or(says(author, chat, &words), |(who, old)| {
            corrects(who, old, &words)
        }),
        9 => [locks(author, chat), unlocks(author, chat)][b as usize % 2].clone(),
        10 => [
            removed(BEN),
            returned(BEN),
            removed(COLLEAGUE),
            returned(COLLEAGUE),
        ][b as usize % 4]
            .clone(),
        11 => notifies(patient, &words, [LOST, HELP][a as usize % 2]),
        12 => [completed(), reopened(), sets_aside(author, chat, last)][b as usize % 3].clone(),
        _ => [hands_over(DOCTOR, DOCTOR, COLLEAGUE), moved(b)][b as usize % 2].clone(),
    }
}

/// Runs the steps, and the service once a minute in between.
fn run(steps: &[(u8, u8, u8, i64)], policy: Policy) -> (Spec, i64) {
    let (mut spec, mut now) = (visit(policy), 0);
    for (n, step) in steps.iter().enumerate() {
        for _ in 0..step.3 {
            now += 1;
            spec = sweep(spec, now);
        }
        let (actor, command) = command(n, &spec.log, *step);
        let entries = commit(&mut spec.state, actor, &command, after(now));
        spec.log.extend(entries.unwrap_or_default());
    }
    (spec, now)
}

/// Looks only if the dashboard row says so.
fn sweep(mut spec: Spec, now: i64) -> Spec {
    let due = VisitSummary::of(&spec.state).unwrap().due;
    let commands = reminders_due(&spec.state, after(now));
    assert!(commands.is_empty() || due.is_some_and(|due| due <= after(now)));
    for command in commands {
        let done = commit(&mut spec.state, Actor::Service, &command, after(now));
        spec.log.extend(done.unwrap());
    }
    spec
}

/// Each reminder with the state before it.
fn each_reminder(
    log: &[Entry],
    mut look: impl FnMut(&VisitState, Unseen, Option<u32>, &[PersonId]),
) {
    let mut state = VisitState::default();
    for entry in log {
        match &entry.event {
            Event::PeopleReminded {
                of,
                reminder,
                people,
            } => {
                look(&state, *of, Some(*reminder), people);
            }
            Event::WaitEscalated { of, people } => look(&state, *of, None, people),
            _ => {}
        }
        evolve(&mut state, entry);
    }
}

proptest! {
    #![proptest_config(crate::laws::cases(60))]

    #[test]
    fn r6_each_reminder_is_made_once_and_replays(steps in vec(step(), 20..60)) {
        let (spec, _) = run(&steps, Policy::DEFAULT);
        let mut made = BTreeSet::new();
        each_reminder(&spec.log, |_, of, reminder, people| {
            let all = people.iter().copied().map(Some);
            let all = all.chain(reminder.is_none().then_some(None));
            for person in all {
                assert!(made.insert((of, reminder, person)), "{of:?} {reminder:?} {person:?}");
            }
        });
        prop_assert_eq!(replay(&spec.log), Ok(spec.state));
    }

    #[test]
    fn r6_no_one_is_named_who_may_not_read_it_or_has(steps in vec(step(), 20..60)) {
        let (spec, _) = run(&steps, Policy::DEFAULT);
        each_reminder(&spec.log, |state, of, reminder, people| {
            if let Unseen::Message { chat, message, version } = of {
                let found = &state.messages[&message];
                assert!(found.retraction.is_none() && found.version() == version);
                assert!(!state.chat(&chat).locked);
                assert!(state.phase.is_open());
                for person in people {
                    assert!(may_read_message(state, *person, message).is_ok(), "W9, M5");
                    let read = state.reading.through(chat, *person) >= found.newest_version();
                    assert!(!read, "{person} has read it");
                }
            } else {
                assert!(state.notices.waiting_since().is_some());
                assert!(people.iter().all(|person| state.active(*person).is_some()));
            }
            assert!(reminder.is_none() || !people.is_empty());
        });
    }

    /// After the longest time of the policy without any act, everyone has got the last reminder of the oldest message
    /// that they have not read, and nothing is due any more.
    #[test]
    fn r6_what_stays_unread_is_always_reminded_of(steps in vec(step(), 20..60)) {
        let (spec, now) = run(&steps, Policy::DEFAULT);
        let end = now + 91;
        let mut spec = spec;
        for minute in now..=end {
            spec = sweep(spec, minute);
        }
        prop_assert_eq!(next_reminder(&spec.state), None);
        for patient in PATIENTS.into_iter().filter(|who| spec.state.active(*who).is_some()) {
            for chat in [ALL, direct(DOCTOR, patient), direct(COLLEAGUE, patient)] {
                let unread = spec.messages(patient).into_iter().filter(|found| {
                    found.chat == chat
                        && CARE_TEAM.contains(&found.author)
                        && found.retraction.is_none()
                        && spec.state.messages[&found.message].newest_version()
                            > spec.state.reading.through(chat, patient)
                });
                let open = spec.state.phase.is_open() && !spec.state.chat(&chat).locked;
                let oldest = unread.min_by_key(|found| spec.state.messages[&found.message].newest_version());
                if let Some(oldest) = oldest.filter(|_| open) {
                    let version = spec.state.messages[&oldest.message].version();
                    let of = Unseen::Message { chat, message: oldest.message, version };
                    prop_assert_eq!(spec.state.reminders.newest(of, patient), 1);
                }
            }
        }
        for (sender, notice) in spec.state.notices.all_waiting() {
            let of = help(sender, notice.id);
            prop_assert!(spec.state.reminders.is_escalated(of));
        }
    }
}
