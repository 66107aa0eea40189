//! The stored visits, and the rows derived from their summaries.

use super::snapshot::Snapshot;
use crate::{
    pool::Values,
    rows::{column, limit},
};
use chat_domain::{ClinicId, PersonId, Seq, VisitId, VisitSummary};
use chat_ports::{
    PortError, StoredVisit, VisitKey,
    sql::{ParticipantRow, SummaryRow},
};
use std::collections::BTreeMap;
use tokio_postgres::Row;
use uuid::Uuid;

const VISITS: &str = "SELECT v.clinic, v.visit, v.version, v.hash, v.scheduled_for, v.phase, v.due,
        v.leased, v.summary, e.seq, e.hash
    FROM visit AS v
    LEFT JOIN LATERAL (
        SELECT seq, hash FROM entry
        WHERE visit = v.visit AND clinic = v.clinic ORDER BY seq DESC LIMIT 1
    ) AS e ON true
    WHERE (v.clinic, v.visit) > ($1, $2)
    ORDER BY v.clinic, v.visit LIMIT $3";

const PARTICIPANTS: &str =
    "SELECT w.place, p.person, p.active, p.care_team, p.scheduled_for, p.waiting_since
    FROM unnest($1::int[], $2::uuid[], $3::uuid[]) AS w (place, visit, clinic)
    JOIN participant AS p ON p.visit = w.visit AND p.clinic = w.clinic";

pub(super) async fn visits(
    snapshot: &Snapshot,
    after: Option<VisitKey>,
    at_most: usize,
) -> Result<Vec<StoredVisit>, PortError> {
    let clinic = after.map_or(Uuid::nil(), |after| after.clinic.uuid());
    let visit = after.map_or(Uuid::nil(), |after| after.visit.uuid());
    let values: Values<'_> = &[&clinic, &visit, &limit(at_most)];
    // Rows that can't be read are missing here; `problems` reports them.
    let rows = snapshot.rows(VISITS, values).await?.unwrap_or_default();
    let visits: Result<Vec<_>, _> = rows.iter().map(stored).collect();
    let mut visits = visits?;
    let participants = participants(snapshot, &visits).await?;
    for (visit, rows) in visits.iter_mut().zip(participants) {
        if let Some(summary) = &visit.summary {
            visit.problems.extend(compare(summary, rows));
        }
    }
    Ok(visits)
}

fn stored(row: &Row) -> Result<StoredVisit, PortError> {
    let visit = VisitKey::new(
        ClinicId::new(column(row, 0)?),
        VisitId::new(column(row, 1)?),
    );
    let newest: Option<i64> = column(row, 9)?;
    let newest_hash: Option<&[u8]> = column(row, 10)?;
    let mut problems = Vec::new();
    let mut problem = |sentence: &str| problems.push(sentence.to_owned());
    if column::<i64>(row, 2)? != newest.unwrap_or(0) {
        problem("its version is not the position of its newest entry");
    }
    if Some(column::<&[u8]>(row, 3)?) != newest_hash {
        problem("its hash is not that of its newest entry");
    }
    let summary: Option<VisitSummary> = serde_json::from_slice(column(row, 8)?).ok();
    match &summary {
        None => problem("its summary can't be read"),
        Some(summary) => {
            let wanted = SummaryRow::derived(summary);
            if (summary.clinic, summary.visit) != (visit.clinic, visit.visit) {
                problem("its summary is another visit's");
            }
            if column::<i64>(row, 4)? != wanted.scheduled_for {
                problem("its dashboard time differs from its summary");
            }
            if column::<&str>(row, 5)? != wanted.phase {
                problem("its dashboard phase differs from its summary");
            }
            if column::<Option<i64>>(row, 6)? != wanted.due {
                problem("its due time differs from its summary");
            }
            if column::<bool>(row, 7)? != wanted.leased {
                problem("its mark of leases differs from its summary");
            }
        }
    }
    Ok(StoredVisit {
        visit,
        version: Seq(newest
            .and_then(|newest| u64::try_from(newest).ok())
            .unwrap_or(0)),
        summary,
        problems,
    })
}

/// A person's row: whether they are active, and if so the time of the visit and what else it says.
type Found = (bool, i64, ParticipantRow);

/// The participants' rows of each visit.
async fn participants(
    snapshot: &Snapshot,
    visits: &[StoredVisit],
) -> Result<Vec<BTreeMap<PersonId, Found>>, PortError> {
    let places: Vec<_> = (0_i32..).take(visits.len()).collect();
    let ids: Vec<_> = visits
        .iter()
        .map(|visit| visit.visit.visit.uuid())
        .collect();
    let clinics: Vec<_> = visits
        .iter()
        .map(|visit| visit.visit.clinic.uuid())
        .collect();
    let values: Values<'_> = &[&places, &ids, &clinics];
    let rows = snapshot.rows(PARTICIPANTS, values).await?;
    let mut found = vec![BTreeMap::new(); visits.len()];
    for row in rows.unwrap_or_default() {
        let place = usize::try_from(column::<i32>(&row, 0)?).ok();
        let participant = ParticipantRow {
            care_team: column(&row, 3)?,
            waiting_since: column(&row, 5)?,
        };
        let row = (
            PersonId::new(column::<Uuid>(&row, 1)?),
            (column(&row, 2)?, column(&row, 4)?, participant),
        );
        if let Some(found) = place.and_then(|place| found.get_mut(place)) {
            found.extend([row]);
        }
    }
    Ok(found)
}

/// Compares the participants' rows with the visit's summary.
fn compare(summary: &VisitSummary, mut found: BTreeMap<PersonId, Found>) -> Vec<String> {
    let wanted = SummaryRow::derived(summary);
    let (mut missing, mut different) = (0, 0);
    for person in &wanted.people {
        let active = wanted.participants.get(person);
        match found.remove(person) {
            None => missing += 1,
            Some((is_active, at, row)) => {
                let agrees = match active {
                    None => !is_active,
                    Some(wanted_row) => {
                        is_active && at == wanted.scheduled_for && row == *wanted_row
                    }
                };
                different += usize::from(!agrees);
            }
        }
    }
    let counted = [
        (missing, "past or present participants have no row"),
        (different, "participants' rows disagree with its summary"),
        (
            found.len(),
            "participants' rows belong to people who never took part",
        ),
    ];
    let sentences = counted.into_iter().filter(|(count, _)| *count > 0);
    sentences
        .map(|(count, what)| format!("{count} {what}"))
        .collect()
}
