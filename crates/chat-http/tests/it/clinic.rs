//! A clinic with one group visit, on in-memory adapters.

use crate::{accesses::Accesses, counted_store::CountedStore, http::Answer};
use axum::Router;
use chat_app::{ChatService, Ports, RateLimits, Settings};
use chat_domain::{ClinicId, PersonId, RulesVersion, Seq, VisitId};
use chat_http::{
    Claims, HttpOptions, JwtAuthenticator, SessionAuthenticator, Shutdown, TokenIssuer, router,
};
use chat_memory::{
    LocalFanout, ManualScanner, MemoryInvitations, MemoryUploadLedger, MemoryVisitLog,
    MemoryWebhookStore,
};
use chat_ports::{VisitKey, VisitLog as _, VisitQuery};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};
use time::Duration;
use uuid::Uuid;

pub(crate) const SECRET: &[u8] = b"a secret of more than thirty-two bytes";

/// People of the clinic, by name.
pub(crate) const ADA: u128 = 0xada; // provider
pub(crate) const BEN: u128 = 0xbe; // provider
pub(crate) const CY: u128 = 0xc1; // staff
pub(crate) const PIA: u128 = 0x21a; // patient
pub(crate) const QUIN: u128 = 0x9a1; // patient
pub(crate) const OUTSIDER: u128 = 0x404; // in the clinic, in no visit
pub(crate) const EVE: u128 = 0xe7e; // overseer, in no visit

pub(crate) struct Clinic {
    pub(crate) clinic: Uuid,
    pub(crate) visit: Uuid,
    pub(crate) log: MemoryVisitLog,
    pub(crate) files: CountedStore,
    pub(crate) scanner: ManualScanner,
    pub(crate) invitations: MemoryInvitations,
    pub(crate) accesses: Accesses,
    pub(crate) service: ChatService,
    pub(crate) router: Router,
    pub(crate) shutdown: Shutdown,
    issuer: TokenIssuer,
}

/// Settings for tests, which send and write faster than people.
fn fast() -> Settings {
    let mut settings = Settings::default().with_rates(RateLimits::unlimited());
    settings.policy.max_text_bytes_per_person = None;
    settings
}

impl Clinic {
    /// A clinic with a group visit of two providers, staff and two patients, before anyone has
    /// arrived.
    pub(crate) async fn new() -> Self {
        Self::with(HttpOptions::default()).await
    }

    /// The same clinic under version 1 of the rules.
    pub(crate) async fn under_version_1() -> Self {
        let settings = fast().with_rules(RulesVersion::V1);
        Self::with_settings(HttpOptions::default(), settings).await
    }

    pub(crate) async fn with(options: HttpOptions) -> Self {
        Self::with_settings(options, fast()).await
    }

    pub(crate) async fn with_settings(options: HttpOptions, settings: Settings) -> Self {
        crate::log::keep();
        let (log, files) = (MemoryVisitLog::new(), CountedStore::new());
        let ports = Ports::new(
            log.clone(),
            files.clone(),
            MemoryUploadLedger::new(),
            LocalFanout::new(),
        )
        .with_events(log.clone())
        .with_webhooks(MemoryWebhookStore::new());
        let invitations = MemoryInvitations::new();
        let ports = ports.with_invitations(invitations.clone());
        let accesses = Accesses::default();
        let ports = ports.with_access_log(accesses.clone());
        let scanner = ManualScanner::new();
        let service = ChatService::new(ports.scanned_by(scanner.clone()), settings);
        let shutdown = options.shutdown.clone();
        let login = Arc::new(JwtAuthenticator::new(SECRET).unwrap());
        let cookie = options.session_cookie;
        let authenticator = SessionAuthenticator::new(service.clone(), cookie, login);
        let authenticator = Arc::new(authenticator);
        let routes = router(service.clone(), authenticator, options);
        let clinic = Self {
            clinic: Uuid::now_v7(),
            visit: Uuid::now_v7(),
            log,
            files,
            scanner,
            invitations,
            accesses,
            service,
            router: Router::new().nest("/chat", routes),
            shutdown,
            issuer: TokenIssuer::new(SECRET).unwrap(),
        };
        clinic.schedule(clinic.visit).await;
        clinic
    }

    pub(crate) async fn schedule(&self, visit: Uuid) {
        let mut body = schedule_body();
        body["visit"] = json!(visit);
        self.post("/v1/visits", &self.host(), &body)
            .await
            .expect(201);
    }

    pub(crate) fn token(&self, person: u128) -> String {
        self.token_in(self.clinic, person)
    }

    pub(crate) fn token_in(&self, clinic: Uuid, person: u128) -> String {
        let (clinic, person) = (
            ClinicId::new(clinic),
            PersonId::new(Uuid::from_u128(person)),
        );
        self.issue(&Claims::person(clinic, person, Duration::hours(1)))
    }

    pub(crate) fn overseer(&self) -> String {
        let (clinic, eve) = (
            ClinicId::new(self.clinic),
            PersonId::new(Uuid::from_u128(EVE)),
        );
        self.issue(&Claims::overseer(clinic, eve, Duration::hours(1)))
    }

    pub(crate) fn host(&self) -> String {
        self.issue(&Claims::host(
            ClinicId::new(self.clinic),
            Duration::hours(1),
        ))
    }

    pub(crate) fn reading_host(&self) -> String {
        let clinic = ClinicId::new(self.clinic);
        self.issue(&Claims::reading_host(clinic, Duration::hours(1)))
    }

    pub(crate) fn issue(&self, claims: &Claims) -> String {
        self.issuer.issue(claims).unwrap()
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/visits/{}{rest}", self.visit)
    }

    /// Takes an action in the visit.
    pub(crate) async fn act(&self, person: u128, action: &str) {
        let body = json!({ "action": action });
        self.post(&self.path("/actions"), &self.token(person), &body)
            .await
            .expect(204);
    }

    /// Sends a notice to the care team.
    pub(crate) async fn notify(&self, sender: u128, notice: &str, text: &str) -> Answer {
        let body = json!({ "notice": notice, "text": text });
        self.post(&self.path("/notices"), &self.token(sender), &body)
            .await
    }

    /// Sends a text in the visit chat or to a person, and returns the receipt.
    pub(crate) async fn say(&self, sender: u128, chat: &str, text: &str) -> Value {
        let body = send_body(chat, sender, text);
        let path = self.path(&format!("/chats/{chat}/messages"));
        self.post(&path, &self.token(sender), &body)
            .await
            .expect(200)
            .json()
    }

    /// The number of entries in the visit's log.
    pub(crate) async fn version(&self) -> usize {
        self.version_of(self.visit).await
    }

    /// The number of entries in each of the clinic's logs.
    pub(crate) async fn versions(&self) -> BTreeMap<Uuid, usize> {
        let query = VisitQuery {
            clinic: ClinicId::new(self.clinic),
            who: None,
            phases: Vec::new(),
            from: None,
            until: None,
            after: None,
            limit: usize::MAX,
        };
        let mut versions = BTreeMap::new();
        for summary in self.log.list_visits(query).await.unwrap().visits {
            let visit = summary.visit.uuid();
            versions.insert(visit, self.version_of(visit).await);
        }
        assert!(versions.contains_key(&self.visit));
        versions
    }

    pub(crate) async fn version_of(&self, visit: Uuid) -> usize {
        let key = VisitKey::new(ClinicId::new(self.clinic), VisitId::new(visit));
        self.log
            .read(key, Seq::ZERO, usize::MAX)
            .await
            .unwrap()
            .entries
            .len()
    }
}

pub(crate) fn id(person: u128) -> Uuid {
    Uuid::from_u128(person)
}

pub(crate) fn direct(care: u128, attendee: u128) -> String {
    format!("direct:{}:{}", id(care), id(attendee))
}

pub(crate) fn schedule_body() -> Value {
    let person = |person, role, name| json!({ "person": id(person), "role": role, "name": name });
    json!({
        "kind": "group",
        "scheduled_for": "2026-01-05T10:00:00+01:00",
        "participants": [
            person(ADA, "provider", "Ada"),
            person(BEN, "provider", "Ben"),
            person(CY, "staff", "Cy"),
            { "person": id(PIA), "role": "patient", "name": "Pia", "second_identifier": "1970" },
            person(QUIN, "patient", "Quin"),
        ],
    })
}

pub(crate) fn send_body(chat: &str, sender: u128, text: &str) -> Value {
    let mut ids = chat.split(':').skip(1);
    let peer = ids.find(|other| *other != id(sender).to_string());
    let recipient = peer.map_or(json!("everyone"), |peer| json!({ "person": peer }));
    json!({ "recipient": recipient, "client_id": Uuid::now_v7(), "text": text })
}
