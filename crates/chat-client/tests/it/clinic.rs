//! A clinic with a group visit on in-memory adapters, served on a port behind a proxy.

use crate::proxy::Proxy;
use async_trait::async_trait;
use axum::{Router, http::request::Parts};
use chat_app::{ChatService, NewVisit, PageRequest, Ports, RateLimits, Settings};
use chat_client::{Client, Event, Events, Options, Token, TokenError, TokenSource, Visit};
use chat_domain::{
    Actor, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, MessageText, NewMessage,
    NewParticipant, PersonId, Reason, Recipient, Role, VisitId, VisitKind,
};
use chat_http::{
    AuthenticationError, Authenticator, HttpOptions, Identity, Shutdown, Subject, bearer, router,
};
use chat_memory::{LocalFanout, MemoryAttachmentStore, MemoryUploadLedger, MemoryVisitLog};
use chat_ports::VisitKey;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};
use time::OffsetDateTime;
use tokio::{net::TcpListener, time::timeout};
use uuid::Uuid;

/// Timeout for any step on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// People of the clinic.
pub(crate) const ADA: PersonId = PersonId::new(Uuid::from_u128(0xada)); // provider
pub(crate) const PIA: PersonId = PersonId::new(Uuid::from_u128(0x21a)); // patient

pub(crate) struct Clinic {
    pub(crate) service: ChatService,
    pub(crate) visit: VisitId,
    pub(crate) proxy: Proxy,
    pub(crate) shutdown: Shutdown,
    clinic: ClinicId,
    /// The number of tokens that were issued and are no longer valid.
    revoked: Arc<AtomicU32>,
    /// The number of tokens that were issued.
    pub(crate) issued: Arc<AtomicU32>,
}

/// Tokens are `<person>.<number>`.
struct Login {
    clinic: ClinicId,
    revoked: Arc<AtomicU32>,
}

#[async_trait]
impl Authenticator for Login {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        let token = bearer(request).ok_or(AuthenticationError::Missing)?;
        let (person, number) = token.split_once('.').ok_or(AuthenticationError::Invalid)?;
        let number: u32 = number.parse().unwrap();
        if number <= self.revoked.load(SeqCst) {
            return Err(AuthenticationError::Invalid);
        }
        let soon = OffsetDateTime::now_utc() + Duration::from_millis(500);
        Ok(Identity {
            clinic: self.clinic,
            subject: Subject::Person {
                person: person.parse().unwrap(),
                may_oversee: false,
            },
            expires_at: (number == SHORT).then_some(soon),
        })
    }
}

/// The number of a token with which live connections last half a second.
pub(crate) const SHORT: u32 = 1_000;

/// A login that issues a new token each time.
pub(crate) struct Session {
    person: PersonId,
    issued: Arc<AtomicU32>,
}

#[async_trait]
impl TokenSource for Session {
    async fn token(&self) -> Result<Token, TokenError> {
        let number = self.issued.fetch_add(1, SeqCst) + 1;
        Ok(Token::new(format!("{}.{number}", self.person)))
    }
}

impl Clinic {
    pub(crate) async fn new() -> Self {
        Self::with(RateLimits::unlimited()).await
    }

    pub(crate) async fn with(rates: RateLimits) -> Self {
        let clinic = ClinicId::new(Uuid::now_v7());
        let ports = Ports::new(
            MemoryVisitLog::new(),
            MemoryAttachmentStore::new(),
            MemoryUploadLedger::new(),
            LocalFanout::new(),
        );
        let mut settings = Settings::default().with_rates(rates);
        settings.policy.max_text_bytes_per_person = None;
        let service = ChatService::new(ports, settings);
        let revoked = Arc::default();
        let login = Login {
            clinic,
            revoked: Arc::clone(&revoked),
        };
        let options = HttpOptions::default();
        let shutdown = options.shutdown.clone();
        let routes = router(service.clone(), Arc::new(login), options);
        let routes = Router::new().nest("/chat", routes);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let visit = schedule(&service, clinic).await;
        Self {
            service,
            visit,
            proxy: Proxy::to(address).await,
            shutdown,
            clinic,
            revoked,
            issued: Arc::default(),
        }
    }

    pub(crate) fn client(&self, person: PersonId) -> Client {
        let issued = Arc::clone(&self.issued);
        self.client_with(Session { person, issued }, quick())
    }

    pub(crate) fn client_with(&self, tokens: impl TokenSource, options: Options) -> Client {
        Client::with_options(&self.proxy.url(), tokens, options).unwrap()
    }

    pub(crate) fn as_ada(&self) -> Visit {
        self.client(ADA).visit(self.visit)
    }

    /// The server rejects all tokens that were issued so far.
    pub(crate) fn revoke(&self) {
        self.revoked.store(self.issued.load(SeqCst), SeqCst);
    }

    /// A person writes to everyone, not through the client.
    pub(crate) async fn says(&self, sender: PersonId, text: &str) {
        let new = NewMessage {
            chat: ChatKey::Visit,
            recipient: Recipient::Everyone,
            client_id: ClientMessageId::new(Uuid::now_v7()),
            text: Some(MessageText::new(text).unwrap()),
            files: Vec::new(),
        };
        self.service.send(self.key(), sender, new).await.unwrap();
    }

    /// The host does something.
    pub(crate) async fn host(&self, command: Command) {
        let done = self.service.execute(self.key(), Actor::Host, command);
        done.await.unwrap();
    }

    pub(crate) async fn remove(&self, person: PersonId) {
        let reason = Reason::new("wrong visit").unwrap();
        self.host(Command::RemoveParticipant { person, reason })
            .await;
    }

    /// The texts of the visit chat, as Ada reads them.
    pub(crate) async fn texts(&self) -> Vec<String> {
        let ada = self.as_ada();
        let page = ada.messages(ChatKey::Visit, chat_client::Page::Newest, 200);
        let messages = page.await.unwrap().messages.into_iter();
        messages
            .map(|message| message.text.unwrap().as_str().to_owned())
            .collect()
    }

    /// The number of messages of the visit chat, read without the network.
    pub(crate) async fn texts_stored(&self) -> usize {
        let newest = PageRequest::Backward {
            before: None,
            limit: 200,
        };
        let page = self
            .service
            .history(self.key(), ADA, ChatKey::Visit, newest);
        page.await.unwrap().messages.len()
    }

    fn key(&self) -> VisitKey {
        VisitKey::new(self.clinic, self.visit)
    }
}

async fn schedule(service: &ChatService, clinic: ClinicId) -> VisitId {
    let participant = |person, role, name| NewParticipant {
        person,
        role,
        name: DisplayName::new(name).unwrap(),
        second_identifier: None,
        shares_history: false,
    };
    let new = NewVisit {
        clinic,
        visit: None,
        kind: VisitKind::Group,
        scheduled_for: OffsetDateTime::now_utc(),
        policy: Default::default(),
        notices: None,
        participants: vec![
            participant(ADA, Role::Provider, "Ada"),
            participant(PIA, Role::Patient, "Pia"),
        ],
    };
    let scheduled = service.schedule_visit_as(Actor::Host, new).await.unwrap();
    service
        .execute(
            scheduled,
            Actor::Host,
            Command::EnterWaitingRoom { person: PIA },
        )
        .await
        .unwrap();
    scheduled.visit
}

/// A client that retries quickly.
pub(crate) fn quick() -> Options {
    let mut options = Options::default();
    options.first_wait = Duration::from_millis(20);
    options.longest_wait = Duration::from_millis(200);
    options
}

/// A message to everyone.
pub(crate) fn to_everyone(text: &str) -> chat_client::NewMessage {
    chat_client::NewMessage::new(ChatKey::Visit, Recipient::Everyone, text)
}

/// The next event.
pub(crate) async fn next(events: &mut Events) -> Option<Event> {
    timeout(PATIENCE, events.next())
        .await
        .expect("an event in time")
}

/// The first event of which `pick` makes something.
pub(crate) async fn first<T>(events: &mut Events, pick: impl Fn(&Event) -> Option<T>) -> T {
    let found = async {
        loop {
            let event = next(events).await.expect("the connection goes on");
            if let Some(picked) = pick(&event) {
                return picked;
            }
        }
    };
    timeout(PATIENCE, found).await.expect("the event in time")
}
