//! Laws about the people whose presence a node watches over.

use super::{
    LATER, LONG, SHORT, all_shards, connected, die, disconnected, fresh_person, joined, leave,
    orphans_of,
};
use chat_domain::{ClinicId, PersonId, VisitId};
use chat_ports::{NodeId, NodeLeases, PersonInVisit, SeatChanges, Shard, VisitKey};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::time::sleep;
use uuid::Uuid;

/// Whether the person is seated at a node other than this one.
async fn is_seated(
    leases: &Arc<dyn NodeLeases>,
    for_node: NodeId,
    person: PersonInVisit,
    within: Duration,
) -> bool {
    let people = [person];
    let found = leases.seated_elsewhere(for_node, &people, within);
    let found = found.await.unwrap();
    assert!(found.iter().all(|found| *found == person), "{found:?}");
    !found.is_empty()
}

/// Other nodes find the person. The node itself knows anyway.
pub async fn connected_person_is_seated_for_other_nodes(leases: &Arc<dyn NodeLeases>) {
    let (here, there) = (joined(leases).await, joined(leases).await);
    let person = fresh_person();
    assert!(!is_seated(leases, there, person, LONG).await);
    for _ in 0..2 {
        let changes = connected(&[person]);
        leases.record(here, &changes).await.unwrap();
    }
    sleep(LATER).await;
    assert!(is_seated(leases, there, person, SHORT).await);
    assert!(!is_seated(leases, here, person, SHORT).await);
    leave(leases, [here, there]).await;
}

/// A person who disconnects counts for as long as is asked for.
pub async fn disconnected_person_is_seated_for_a_while(leases: &Arc<dyn NodeLeases>) {
    let (here, there) = (joined(leases).await, joined(leases).await);
    let (person, unknown) = (fresh_person(), fresh_person());
    let changes = connected(&[person]);
    leases.record(here, &changes).await.unwrap();
    sleep(LATER).await;
    // Also one who was never recorded as connected.
    let changes = disconnected(&[person, unknown]);
    leases.record(here, &changes).await.unwrap();
    for person in [person, unknown] {
        assert!(is_seated(leases, there, person, LONG).await);
    }
    sleep(LATER).await;
    for person in [person, unknown] {
        assert!(is_seated(leases, there, person, LONG).await);
        assert!(!is_seated(leases, there, person, SHORT).await);
    }
    leave(leases, [here, there]).await;
}

/// The last change counts.
pub async fn person_who_reconnects_is_seated_again(leases: &Arc<dyn NodeLeases>) {
    let (here, there) = (joined(leases).await, joined(leases).await);
    let person = fresh_person();
    for changes in [disconnected(&[person]), connected(&[person])] {
        leases.record(here, &changes).await.unwrap();
    }
    sleep(LATER).await;
    assert!(is_seated(leases, there, person, SHORT).await);
    leave(leases, [here, there]).await;
}

/// A seat is removed at its node only. Vacating what is vacant is a no-op.
pub async fn vacated_seat_is_gone(leases: &Arc<dyn NodeLeases>) {
    let (here, there) = (joined(leases).await, joined(leases).await);
    let (person, other) = (fresh_person(), fresh_person());
    for node in [here, there] {
        let changes = connected(&[person, other]);
        leases.record(node, &changes).await.unwrap();
    }
    let changes = SeatChanges {
        vacated: vec![person, fresh_person()],
        ..SeatChanges::default()
    };
    for _ in 0..2 {
        leases.record(here, &changes).await.unwrap();
    }
    assert!(!is_seated(leases, there, person, LONG).await);
    assert!(is_seated(leases, here, person, LONG).await);
    assert!(is_seated(leases, there, other, LONG).await);
    leave(leases, [here, there]).await;
}

/// People are found among many, and none who shares only a part of the key.
pub async fn seats_of_visits_clinics_and_people_are_apart(leases: &Arc<dyn NodeLeases>) {
    let (here, there) = (joined(leases).await, joined(leases).await);
    let (person, second) = (fresh_person(), fresh_person());
    let PersonInVisit { visit, person: id } = person;
    let fresh = Uuid::now_v7();
    let others = [
        PersonInVisit {
            visit: VisitKey::new(visit.clinic, VisitId::new(fresh)),
            person: id,
        },
        PersonInVisit {
            visit: VisitKey::new(ClinicId::new(fresh), visit.visit),
            person: id,
        },
        PersonInVisit {
            visit,
            person: PersonId::new(fresh),
        },
    ];
    let changes = connected(&[person, second]);
    leases.record(here, &changes).await.unwrap();
    let asked: Vec<_> = [person].into_iter().chain(others).chain([second]).collect();
    let found = leases.seated_elsewhere(there, &asked, LONG).await.unwrap();
    assert_eq!(found, BTreeSet::from([person, second]));
    leave(leases, [here, there]).await;
}

/// A dead node watches over no one.
pub async fn seat_of_an_ended_lease_counts_no_more(leases: &Arc<dyn NodeLeases>) {
    let (dead, there) = (joined(leases).await, joined(leases).await);
    let person = fresh_person();
    let changes = connected(&[person]);
    leases.record(dead, &changes).await.unwrap();
    assert!(is_seated(leases, there, person, LONG).await);
    die(leases, dead, there).await;
    assert!(!is_seated(leases, there, person, LONG).await);
    orphans_of(leases, &all_shards(), &[person]).await;
    leave(leases, [there]).await;
}

/// Seats of dead nodes are taken, each once and only for its shard; those of others stay.
pub async fn orphans_are_taken_once_and_by_their_shard(leases: &Arc<dyn NodeLeases>) {
    let (dead, alive) = (joined(leases).await, joined(leases).await);
    let lost = [(); 40].map(|()| fresh_person());
    let safe = fresh_person();
    let changes = connected(&lost);
    leases.record(dead, &changes).await.unwrap();
    let changes = connected(&[safe]);
    leases.record(alive, &changes).await.unwrap();
    let shard = Shard::of(lost[0].visit.clinic);
    assert_eq!(orphans_of(leases, &all_shards(), &lost).await, []);
    die(leases, dead, alive).await;
    let people = |orphans: Vec<chat_ports::Orphan>| {
        let people = orphans.into_iter().map(|orphan| orphan.person);
        people.collect::<BTreeSet<_>>()
    };
    let all: Vec<_> = lost.iter().copied().chain([safe]).collect();
    let of_shard: BTreeSet<_> = BTreeSet::from([shard]);
    let found = people(orphans_of(leases, &of_shard, &all).await);
    let is_there = |person: &&PersonInVisit| Shard::of(person.visit.clinic) == shard;
    assert_eq!(found, lost.iter().filter(is_there).copied().collect());
    let rest = orphans_of(leases, &all_shards(), &all).await;
    assert_eq!(rest.len() + found.len(), lost.len(), "each once");
    let rest = people(rest);
    assert_eq!(
        rest.union(&found).copied().collect::<BTreeSet<_>>(),
        lost.into()
    );
    assert_eq!(orphans_of(leases, &all_shards(), &all).await, []);
    let other = joined(leases).await;
    assert!(is_seated(leases, other, safe, LONG).await);
    leave(leases, [alive, other]).await;
    orphans_of(leases, &all_shards(), &[safe]).await;
}

/// Nothing of those who were connected when the lease ended; of others, since the last change.
pub async fn orphans_tell_how_long_they_are_disconnected(leases: &Arc<dyn NodeLeases>) {
    let (dead, alive) = (joined(leases).await, joined(leases).await);
    let (stayed, went) = (fresh_person(), fresh_person());
    let changes = SeatChanges {
        connected: vec![stayed],
        disconnected: vec![went],
        vacated: Vec::new(),
    };
    leases.record(dead, &changes).await.unwrap();
    sleep(LATER).await;
    die(leases, dead, alive).await;
    let orphans = orphans_of(leases, &all_shards(), &[stayed, went]).await;
    assert_eq!(orphans.len(), 2);
    for orphan in orphans {
        match orphan.disconnected_for {
            None => assert_eq!(orphan.person, stayed),
            Some(time) => {
                assert_eq!(orphan.person, went);
                assert!(time >= 2 * LATER - SHORT && time < LONG, "{time:?}");
            }
        }
    }
    leave(leases, [alive]).await;
}

/// They left their seats when the node did, and not when another node noticed.
pub async fn people_of_a_node_that_leaves_are_disconnected(leases: &Arc<dyn NodeLeases>) {
    let (leaving, other) = (joined(leases).await, joined(leases).await);
    let (stayed, went) = (fresh_person(), fresh_person());
    let changes = disconnected(&[went]);
    leases.record(leaving, &changes).await.unwrap();
    sleep(LATER).await;
    let changes = connected(&[stayed]);
    leases.record(leaving, &changes).await.unwrap();
    leases.leave(leaving).await.unwrap();
    sleep(LATER).await;
    // A second time changes nothing.
    leases.leave(leaving).await.unwrap();
    let orphans = orphans_of(leases, &all_shards(), &[stayed, went]).await;
    let time_of = |person| {
        let found = orphans.iter().find(|orphan| orphan.person == person);
        found.unwrap().disconnected_for.unwrap()
    };
    assert!(time_of(stayed) >= SHORT && time_of(stayed) < LONG);
    assert!(
        time_of(went) >= time_of(stayed) + SHORT,
        "it keeps its time"
    );
    leave(leases, [other]).await;
}
