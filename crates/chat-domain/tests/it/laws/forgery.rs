//! Forged logs (G2). Replay finds every entry that its past does not permit. A consistent rewriting
//! of permitted entries, such as of presence, is found only by the hash chain (G4).

use super::cases;
use crate::people::OUTSIDER;
use chat_domain::{Actor, ChatKey, Entry, Event, Seq, Violation, evolve, replay};
use chat_laws::{
    message as fresh,
    naive::Notes,
    plan::{PEOPLE, chats, plans},
    run::run,
};
use proptest::{prelude::*, sample::Index};

fn is_sent(entry: &Entry) -> bool {
    matches!(entry.event, Event::MessageSent { .. })
}

/// The index of one of the messages, if there is any.
fn a_message(log: &[Entry], which: Index) -> Option<usize> {
    let sent: Vec<_> = (0..log.len()).filter(|at| is_sent(&log[*at])).collect();
    (!sent.is_empty()).then(|| *which.get(&sent))
}

fn renumber(log: &mut [Entry]) {
    for (entry, seq) in log.iter_mut().zip(1..) {
        entry.seq = Seq(seq);
    }
}

/// Forgeries that leave no gap. Omitting the closing of the visit is one of them.
#[derive(Clone, Copy, Debug)]
enum Forgery {
    Drop,
    Swap,
    Move,
    LeaveOpen,
}

fn forge(log: &mut Vec<Entry>, how: Forgery, a: Index, b: Index) {
    let at = a.index(log.len());
    match how {
        Forgery::Drop => drop(log.remove(at)),
        Forgery::Swap => {
            let other = b.index(log.len());
            log.swap(at, other);
        }
        Forgery::Move => {
            let entry = log.remove(at);
            log.insert(b.index(log.len() + 1), entry);
        }
        Forgery::LeaveOpen => log.retain(|entry| {
            !matches!(
                entry.event,
                Event::VisitCompleted
                    | Event::VisitCancelled
                    | Event::VisitMarkedNoShow
                    | Event::VisitMarkedLeftWithoutBeingSeen
            )
        }),
    }
    renumber(log);
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn replay_accepts_only_what_the_catalogue_permits(
        plan in plans(60..120),
        how in prop::sample::select(vec![Forgery::Drop, Forgery::Swap, Forgery::Move, Forgery::LeaveOpen]),
        a in any::<Index>(),
        b in any::<Index>(),
    ) {
        let (_, mut log) = run(&plan, |_| ());
        forge(&mut log, how, a, b);
        let valid = match replay(&log) {
            Ok(_) => log.len(),
            Err(Violation::Forbidden { seq, .. } | Violation::NotAsDecided { seq }) => {
                usize::try_from(seq.0).unwrap() - 1
            }
            Err(other) => panic!("renumbered, yet {other}"),
        };
        for (at, entry) in log[..valid].iter().enumerate().filter(|(_, entry)| is_sent(entry)) {
            let (Some((chat, _)), Actor::Person(author)) = (entry.event.chat_entry(), entry.actor)
            else {
                panic!("{entry:?}");
            };
            prop_assert!(Notes::of(&log[..at]).may_write(author, &chat));
        }
    }

    #[test]
    fn message_forbidden_by_its_past_is_found(
        plan in plans(60..120),
        how in prop::sample::select(vec![Forgery::Drop, Forgery::Swap, Forgery::Move]),
        a in any::<Index>(),
        b in any::<Index>(),
    ) {
        let (_, mut log) = run(&plan, |_| ());
        forge(&mut log, how, a, b);
        let forbidden = log.iter().enumerate().any(|(at, entry)| match (entry.event.chat_entry(), entry.actor) {
            (Some((chat, _)), Actor::Person(author)) if is_sent(entry) => {
                !Notes::of(&log[..at]).may_write(author, &chat)
            }
            _ => false,
        });
        if forbidden {
            prop_assert!(replay(&log).is_err());
        }
    }

    #[test]
    fn gap_repetition_or_swap_is_found(plan in plans(60..120), at in any::<Index>()) {
        let (_, log) = run(&plan, |_| ());
        prop_assume!(log.len() > 2);
        let at = at.index(log.len() - 1);
        let mut dropped = log.clone();
        dropped.remove(at);
        let mut doubled = log.clone();
        doubled.insert(at, log[at].clone());
        let mut swapped = log.clone();
        swapped.swap(at, at + 1);
        for forged in [dropped, doubled, swapped] {
            let out_of_sequence = matches!(replay(&forged), Err(Violation::OutOfSequence { .. }));
            prop_assert!(out_of_sequence);
        }
    }

    #[test]
    fn changed_message_is_found(plan in plans(60..120), which in any::<Index>(), other in 0_usize..11) {
        let (_, log) = run(&plan, |_| ());
        let Some(at) = a_message(&log, which) else { return Ok(()) };
        let seq = log[at].seq;
        // A different number.
        let mut forged = log.clone();
        if let Event::MessageSent { number, .. } = &mut forged[at].event {
            *number = number.next();
        }
        prop_assert_eq!(replay(&forged), Err(Violation::NotAsDecided { seq }));
        // Repeated at the next position.
        let mut forged = log.clone();
        forged.insert(at, log[at].clone());
        renumber(&mut forged);
        let seq_of_second = seq.next();
        prop_assert_eq!(replay(&forged), Err(Violation::NotAsDecided { seq: seq_of_second }));
        // By a different author: anyone in a direct chat, an outsider in the visit chat.
        let direct = log[at].event.chat_entry().is_some_and(|(chat, _)| chat != ChatKey::Visit);
        let other = if direct { PEOPLE[other] } else { OUTSIDER };
        for actor in [Actor::Person(other), Actor::Host, Actor::Overseer(other), Actor::Service] {
            let mut forged = log.clone();
            if forged[at].actor == actor {
                continue;
            }
            forged[at].actor = actor;
            let found = replay(&forged);
            let here = matches!(found, Err(Violation::Forbidden { seq: s, .. }) if s == seq);
            prop_assert!(here, "{found:?}");
        }
    }

    #[test]
    fn inserted_forbidden_message_is_found(plan in plans(60..120), at in any::<Index>(), who in 0_usize..11, chat in any::<Index>()) {
        let (_, log) = run(&plan, |_| ());
        let at = at.index(log.len()) + 1;
        let person = PEOPLE[who];
        let chat = *chat.get(&chats());
        let mut state = chat_domain::VisitState::default();
        log[..at].iter().for_each(|entry| evolve(&mut state, entry));
        let asked = fresh(person, chat);
        let notes = Notes::of(&log[..at]);
        let quota = notes.over_asked(Actor::Person(person), &asked);
        let chat_domain::Command::SendMessage(send) = asked else {
            return Ok(());
        };
        let entry = Entry {
            seq: state.version.next(),
            at: crate::people::NOW,
            actor: Actor::Person(person),
            event: Event::MessageSent {
                chat,
                number: state.chat(&chat).last.next(),
                recipient: send.recipient,
                message: send.message,
                client_id: send.client_id,
                text: send.text,
                files: Vec::new(),
            },
        };
        let permitted = notes.may_write(person, &chat) && quota.is_none();
        prop_assert_eq!(chat_domain::log::check(&state, &entry).is_ok(), permitted);
    }
}
