//! Files (F5, F6).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, probe};
use chat_domain::{Actor, ChatKey, Event, Refusal, RuleId, access::may_read_file};

/// A file is readable by the readers of its message, until the message is retracted.
pub(super) const A_FILE_IS_READ_WITH_ITS_MESSAGE: Law = Law {
    name: "a file is readable exactly by those who may read its message",
    rules: &[RuleId::F5, RuleId::F8],
    check: a_file_is_readable_exactly_by_those_who_may_read_its_message,
};

/// A file is sent at most once, by its uploader, in the chat it was uploaded for.
pub(super) const A_FILE_IS_SENT_ONCE: Law = Law {
    name: "a file is sent once and only where and by whom it was uploaded",
    rules: &[RuleId::F5, RuleId::F6],
    check: a_file_is_sent_once_and_only_where_and_by_whom_it_was_uploaded,
};

fn a_file_is_readable_exactly_by_those_who_may_read_its_message(
    moment: &Moment<'_>,
) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let known = moment.after.uploads.len();
    ensure(known == notes.uploads.len(), || format!("{known} uploads"))?;
    for who in notes.everyone() {
        for (file, upload) in &notes.uploads {
            let expected = upload.carried_by.iter().any(|id| {
                let message = notes.messages.get(id);
                message.is_some_and(|m| m.retracted.is_none() && notes.reads(who, m))
            });
            let read = may_read_file(moment.after, who, *file);
            let same = match read {
                Ok(found) => expected && found == upload.file,
                Err(_) => !expected,
            };
            ensure(same, || format!("{who} reads {file}: {read:?}"))?;
        }
    }
    Ok(())
}

fn a_file_is_sent_once_and_only_where_and_by_whom_it_was_uploaded(
    moment: &Moment<'_>,
) -> Result<(), String> {
    moment.each_added(|notes, entry| {
        let (Event::MessageSent { chat, files, .. }, Actor::Person(author)) =
            (&entry.event, entry.actor)
        else {
            return Ok(());
        };
        let own = files.iter().all(|file| {
            notes.uploads.get(&file.attachment).is_some_and(|upload| {
                upload.by == author && upload.chat == *chat && upload.waits() && upload.file == file
            })
        });
        ensure(own, || format!("{entry:?}"))
    })?;
    asked_of_the_sender(moment)?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let limit = notes
        .scheduled
        .map_or(0, |(_, policy)| policy.max_files_per_message);
    for (file, upload) in &notes.uploads {
        for who in notes.everyone() {
            for chat in [ChatKey::Visit, upload.chat] {
                let own = upload.by == who && upload.chat == chat && upload.waits();
                let expected = own && limit > 0 && notes.may_write(who, &chat);
                let asked = probe::with_file(who, chat, *file);
                moment.would(Actor::Person(who), &asked, expected)?;
            }
        }
    }
    Ok(())
}

/// Checks the answer to a valid message with one file.
fn asked_of_the_sender(moment: &Moment<'_>) -> Result<(), String> {
    let before = moment.notes_before();
    let Some((sender, send)) = moment.sound_send(before) else {
        return Ok(());
    };
    let own = |id| {
        let upload = before.uploads.get(id);
        upload.is_some_and(|u| u.by == sender && u.chat == send.chat && u.waits())
    };
    let (permitted, answer) = (before.may_write(sender, &send.chat), moment.answer);
    match send.files.as_slice() {
        [file]
            if permitted
                && before
                    .scheduled
                    .is_some_and(|(_, p)| p.max_files_per_message > 0) =>
        {
            let expected = if own(file) {
                None
            } else {
                Some(Refusal::FileUnknown)
            };
            ensure(answer.as_ref().err() == expected.as_ref(), || {
                format!("{sender} got {answer:?}, expected {expected:?}")
            })
        }
        _ => Ok(()),
    }
}
