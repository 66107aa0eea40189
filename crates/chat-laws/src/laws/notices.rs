//! Notices from attendees to the care team (W7).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment, naive::Notes, probe};
use chat_domain::{
    Actor, Command, Event, NoticeText, PersonId, Refusal,
    RuleId::{F7, M7, R4, W5, W7, W8},
    access,
    chat::NoticeStatus,
    view,
};

/// All notices of a sender are shown if there are at most 20.
const FEW: usize = 20;

/// Everyone who is or was an attendee inside the visit may send the texts of the rules, and no other.
pub(super) const AN_ATTENDEE_INSIDE_MAY_NOTIFY: Law = Law {
    name: "an attendee who has entered an open visit may always send a notice",
    rules: &[W7, W8],
    check: an_attendee_inside_may_notify,
};

/// A notice changes no chat.
pub(super) const A_NOTICE_STARTS_NO_CHAT: Law = Law {
    name: "a notice starts no chat and opens none",
    rules: &[W7, W5],
    check: a_notice_starts_no_chat,
};

/// Its sender and the care team are shown that it waits, or who saw to it and when. No message changes that.
pub(super) const A_NOTICE_WAITS_FOR_THE_CARE_TEAM: Law = Law {
    name: "a notice waits for the whole care team until one of them has seen to it",
    rules: &[R4, W7, M7],
    check: a_notice_waits_for_the_care_team,
};

pub(super) const THE_CARE_TEAM_SETTLES_NOTICES: Law = Law {
    name: "only the care team records that it has seen to a notice",
    rules: &[R4],
    check: the_care_team_settles_notices,
};

pub(super) const A_REPEATED_NOTICE_STORES_NOTHING: Law = Law {
    name: "a repeated notice stores nothing",
    rules: &[F7, W7],
    check: a_repeated_notice_stores_nothing,
};

fn an_attendee_inside_may_notify(moment: &Moment<'_>) -> Result<(), String> {
    if let (Actor::Person(who), Command::SendNotice { text, .. }, Err(refusal)) =
        (moment.actor, moment.command, moment.answer)
    {
        let before = moment.notes_before();
        let offered = offered(before).any(|one| one == text.as_str());
        let about_it = *refusal == Refusal::NoticeIdReused || moment.was_over();
        ensure(!(before.may_notify(who) && offered) || about_it, || {
            format!("{who} got {refusal:?}")
        })?;
    }
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::NoticeSent { text, .. }, Actor::Person(who)) => {
            let offered = offered(notes).any(|one| one == text.as_str());
            ensure(notes.may_notify(who) && offered, || format!("{entry:?}"))
        }
        (Event::NoticeSent { .. }, _) => fail(format!("{entry:?}")),
        _ => Ok(()),
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.everyone() {
        let may = notes.may_notify(who);
        for asked in offered(notes).filter_map(probe::notice) {
            moment.would(Actor::Person(who), &asked, may)?;
        }
        if let Some(asked) = probe::notice("May I?") {
            moment.would(Actor::Person(who), &asked, false)?;
        }
        let shown =
            view(moment.after, who).map_or_else(|_| Vec::new(), |view| view.offered_notices);
        let shown: Vec<_> = shown.iter().map(NoticeText::as_str).collect();
        let expected: Vec<_> = offered(notes).filter(|_| may).collect();
        ensure(shown == expected, || {
            format!("{who} is offered {shown:?}, not {expected:?}")
        })?;
    }
    Ok(())
}

fn offered(notes: &Notes<'_>) -> impl Iterator<Item = &'static str> {
    let fixed = notes.rules.and_then(|rules| rules.notices);
    fixed.unwrap_or_default().iter().copied()
}

fn a_notice_starts_no_chat(moment: &Moment<'_>) -> Result<(), String> {
    let is_notice = |event: &Event| {
        matches!(
            event,
            Event::NoticeSent { .. } | Event::NoticeSettled { .. }
        )
    };
    if !moment.added().iter().any(|entry| is_notice(&entry.event)) {
        return Ok(());
    }
    ensure(moment.before.chats == moment.after.chats, || {
        "a chat has changed".to_owned()
    })?;
    let notes = moment.notes();
    for chat in notes.every_chat() {
        for who in notes.everyone() {
            let (then, now) = (
                access(moment.before, who, &chat),
                access(moment.after, who, &chat),
            );
            ensure(then == now, || {
                format!("{who} in {chat}: {then:?}, then {now:?}")
            })?;
        }
    }
    Ok(())
}

fn a_notice_waits_for_the_care_team(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let senders: Vec<PersonId> = notes.people.keys().copied().collect();
    for who in notes.everyone() {
        let Ok(seen) = view(moment.after, who) else {
            continue;
        };
        let knows = |sender: PersonId| notes.is_care(who) || sender == who;
        let leaked = seen.notices.iter().find(|notice| !knows(notice.sender));
        ensure(leaked.is_none(), || format!("{who} sees {leaked:?}"))?;
        let mut shown: Vec<_> = seen
            .notices
            .iter()
            .map(|one| (one.sender, one.notice, one.status))
            .collect();
        shown.sort_unstable();
        let theirs = notes.notices.iter().filter(|one| knows(one.sender));
        let status = |one| match notes.notice_status(one) {
            NoticeStatus::Settled { by, at } => {
                let by = by.filter(|by| notes.sees(who, *by));
                NoticeStatus::Settled { by, at }
            }
            other => other,
        };
        let mut expected: Vec<_> = theirs
            .map(|one| (one.sender, one.id, status(one)))
            .collect();
        expected.sort_unstable();
        // Of those that don't wait, the newest are shown.
        let waits = |one: &&(_, _, NoticeStatus)| one.2 == NoticeStatus::Waiting;
        let all_that_wait = shown.iter().filter(waits).eq(expected.iter().filter(waits));
        let known = shown.iter().all(|one| expected.contains(one));
        ensure(all_that_wait && known, || {
            format!("{who} sees {shown:?}, not {expected:?}")
        })?;
        let few = |sender: &PersonId| {
            let sent = notes.notices.iter();
            sent.filter(|one| one.sender == *sender).count() <= FEW
        };
        let all = senders.iter().filter(|sender| knows(**sender)).all(few);
        ensure(!all || shown == expected, || {
            format!("{who} sees {shown:?}, not {expected:?}")
        })?;
    }
    Ok(())
}

fn the_care_team_settles_notices(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::NoticeSettled { sender, notice }, Actor::Person(who)) => {
            let named = notes
                .notices
                .iter()
                .find(|one| (one.sender, one.id) == (*sender, *notice));
            let waiting = notes.waiting_notices(*sender);
            let ends = waiting
                .iter()
                .any(|one| named.is_some_and(|named| one.at <= named.at));
            ensure(notes.is_care(who) && notes.open() && ends, || {
                format!("{entry:?}")
            })
        }
        (Event::NoticeSettled { .. }, _) => fail(format!("{entry:?}")),
        _ => Ok(()),
    })?;
    let (Actor::Person(who), Command::SettleNotice { sender, notice }) =
        (moment.actor, moment.command)
    else {
        return Ok(());
    };
    let before = moment.notes_before();
    let mut sent = before.notices.iter();
    let exists = sent.any(|one| (one.sender, one.id) == (*sender, *notice));
    let permitted = before.is_care(who) && exists && before.open();
    ensure(moment.answer.is_ok() == permitted, || {
        format!("{who} got {:?}", moment.answer)
    })
}

fn a_repeated_notice_stores_nothing(moment: &Moment<'_>) -> Result<(), String> {
    let (Actor::Person(who), Command::SendNotice { notice, text }) = (moment.actor, moment.command)
    else {
        return Ok(());
    };
    let before = moment.notes_before();
    let mut own = before.notices.iter().filter(|one| one.sender == who);
    let expected = match own.find(|one| one.id == *notice) {
        _ if !before.takes_part(who) => return Ok(()),
        Some(first) if first.text == text => Ok(()),
        Some(_) => Err(Refusal::NoticeIdReused),
        None => {
            let waiting = before.waiting_notices(who);
            if !before.may_notify(who) || !waiting.iter().any(|one| one.text == text) {
                return Ok(());
            }
            Ok(())
        }
    };
    let answer = moment
        .answer
        .as_ref()
        .map(|_| ())
        .map_err(|refusal| *refusal);
    ensure(answer == expected && !moment.happened(), || {
        format!("{who} got {:?}", moment.answer)
    })
}
