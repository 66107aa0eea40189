//! Who gets an entry: exactly those who may read it, and nobody learns of what is not theirs.

use super::{
    cases, naive,
    plan::{PEOPLE, plans},
    run::{Moment, run},
};
use chat_domain::{
    Actor, ChatKey, Entry, Event, PersonId, Refusal, Role, VisitState, access,
    access::{may_read_file, may_read_message},
    audience, reads_entry, view,
    view::readable_message,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The direct chat that an entry is all about, if it is about one.
fn private(entry: &Entry) -> Option<BTreeSet<PersonId>> {
    let chat = match &entry.event {
        Event::ChatLocked { chat }
        | Event::ChatUnlocked { chat }
        | Event::FileStaged { chat, .. }
        | Event::GlassBroken { chat, .. } => *chat,
        event => event.chat_entry()?.0,
    };
    match chat {
        ChatKey::Visit => None,
        ChatKey::Direct(pair) => Some([pair.care, pair.attendee].into()),
    }
}

fn audience_is_who_reads(state: &VisitState, log: &[Entry]) {
    for (at, entry) in log.iter().enumerate() {
        let audience = audience(state, entry);
        let Some(message) = entry.event.message() else {
            continue;
        };
        for person in PEOPLE {
            let gets = audience.contains(&person);
            assert_eq!(gets, reads_entry(state, person, entry));
            assert_eq!(gets, may_read_message(state, person, message).is_ok());
            assert_eq!(gets, readable_message(state, person, entry).is_some());
            assert_eq!(gets, naive::may_read(log, person, at), "{person} {entry:?}");
        }
    }
}

/// Of a direct chat nobody gets anything but its two members, who have the right roles (M2).
fn direct_chats_have_two_members(state: &VisitState, log: &[Entry]) {
    for entry in log {
        let Some(members) = private(entry) else {
            continue;
        };
        assert_eq!(members.len(), 2);
        assert!(audience(state, entry).is_subset(&members));
        let roles: BTreeSet<_> = members
            .iter()
            .map(|person| state.participants[person].role)
            .collect();
        let staff = state.policy.staff_have_direct_chats;
        let guests = state.policy.guests_have_direct_chats;
        assert!(roles.contains(&Role::Provider) || staff && roles.contains(&Role::Staff));
        assert!(roles.contains(&Role::Patient) || guests && roles.contains(&Role::Guest));
    }
}

/// The views of others are the same before and after (M7).
fn others_see_no_difference(moment: &Moment<'_>) {
    let private: Option<Vec<_>> = moment.added().iter().map(private).collect();
    let Some(chats) = private.filter(|chats| !chats.is_empty()) else {
        return;
    };
    let members: BTreeSet<_> = chats.into_iter().flatten().collect();
    for person in PEOPLE.into_iter().filter(|p| !members.contains(p)) {
        assert_eq!(view(moment.before, person), view(moment.after, person));
        for entry in moment.added() {
            assert!(!reads_entry(moment.after, person, entry));
        }
    }
}

/// Who was removed gets nothing of anything (W9).
fn the_removed_get_nothing(state: &VisitState, log: &[Entry]) {
    let removed = state.participants.values().filter(|p| !p.is_active());
    for person in removed.map(|p| p.person) {
        assert_eq!(view(state, person), Err(Refusal::Removed));
        assert!(
            log.iter()
                .all(|entry| !audience(state, entry).contains(&person))
        );
        for chat in state.chats.keys() {
            assert_eq!(access(state, person, chat).read, Err(Refusal::Removed));
            assert_eq!(access(state, person, chat).write, Err(Refusal::Removed));
        }
        for file in state.uploads.keys() {
            let answer = may_read_file(state, person, *file);
            assert_eq!(answer, Err(Refusal::Removed));
        }
    }
}

/// Whoever wrote what somebody reads is among the people whom they are shown (P5, M7).
fn authors_are_known(state: &VisitState, log: &[Entry]) {
    for person in PEOPLE {
        let Ok(shown) = view(state, person) else {
            continue;
        };
        let known: BTreeSet<_> = shown.participants.iter().map(|p| p.person).collect();
        for message in log
            .iter()
            .filter_map(|e| readable_message(state, person, e))
        {
            assert!(known.contains(&message.author));
            if let Some(Actor::Person(by)) = message.retraction.map(|retraction| retraction.by) {
                assert!(known.contains(&by));
            }
        }
    }
}

/// A file is read by those who read its message, unless that was retracted (F5, F8).
fn files_go_with_their_messages(state: &VisitState) {
    for (id, upload) in state.uploads.iter() {
        for person in PEOPLE {
            let message = upload.message.map(|m| may_read_message(state, person, m));
            let readable = message.and_then(Result::ok);
            let shown = readable.is_some_and(|message| message.retraction.is_none());
            assert_eq!(may_read_file(state, person, *id).is_ok(), shown);
        }
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn an_entry_goes_to_those_who_may_read_it(plan in plans(400)) {
        let (state, log) = run(&plan, |moment| {
            let before = moment.log_before().len();
            for (n, entry) in moment.added().iter().enumerate() {
                if entry.event.message().is_none() {
                    continue;
                }
                let log = &moment.log[..=before + n];
                for person in audience(moment.after, entry) {
                    assert!(naive::may_read(log, person, before + n));
                }
            }
        });
        audience_is_who_reads(&state, &log);
        direct_chats_have_two_members(&state, &log);
        the_removed_get_nothing(&state, &log);
        files_go_with_their_messages(&state);
        authors_are_known(&state, &log);
    }

    #[test]
    fn a_direct_message_changes_nobody_elses_view(plan in plans(250)) {
        run(&plan, others_see_no_difference);
    }

    #[test]
    fn everyone_whom_a_view_names_is_told_apart(plan in plans(150)) {
        let (state, _) = run(&plan, |_| ());
        for person in PEOPLE {
            let Ok(view) = view(&state, person) else { continue };
            for one in &view.participants {
                for other in &view.participants {
                    let same = one.name.looks_like(&other.name) && one.qualifier == other.qualifier;
                    prop_assert_eq!(same, one.person == other.person);
                }
            }
        }
    }
}
