use super::each_fault_breaks;
use async_trait::async_trait;
use chat_conformance::node_leases::LAWS;
use chat_memory::MemoryNodeLeases;
use chat_ports::{
    Members, NodeId, NodeLeases, Orphan, PersonInVisit, PortError, SeatChanges, Shard,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::yield_now;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    RenewsNothing,
    NeverRunsOut,
    RenewBegins,
    LeavesNothing,
    FirstJoinCounts,
    ClaimsWithoutLooking,
    ClaimsAll,
    ReleasesNothing,
    ReleasesOthers,
    KeepsShardsOfTheDead,
    ClaimsWithoutALease,
    SeatsAtTheNodeItself,
    ForgetsSeats,
    DisconnectVacates,
    StaysDisconnected,
    VacatesNothing,
    VacatesEverywhere,
    OneSeatForAClinic,
    SeatsOfTheDeadCount,
    OrphansStay,
    OrphansOfAnyShard,
    OrphansOfTheLiving,
    OrphansWithoutATime,
    LeavingPeopleStayConnected,
}

struct Faulty {
    leases: MemoryNodeLeases,
    fault: Fault,
    shards: Mutex<BTreeMap<Shard, NodeId>>,
    seats: Mutex<BTreeMap<NodeId, SeatChanges>>,
}

impl Faulty {
    fn new(fault: Fault) -> Self {
        Self {
            leases: MemoryNodeLeases::new(),
            fault,
            shards: Mutex::default(),
            seats: Mutex::default(),
        }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn others(&self, node: NodeId) -> Vec<NodeId> {
        let seats = self.seats.lock().unwrap();
        seats.keys().filter(|of| **of != node).copied().collect()
    }
}

const LONG: Duration = Duration::from_secs(600);

#[async_trait]
impl NodeLeases for Faulty {
    async fn join(&self, node: NodeId, lasts: Duration) -> Result<(), PortError> {
        if self.has(Fault::FirstJoinCounts)
            && self
                .leases
                .renew(node, Duration::from_millis(1))
                .await
                .is_ok()
        {
            return Ok(());
        }
        let lasts = if self.has(Fault::NeverRunsOut) {
            LONG
        } else {
            lasts
        };
        self.leases.join(node, lasts).await
    }

    async fn renew(&self, node: NodeId, lasts: Duration) -> Result<Members, PortError> {
        if self.has(Fault::RenewBegins) {
            self.leases.join(node, lasts).await?;
        }
        let lasts = if self.has(Fault::RenewsNothing) {
            Duration::from_millis(50)
        } else {
            lasts
        };
        let mut members = self.leases.renew(node, lasts).await?;
        if self.has(Fault::ClaimsWithoutLooking) {
            members.shards.clone_from(&self.shards.lock().unwrap());
        }
        Ok(members)
    }

    async fn leave(&self, node: NodeId) -> Result<(), PortError> {
        if self.has(Fault::LeavesNothing) {
            return Ok(());
        }
        if self.has(Fault::LeavingPeopleStayConnected) {
            self.leases.join(node, Duration::ZERO).await?;
            let witness = NodeId::new(Uuid::now_v7());
            self.leases.join(witness, LONG).await?;
            self.leases.renew(witness, LONG).await?;
            return self.leases.leave(witness).await;
        }
        self.leases.leave(node).await
    }

    async fn claim(
        &self,
        node: NodeId,
        shards: &BTreeSet<Shard>,
    ) -> Result<BTreeSet<Shard>, PortError> {
        let all = Shard::all().collect();
        match self.fault {
            Fault::ClaimsWithoutLooking => {
                yield_now().await;
                let taken = shards.iter().map(|shard| (*shard, node));
                self.shards.lock().unwrap().extend(taken);
                Ok(shards.clone())
            }
            Fault::ClaimsAll => self.leases.claim(node, &all).await,
            Fault::KeepsShardsOfTheDead => {
                let mut held = self.shards.lock().unwrap().clone();
                held.retain(|_, of| *of != node);
                let free = shards.iter().filter(|shard| !held.contains_key(shard));
                let taken = self.leases.claim(node, &free.copied().collect()).await?;
                let new = taken.iter().map(|shard| (*shard, node));
                self.shards.lock().unwrap().extend(new);
                Ok(taken)
            }
            Fault::ClaimsWithoutALease => {
                let taken = self.leases.claim(node, shards).await?;
                Ok(if taken.is_empty() {
                    shards.clone()
                } else {
                    taken
                })
            }
            _ => self.leases.claim(node, shards).await,
        }
    }

    async fn release(&self, node: NodeId, shards: &BTreeSet<Shard>) -> Result<(), PortError> {
        match self.fault {
            Fault::ReleasesNothing => Ok(()),
            Fault::ReleasesOthers => {
                let members = self.leases.renew(node, LONG).await?;
                for of in members.nodes {
                    self.leases.release(of, shards).await?;
                }
                Ok(())
            }
            _ => self.leases.release(node, shards).await,
        }
    }

    async fn record(&self, node: NodeId, changes: &SeatChanges) -> Result<(), PortError> {
        let mut changes = changes.clone();
        self.seats.lock().unwrap().insert(node, changes.clone());
        match self.fault {
            Fault::ForgetsSeats => changes.connected.clear(),
            Fault::DisconnectVacates => changes.vacated.append(&mut changes.disconnected),
            Fault::StaysDisconnected => {
                let seated = self.leases.seated_elsewhere(
                    NodeId::new(Uuid::nil()),
                    &changes.connected,
                    LONG,
                );
                let seated = seated.await?;
                changes.connected.retain(|person| !seated.contains(person));
            }
            Fault::VacatesNothing => changes.vacated.clear(),
            Fault::VacatesEverywhere => {
                let vacated = SeatChanges {
                    vacated: changes.vacated.clone(),
                    ..SeatChanges::default()
                };
                for other in self.others(node) {
                    self.leases.record(other, &vacated).await?;
                }
            }
            _ => {}
        }
        self.leases.record(node, &changes).await
    }

    async fn seated_elsewhere(
        &self,
        node: NodeId,
        people: &[PersonInVisit],
        within: Duration,
    ) -> Result<BTreeSet<PersonInVisit>, PortError> {
        let for_node = if self.has(Fault::SeatsAtTheNodeItself) {
            NodeId::new(Uuid::nil())
        } else {
            node
        };
        let mut found = self
            .leases
            .seated_elsewhere(for_node, people, within)
            .await?;
        if self.has(Fault::OneSeatForAClinic) {
            let clinics: Vec<_> = found.iter().map(|person| person.visit.clinic).collect();
            let same = people.iter().filter(|p| clinics.contains(&p.visit.clinic));
            found.extend(same);
        }
        if self.has(Fault::SeatsOfTheDeadCount) {
            let seats = self.seats.lock().unwrap();
            let others = seats.iter().filter(|(of, _)| **of != node);
            let connected = others.flat_map(|(_, changes)| &changes.connected);
            found.extend(connected.filter(|person| people.contains(person)));
        }
        Ok(found)
    }

    async fn take_orphans(
        &self,
        shards: &BTreeSet<Shard>,
        limit: usize,
    ) -> Result<Vec<Orphan>, PortError> {
        let all = Shard::all().collect();
        let shards = if self.has(Fault::OrphansOfAnyShard) {
            &all
        } else {
            shards
        };
        let mut orphans = self.leases.take_orphans(shards, limit).await?;
        match self.fault {
            Fault::OrphansStay => orphans.clear(),
            Fault::OrphansOfTheLiving => {
                let mut seats = self.seats.lock().unwrap();
                let mut connected = seats.values_mut().flat_map(|c| c.connected.pop());
                orphans.extend(connected.next().map(|person| Orphan {
                    person,
                    disconnected_for: None,
                }));
                orphans.truncate(limit);
            }
            Fault::OrphansWithoutATime => {
                for orphan in &mut orphans {
                    orphan.disconnected_for = None;
                }
            }
            _ => {}
        }
        Ok(orphans)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_found() {
    let faults: &[(Fault, &[&str])] = &[
        (Fault::RenewsNothing, &["lease_lasts_while_it_is_renewed"]),
        (
            Fault::NeverRunsOut,
            &["lease_that_ran_out_is_ended_for_good"],
        ),
        (
            Fault::RenewBegins,
            &[
                "lease_that_ran_out_is_ended_for_good",
                "node_without_a_lease_cannot_renew_one",
                "node_that_leaves_is_no_member",
            ],
        ),
        (Fault::LeavesNothing, &["node_that_leaves_is_no_member"]),
        (Fault::FirstJoinCounts, &["joining_twice_is_one_lease"]),
        (
            Fault::ClaimsWithoutLooking,
            &[
                "free_shard_goes_to_one_of_many_claimants",
                "held_shard_is_not_claimed",
            ],
        ),
        (Fault::ClaimsAll, &["held_shard_is_not_claimed"]),
        (Fault::ReleasesNothing, &["released_shard_can_be_claimed"]),
        (Fault::ReleasesOthers, &["only_its_holder_releases_a_shard"]),
        (
            Fault::KeepsShardsOfTheDead,
            &["shards_of_an_ended_lease_are_free"],
        ),
        (
            Fault::ClaimsWithoutALease,
            &["node_without_a_lease_claims_nothing"],
        ),
        (
            Fault::SeatsAtTheNodeItself,
            &["connected_person_is_seated_for_other_nodes"],
        ),
        (
            Fault::ForgetsSeats,
            &["connected_person_is_seated_for_other_nodes"],
        ),
        (
            Fault::DisconnectVacates,
            &["disconnected_person_is_seated_for_a_while"],
        ),
        (
            Fault::StaysDisconnected,
            &["person_who_reconnects_is_seated_again"],
        ),
        (Fault::VacatesNothing, &["vacated_seat_is_gone"]),
        (Fault::VacatesEverywhere, &["vacated_seat_is_gone"]),
        (
            Fault::OneSeatForAClinic,
            &["seats_of_visits_clinics_and_people_are_apart"],
        ),
        (
            Fault::SeatsOfTheDeadCount,
            &["seat_of_an_ended_lease_counts_no_more"],
        ),
        (
            Fault::OrphansStay,
            &[
                "orphans_are_taken_once_and_by_their_shard",
                "orphans_tell_how_long_they_are_disconnected",
            ],
        ),
        (
            Fault::OrphansOfAnyShard,
            &["orphans_are_taken_once_and_by_their_shard"],
        ),
        (
            Fault::OrphansOfTheLiving,
            &["orphans_are_taken_once_and_by_their_shard"],
        ),
        (
            Fault::OrphansWithoutATime,
            &["people_of_a_node_that_leaves_are_disconnected"],
        ),
        (
            Fault::LeavingPeopleStayConnected,
            &["people_of_a_node_that_leaves_are_disconnected"],
        ),
    ];
    each_fault_breaks(LAWS, Fault::None, faults, |fault| {
        Arc::new(Faulty::new(fault)) as Arc<dyn NodeLeases>
    })
    .await;
}
