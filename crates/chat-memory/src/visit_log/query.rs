//! Dashboard queries, by a scan of all visits.

use chat_domain::{ClinicId, PersonId, Presence, Seq, VisitSummary};
use chat_ports::{DueVisit, VisitCursor, VisitKey, VisitPage, VisitQuery, WhoTakesPart};
use time::OffsetDateTime;

pub(super) fn page<'a>(
    visits: impl Iterator<Item = (&'a VisitSummary, Seq)>,
    query: &VisitQuery,
) -> VisitPage {
    let mut found: Vec<_> = visits.filter(|(visit, _)| matches(visit, query)).collect();
    found.sort_by_key(|(visit, _)| place(&query.cursor(visit)));
    let more = found.len() > query.limit;
    found.truncate(query.limit);
    let next = match found.last() {
        Some((last, _)) => more.then(|| query.cursor(last)),
        None => query.after.filter(|_| more), // a limit of 0 makes no progress
    };
    let listed = found.into_iter();
    let (visits, versions) = listed
        .map(|(visit, version)| (visit.clone(), version))
        .unzip();
    VisitPage {
        visits,
        versions,
        next,
    }
}

/// The number of visits that wait for a person's answer.
pub(super) fn count_waiting<'a>(
    visits: impl Iterator<Item = &'a VisitSummary>,
    clinic: ClinicId,
    person: PersonId,
) -> usize {
    let who = WhoTakesPart {
        person,
        as_care_team: None,
        waiting: true,
    };
    visits
        .filter(|visit| visit.clinic == clinic && takes_part(visit, who))
        .count()
}

/// The visits that are due (W8), in order.
pub(super) fn due<'a>(
    visits: impl Iterator<Item = &'a VisitSummary>,
    by: OffsetDateTime,
    after: Option<DueVisit>,
    limit: usize,
) -> Vec<DueVisit> {
    let due = visits.filter_map(|visit| {
        let at = truncated(visit.due?);
        let visit = VisitKey::new(visit.clinic, visit.visit);
        Some(DueVisit { at, visit })
    });
    let (by, after) = (
        truncated(by),
        after.map(|after| DueVisit {
            at: truncated(after.at),
            ..after
        }),
    );
    let mut found: Vec<_> = due
        .filter(|due| due.at <= by && after.is_none_or(|after| *due > after))
        .collect();
    found.sort_unstable();
    found.truncate(limit);
    found
}

fn truncated(time: OffsetDateTime) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(micros(time) * 1_000).unwrap_or(time)
}

fn matches(visit: &VisitSummary, query: &VisitQuery) -> bool {
    let at = micros(visit.scheduled_for);
    visit.clinic == query.clinic
        && query.who.is_none_or(|who| takes_part(visit, who))
        && (query.phases.is_empty() || query.phases.contains(&visit.phase))
        && query.from.is_none_or(|from| at >= micros(from))
        && query.until.is_none_or(|until| at < micros(until))
        && query
            .after
            .is_none_or(|after| place(&query.cursor(visit)) > place(&after))
}

fn takes_part(visit: &VisitSummary, who: WhoTakesPart) -> bool {
    visit.participants.iter().any(|p| {
        p.person == who.person
            && p.presence != Presence::Removed
            && who
                .as_care_team
                .is_none_or(|care_team| p.role.is_care_team() == care_team)
            && (!who.waiting || p.waiting_since.is_some())
    })
}

fn place(cursor: &VisitCursor) -> impl Ord + use<> {
    (micros(cursor.at), cursor.visit)
}

/// Truncates to microseconds, the precision of databases, so that order does not depend on the
/// adapter.
fn micros(time: OffsetDateTime) -> i128 {
    time.unix_timestamp_nanos().div_euclid(1_000)
}
