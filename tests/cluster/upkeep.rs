//! What the nodes do without a request: one of them at a time, and another when it dies.

use crate::{
    commands::verify,
    nodes::{Cluster, client, id},
};
use chat_app::{ChatService, NewVisit, Nodes, Ports, Settings, Upkeep};
use chat_domain::{
    ClinicId, DisplayName, Event, NewParticipant, PersonId, Policy, PolicyChoices, Role, Seq,
    VisitKind,
};
use chat_memory::{LocalFanout, ManualClock, MemoryAttachmentStore, MemoryUploadLedger};
use chat_ports::{Shard, VisitKey, VisitLog as _};
use chat_postgres::{PostgresOptions, PostgresVisitLog};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio::time::sleep;
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, Visit};

/// The lease of a node, in seconds.
const NODE_LEASE: u64 = 3;

/// The lease of presence, in seconds.
const PRESENCE_LEASE: u64 = 4;

/// Until another node has done the work of one that died.
const TAKEOVER: Duration = Duration::from_secs(60);

fn cluster(count: usize) -> Cluster {
    let settings = vec![
        ("VISIT_CHAT_NODES_LEASE", NODE_LEASE.to_string()),
        ("VISIT_CHAT_PRESENCE_LEASE", PRESENCE_LEASE.to_string()),
    ];
    Cluster::start_with(count, settings)
}

async fn log(cluster: &Cluster) -> PostgresVisitLog {
    let variables = cluster.variables();
    let connection = variables
        .iter()
        .find(|(name, _)| *name == "VISIT_CHAT_POSTGRES_CONNECTION");
    let (_, connection) = connection.unwrap();
    PostgresVisitLog::open(connection, PostgresOptions::default())
        .await
        .unwrap()
}

/// Schedules a visit in a clinic of each shard as if that had been yesterday: the service is to complete them now.
async fn due_visits(log: &PostgresVisitLog) -> Vec<VisitKey> {
    let yesterday = OffsetDateTime::now_utc() - time::Duration::days(1);
    let mut settings = Settings::default()
        .with_nodes(Nodes::Several)
        .with_policy(Policy {
            complete_after_hours: 12,
            ..Policy::DEFAULT
        });
    settings.uploads.upkeep = Upkeep::Manual;
    let mut ports = Ports::new(
        log.clone(),
        MemoryAttachmentStore::new(),
        MemoryUploadLedger::new(),
        LocalFanout::new(),
    );
    ports.clock = std::sync::Arc::new(ManualClock::new(yesterday));
    let service = ChatService::new(ports, settings);
    let mut clinics = BTreeMap::new();
    while clinics.len() < usize::from(Shard::COUNT) {
        let clinic = ClinicId::new(Uuid::now_v7());
        clinics.insert(Shard::of(clinic), clinic);
    }
    let mut visits = Vec::new();
    for clinic in clinics.into_values() {
        let participant = |role, name| NewParticipant {
            person: PersonId::new(Uuid::now_v7()),
            role,
            name: DisplayName::new(name).unwrap(),
            second_identifier: None,
            shares_history: false,
        };
        let new = NewVisit {
            clinic,
            visit: None,
            kind: VisitKind::OneToOne,
            scheduled_for: yesterday,
            policy: PolicyChoices::default(),
            notices: None,
            participants: vec![
                participant(Role::Provider, "Dr. Ruth Adeyemi"),
                participant(Role::Patient, "Carla Mendes"),
            ],
        };
        visits.push(service.schedule_visit(new).await.unwrap());
    }
    visits
}

/// How often the log says that the visit was completed.
async fn completions(log: &PostgresVisitLog, visit: VisitKey) -> usize {
    let entries = log.read(visit, Seq::ZERO, 1_000).await.unwrap().entries;
    let completed = entries
        .iter()
        .filter(|entry| entry.event == Event::VisitCompleted);
    completed.count()
}

/// Waits until all are completed, each once.
async fn all_are_completed_once(log: &PostgresVisitLog, visits: &[VisitKey], within: Duration) {
    let began = Instant::now();
    for visit in visits {
        loop {
            match completions(log, *visit).await {
                0 => assert!(began.elapsed() < within, "a visit stays open"),
                times => {
                    assert_eq!(times, 1);
                    break;
                }
            }
            sleep(Duration::from_millis(200)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_of_a_killed_node_are_closed_once_by_another() {
    let mut cluster = tokio::task::block_in_place(|| cluster(3));
    let log = log(&cluster).await;
    // Each node holds a share of the shards, and looks for due visits once a minute.
    sleep(Duration::from_secs(2 * NODE_LEASE)).await;
    let visits = due_visits(&log).await;
    cluster.nodes.remove(0).kill_9();
    all_are_completed_once(&log, &visits, TAKEOVER).await;
    // Also the last one takes over everything.
    let more = due_visits(&log).await;
    cluster.nodes.remove(0).kill_9();
    all_are_completed_once(&log, &more, TAKEOVER).await;
    for visit in visits.into_iter().chain(more) {
        assert_eq!(completions(&log, visit).await, 1);
    }
    drop(log);
    tokio::task::block_in_place(|| verify(&cluster));
}

/// A participant, as the provider sees them.
async fn seen(clinic: &Clinic, provider: &Person, visit: Visit, person: &Person) -> Value {
    let view = clinic.view(provider, visit).await;
    let people = view["participants"].as_array().unwrap();
    let is_them = |seen: &&Value| seen["person"] == person.id.to_string();
    people.iter().find(is_them).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_a_killed_node_are_gone_unless_they_reconnect() {
    let mut cluster = tokio::task::block_in_place(|| cluster(2));
    let lives = cluster.at(1, &cluster.clinic());
    let dies = cluster.at(0, &lives);
    let provider = lives.person("provider", "Dr. Ruth Adeyemi");
    let stays = lives.person("patient", "Ana Silva");
    let goes = lives.person("patient", "Ben Holm");
    let visit = lives.schedule("group", &[&provider, &stays, &goes]).await;
    let (one, _one_gets) = client(&dies, &goes).live();
    one.follow(id(visit)).await;
    let (two, _two_gets) = client(&lives, &stays).live();
    two.follow(id(visit)).await;
    // Reported to the node to which they are not connected.
    dies.act(&stays, visit, "enter_waiting_room").await;
    lives.act(&goes, visit, "enter_waiting_room").await;
    sleep(Duration::from_secs(2 * PRESENCE_LEASE)).await;
    for person in [&stays, &goes] {
        let seen = seen(&lives, &provider, visit, person).await;
        assert_ne!(seen["departure"], "dropped", "{seen}");
    }
    cluster.nodes.remove(0).kill_9();
    let killed = Instant::now();
    while seen(&lives, &provider, visit, &goes).await["departure"] != "dropped" {
        assert!(killed.elapsed() < TAKEOVER);
        sleep(Duration::from_millis(200)).await;
    }
    sleep(Duration::from_secs(2 * PRESENCE_LEASE)).await;
    let seen = seen(&lives, &provider, visit, &stays).await;
    assert_ne!(seen["departure"], "dropped", "{seen}");
    drop((one, two));
    tokio::task::block_in_place(|| verify(&cluster));
}
