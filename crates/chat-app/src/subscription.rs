//! Following a visit live, without gap or repeat.

use crate::{
    error::AppError,
    history::MessagePage,
    room::{Room, Snapshot},
    service::ChatService,
};
use chat_domain::{
    ChatKey, ChatNumber, Entry, PersonId, Refusal, Seq, VisitView,
    access::may_read,
    view,
    view::{MessageView, chats_of, readable_message},
};
use chat_ports::{HintStream, PageRequest, Topic, VisitKey};
use futures::{FutureExt as _, Stream, StreamExt as _};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// How many entries of a chat one read of the log asks for.
const READ: usize = 200;

/// How many of its newest entries a chat is shown with.
const NEWEST: usize = 50;

/// What a client has seen already: for each chat the last entry number that it got.
pub type Seen = BTreeMap<ChatKey, ChatNumber>;

/// One step of a live view. Applying them in order to what the client has gives what a fresh start
/// would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// The visit as the person is shown it now, replacing what they were shown before.
    View(Box<VisitView>),
    /// A chat's newest messages, replacing what the client has of that chat: at the start, and when
    /// a chat becomes readable.
    Chat(MessagePage),
    /// A message is new, corrected or retracted.
    Message {
        /// The chat.
        chat: ChatKey,
        /// The number of the entry, to be named when resuming.
        number: ChatNumber,
        /// The message as it stands now.
        message: Box<MessageView>,
    },
    /// The person was removed. Nothing follows.
    Ended(Refusal),
}

impl ChatService {
    /// Follows a visit: first what the person is shown now, or what they missed since `seen`; then
    /// everything that they may read, each entry once, in the order of its chat.
    ///
    /// Hints only wake the subscription; the truth is read from the log, so lost, repeated or
    /// reordered hints neither lose nor repeat nor reorder anything. The stream ends after
    /// [`Update::Ended`] or an error; the client resumes with what it has seen.
    ///
    /// # Errors
    /// [`AppError::Refused`] as [`ChatService::view`].
    pub async fn subscribe(
        &self,
        visit: VisitKey,
        person: PersonId,
        seen: Seen,
    ) -> Result<impl Stream<Item = Result<Update, AppError>> + Send + use<>, AppError> {
        // Hear first, look then: what happens in between is heard.
        let hints = self
            .inner
            .ports
            .fanout
            .subscribe(Topic::Visit(visit))
            .await?;
        self.view(visit, person).await?;
        let following = Following {
            service: self.clone(),
            visit,
            person,
            hints,
            poll_every: self.inner.settings.poll_every,
            seen,
            delivered: BTreeMap::new(),
            shown: None,
            looked_at: None,
            ready: VecDeque::new(),
            ended: false,
        };
        Ok(
            futures::stream::unfold(following, |mut following| async move {
                following.next().await.map(|update| (update, following))
            })
            .fuse(),
        )
    }
}

struct Following {
    service: ChatService,
    visit: VisitKey,
    person: PersonId,
    hints: HintStream,
    poll_every: Duration,
    /// What the client had before, for the chats not looked at yet.
    seen: Seen,
    /// The last entry number delivered of each readable chat.
    delivered: BTreeMap<ChatKey, ChatNumber>,
    shown: Option<VisitView>,
    /// The version at which views were last compared.
    looked_at: Option<Seq>,
    ready: VecDeque<Update>,
    ended: bool,
}

impl Following {
    async fn next(&mut self) -> Option<Result<Update, AppError>> {
        loop {
            if let Some(update) = self.ready.pop_front() {
                self.ended |= matches!(update, Update::Ended(_));
                return Some(Ok(update));
            }
            if self.ended {
                return None;
            }
            match self.step().await {
                Ok(()) => {}
                // Removed between two looks.
                Err(AppError::Refused(refusal)) => self.ready.push_back(Update::Ended(refusal)),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }

    async fn step(&mut self) -> Result<(), AppError> {
        let room = self.service.inner.rooms.get(self.visit);
        let snapshot = if self.looked_at.is_none() {
            room.snapshot().await?
        } else {
            self.wait(&room).await?
        };
        self.look(&room, snapshot).await
    }

    /// Waits for a hint, or for the time to look without one.
    async fn wait(&mut self, room: &Room) -> Result<Snapshot, AppError> {
        let Ok(hint) = tokio::time::timeout(self.poll_every, self.hints.next()).await else {
            return room.refresh().await;
        };
        let Some(mut newest) = hint else {
            return Err(AppError::unavailable("the fan-out has ended"));
        };
        while let Some(Some(hint)) = self.hints.next().now_or_never() {
            room.advance(&newest.entries);
            newest = hint;
        }
        room.heard(&newest).await
    }

    /// Makes ready whatever the snapshot has that was not delivered.
    async fn look(&mut self, room: &Room, snapshot: Snapshot) -> Result<(), AppError> {
        let state = &snapshot.state;
        if self.looked_at.is_none_or(|at| at < snapshot.views_changed) {
            match view(state, self.person) {
                Err(refusal) => {
                    self.ready.push_back(Update::Ended(refusal));
                    return Ok(());
                }
                Ok(now) if self.shown.as_ref() != Some(&now) => {
                    self.ready.push_back(Update::View(Box::new(now.clone())));
                    self.shown = Some(now);
                }
                Ok(_) => {}
            }
        }
        self.looked_at = Some(state.version);
        for chat in chats_of(state, self.person) {
            let Ok(first) = may_read(state, self.person, &chat) else {
                continue;
            };
            let last = state.chat(&chat).last;
            match self.delivered.get(&chat).copied() {
                Some(delivered) if delivered >= last => {}
                Some(delivered) => {
                    self.deliver(room, &snapshot, chat, delivered, last).await?;
                }
                None => self.begin(room, &snapshot, chat, first, last).await?,
            }
        }
        Ok(())
    }

    /// A chat is readable for the first time: what was missed if the client knows it, else its
    /// newest page.
    async fn begin(
        &mut self,
        room: &Room,
        snapshot: &Snapshot,
        chat: ChatKey,
        first: ChatNumber,
        last: ChatNumber,
    ) -> Result<(), AppError> {
        match self.seen.remove(&chat) {
            Some(seen) if seen <= last && seen.next() >= first => {
                self.deliver(room, snapshot, chat, seen, last).await
            }
            _ => {
                let newest = PageRequest::Backward {
                    before: Some(last.next()),
                    limit: NEWEST,
                };
                let page = self
                    .service
                    .history(self.visit, self.person, chat, newest)
                    .await?;
                self.ready.push_back(Update::Chat(page));
                self.delivered.insert(chat, last);
                Ok(())
            }
        }
    }

    /// The entries after `after` up to `last`: from memory if they are still there, else from the
    /// log.
    async fn deliver(
        &mut self,
        room: &Room,
        snapshot: &Snapshot,
        chat: ChatKey,
        mut after: ChatNumber,
        last: ChatNumber,
    ) -> Result<(), AppError> {
        self.delivered.insert(chat, after);
        while after < last {
            let entries = match room.recent(&chat, after) {
                Some(entries) => entries,
                None => {
                    let page = PageRequest::Forward { after, limit: READ };
                    let log = &self.service.inner.ports.log;
                    log.read_chat(self.visit, chat, page).await?.entries
                }
            };
            let before = after;
            for entry in entries {
                after = self.deliver_one(snapshot, chat, after, last, &entry);
            }
            if after == before {
                return Err(AppError::unavailable("the log ends before its own state"));
            }
        }
        Ok(())
    }

    fn deliver_one(
        &mut self,
        snapshot: &Snapshot,
        chat: ChatKey,
        after: ChatNumber,
        last: ChatNumber,
        entry: &Entry,
    ) -> ChatNumber {
        let Some((_, number)) = entry.event.chat_entry() else {
            return after;
        };
        if number != after.next() || number > last {
            return after;
        }
        self.delivered.insert(chat, number);
        if let Some(message) = readable_message(&snapshot.state, self.person, entry) {
            self.ready.push_back(Update::Message {
                chat,
                number,
                message: Box::new(message),
            });
        }
        number
    }
}
