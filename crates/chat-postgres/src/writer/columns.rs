//! The values of a batch's statement.

use chat_ports::sql::{AppendRows, ParticipantRow, bound};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// The values of a statement, column by column.
#[derive(Default)]
pub(super) struct Columns<'a> {
    place: Vec<i32>,
    visit: Vec<Uuid>,
    clinic: Vec<Uuid>,
    expected: Vec<i64>,
    base: Vec<&'a [u8]>,
    version: Vec<i64>,
    hash: Vec<&'a [u8]>,
    scheduled_for: Vec<Option<i64>>,
    phase: Vec<Option<&'static str>>,
    due: Vec<Option<i64>>,
    leased: Vec<Option<bool>>,
    summary: Vec<Option<&'a [u8]>>,
    entry_place: Vec<i32>,
    entry_seq: Vec<i64>,
    entry_hash: Vec<&'a [u8]>,
    entry_body: Vec<&'a [u8]>,
    person_place: Vec<i32>,
    person: Vec<Uuid>,
    active: Vec<bool>,
    care_team: Vec<bool>,
    waiting_since: Vec<Option<i64>>,
}

impl<'a> Columns<'a> {
    /// Adds an append.
    pub(super) fn add(&mut self, place: i32, rows: &'a AppendRows) {
        self.place.push(place);
        self.visit.push(rows.visit.visit.uuid());
        self.clinic.push(rows.visit.clinic.uuid());
        self.expected.push(bound(rows.base.version.0));
        self.base.push(&rows.base.hash.0);
        self.version.push(bound(rows.head.version.0));
        self.hash.push(&rows.head.hash.0);
        let summary = rows.summary.as_ref();
        self.scheduled_for
            .push(summary.map(|summary| summary.scheduled_for));
        self.phase.push(summary.map(|summary| summary.phase));
        self.due.push(summary.and_then(|summary| summary.due));
        self.leased.push(summary.map(|summary| summary.leased));
        self.summary
            .push(summary.map(|summary| summary.json.as_bytes()));
        for entry in &rows.entries {
            self.entry_place.push(place);
            self.entry_seq.push(entry.seq);
            self.entry_hash.push(&entry.hash.0);
            self.entry_body.push(&entry.body);
        }
        for person in summary.into_iter().flat_map(|summary| &summary.people) {
            let row = summary.and_then(|summary| summary.participants.get(person));
            let removed = ParticipantRow {
                care_team: false,
                waiting_since: None,
            };
            let ParticipantRow {
                care_team,
                waiting_since,
            } = row.copied().unwrap_or(removed);
            self.person_place.push(place);
            self.person.push(person.uuid());
            self.active.push(row.is_some());
            self.care_team.push(care_team);
            self.waiting_since.push(waiting_since);
        }
    }

    /// The values, in the order of the statement's parameters.
    pub(super) fn values<'v>(&'v self, session: &'v Uuid) -> [&'v (dyn ToSql + Sync); 22] {
        [
            session,
            &self.place,
            &self.visit,
            &self.clinic,
            &self.expected,
            &self.base,
            &self.version,
            &self.hash,
            &self.scheduled_for,
            &self.phase,
            &self.due,
            &self.leased,
            &self.summary,
            &self.entry_place,
            &self.entry_seq,
            &self.entry_hash,
            &self.entry_body,
            &self.person_place,
            &self.person,
            &self.active,
            &self.care_team,
            &self.waiting_since,
        ]
    }
}
