//! Recipients of messages (P1 to P6, P8).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment, moment::meant, naive::Notes};
use chat_domain::{
    ChatKey, Command, Event, PersonId, Refusal, Role, RuleId, access, access::Retracts, audience,
    view, view::default_direct_chat,
};

/// Patients are ranked in order of arrival, and ranks never change. Only removal and another role end being
/// primary; undoing the removal of an earlier patient makes them primary again.
pub(super) const THE_PRIMARY_PATIENT_IS_STICKY: Law = Law {
    name: "the primary patient is sticky",
    rules: &[RuleId::P1, RuleId::P3],
    check: the_primary_patient_is_sticky,
};

/// A new window of the care team opens with the primary patient, an attendee's with the first to
/// write to them.
pub(super) const DIRECT_MESSAGE_OPENS_WITH_THE_PRIMARY_PATIENT: Law = Law {
    name: "direct message opens with the primary patient",
    rules: &[RuleId::P2, RuleId::P3],
    check: direct_message_opens_with_the_primary_patient,
};

/// A message must name the chat's recipient, or nothing is stored.
pub(super) const EVERY_MESSAGE_NAMES_ITS_RECIPIENT: Law = Law {
    name: "every stored message names its recipient",
    rules: &[RuleId::P6],
    check: every_stored_message_names_its_recipient,
};

/// A private message to someone who left is kept, one to a removed participant refused. It is never
/// delivered to anyone else.
pub(super) const A_PRIVATE_MESSAGE_NEVER_GOES_TO_THE_GROUP: Law = Law {
    name: "a message to one who left never goes to the group",
    rules: &[RuleId::P8],
    check: a_message_to_one_who_left_never_goes_to_the_group,
};

/// One line per chat: the visit chat first, then everyone with whom a direct chat is possible.
pub(super) const EACH_CHAT_IS_LISTED_WITH_ITS_PEER: Law = Law {
    name: "each chat is listed with its peer and its state",
    rules: &[
        RuleId::P1,
        RuleId::P4,
        RuleId::P5,
        RuleId::P8,
        RuleId::M1,
        RuleId::M4,
        RuleId::W6,
        RuleId::W8,
    ],
    check: each_chat_is_listed_with_its_peer_and_its_state,
};

fn the_primary_patient_is_sticky(moment: &Moment<'_>) -> Result<(), String> {
    let (was, is) = (
        moment.before.primary_patient(),
        moment.after.primary_patient(),
    );
    let notes = moment.notes();
    ensure(is == notes.primary(), || {
        format!("{is:?}, but by the rules {:?}", notes.primary())
    })?;
    let stays = |primary: &PersonId| notes.role(*primary) == Some(Role::Patient);
    let corrects = matches!(
        moment.command,
        Command::UndoRemoval { .. } | Command::EditParticipant(_)
    );
    if let Some(primary) = was.filter(|primary| stays(primary) && !corrects) {
        ensure(is == was, || format!("{primary} is no longer primary"))?;
    }
    let ranked: Vec<_> = notes.patients_in_order().collect();
    let mut ranks: Vec<_> = moment
        .after
        .participants
        .values()
        .filter(|p| stays(&p.person))
        .filter_map(|p| Some((p.rank?, p.person)))
        .collect();
    ranks.sort_unstable();
    ensure(ranks.iter().map(|(_, person)| *person).eq(ranked), || {
        format!("{ranks:?}")
    })?;
    for p in moment
        .before
        .participants
        .values()
        .filter(|p| p.rank.is_some())
    {
        let now = moment
            .after
            .participants
            .get(&p.person)
            .and_then(|p| p.rank);
        ensure(now == p.rank, || {
            format!("{} was {:?}, is {now:?}", p.person, p.rank)
        })?;
    }
    Ok(())
}

/// The chat that a new window of `who` opens with.
fn opens(notes: &Notes<'_>, who: PersonId) -> Option<ChatKey> {
    if notes.is_care(who) {
        let chat = ChatKey::direct(who, notes.default_patient()?);
        return notes.roles_fit(&chat).then_some(chat);
    }
    let (started, others): (Vec<_>, Vec<_>) = listed(notes, who)
        .into_iter()
        .partition(|(chat, _)| notes.started(chat));
    let answering = started.into_iter().chain(others).map(|(_, care)| {
        // Each step finds a newer handover.
        let steps = notes.handovers.len();
        (0..steps).fold(care, |now, _| next_after(notes, now).unwrap_or(now))
    });
    let mut providers = answering.filter(|care| notes.role(*care) == Some(Role::Provider));
    providers.next().map(|care| ChatKey::direct(care, who))
}

/// Who took over from a provider, if the newest handover that concerns them is one by them (V7).
fn next_after(notes: &Notes<'_>, provider: PersonId) -> Option<PersonId> {
    let concerned = notes.handovers.iter();
    let concerned = concerned.filter(|one| one.from == provider || one.to == provider);
    let newest = concerned.max_by_key(|one| one.at)?;
    let stands = newest.from == provider && notes.role(newest.to) == Some(Role::Provider);
    stands.then_some(newest.to)
}

fn direct_message_opens_with_the_primary_patient(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes
        .everyone()
        .into_iter()
        .filter(|who| notes.takes_part(*who))
    {
        let shown = default_direct_chat(moment.after, who);
        let expected = opens(notes, who);
        ensure(shown == expected, || {
            format!("{who}: got {shown:?}, expected {expected:?}")
        })?;
    }
    Ok(())
}

fn every_stored_message_names_its_recipient(moment: &Moment<'_>) -> Result<(), String> {
    for entry in moment.added() {
        let Event::MessageSent {
            chat, recipient, ..
        } = &entry.event
        else {
            continue;
        };
        let for_whom = match entry.actor {
            chat_domain::Actor::Person(author) => meant(chat, author),
            _ => None,
        };
        ensure(for_whom == Some(*recipient), || {
            format!("for {for_whom:?}: {entry:?}")
        })?;
        match moment.command {
            Command::SendMessage(send) if send.recipient == *recipient && send.chat == *chat => {}
            other => return fail(format!("{other:?} became {entry:?}")),
        }
    }
    Ok(())
}

fn a_message_to_one_who_left_never_goes_to_the_group(moment: &Moment<'_>) -> Result<(), String> {
    if let Command::SendMessage(send) = moment.command
        && let ChatKey::Direct(pair) = send.chat
    {
        for entry in moment.added() {
            let there = entry
                .event
                .chat_entry()
                .is_some_and(|(chat, _)| chat == send.chat);
            let recipients = audience(moment.after, entry);
            ensure(
                there && recipients == [pair.care, pair.attendee].into(),
                || format!("delivered to {recipients:?}: {entry:?}"),
            )?;
        }
        let before = moment.notes_before();
        if let Some((sender, _)) = moment.plain_send(before)
            && before.is_member(sender, &send.chat)
            && before.open_in(&send.chat)
            && before.recipient_removed(sender, &send.chat)
        {
            ensure(*moment.answer == Err(Refusal::RecipientRemoved), || {
                format!("{sender} got {:?}", moment.answer)
            })?;
        }
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for chat in notes.chats.keys().filter(|chat| notes.open_in(chat)) {
        for who in notes.everyone() {
            if notes.is_member(who, chat) && notes.recipient_removed(who, chat) {
                let access = access(moment.after, who, chat);
                let held = access.read.is_ok() && access.write == Err(Refusal::RecipientRemoved);
                ensure(held, || format!("{who} in {chat}: {access:?}"))?;
            }
        }
    }
    Ok(())
}

/// The direct chats that `who` is shown, each with the other member: patients in the order of their arrival, then the
/// others as they were added.
fn listed(notes: &Notes<'_>, who: PersonId) -> Vec<(ChatKey, PersonId)> {
    let mut others: Vec<_> = notes.people.iter().collect();
    others.sort_by_key(|(_, p)| (p.ranked.is_none(), p.ranked, p.added));
    let listed = others.into_iter().filter_map(|(other, p)| {
        let chat = if notes.is_care(who) {
            ChatKey::direct(who, *other)
        } else {
            ChatKey::direct(*other, who)
        };
        let state = notes.chats.get(&chat);
        let kept = state.is_some_and(|state| state.locked || !state.entries.is_empty());
        let there = p.removed.is_none() || kept;
        (there && notes.roles_fit(&chat)).then_some((chat, *other))
    });
    listed.collect()
}

fn each_chat_is_listed_with_its_peer_and_its_state(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes
        .everyone()
        .into_iter()
        .filter(|who| notes.takes_part(*who))
    {
        let view = view(moment.after, who).map_err(|refusal| format!("{who}: {refusal}"))?;
        let shown = view.chats.iter().map(|chat| (chat.chat, chat.peer));
        let direct = listed(notes, who).into_iter();
        let expected = direct.map(|(chat, other)| (chat, Some(other)));
        let expected = [(ChatKey::Visit, None)].into_iter().chain(expected);
        ensure(shown.eq(expected), || {
            format!("{who} is shown {:?}", view.chats)
        })?;
        let window = view.default_direct_chat;
        ensure(window == opens(notes, who), || format!("{who}: {window:?}"))?;
        for shown in &view.chats {
            let member = notes.is_member(who, &shown.chat);
            let named = |peer| view.participants.iter().any(|p| p.person == peer);
            let touched = member && notes.open_in(&shown.chat);
            let whose = match notes.is_care(who) {
                true => Retracts::Any,
                false => Retracts::Own,
            };
            let sound = shown.may_lock == (touched && notes.is_care(who))
                && shown.may_retract == touched.then_some(whose)
                && shown.started == (member && notes.started(&shown.chat))
                && shown.locked == (member && notes.locked(&shown.chat))
                && shown.closed
                    == (!notes.open_in(&shown.chat) || notes.recipient_removed(who, &shown.chat))
                && Some(shown.recipient) == meant(&shown.chat, who)
                && shown.peer.is_none_or(named);
            ensure(sound, || format!("{who} is shown {shown:?}"))?;
        }
    }
    Ok(())
}
