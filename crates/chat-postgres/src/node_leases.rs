//! The implementation of [`NodeLeases`].
//!
//! Times are those of the database. A lease ends when its row is deleted, which waits for a renewal that is running and
//! looks again: so a renewal that succeeded is never followed by the end of the lease it renewed.

use crate::{
    pool::{Connections, Values},
    rows::{column, limit},
};
use async_trait::async_trait;
use chat_domain::{ClinicId, PersonId, VisitId};
use chat_ports::{
    Members, NodeId, NodeLeases, Orphan, PersonInVisit, PortError, SeatChanges, Shard, VisitKey,
};
use std::{collections::BTreeSet, time::Duration};
use tokio_postgres::Row;
use uuid::Uuid;

const JOIN: &str = "INSERT INTO node (node, until)
    VALUES ($1, now() + $2::float8 * INTERVAL '1 second')
    ON CONFLICT (node) DO UPDATE SET until = excluded.until";

const RENEW: &str = "UPDATE node SET until = now() + $2::float8 * INTERVAL '1 second'
    WHERE node = $1 RETURNING 1";

const END_OTHERS: &str = "DELETE FROM node WHERE until <= now()";

const NODES: &str = "SELECT node FROM node";

const HELD: &str = "SELECT shard, node FROM shard WHERE node IN (SELECT node FROM node)";

const DISCONNECT: &str = "UPDATE seat SET disconnected = now()
    WHERE node = $1 AND disconnected IS NULL";

const LEAVE: &str = "DELETE FROM node WHERE node = $1";

const FREE: &str = "SELECT shard, node FROM shard
    WHERE shard = ANY ($1) AND (node IS NULL OR node NOT IN (SELECT node FROM node))";

const CLAIM: &str = "UPDATE shard SET node = $1
    WHERE shard = $2 AND node IS NOT DISTINCT FROM $3
      AND EXISTS (SELECT 1 FROM node WHERE node.node = $1) RETURNING 1";

const RELEASE: &str = "UPDATE shard SET node = NULL WHERE node = $1 AND shard = ANY ($2)";

const CONNECTED: &str = "INSERT INTO seat (visit, clinic, person, node, shard, disconnected)
    SELECT visit, clinic, person, $4, shard, NULL
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $5::int[]) AS new (visit, clinic, person, shard)
    ON CONFLICT (visit, clinic, person, node) DO UPDATE SET disconnected = NULL";

const DISCONNECTED: &str = "INSERT INTO seat (visit, clinic, person, node, shard, disconnected)
    SELECT visit, clinic, person, $4, shard, now()
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $5::int[]) AS new (visit, clinic, person, shard)
    ON CONFLICT (visit, clinic, person, node) DO UPDATE SET disconnected = now()";

const VACATED: &str = "DELETE FROM seat WHERE node = $4 AND (visit, clinic, person) IN
    (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]))";

const ELSEWHERE: &str = "SELECT DISTINCT s.visit, s.clinic, s.person
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS wanted (visit, clinic, person)
    JOIN seat AS s ON s.visit = wanted.visit AND s.clinic = wanted.clinic
      AND s.person = wanted.person
    JOIN node AS n ON n.node = s.node
    WHERE s.node <> $4 AND (s.disconnected IS NULL
      OR s.disconnected > now() - $5::float8 * INTERVAL '1 second')";

const ORPHANS: &str = "DELETE FROM seat WHERE (visit, clinic, person, node) IN
    (SELECT visit, clinic, person, node FROM seat
     WHERE shard = ANY ($1) AND node NOT IN (SELECT node FROM node) LIMIT $2)
    RETURNING visit, clinic, person,
        extract(epoch FROM now() - disconnected)::float8";

/// The leases of nodes in the database of a visit log. Clones share the connections.
#[derive(Clone, Debug)]
pub struct PostgresNodeLeases {
    connections: Connections,
}

impl PostgresNodeLeases {
    pub(crate) const fn new(connections: Connections) -> Self {
        Self { connections }
    }

    async fn run(&self, sql: &str, values: Values<'_>) -> Result<Vec<Row>, PortError> {
        self.connections.rows(sql, values).await
    }
}

#[async_trait]
impl NodeLeases for PostgresNodeLeases {
    async fn join(&self, node: NodeId, lasts: Duration) -> Result<(), PortError> {
        let values: Values<'_> = &[&node.uuid(), &lasts.as_secs_f64()];
        self.run(JOIN, values).await.map(drop)
    }

    async fn renew(&self, node: NodeId, lasts: Duration) -> Result<Members, PortError> {
        let values: Values<'_> = &[&node.uuid(), &lasts.as_secs_f64()];
        if self.run(RENEW, values).await?.is_empty() {
            return Err(PortError::NotFound);
        }
        self.run(END_OTHERS, &[]).await?;
        let mut members = Members::default();
        for row in self.run(NODES, &[]).await? {
            members.nodes.insert(NodeId::new(column(&row, 0)?));
        }
        for row in self.run(HELD, &[]).await? {
            members
                .shards
                .insert(shard(&row)?, NodeId::new(column(&row, 1)?));
        }
        Ok(members)
    }

    async fn leave(&self, node: NodeId) -> Result<(), PortError> {
        // First, so that the seats are never taken as those of a node that died.
        self.run(DISCONNECT, &[&node.uuid()]).await?;
        self.run(LEAVE, &[&node.uuid()]).await.map(drop)
    }

    async fn claim(
        &self,
        node: NodeId,
        shards: &BTreeSet<Shard>,
    ) -> Result<BTreeSet<Shard>, PortError> {
        let mut taken = BTreeSet::new();
        for free in self.run(FREE, &[&numbers(shards)]).await? {
            let (shard, holder) = (shard(&free)?, column::<Option<Uuid>>(&free, 1)?);
            // One by one: two nodes that take several never wait for each other.
            let values: Values<'_> = &[&node.uuid(), &i32::from(shard.number()), &holder];
            if !self.run(CLAIM, values).await?.is_empty() {
                taken.insert(shard);
            }
        }
        Ok(taken)
    }

    async fn release(&self, node: NodeId, shards: &BTreeSet<Shard>) -> Result<(), PortError> {
        let values: Values<'_> = &[&node.uuid(), &numbers(shards)];
        self.run(RELEASE, values).await.map(drop)
    }

    async fn record(&self, node: NodeId, changes: &SeatChanges) -> Result<(), PortError> {
        let SeatChanges {
            connected,
            disconnected,
            vacated,
        } = changes;
        for (sql, people) in [(CONNECTED, connected), (DISCONNECTED, disconnected)] {
            if !people.is_empty() {
                let [visits, clinics, persons] = ids(people);
                let shards = people.iter().map(|p| Shard::of(p.visit.clinic));
                let shards: Vec<_> = shards.map(|shard| i32::from(shard.number())).collect();
                let values: Values<'_> = &[&visits, &clinics, &persons, &node.uuid(), &shards];
                self.run(sql, values).await?;
            }
        }
        if !vacated.is_empty() {
            let [visits, clinics, persons] = ids(vacated);
            let values: Values<'_> = &[&visits, &clinics, &persons, &node.uuid()];
            self.run(VACATED, values).await?;
        }
        Ok(())
    }

    async fn seated_elsewhere(
        &self,
        node: NodeId,
        people: &[PersonInVisit],
        within: Duration,
    ) -> Result<BTreeSet<PersonInVisit>, PortError> {
        let [visits, clinics, persons] = ids(people);
        let within = within.as_secs_f64();
        let values: Values<'_> = &[&visits, &clinics, &persons, &node.uuid(), &within];
        let rows = self.run(ELSEWHERE, values).await?;
        rows.iter().map(person).collect()
    }

    async fn take_orphans(
        &self,
        shards: &BTreeSet<Shard>,
        most: usize,
    ) -> Result<Vec<Orphan>, PortError> {
        let values: Values<'_> = &[&numbers(shards), &limit(most)];
        let rows = self.run(ORPHANS, values).await?;
        let orphan = |row: &Row| {
            let seconds: Option<f64> = column(row, 3)?;
            let disconnected_for = seconds.map(|seconds| {
                // A clock that was set back.
                Duration::try_from_secs_f64(seconds).unwrap_or(Duration::ZERO)
            });
            let person = person(row)?;
            Ok(Orphan {
                person,
                disconnected_for,
            })
        };
        rows.iter().map(orphan).collect()
    }
}

fn numbers(shards: &BTreeSet<Shard>) -> Vec<i32> {
    let numbers = shards.iter().map(|shard| i32::from(shard.number()));
    numbers.collect()
}

fn shard(row: &Row) -> Result<Shard, PortError> {
    let number = u8::try_from(column::<i32>(row, 0)?).ok();
    let shard = number.and_then(Shard::with_number);
    shard.ok_or_else(|| PortError::corrupt("there is an unknown shard"))
}

/// The visits, clinics and persons, as columns.
fn ids(people: &[PersonInVisit]) -> [Vec<Uuid>; 3] {
    let column = |id: fn(&PersonInVisit) -> Uuid| people.iter().map(id).collect();
    [
        column(|p| p.visit.visit.uuid()),
        column(|p| p.visit.clinic.uuid()),
        column(|p| p.person.uuid()),
    ]
}

fn person(row: &Row) -> Result<PersonInVisit, PortError> {
    let id = |at| column::<Uuid>(row, at);
    Ok(PersonInVisit {
        visit: VisitKey::new(ClinicId::new(id(1)?), VisitId::new(id(0)?)),
        person: PersonId::new(id(2)?),
    })
}
