//! Nodes, their shards, and the people whose presence they watch over.

use super::limit;
use crate::{
    error::port_error,
    rows::{key, micros},
};
use chat_domain::{ClinicId, PersonId, VisitId};
use chat_ports::{Members, NodeId, Orphan, PersonInVisit, PortError, Shard, VisitKey};
use rusqlite::{Connection, Row, named_params, params};
use std::{collections::BTreeSet, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;

const HELD: &str = "SELECT node, shard FROM shard WHERE node IN (SELECT node FROM node)";

const ELSEWHERE: &str = "SELECT 1 FROM seat
    WHERE clinic = ?1 AND visit = ?2 AND person = ?3
      AND node <> ?4 AND node IN (SELECT node FROM node)
      AND (disconnected IS NULL OR disconnected > ?5)";

/// `:shards` is a list of numbers, each between commas.
const ORPHANS: &str = "SELECT node, visit, clinic, person, disconnected FROM seat
    WHERE node NOT IN (SELECT node FROM node) AND instr(:shards, ',' || shard || ',')
    LIMIT :limit";

pub(crate) fn members(connection: &Connection) -> Result<Members, PortError> {
    let read = || {
        let mut members = Members::default();
        let mut select = connection.prepare_cached("SELECT node FROM node")?;
        for node in select.query_map([], node)? {
            members.nodes.insert(node?);
        }
        let mut select = connection.prepare_cached(HELD)?;
        for held in select.query_map([], |row| Ok((row.get(1)?, node(row)?)))? {
            let (shard, holder) = held?;
            let shard = Shard::with_number(shard);
            let unknown = rusqlite::Error::IntegralValueOutOfRange(1, -1);
            members.shards.insert(shard.ok_or(unknown)?, holder);
        }
        Ok(members)
    };
    read().map_err(port_error)
}

pub(crate) fn seated_elsewhere(
    connection: &Connection,
    at: NodeId,
    people: &[PersonInVisit],
    within: Duration,
) -> Result<BTreeSet<PersonInVisit>, PortError> {
    let within = i64::try_from(within.as_micros()).unwrap_or(i64::MAX);
    let from = micros(OffsetDateTime::now_utc()).saturating_sub(within);
    let mut select = connection.prepare_cached(ELSEWHERE).map_err(port_error)?;
    let mut found = BTreeSet::new();
    for person in people {
        let [clinic, visit] = key(&person.visit);
        let id = person.person.uuid().into_bytes();
        let values = params![clinic, visit, id, at.uuid().into_bytes(), from];
        if select.exists(values).map_err(port_error)? {
            found.insert(*person);
        }
    }
    Ok(found)
}

/// Seats of nodes without a lease, with their nodes.
pub(crate) fn orphans(
    connection: &Connection,
    shards: &BTreeSet<Shard>,
    most: usize,
) -> Result<Vec<(Orphan, NodeId)>, PortError> {
    let now = micros(OffsetDateTime::now_utc());
    let numbers: String = shards.iter().map(|s| format!("{},", s.number())).collect();
    let shards = format!(",{numbers}");
    let values = named_params! { ":shards": shards, ":limit": limit(most) };
    let orphan = |row: &Row<'_>| {
        let id = |column| row.get(column).map(Uuid::from_bytes);
        let since: Option<i64> = row.get(4)?;
        let disconnected_for = since.map(|since| {
            // A clock that was set back.
            let micros = u64::try_from(now.saturating_sub(since)).unwrap_or(0);
            Duration::from_micros(micros)
        });
        let person = PersonInVisit {
            visit: VisitKey::new(ClinicId::new(id(2)?), VisitId::new(id(1)?)),
            person: PersonId::new(id(3)?),
        };
        let orphan = Orphan {
            person,
            disconnected_for,
        };
        Ok((orphan, node(row)?))
    };
    let mut select = connection.prepare_cached(ORPHANS).map_err(port_error)?;
    let rows = select.query_map(values, orphan).map_err(port_error)?;
    rows.collect::<Result<_, _>>().map_err(port_error)
}

fn node(row: &Row<'_>) -> rusqlite::Result<NodeId> {
    row.get(0).map(Uuid::from_bytes).map(NodeId::new)
}
