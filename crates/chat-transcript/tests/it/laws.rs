//! What is in a transcript, judged by the notes of the log, an independent reading of the rules.

use crate::scene::transcript;
use chat_domain::{AttachmentId, MessageId, PersonId};
use chat_laws::{
    naive::{Message, Notes},
    plan::{PEOPLE, plans},
    run::run,
};
use chat_transcript::{Item, MessagePart, Reader, Scope, Transcript};
use proptest::{prelude::*, test_runner::Config};
use std::collections::{BTreeMap, BTreeSet};

fn messages(transcript: &Transcript) -> BTreeMap<MessageId, &MessagePart> {
    let items = transcript.chats.iter().flat_map(|chat| &chat.items);
    let messages = items.filter_map(|item| match item {
        Item::Message(message) => Some((message.id, message)),
        Item::Lock(_) => None,
    });
    messages.collect()
}

fn texts<'a>(messages: impl Iterator<Item = &'a Message<'a>>) -> BTreeSet<&'a str> {
    let texts = messages.flat_map(|message| &message.texts);
    texts
        .filter_map(|(_, text)| Some(text.as_ref()?.as_str()))
        .collect()
}

fn files(messages: &[&Message<'_>]) -> BTreeSet<AttachmentId> {
    let files = messages.iter().flat_map(|message| message.files);
    files.map(|file| file.attachment).collect()
}

proptest! {
    #![proptest_config(Config { cases: 30, failure_persistence: None, ..Config::default() })]

    #[test]
    fn transcript_of_a_person_has_what_they_may_read_and_nothing_else(plan in plans(200..400)) {
        let (state, log) = run(&plan, |_| ());
        let notes = Notes::of(&log);
        for who in PEOPLE {
            let made = transcript(&state, &log, Reader::Participant(who), Scope::Visit);
            prop_assert_eq!(made.is_ok(), notes.takes_part(who), "{}", who);
            let Ok(made) = made else { continue };
            let (read, secret): (Vec<&Message<'_>>, Vec<_>) =
                notes.messages.values().partition(|message| notes.reads(who, message));
            let shown = messages(&made);
            let expected: Vec<MessageId> = notes
                .messages
                .iter()
                .filter(|(_, message)| notes.reads(who, message))
                .map(|(id, _)| *id)
                .collect();
            prop_assert_eq!(shown.keys().copied().collect::<Vec<_>>(), expected);
            for (id, part) in &shown {
                let message = &notes.messages[id];
                let newest = message.texts.last().unwrap().1;
                let last = part.versions.last().unwrap();
                prop_assert_eq!(last.version as usize, message.texts.len());
                prop_assert_eq!(part.retraction.is_some(), message.retracted.is_some());
                if message.retracted.is_none() {
                    prop_assert_eq!(last.text.as_ref(), newest);
                }
                for version in &part.versions {
                    let written = message.texts[version.version as usize - 1].1;
                    prop_assert!(version.text.is_none() || version.text.as_ref() == written);
                    for read in &version.read_by {
                        prop_assert!(notes.sees(who, read.person));
                    }
                }
            }
            // Nothing of other messages, in either rendering.
            let (json, text) = (String::from_utf8(made.json().unwrap()).unwrap(), made.text());
            let known = texts(read.iter().copied());
            for other in texts(secret.iter().copied()).difference(&known) {
                prop_assert!(!json.contains(&format!("\"{other}\"")), "{} in {}", other, json);
                let line = format!("| \u{2068}{other}\u{2069}\n");
                prop_assert!(!text.contains(&line), "{} in {}", other, text);
            }
            let whole: Vec<&Message<'_>> =
                read.iter().copied().filter(|message| message.retracted.is_none()).collect();
            let shown_files = shown.values().flat_map(|part| &part.files);
            let shown_files: BTreeSet<_> = shown_files.map(|file| file.attachment).collect();
            prop_assert_eq!(shown_files, files(&whole));
            // People and notices.
            let people: BTreeSet<PersonId> = made.people.iter().map(|p| p.person).collect();
            let seen = notes.people.keys().copied().filter(|other| notes.sees(who, *other));
            prop_assert_eq!(&people, &seen.collect());
            let theirs = notes.notices.iter().filter(|n| notes.is_care(who) || n.sender == who);
            prop_assert_eq!(made.notices.len(), theirs.count());
            for person in &made.people {
                let known = notes.is_care(who) || person.person == who;
                prop_assert!(known || person.stays.is_empty());
                prop_assert!(notes.is_care(who) || person.second_identifier.is_none());
            }
            prop_assert_eq!(made.log, None);
        }
    }

    #[test]
    fn transcript_of_one_chat_has_this_chat_as_the_whole_has_it(plan in plans(200..400)) {
        let (state, log) = run(&plan, |_| ());
        for who in PEOPLE {
            let reader = Reader::Participant(who);
            let Ok(whole) = transcript(&state, &log, reader, Scope::Visit) else { continue };
            for chat in &whole.chats {
                let one = transcript(&state, &log, reader, Scope::Chat(chat.chat)).unwrap();
                prop_assert_eq!(&one.chats, &vec![chat.clone()]);
                prop_assert_eq!(&one.people, &whole.people);
                prop_assert!(one.notices.is_empty());
            }
        }
    }

    #[test]
    fn transcript_of_the_operator_has_every_text_and_file(plan in plans(200..400)) {
        let (state, log) = run(&plan, |_| ());
        let notes = Notes::of(&log);
        let made = transcript(&state, &log, Reader::Operator, Scope::Visit).unwrap();
        let shown = messages(&made);
        prop_assert_eq!(shown.len(), notes.messages.len());
        for (id, message) in &notes.messages {
            let texts: Vec<_> = shown[id].versions.iter().map(|v| v.text.as_ref()).collect();
            let written: Vec<_> = message.texts.iter().map(|(_, text)| *text).collect();
            prop_assert_eq!(texts, written);
            prop_assert_eq!(shown[id].files.len(), message.files.len());
            prop_assert_eq!(shown[id].retraction.is_some(), message.retracted.is_some());
        }
        prop_assert_eq!(made.notices.len(), notes.notices.len());
    }

    #[test]
    fn transcript_of_an_overseer_has_what_was_there_when_the_glass_broke(plan in plans(200..400)) {
        let (state, log) = run(&plan, |_| ());
        let notes = Notes::of(&log);
        for ((who, chat), place) in &notes.glass {
            let made = transcript(&state, &log, Reader::Overseer(*who), Scope::Chat(*chat)).unwrap();
            let shown: BTreeSet<_> = messages(&made).into_keys().collect();
            let then = notes.messages.iter().filter(|(_, m)| m.chat == *chat && m.at < *place);
            prop_assert_eq!(shown, then.map(|(id, _)| *id).collect());
            for (id, part) in messages(&made) {
                let mut texts = notes.messages[&id].texts.iter().filter(|(at, _)| at < place);
                let newest = part.versions.last().unwrap();
                prop_assert_eq!(newest.version as usize, texts.clone().count());
                let retracted = notes.messages[&id].retracted.is_some_and(|(at, _)| at < *place);
                prop_assert_eq!(part.retraction.is_some(), retracted);
                let expected = texts.next_back().unwrap().1.filter(|_| !retracted);
                prop_assert_eq!(newest.text.as_ref(), expected);
            }
        }
    }
}
