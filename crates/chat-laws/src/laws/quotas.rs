//! Upload quotas (V5).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, naive::Notes, probe};
use chat_domain::{Actor, ChatKey, Command, Event, PersonId, Refusal, RuleId, decide};
use std::collections::BTreeSet;

/// No upload exceeds the quota of its person or its visit, and every upload within them is
/// accepted.
pub(super) const UPLOADS_STAY_WITHIN_THEIR_QUOTAS: Law = Law {
    name: "uploads stay within their quotas",
    rules: &[RuleId::V5],
    check: uploads_stay_within_their_quotas,
};

fn uploads_stay_within_their_quotas(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::FileStaged { file, .. }, Actor::Person(by)) => {
            let over = notes.over_quota(by, file.size);
            ensure(over.is_none(), || format!("{over:?}: {entry:?}"))
        }
        _ => Ok(()),
    })?;
    refused_rightly(moment)?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let chats: BTreeSet<_> = notes
        .chats
        .keys()
        .copied()
        .chain([ChatKey::Visit])
        .collect();
    for who in notes.everyone() {
        for chat in chats.iter().filter(|chat| notes.may_write(who, chat)) {
            remaining_quota_is_usable(moment, notes, who, *chat)?;
        }
    }
    Ok(())
}

/// Checks that a quota refusal went to the right person for the right quota.
fn refused_rightly(moment: &Moment<'_>) -> Result<(), String> {
    let Err(
        refusal @ (Refusal::PersonQuotaExceeded { .. }
        | Refusal::VisitQuotaExceeded { .. }
        | Refusal::PersonFileCountExceeded { .. }
        | Refusal::VisitFileCountExceeded { .. }),
    ) = moment.answer
    else {
        return Ok(());
    };
    let over = match (moment.actor, moment.command) {
        (Actor::Person(who), Command::StageFile { file, .. }) => {
            moment.notes_before().over_quota(who, file.size)
        }
        _ => None,
    };
    ensure(over == Some(*refusal), || {
        format!("got {refusal:?}, expected {over:?}")
    })
}

/// Checks that uploads are accepted up to exactly the last byte of the quota.
fn remaining_quota_is_usable(
    moment: &Moment<'_>,
    notes: &Notes<'_>,
    who: PersonId,
    chat: ChatKey,
) -> Result<(), String> {
    let Some((_, policy)) = notes.scheduled else {
        return Ok(());
    };
    let left = |max: Option<u64>, by| {
        max.and_then(|max| u64::try_from(u128::from(max).saturating_sub(notes.uploaded(by))).ok())
    };
    let own = left(policy.max_upload_bytes_per_person, Some(who));
    let all = left(policy.max_upload_bytes_per_visit, None);
    let largest = policy.max_file_bytes;
    let most = [own, all].into_iter().flatten().min();
    let most = most.unwrap_or(largest).min(largest);
    let hears = |size: u64, expected: Option<Refusal>| {
        let asked = probe::upload(chat, size).ok_or("no valid upload")?;
        let answer = decide(moment.after, Actor::Person(who), &asked).err();
        ensure(answer == expected, || {
            format!("{who} got {answer:?} for {size} bytes, expected {expected:?}")
        })
    };
    hears(0, notes.over_quota(who, 0))?;
    hears(most, notes.over_quota(who, most))?;
    if most < largest {
        let over = notes.over_quota(who, most + 1);
        ensure(over.is_some(), || {
            format!("{who} has more than {most} left")
        })?;
        hears(most + 1, over)?;
    }
    Ok(())
}
