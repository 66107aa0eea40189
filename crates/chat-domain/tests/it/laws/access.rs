//! What a screen greys out, what the server refuses and what the catalogue says are one (W11).

use super::{
    cases, naive,
    plan::{PEOPLE, chats, plans},
    run::{Moment, fresh, run},
};
use chat_domain::{Actor, ChatNumber, Refusal, access, decide};
use proptest::prelude::*;

/// For every person and every chat there could be.
fn everyone_agrees(moment: &Moment<'_>) {
    let (state, log) = (moment.after, moment.log);
    for chat in chats() {
        for person in PEOPLE {
            let shown = access(state, person, &chat);
            let send = fresh(person, chat);
            let decided = decide(state, Actor::Person(person), &send).map(|_| ());
            assert_eq!(shown.write, decided, "{person} in {chat}");
            let permitted = naive::may_write(log, person, &chat);
            assert_eq!(shown.write.is_ok(), permitted, "{person} writes in {chat}");
            let member = naive::is_member(log, person, &chat);
            assert_eq!(shown.read.is_ok(), member, "{person} reads {chat}");
            // Who may write may read, and reads from some entry on.
            assert!(shown.read.is_ok() || shown.write.is_err());
            assert!(shown.read.is_ok_and(|from| from >= ChatNumber::FIRST) || !member);
        }
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn screen_server_and_catalogue_agree(plan in plans(250)) {
        run(&plan, |moment| {
            if !moment.added().is_empty() {
                everyone_agrees(moment);
            }
        });
    }

    #[test]
    fn no_message_precedes_its_permission(plan in plans(400)) {
        let (_, log) = run(&plan, |_| ());
        for (at, entry) in log.iter().enumerate() {
            if let (Some((chat, _)), Actor::Person(author)) = (entry.event.chat_entry(), entry.actor)
                && matches!(entry.event, chat_domain::Event::MessageSent { .. })
            {
                prop_assert!(naive::may_write(&log[..at], author, &chat), "{entry:?}");
            }
        }
    }

    #[test]
    fn what_is_not_a_members_is_as_if_it_were_not(plan in plans(250)) {
        run(&plan, |moment| {
            for chat in chats().into_iter().filter(|chat| *chat != chat_domain::ChatKey::Visit) {
                let chat_domain::ChatKey::Direct(pair) = chat else { continue };
                for person in PEOPLE {
                    if pair.other(person).is_some() {
                        continue;
                    }
                    let expected = match access(moment.after, person, &chat_domain::ChatKey::Visit).read {
                        Err(why @ (Refusal::VisitUnknown | Refusal::Removed)) => why,
                        _ => Refusal::ChatUnknown,
                    };
                    let shown = access(moment.after, person, &chat);
                    assert_eq!(shown.read, Err(expected));
                    assert_eq!(shown.write, Err(expected));
                }
            }
        });
    }
}
