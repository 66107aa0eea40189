//! The writer's statements about nodes.

use crate::{
    node_leases::NodeChange,
    rows::{key, micros},
};
use chat_ports::{NodeId, PersonInVisit, PortError, Shard};
use rusqlite::{Connection, Params, params};
use std::time::Duration;
use time::OffsetDateTime;

const JOIN: &str = "INSERT INTO node (node, until) VALUES (?1, ?2)
    ON CONFLICT (node) DO UPDATE SET until = ?2";

const CLAIM: &str = "UPDATE shard SET node = ?1
    WHERE shard = ?2 AND ?1 IN (SELECT node FROM node)
      AND (node IS NULL OR node NOT IN (SELECT node FROM node))";

const SEAT: &str = "INSERT INTO seat (clinic, visit, person, node, shard, disconnected)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (clinic, visit, person, node) DO UPDATE SET disconnected = ?6";

const VACATE: &str =
    "DELETE FROM seat WHERE clinic = ?1 AND visit = ?2 AND person = ?3 AND node = ?4";

/// Writes a change in the open transaction. A refusal writes nothing.
pub(super) fn change(
    connection: &Connection,
    change: &NodeChange,
) -> rusqlite::Result<Result<(), PortError>> {
    let now = micros(OffsetDateTime::now_utc());
    match change {
        NodeChange::Join(node, lasts) => {
            execute(connection, JOIN, params![id(*node), until(now, *lasts)])?;
        }
        NodeChange::Renew(node, lasts) => {
            let renew = "UPDATE node SET until = ?2 WHERE node = ?1";
            if execute(connection, renew, params![id(*node), until(now, *lasts)])? == 0 {
                return Ok(Err(PortError::NotFound));
            }
            execute(connection, "DELETE FROM node WHERE until <= ?1", [now])?;
        }
        NodeChange::Leave(node) => {
            let disconnect = "UPDATE seat SET disconnected = ?2
                WHERE node = ?1 AND disconnected IS NULL";
            execute(connection, disconnect, params![id(*node), now])?;
            execute(connection, "DELETE FROM node WHERE node = ?1", [id(*node)])?;
        }
        NodeChange::Claim(node, shards) => {
            for shard in shards {
                execute(connection, CLAIM, params![id(*node), shard.number()])?;
            }
        }
        NodeChange::Release(node, shards) => {
            let release = "UPDATE shard SET node = NULL WHERE node = ?1 AND shard = ?2";
            for shard in shards {
                execute(connection, release, params![id(*node), shard.number()])?;
            }
        }
        NodeChange::Record(node, changes) => {
            for person in &changes.connected {
                seat(connection, person, *node, None)?;
            }
            for person in &changes.disconnected {
                seat(connection, person, *node, Some(now))?;
            }
            for person in &changes.vacated {
                vacate(connection, person, *node)?;
            }
        }
        NodeChange::Take(seats) => {
            for (person, node) in seats {
                vacate(connection, person, *node)?;
            }
        }
    }
    Ok(Ok(()))
}

fn execute(connection: &Connection, sql: &str, values: impl Params) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.execute(values)
}

fn seat(
    connection: &Connection,
    person: &PersonInVisit,
    node: NodeId,
    disconnected: Option<i64>,
) -> rusqlite::Result<()> {
    let [clinic, visit] = key(&person.visit);
    let shard = Shard::of(person.visit.clinic).number();
    let person = person.person.uuid().into_bytes();
    let values = params![clinic, visit, person, id(node), shard, disconnected];
    execute(connection, SEAT, values).map(drop)
}

fn vacate(connection: &Connection, person: &PersonInVisit, node: NodeId) -> rusqlite::Result<()> {
    let [clinic, visit] = key(&person.visit);
    let person = person.person.uuid().into_bytes();
    execute(connection, VACATE, params![clinic, visit, person, id(node)]).map(drop)
}

fn id(node: NodeId) -> [u8; 16] {
    node.uuid().into_bytes()
}

fn until(now: i64, lasts: Duration) -> i64 {
    let lasts = i64::try_from(lasts.as_micros()).unwrap_or(i64::MAX);
    now.saturating_add(lasts)
}
