//! Limits and ids (F6, G1).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, naive::Notes, probe};
use chat_domain::{Actor, AttachmentId, ChatKey, Command, Event, PersonId, RuleId, SendMessage};
use std::collections::BTreeMap;

/// A message is not empty and has no more files than the policy allows, no duplicates and none too
/// large.
pub(super) const A_MESSAGE_IS_WITHIN_ITS_LIMITS: Law = Law {
    name: "a message is within its limits",
    rules: &[RuleId::F6],
    check: a_message_is_within_its_limits,
};

/// Messages and uploads have unique ids.
pub(super) const NO_ID_IS_GIVEN_TWICE: Law = Law {
    name: "no id is given twice",
    rules: &[RuleId::G1],
    check: no_id_is_given_twice,
};

fn a_message_is_within_its_limits(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| {
        let Some((_, policy)) = notes.scheduled else {
            return Ok(());
        };
        let within = match &entry.event {
            Event::MessageSent { text, files, .. } => {
                let mut ids: Vec<_> = files.iter().map(|file| file.attachment).collect();
                ids.sort_unstable();
                ids.dedup();
                (text.is_some() || !files.is_empty())
                    && ids.len() == files.len()
                    && files.len() <= policy.max_files_per_message as usize
            }
            Event::FileStaged { file, .. } => file.size <= policy.max_file_bytes,
            _ => true,
        };
        ensure(within, || format!("{entry:?}"))
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let Some((_, policy)) = notes.scheduled else {
        return Ok(());
    };
    for chat in notes.chats.keys().copied() {
        let most = policy.max_file_bytes;
        let small = probe::upload(chat, most);
        let large = most
            .checked_add(1)
            .and_then(|more| probe::upload(chat, more));
        for who in notes.everyone() {
            let (actor, permitted) = (Actor::Person(who), notes.may_write(who, &chat));
            if let Some(small) = &small {
                let fits = notes.over_quota(who, most).is_none();
                moment.would(actor, small, permitted && fits)?;
            }
            if let Some(large) = large.as_ref().filter(|_| permitted) {
                moment.would(actor, large, false)?;
            }
            if permitted {
                moment.would(actor, &probe::with_files(who, chat, &[]), false)?;
            }
        }
    }
    for ((who, chat), files) in unsent(notes) {
        let most = policy.max_files_per_message as usize;
        let permitted = notes.may_write(who, &chat) && most > 0;
        if let Some(some) = files.get(..most) {
            moment.would(
                Actor::Person(who),
                &probe::with_files(who, chat, some),
                permitted,
            )?;
        }
        if let Some(many) = files.get(..=most) {
            moment.would(
                Actor::Person(who),
                &probe::with_files(who, chat, many),
                false,
            )?;
        }
    }
    Ok(())
}

/// Each person's unsent uploads per chat.
fn unsent(notes: &Notes<'_>) -> BTreeMap<(PersonId, ChatKey), Vec<AttachmentId>> {
    let mut unsent: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (file, upload) in &notes.uploads {
        if upload.waits() {
            unsent
                .entry((upload.by, upload.chat))
                .or_default()
                .push(*file);
        }
    }
    unsent
}

fn no_id_is_given_twice(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| {
        let twice = match &entry.event {
            Event::MessageSent { message, .. } => notes.messages.contains_key(message),
            Event::FileStaged { file, .. } => notes.uploads.contains_key(&file.attachment),
            _ => false,
        };
        ensure(!twice, || format!("{entry:?}"))
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for (id, sent) in &notes.messages {
        let asked = match probe::message(sent.author, sent.chat) {
            Command::SendMessage(send) => Command::SendMessage(SendMessage {
                message: *id,
                ..send
            }),
            other => other,
        };
        moment.would(Actor::Person(sent.author), &asked, false)?;
    }
    for upload in notes.uploads.values() {
        let (chat, file) = (upload.chat, upload.file.clone());
        moment.would(
            Actor::Person(upload.by),
            &Command::StageFile {
                chat,
                file,
                upload: None,
            },
            false,
        )?;
    }
    Ok(())
}
