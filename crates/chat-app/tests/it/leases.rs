//! Presence that people report themselves lasts as long as their live connections, and a while longer (V9).

use crate::{
    adapters::FaultyLog,
    clinic::{PATIENT, PROVIDER, direct, group_visit, ports, send, settings},
    live::{Live, follow},
};
use chat_app::{
    AppError, ChatService, Followed, Nodes, Ports, Rate, RateLimits, Seen, Settings, Update,
};
use chat_domain::{
    Actor, Command, Departure, Entry, Event, PersonId, Presence, Refusal, RulesVersion, Seq,
    VisitView,
};
use chat_ports::VisitKey;
use futures::StreamExt as _;
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};
use tokio::time::{Instant, sleep};

pub(crate) const LEASE: Duration = Duration::from_secs(45);
const JUST_BEFORE: Duration = Duration::from_millis(44_900);

pub(crate) fn leased() -> Settings {
    settings().with_presence_lease(LEASE)
}

pub(crate) async fn join(service: &ChatService, visit: VisitKey, person: PersonId) {
    act(
        service,
        visit,
        Actor::Person(person),
        Command::JoinCall { person },
    )
    .await;
}

async fn act(service: &ChatService, visit: VisitKey, actor: Actor, command: Command) {
    service.execute(visit, actor, command).await.unwrap();
}

/// A live connection that has received its first view.
pub(crate) async fn connect(service: &ChatService, visit: VisitKey, person: PersonId) -> Live {
    let mut live = follow(service, visit, person, Seen::new()).await;
    view_of(&mut live).await;
    live
}

async fn view_of(live: &mut Live) -> Box<VisitView> {
    loop {
        if let Update::View(view) = live.next().await.unwrap().unwrap() {
            return view;
        }
    }
}

/// Whether the patient may write to the provider, by their view.
fn write(view: &VisitView) -> Result<(), Refusal> {
    let chat = direct(PROVIDER, PATIENT);
    let chat = view.chats.iter().find(|c| c.chat == chat).unwrap();
    chat.access.write
}

/// A visit with a provider and a patient in the call, both with a live connection.
pub(crate) async fn in_the_call(service: &ChatService) -> (VisitKey, Live, Live) {
    let visit = group_visit(service).await;
    let provider = connect(service, visit, PROVIDER).await;
    let patient = connect(service, visit, PATIENT).await;
    join(service, visit, PROVIDER).await;
    join(service, visit, PATIENT).await;
    (visit, provider, patient)
}

async fn entries(ports: &Ports, visit: VisitKey) -> Vec<Entry> {
    ports
        .log
        .read(visit, Seq::ZERO, 1_000)
        .await
        .unwrap()
        .entries
}

/// Who was dropped, by the log.
pub(crate) async fn dropped(ports: &Ports, visit: VisitKey) -> Vec<PersonId> {
    let drops = entries(ports, visit).await.into_iter().filter_map(|entry| {
        let Event::ParticipantLeft { person, how } = entry.event else {
            return None;
        };
        assert_eq!((how, entry.actor), (Departure::Dropped, Actor::Service));
        Some(person)
    });
    drops.collect()
}

pub(crate) async fn presence(service: &ChatService, visit: VisitKey, of: PersonId) -> Presence {
    let view = service.view(visit, PROVIDER).await.unwrap();
    let mut people = view.participants.iter();
    people.find(|p| p.person == of).unwrap().presence
}

#[tokio::test(start_paused = true)]
async fn w2_patient_sees_that_the_provider_was_cut_off_after_the_lease() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), leased());
    let (visit, provider, mut patient) = in_the_call(&service).await;
    while write(&*view_of(&mut patient).await).is_err() {}
    let closed = Instant::now();
    drop(provider);
    let view = view_of(&mut patient).await;
    assert_eq!(closed.elapsed().as_secs(), LEASE.as_secs());
    assert_eq!(write(&view), Err(Refusal::ProviderDropped));
    let seen = view.participants.iter().find(|p| p.person == PROVIDER);
    assert_eq!(seen.unwrap().departure, Some(Departure::Dropped));
    assert_eq!(dropped(&ports, visit).await, [PROVIDER]);
    // Back again, the provider reports it, and the gate opens.
    let _provider = connect(&service, visit, PROVIDER).await;
    join(&service, visit, PROVIDER).await;
    assert_eq!(write(&*view_of(&mut patient).await), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn reload_and_a_short_break_write_nothing() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), leased());
    let (visit, mut provider, _patient) = in_the_call(&service).await;
    let before = entries(&ports, visit).await;
    for pause in [Duration::ZERO, Duration::from_secs(20), JUST_BEFORE] {
        drop(provider);
        sleep(pause).await;
        provider = connect(&service, visit, PROVIDER).await;
    }
    sleep(10 * LEASE).await;
    assert_eq!(entries(&ports, visit).await, before);
}

#[tokio::test(start_paused = true)]
async fn another_device_keeps_the_lease_and_another_person_does_not() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), leased());
    let (visit, provider, patient) = in_the_call(&service).await;
    let phone = connect(&service, visit, PROVIDER).await;
    drop(provider);
    sleep(2 * LEASE).await;
    assert_eq!(dropped(&ports, visit).await, []);
    drop(phone);
    sleep(LEASE + Duration::from_secs(1)).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER]);
    drop(patient);
}

#[tokio::test(start_paused = true)]
async fn dashboard_and_another_visit_keep_no_lease() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), leased());
    let (visit, provider, _patient) = in_the_call(&service).await;
    let elsewhere = group_visit(&service).await;
    let _elsewhere = connect(&service, elsewhere, PROVIDER).await;
    let filter = crate::clinic::every_day();
    let mut board = Box::pin(service.follow_dashboard(visit.clinic, PROVIDER, filter));
    board.next().await.unwrap().unwrap();
    drop(provider);
    sleep(LEASE + Duration::from_secs(1)).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER]);
}

#[tokio::test(start_paused = true)]
async fn presence_without_any_connection_lasts_one_lease_from_its_report() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), leased());
    let visit = group_visit(&service).await;
    crate::clinic::enter(&service, visit, PATIENT).await;
    join(&service, visit, PROVIDER).await;
    sleep(Duration::from_secs(30)).await;
    // A new report is a new lease.
    join(&service, visit, PATIENT).await;
    sleep(Duration::from_secs(20)).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER]);
    sleep(Duration::from_secs(24)).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER]);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER, PATIENT]);
    // Attendees see since when they are away themselves, so that their page knows whether to return.
    let view = service.view(visit, PATIENT).await.unwrap();
    for (person, shown) in [(PATIENT, true), (PROVIDER, false)] {
        let seen = view.participants.iter().find(|p| p.person == person);
        assert_eq!(seen.unwrap().away_since.is_some(), shown, "{person}");
    }
}

#[tokio::test(start_paused = true)]
async fn presence_that_the_host_reported_is_the_hosts_to_end() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), leased());
    let visit = group_visit(&service).await;
    let provider = connect(&service, visit, PROVIDER).await;
    let joins = Command::JoinCall { person: PROVIDER };
    act(&service, visit, Actor::Host, joins).await;
    drop(provider);
    sleep(10 * LEASE).await;
    assert_eq!(presence(&service, visit, PROVIDER).await, Presence::InCall);
}

#[tokio::test(start_paused = true)]
async fn version_1_and_closed_visits_have_no_leases() {
    let ports = ports();
    let version_1 = leased().with_rules(RulesVersion::V1);
    let old = ChatService::new(ports.clone(), version_1);
    let visit = group_visit(&old).await;
    join(&old, visit, PROVIDER).await;
    sleep(10 * LEASE).await;
    assert_eq!(presence(&old, visit, PROVIDER).await, Presence::InCall);
    let service = ChatService::new(ports.clone(), leased());
    let (visit, provider, patient) = in_the_call(&service).await;
    drop((provider, patient));
    act(&service, visit, Actor::Host, Command::CompleteVisit).await;
    let before = entries(&ports, visit).await;
    sleep(10 * LEASE).await;
    assert_eq!(entries(&ports, visit).await, before);
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_those_who_do_not_come_back_are_dropped() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), leased());
    let (visit, provider, patient) = in_the_call(&service).await;
    drop((provider, patient, service));
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&ports, visit).await, [], "no service, no entry");
    let service = ChatService::new(ports.clone(), leased());
    sleep(JUST_BEFORE).await;
    let _patient = connect(&service, visit, PATIENT).await;
    sleep(LEASE).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER]);
}

#[tokio::test(start_paused = true)]
async fn drop_that_could_not_be_stored_is_tried_again() {
    let mut ports = ports();
    let log = FaultyLog::over(&ports.log);
    ports.log = Arc::clone(&log) as _;
    let service = ChatService::new(ports.clone(), leased());
    let (visit, provider, _patient) = in_the_call(&service).await;
    log.busy.store(true, SeqCst);
    drop(provider);
    sleep(2 * LEASE).await;
    assert_eq!(dropped(&ports, visit).await, []);
    log.busy.store(false, SeqCst);
    sleep(LEASE).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER]);
}

#[tokio::test(start_paused = true)]
async fn return_during_the_append_is_too_late_and_can_be_reported() {
    let mut ports = ports();
    let log = FaultyLog::over(&ports.log);
    ports.log = Arc::clone(&log) as _;
    let service = ChatService::new(ports.clone(), leased());
    let (visit, provider, _patient) = in_the_call(&service).await;
    drop(provider);
    log.holds_appends.store(true, SeqCst);
    sleep(LEASE + Duration::from_millis(100)).await;
    let mut provider = connect(&service, visit, PROVIDER).await;
    log.holds_appends.store(false, SeqCst);
    log.append_released.notify_one();
    let view = view_of(&mut provider).await;
    let me = view.participants.iter().find(|p| p.person == PROVIDER);
    assert_eq!(me.unwrap().departure, Some(Departure::Dropped));
    join(&service, visit, PROVIDER).await;
    sleep(2 * LEASE).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER], "once");
    assert_eq!(presence(&service, visit, PROVIDER).await, Presence::InCall);
}

#[tokio::test(start_paused = true)]
async fn person_who_returns_before_the_drop_is_decided_is_not_dropped() {
    let mut ports = ports();
    let log = FaultyLog::over(&ports.log);
    ports.log = Arc::clone(&log) as _;
    let service = ChatService::new(ports.clone(), leased());
    let (visit, provider, _patient) = in_the_call(&service).await;
    drop(provider);
    sleep(JUST_BEFORE).await;
    log.holds_appends.store(true, SeqCst);
    // The drop waits for this message.
    let slow = send(&service, visit, PATIENT, direct(PROVIDER, PATIENT), 1);
    let return_meanwhile = async {
        sleep(Duration::from_secs(1)).await;
        let provider = connect(&service, visit, PROVIDER).await;
        log.append_released.notify_one();
        provider
    };
    let (sent, _provider) = tokio::join!(slow, return_meanwhile);
    sent.unwrap();
    sleep(2 * LEASE).await;
    assert_eq!(dropped(&ports, visit).await, []);
    assert_eq!(presence(&service, visit, PROVIDER).await, Presence::InCall);
}

#[tokio::test(start_paused = true)]
async fn follow_that_failed_and_can_be_retried_keeps_the_lease() {
    let ports = ports();
    let rates = RateLimits::unlimited().with_follows(Some(Rate {
        burst: 1,
        every: 10 * LEASE,
    }));
    let settings = leased().with_rates(rates);
    let service = ChatService::new(ports.clone(), settings);
    let (visit, provider, _patient) = in_the_call(&service).await;
    drop(provider);
    let mut socket = service.follower(visit.clinic, PROVIDER);
    socket.follow(visit.visit, Seen::new());
    let refused = socket.next().await;
    assert!(
        matches!(refused, Followed::VisitFailed(_, AppError::TooOften { .. })),
        "{refused:?}"
    );
    sleep(3 * LEASE).await;
    assert_eq!(dropped(&ports, visit).await, []);
    drop(socket);
    sleep(LEASE + Duration::from_secs(1)).await;
    assert_eq!(dropped(&ports, visit).await, [PROVIDER]);
}

#[tokio::test(start_paused = true)]
async fn with_several_nodes_and_no_way_to_agree_no_lease_ends() {
    let ports = ports();
    let several = leased().with_nodes(Nodes::Several);
    let service = ChatService::new(ports.clone(), several);
    let visit = group_visit(&service).await;
    join(&service, visit, PROVIDER).await;
    sleep(10 * LEASE).await;
    assert_eq!(presence(&service, visit, PROVIDER).await, Presence::InCall);
}

#[tokio::test]
async fn callers_cannot_act_as_the_service() {
    let service = ChatService::new(ports(), leased());
    let visit = group_visit(&service).await;
    join(&service, visit, PROVIDER).await;
    let drops = Command::Drop { person: PROVIDER };
    let answer = service.execute(visit, Actor::Service, drops.clone()).await;
    assert!(matches!(answer, Err(AppError::Invalid(_))), "{answer:?}");
    let answer = service.execute(visit, Actor::Host, drops).await;
    assert!(matches!(
        answer,
        Err(AppError::Refused(Refusal::ServiceOnly))
    ));
}
