//! Discarded files (V6).

use super::verdict::ensure;
use crate::{
    law::Law,
    moment::Moment,
    naive::{Notes, Upload},
    probe::{self, ABSENT_FILE},
};
use chat_domain::{
    Actor, AttachmentId, Command, Event, PersonId, Refusal, RuleId,
    access::{may_oversee_file, may_read_file},
    decide, view,
};

/// A file is discarded by its uploader while the visit is open, by the host at any time, and never
/// once it was sent.
pub(super) const ONLY_AN_UNSENT_FILE_IS_DISCARDED: Law = Law {
    name: "only an unsent file is discarded and only by its uploader or the host",
    rules: &[RuleId::V6, RuleId::W8],
    check: only_an_unsent_file_is_discarded_and_only_by_its_uploader_or_the_host,
};

/// A discarded file can be neither sent nor read, and nothing else changes.
pub(super) const A_DISCARDED_FILE_IS_GONE: Law = Law {
    name: "a discarded file is neither sent nor read",
    rules: &[RuleId::V6, RuleId::F5],
    check: a_discarded_file_is_neither_sent_nor_read,
};

/// The correct answer to an actor who discards a file.
fn due(notes: &Notes<'_>, actor: Actor, file: AttachmentId) -> Result<Vec<Event>, Refusal> {
    let upload = notes.uploads.get(&file);
    let upload = match actor {
        Actor::Host if notes.scheduled.is_some() => upload,
        Actor::Person(who) if notes.was_removed(who) => return Err(Refusal::Removed),
        Actor::Person(who) if notes.takes_part(who) => match upload {
            Some(own) if own.by == who && notes.open_in(&own.chat) => Some(own),
            Some(own) if own.by == who => {
                let phase = notes.phase;
                return Err(Refusal::VisitClosed { phase });
            }
            _ => None,
        },
        _ => return Err(Refusal::VisitUnknown),
    };
    match upload {
        None => Err(Refusal::FileUnknown),
        Some(Upload {
            discarded: true, ..
        }) => Ok(Vec::new()),
        Some(upload) if upload.waits() => Ok(vec![Event::FileDiscarded { attachment: file }]),
        Some(_) => Err(Refusal::FileAlreadySent),
    }
}

fn only_an_unsent_file_is_discarded_and_only_by_its_uploader_or_the_host(
    moment: &Moment<'_>,
) -> Result<(), String> {
    moment.each_added(|notes, entry| match &entry.event {
        Event::FileDiscarded { attachment } => {
            let due = due(notes, entry.actor, *attachment);
            ensure(due == Ok(vec![entry.event.clone()]), || {
                format!("{entry:?}")
            })
        }
        _ => Ok(()),
    })?;
    if let Command::DiscardFile { attachment } = moment.command {
        let due = due(moment.notes_before(), moment.actor, *attachment);
        let events = |entries: &Vec<_>| {
            let events = entries
                .iter()
                .map(|entry: &chat_domain::Entry| entry.event.clone());
            events.collect::<Vec<_>>()
        };
        let answer = moment
            .answer
            .as_ref()
            .map(events)
            .map_err(|refusal| *refusal);
        ensure(answer == due, || {
            format!("got {answer:?}, expected {due:?}")
        })?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for file in notes.uploads.keys().copied().chain([ABSENT_FILE]) {
        let people = notes.everyone().into_iter().map(Actor::Person);
        for actor in people.chain([Actor::Host]) {
            let command = Command::DiscardFile { attachment: file };
            let answer = decide(moment.after, actor, &command);
            let due = due(notes, actor, file);
            ensure(answer == due, || {
                format!("{actor:?} discards {file}: got {answer:?}, expected {due:?}")
            })?;
        }
    }
    Ok(())
}

fn a_discarded_file_is_neither_sent_nor_read(moment: &Moment<'_>) -> Result<(), String> {
    let mut given_up = false;
    moment.each_added(|notes, entry| {
        let gone = |file| {
            notes
                .uploads
                .get(&file)
                .is_some_and(|upload| upload.discarded)
        };
        let back = match &entry.event {
            Event::MessageSent { files, .. } => files.iter().any(|file| gone(file.attachment)),
            Event::FileStaged { file, .. } => gone(file.attachment),
            Event::FileDiscarded { .. } => {
                given_up = true;
                false
            }
            _ => false,
        };
        ensure(!back, || format!("{entry:?}"))
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.everyone() {
        let same = !given_up || view(moment.before, who) == view(moment.after, who);
        ensure(same, || format!("{who} sees a different view"))?;
        for (file, _) in notes.uploads.iter().filter(|(_, upload)| upload.discarded) {
            is_gone_to(moment, notes, who, *file)?;
        }
    }
    Ok(())
}

/// Checks that every request of `who` about the file is answered as if it had never existed.
fn is_gone_to(
    moment: &Moment<'_>,
    notes: &Notes<'_>,
    who: PersonId,
    file: AttachmentId,
) -> Result<(), String> {
    let state = moment.after;
    let read = may_read_file(state, who, file);
    ensure(
        read.is_err() && read == may_read_file(state, who, ABSENT_FILE),
        || format!("{who} reads {file}: {read:?}"),
    )?;
    let overseen = may_oversee_file(state, who, file);
    ensure(overseen == Err(Refusal::FileUnknown), || {
        format!("{who} oversees {file}: {overseen:?}")
    })?;
    let Some(Upload { chat, .. }) = notes.uploads.get(&file) else {
        return Ok(());
    };
    let sent = |file| {
        decide(
            state,
            Actor::Person(who),
            &probe::with_file(who, *chat, file),
        )
    };
    let (answer, absent) = (sent(file), sent(ABSENT_FILE));
    ensure(answer.is_err() && answer == absent, || {
        format!("{who} sends {file}: got {answer:?}, for an absent file {absent:?}")
    })
}
