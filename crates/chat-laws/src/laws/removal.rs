//! Removed participants (W9, V4).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment, naive::Notes, probe};
use chat_domain::{
    Actor, ChatKey, Command, Event, PersonId, Refusal, RuleId, access,
    access::{may_read_file, may_read_message},
    decide, reads_entry, view,
};

/// Until their removal is undone, a removed participant is shown nothing, can do nothing, and can't be
/// added again.
pub(super) const REMOVAL_IS_FINAL: Law = Law {
    name: "removal is final until it is undone",
    rules: &[RuleId::W9, RuleId::V4],
    check: removal_is_final_until_it_is_undone,
};

fn removal_is_final_until_it_is_undone(moment: &Moment<'_>) -> Result<(), String> {
    let before = moment.notes_before();
    moment.each_added(|notes, entry| {
        let back = match &entry.event {
            Event::ParticipantAdded { person, .. }
            | Event::ParticipantRemoved { person, .. }
            | Event::CallJoinReported { person }
            | Event::WaitingRoomEntered { person }
            | Event::CallJoined { person }
            | Event::ParticipantLeft { person, .. } => notes.was_removed(*person),
            _ => false,
        };
        let acts = matches!(entry.actor, Actor::Person(by) if notes.was_removed(by));
        ensure(!back && !acts, || format!("{entry:?}"))
    })?;
    if let Actor::Person(who) = moment.actor
        && before.was_removed(who)
        && !matches!(moment.command, Command::ScheduleVisit(_))
    {
        ensure(*moment.answer == Err(Refusal::Removed), || {
            format!("{who} got {:?}", moment.answer)
        })?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.people.keys().filter(|who| notes.was_removed(**who)) {
        gets_nothing(moment, notes, *who)?;
    }
    Ok(())
}

/// Checks that they get no view, entry, message or file, and the same answer to every request.
fn gets_nothing(moment: &Moment<'_>, notes: &Notes<'_>, who: PersonId) -> Result<(), String> {
    let state = moment.after;
    ensure(view(state, who) == Err(Refusal::Removed), || {
        format!("{who} has a view")
    })?;
    if let Some(entry) = moment
        .log
        .iter()
        .find(|entry| reads_entry(state, who, entry))
    {
        return fail(format!("{who} gets {entry:?}"));
    }
    for id in notes.messages.keys() {
        let read = may_read_message(state, who, *id);
        ensure(read == Err(Refusal::Removed), || {
            format!("{who} reads {id}")
        })?;
    }
    for file in notes.uploads.keys() {
        let read = may_read_file(state, who, *file);
        ensure(read == Err(Refusal::Removed), || {
            format!("{who} reads {file}")
        })?;
    }
    for chat in notes.chats.keys().chain([&ChatKey::Visit]) {
        let access = access(state, who, chat);
        let none = access.read == Err(Refusal::Removed) && access.write == Err(Refusal::Removed);
        ensure(none, || format!("{who} in {chat}: {access:?}"))?;
        for asked in probe::about_chat(who, *chat) {
            let answer = decide(state, Actor::Person(who), &asked);
            ensure(answer == Err(Refusal::Removed), || {
                format!("{who} asks {asked:?}: {answer:?}")
            })?;
        }
    }
    Ok(())
}
