//! The real service with in-memory storage, on which stories are played.

mod acts;
mod answer;
pub mod files;
mod follow;
mod looks;
mod proof;
mod words;

pub use answer::Answer;
pub use follow::Follower;

use crate::{
    Outcome,
    cast::{CLINIC, Player},
    narrator::{Narrator, Story},
};
use chat_app::{ChatService, NewVisit, Ports, Settings};
use chat_domain::{ChatKey, ClientMessageId, PersonId, PolicyChoices, RuleId, VisitKind};
use chat_memory::{
    LocalFanout, ManualClock, MemoryAttachmentStore, MemoryUploadLedger, MemoryVisitLog,
    SequentialIds,
};
use chat_ports::{Clock as _, VisitKey};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// One visit and the people around it.
pub struct Stage {
    service: ChatService,
    log: MemoryVisitLog,
    clock: ManualClock,
    visit: VisitKey,
    cast: Vec<Player>,
    client_ids: u128,
    narrator: Narrator,
}

impl Stage {
    /// A service with one visit, scheduled in half an hour. `others` act in the story but are not
    /// participants.
    ///
    /// # Errors
    /// If the visit can't be scheduled.
    pub async fn new(
        title: &str,
        kind: VisitKind,
        participants: &[Player],
        others: &[Player],
    ) -> Outcome<Self> {
        let log = MemoryVisitLog::new();
        let clock = ManualClock::default();
        let ports = Ports {
            clock: Arc::new(clock.clone()),
            ids: Arc::new(SequentialIds::new()),
            ..Ports::new(
                log.clone(),
                MemoryAttachmentStore::new(),
                MemoryUploadLedger::new(),
                LocalFanout::new(),
            )
        };
        let service = ChatService::new(ports, Settings::default());
        let new = NewVisit {
            clinic: CLINIC,
            visit: None,
            kind,
            scheduled_for: clock.now() + Duration::minutes(30),
            policy: PolicyChoices::default(),
            notices: None,
            participants: participants
                .iter()
                .map(Player::participant)
                .collect::<Result<_, _>>()?,
        };
        let visit = service.schedule_visit(new).await?;
        Ok(Self {
            service,
            log,
            clock,
            visit,
            cast: participants.iter().chain(others).copied().collect(),
            client_ids: 0,
            narrator: Narrator::new(title),
        })
    }

    /// Starts a scene.
    pub fn scene(&mut self, title: &str, rules: &[RuleId]) {
        self.narrator.scene(title, rules);
    }

    /// Ends the story.
    #[must_use]
    pub fn end(self) -> Story {
        self.narrator.end()
    }

    /// A client id for a new message (F7).
    pub fn new_client_id(&mut self) -> ClientMessageId {
        self.client_ids += 1;
        ClientMessageId::new(Uuid::from_u128(self.client_ids))
    }

    /// Records an action. Every action takes one minute.
    fn act(&mut self, what: &str) {
        self.clock.advance(Duration::minutes(1));
        let now: OffsetDateTime = self.clock.now();
        self.narrator.act(now, what);
    }

    fn label(&self, person: PersonId) -> String {
        self.cast
            .iter()
            .find(|player| player.person == person)
            .map_or_else(|| "an unknown person".to_owned(), Player::label)
    }

    /// The transcript's name for a chat.
    fn chat(&self, chat: ChatKey) -> String {
        match chat {
            ChatKey::Visit => "the visit chat".to_owned(),
            ChatKey::Direct(pair) => format!(
                "the direct chat of {} and {}",
                self.label(pair.care),
                self.label(pair.attendee)
            ),
        }
    }
}

/// The direct chat of two players, care side first.
#[must_use]
pub const fn direct(care: Player, attendee: Player) -> ChatKey {
    ChatKey::direct(care.person, attendee.person)
}
