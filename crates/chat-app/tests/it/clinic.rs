//! A clinic for tests.

use chat_app::{
    AppError, ChatService, DashboardFilter, NewVisit, Ports, RateLimits, Receipt, Settings, Upkeep,
};
use chat_domain::{
    Actor, AttachmentId, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, MessageText,
    NewMessage, NewParticipant, PersonId, PolicyChoices, Reason, Recipient, Refusal, Role,
    VisitKind,
};
use chat_memory::{LocalFanout, MemoryAttachmentStore, MemoryUploadLedger, MemoryVisitLog};
use chat_ports::VisitKey;
use time::macros::datetime;
use uuid::Uuid;

pub(crate) const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(1));
pub(crate) const PROVIDER: PersonId = person(10);
pub(crate) const COLLEAGUE: PersonId = person(11);
pub(crate) const PATIENT: PersonId = person(20);
pub(crate) const OTHER_PATIENT: PersonId = person(21);
pub(crate) const GUEST: PersonId = person(30);
pub(crate) const OUTSIDER: PersonId = person(99);

pub(crate) const fn person(n: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(n))
}

pub(crate) fn ports() -> Ports {
    let log = MemoryVisitLog::new();
    Ports::new(
        log.clone(),
        MemoryAttachmentStore::new(),
        MemoryUploadLedger::new(),
        LocalFanout::new(),
    )
    .with_events(log)
}

pub(crate) fn service() -> ChatService {
    ChatService::new(ports(), settings())
}

/// Settings without rate limits, since tests are faster than people, and without the background upkeep,
/// so that a test decides when a round runs.
pub(crate) fn settings() -> Settings {
    let mut settings = Settings::default().with_rates(RateLimits::unlimited());
    settings.uploads.upkeep = Upkeep::Manual;
    settings
}

pub(crate) fn participant(person: PersonId, role: Role, name: &str) -> NewParticipant {
    NewParticipant {
        person,
        role,
        name: DisplayName::new(name).unwrap(),
        second_identifier: None,
        shares_history: false,
    }
}

pub(crate) async fn group_visit(service: &ChatService) -> VisitKey {
    let new = NewVisit {
        clinic: CLINIC,
        visit: None,
        kind: VisitKind::Group,
        scheduled_for: datetime!(2026-11-22 10:00 UTC),
        policy: PolicyChoices::default(),
        notices: None,
        participants: vec![
            participant(PROVIDER, Role::Provider, "Dr. Ito"),
            participant(COLLEAGUE, Role::Provider, "Dr. Okafor"),
            participant(PATIENT, Role::Patient, "Ana Silva"),
            participant(OTHER_PATIENT, Role::Patient, "Ben Holm"),
            participant(GUEST, Role::Guest, "Rui Silva"),
        ],
    };
    service.schedule_visit(new).await.unwrap()
}

pub(crate) fn direct(care: PersonId, attendee: PersonId) -> ChatKey {
    ChatKey::direct(care, attendee)
}

pub(crate) fn client_id(n: u128) -> ClientMessageId {
    ClientMessageId::new(Uuid::from_u128(n))
}

pub(crate) fn message(from: PersonId, chat: ChatKey, id: u128, text: &str) -> NewMessage {
    NewMessage {
        chat,
        recipient: Recipient::of(&chat, from).unwrap_or(Recipient::Everyone),
        client_id: client_id(id),
        text: Some(MessageText::new(text).unwrap()),
        files: Vec::<AttachmentId>::new(),
    }
}

pub(crate) async fn send(
    service: &ChatService,
    visit: VisitKey,
    from: PersonId,
    chat: ChatKey,
    id: u128,
) -> Result<Receipt, AppError> {
    service
        .send(
            visit,
            from,
            message(from, chat, id, &format!("message {id}")),
        )
        .await
}

pub(crate) async fn enter(service: &ChatService, visit: VisitKey, person: PersonId) {
    let command = Command::EnterWaitingRoom { person };
    service
        .execute(visit, Actor::Person(person), command)
        .await
        .unwrap();
}

/// Visits of every day; without a time, a followed dashboard shows only today's.
pub(crate) fn every_day() -> DashboardFilter {
    DashboardFilter {
        from: Some(datetime!(2000-01-01 0:00 UTC)),
        ..DashboardFilter::default()
    }
}

pub(crate) fn removal(person: PersonId) -> Command {
    let reason = Reason::new("wrong visit").unwrap();
    Command::RemoveParticipant { person, reason }
}

pub(crate) async fn remove(service: &ChatService, visit: VisitKey, person: PersonId) {
    let command = removal(person);
    service
        .execute(visit, Actor::Person(PROVIDER), command)
        .await
        .unwrap();
}

pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, AppError>) -> Refusal {
    match result {
        Err(AppError::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}
