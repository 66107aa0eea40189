//! Confidentiality toward non-members (M7).

use super::{
    pairs::{direct_pair_of, everyone_outside},
    verdict::{ensure, fail},
};
use crate::{
    law::Law,
    moment::Moment,
    naive::{Notes, STRANGER},
    probe::{self, ABSENT_CHAT, ABSENT_FILE, ABSENT_MESSAGE, ABSENT_PERSON},
};
use chat_domain::{
    Actor, ChatKey, Command, Entry, Event, MessageId, PersonId, Refusal, RuleId, VisitState,
    access::may_read_file, decide, reads_entry, view,
};

/// A request about someone else's chat, message, file, person or visit is answered as if it did not
/// exist.
pub(super) const ABSENT_AND_FORBIDDEN_ARE_ONE_ANSWER: Law = Law {
    name: "an outsider can't tell absent from forbidden",
    rules: &[RuleId::M7],
    check: an_outsider_cant_tell_absent_from_forbidden,
};

/// Events in a direct chat change the view of its members only.
pub(super) const A_DIRECT_CHAT_CHANGES_NO_ONE_ELSES_VIEW: Law = Law {
    name: "a direct chat changes no one else's view",
    rules: &[RuleId::M7],
    check: a_direct_chat_changes_no_one_elses_view,
};

/// Attendees are shown no ranks, no second identifiers, and no client ids but their own.
pub(super) const SECOND_IDENTIFIERS_ARE_FOR_THE_CARE_TEAM: Law = Law {
    name: "ranks and second identifiers are for the care team",
    rules: &[RuleId::M7, RuleId::P7],
    check: ranks_and_second_identifiers_are_for_the_care_team,
};

fn an_outsider_cant_tell_absent_from_forbidden(moment: &Moment<'_>) -> Result<(), String> {
    answered_as_absent(moment)?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let absent_visit = VisitState::default();
    let same = |who, asked: &Command, instead: (&VisitState, &Command)| {
        let answer = decide(moment.after, Actor::Person(who), asked);
        let expected = decide(instead.0, Actor::Person(who), instead.1);
        ensure(answer == expected && answer.is_err(), || {
            format!("{who} asks {asked:?}: got {answer:?}, if absent {expected:?}")
        })
    };
    for who in notes.everyone() {
        for (chat, absent) in secret_chats(notes, who) {
            let real = probe::about_chat(who, chat);
            for (asked, instead) in real.iter().zip(&probe::about_chat(who, absent)) {
                let ends_wait = matches!(asked, Command::NoAnswerNeeded { .. });
                if ends_wait && notes.knows_passed_on(who, &chat) {
                    continue; // R4
                }
                same(who, asked, (moment.after, instead))?;
            }
        }
        let unread = |id: &MessageId| notes.messages.get(id).is_none_or(|m| !notes.reads(who, m));
        for id in notes.messages.keys().filter(|id| unread(id)) {
            let real = probe::about_message(*id);
            for (asked, instead) in real.iter().zip(&probe::about_message(ABSENT_MESSAGE)) {
                same(who, asked, (moment.after, instead))?;
            }
        }
        for (file, upload) in &notes.uploads {
            if upload.by != who {
                let asked = Command::DiscardFile { attachment: *file };
                let instead = Command::DiscardFile {
                    attachment: ABSENT_FILE,
                };
                same(who, &asked, (moment.after, &instead))?;
            }
            let reads = |id| notes.messages.get(id).is_some_and(|m| notes.reads(who, m));
            if upload.by == who || upload.carried_by.iter().any(reads) {
                continue;
            }
            let asked = probe::with_file(who, ChatKey::Visit, *file);
            let instead = probe::with_file(who, ChatKey::Visit, ABSENT_FILE);
            same(who, &asked, (moment.after, &instead))?;
            let read = may_read_file(moment.after, who, *file);
            ensure(
                read == may_read_file(moment.after, who, ABSENT_FILE),
                || format!("{who} asks for a file: {read:?}"),
            )?;
        }
        let unseen = |other: &PersonId| notes.takes_part(who) && !notes.sees(who, *other);
        for other in notes.people.keys().filter(|other| unseen(other)) {
            let real = probe::about_person(*other);
            for (asked, instead) in real.iter().zip(&probe::about_person(ABSENT_PERSON)) {
                same(who, asked, (moment.after, instead))?;
            }
        }
    }
    for asked in probe::about_visit(STRANGER) {
        same(STRANGER, &asked, (&absent_visit, &asked))?;
    }
    Ok(())
}

/// The direct chats with events that `who` is not in, and those with people they may not know of.
/// Each is paired with a chat that differs only in that it can't exist.
fn secret_chats(notes: &Notes<'_>, who: PersonId) -> Vec<(ChatKey, ChatKey)> {
    let of_others = notes.chats.keys().filter_map(|chat| match chat {
        ChatKey::Direct(pair) if pair.other(who).is_none() => Some((*chat, ABSENT_CHAT)),
        _ => None,
    });
    let unseen = |other: &&PersonId| notes.takes_part(who) && !notes.sees(who, **other);
    let with_unseen = notes.people.keys().filter(unseen).flat_map(|other| {
        [
            (
                ChatKey::direct(*other, who),
                ChatKey::direct(ABSENT_PERSON, who),
            ),
            (
                ChatKey::direct(who, *other),
                ChatKey::direct(who, ABSENT_PERSON),
            ),
        ]
    });
    of_others.chain(with_unseen).collect()
}

/// Checks the answer to a command about someone else's chat or message.
fn answered_as_absent(moment: &Moment<'_>) -> Result<(), String> {
    let Actor::Person(who) = moment.actor else {
        return Ok(());
    };
    let notes = moment.notes_before();
    let outside = |chat: &ChatKey| matches!(chat, ChatKey::Direct(p) if p.other(who).is_none());
    let absent = match moment.command {
        Command::SendMessage(send) if outside(&send.chat) => {
            let mut own = notes.messages.values().filter(|m| m.author == who);
            if own.any(|m| m.client_id == send.client_id) {
                return Ok(()); // F7 confirms their own message to them.
            }
            Refusal::ChatUnknown
        }
        Command::LockChat { chat } | Command::UnlockChat { chat } if outside(chat) => {
            Refusal::ChatUnknown
        }
        Command::StageFile { chat, upload, .. } if outside(chat) => {
            let mut own = notes.uploads.values().filter(|u| u.by == who);
            if upload.is_some() && own.any(|own| own.id == *upload) {
                return Ok(()); // F7 confirms their own upload to them.
            }
            Refusal::ChatUnknown
        }
        Command::DiscardFile { attachment } => match notes.uploads.get(attachment) {
            Some(upload) if upload.by == who => return Ok(()),
            _ => Refusal::FileUnknown,
        },
        Command::CorrectMessage { message, .. } | Command::RetractMessage { message, .. } => {
            match notes.messages.get(message) {
                Some(message) if notes.reads(who, message) => return Ok(()),
                _ => Refusal::MessageUnknown,
            }
        }
        _ => return Ok(()),
    };
    let expected = if notes.was_removed(who) {
        Refusal::Removed
    } else if notes.takes_part(who) {
        absent
    } else {
        Refusal::VisitUnknown
    };
    ensure(moment.answer.as_ref().err() == Some(&expected), || {
        format!("{who} got {:?}", moment.answer)
    })
}

fn a_direct_chat_changes_no_one_elses_view(moment: &Moment<'_>) -> Result<(), String> {
    let pairs: Option<Vec<_>> = moment.added().iter().map(direct_pair_of).collect();
    let Some(pair) = pairs.and_then(|pairs| pairs.first().copied()) else {
        return Ok(());
    };
    let everyone = moment.notes().everyone();
    let chat = ChatKey::Direct(pair);
    for who in everyone_outside(&everyone, &pair) {
        let stands_in = moment.notes().stands_in(who, &chat);
        let seen = |state| {
            let mut seen = view(state, who);
            if stands_in && let Ok(view) = &mut seen {
                view.passed_on.retain(|wait| wait.chat != chat); // R4
                view.waiting_since = None;
            }
            seen
        };
        if seen(moment.before) != seen(moment.after) {
            return fail(format!("{who} sees a different view"));
        }
        let leaked = moment
            .added()
            .iter()
            .filter(|entry| !opened(moment.notes(), who, entry))
            .filter(|entry| !stands_in || !matches!(entry.event, Event::NoAnswerNeeded { .. }))
            .find(|e| reads_entry(moment.after, who, e));
        ensure(leaked.is_none(), || format!("{who} gets {leaked:?}"))?;
    }
    Ok(())
}

/// Whether an entry is about a message that a handover has opened to `who` (V7).
fn opened(notes: &Notes<'_>, who: PersonId, entry: &Entry) -> bool {
    let message = entry.event.message();
    let message = message.and_then(|message| notes.messages.get(&message));
    message.is_some_and(|message| notes.reads_handed_over(who, message))
}

fn ranks_and_second_identifiers_are_for_the_care_team(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let everyone = notes.everyone().into_iter();
    for who in everyone.filter(|who| !notes.is_care(*who)) {
        let Ok(view) = view(moment.after, who) else {
            continue;
        };
        let leaked = |p: &view::ParticipantView| {
            p.rank.is_some() || p.second_identifier.is_some() || p.is_primary
        };
        let leaked = view.participants.iter().find(|p| leaked(p));
        ensure(leaked.is_none(), || format!("{who}: {leaked:?}"))?;
    }
    Ok(())
}
