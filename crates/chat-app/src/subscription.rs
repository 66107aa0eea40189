//! Following a visit live, without gap or repeat.

use crate::{
    error::AppError,
    history::MessagePage,
    room::{Room, Snapshot},
    service::ChatService,
};
use chat_domain::{
    ChatKey, ChatNumber, Entry, PersonId, Refusal, Seq, VisitView,
    access::participant,
    view,
    view::{MessageView, readable_message},
};
use chat_ports::{HintStream, PageRequest, Topic, VisitKey};
use futures::{FutureExt as _, Stream, StreamExt as _};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};
use tokio::time::Instant;

/// How many entries of a chat one read of the log asks for.
const READ: usize = 100;

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
            room: self.inner.rooms.get(visit),
            person,
            hints,
            look_at: Instant::now() + self.inner.settings.poll_every,
            seen,
            delivered: BTreeMap::new(),
            shown: None,
            looked_at: None,
            heard: None,
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
    room: Arc<Room>,
    person: PersonId,
    hints: HintStream,
    /// When to look without a hint.
    look_at: Instant,
    /// What the client had before, for the chats not looked at yet.
    seen: Seen,
    /// The last entry number made ready of each readable chat.
    delivered: BTreeMap<ChatKey, ChatNumber>,
    shown: Option<VisitView>,
    /// The version at which views were last compared.
    looked_at: Option<Seq>,
    /// The state that the last hint told of.
    heard: Option<Snapshot>,
    /// Entries on their way. They become messages only when they are handed out, by the state of
    /// that moment: what was retracted, or whose reader was removed, in the meantime stays here.
    ready: VecDeque<Entry>,
    ended: bool,
}

impl Following {
    async fn next(&mut self) -> Option<Result<Update, AppError>> {
        while !self.ended {
            let update = match self.ready.pop_front() {
                Some(entry) => self.hand_out(&entry),
                None => self.step().await,
            };
            match update {
                Ok(None) => {}
                Ok(Some(update)) => return Some(Ok(update)),
                // Removed: nothing that waits is handed out any more.
                Err(AppError::Refused(refusal)) => {
                    self.ended = true;
                    return Some(Ok(Update::Ended(refusal)));
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }

    /// Does the next thing there is to do, or waits until there is something.
    async fn step(&mut self) -> Result<Option<Update>, AppError> {
        let snapshot = match self.heard.take() {
            Some(snapshot) => snapshot,
            None => self.room.snapshot().await?,
        };
        if let Some(update) = self.look(&snapshot)? {
            return Ok(Some(update));
        }
        if let Some((chat, first, last)) = self.behind(&snapshot) {
            return self.catch_up(chat, first, last).await;
        }
        self.heard = Some(self.wait().await?);
        Ok(None)
    }

    /// Waits for a hint, or for the time to look without one.
    async fn wait(&mut self) -> Result<Snapshot, AppError> {
        // Asked first: hints that come all the time must not put it off.
        let hint = match self.look_at.checked_duration_since(Instant::now()) {
            Some(left) => tokio::time::timeout(left, self.hints.next()).await.ok(),
            None => None,
        };
        let Some(hint) = hint else {
            self.look_at = Instant::now() + self.service.inner.settings.poll_every;
            return self.room.refresh().await;
        };
        let mut newest = hint.ok_or_else(|| AppError::unavailable("the fan-out has ended"))?;
        while let Some(Some(hint)) = self.hints.next().now_or_never() {
            newest.version = newest.version.max(hint.version);
        }
        self.room.heard(&newest).await
    }

    /// What the person is shown, if it has changed.
    fn look(&mut self, snapshot: &Snapshot) -> Result<Option<Update>, AppError> {
        if self
            .looked_at
            .is_some_and(|at| at >= snapshot.views_changed)
        {
            return Ok(None);
        }
        self.looked_at = Some(snapshot.state.version);
        let now = view(&snapshot.state, self.person)?;
        if self.shown.as_ref() == Some(&now) {
            return Ok(None);
        }
        self.shown = Some(now.clone());
        Ok(Some(Update::View(Box::new(now))))
    }

    /// A readable chat that has more than was made ready, with its first and last readable number.
    fn behind(&self, snapshot: &Snapshot) -> Option<(ChatKey, ChatNumber, ChatNumber)> {
        let chats = self.shown.as_ref()?.chats.iter();
        chats
            .filter_map(|shown| Some((shown.chat, shown.access.read.ok()?)))
            .map(|(chat, first)| (chat, first, snapshot.state.chat(&chat).last))
            .find(|(chat, _, last)| self.delivered.get(chat).is_none_or(|seen| seen < last))
    }

    /// One reading's worth of a chat: what follows on what the client has or, if it has nothing
    /// that can be followed on, the chat's newest page.
    async fn catch_up(
        &mut self,
        chat: ChatKey,
        first: ChatNumber,
        last: ChatNumber,
    ) -> Result<Option<Update>, AppError> {
        let known = self.delivered.get(&chat).copied().or_else(|| {
            let seen = self.seen.remove(&chat);
            seen.filter(|seen| *seen <= last && seen.next() >= first)
        });
        let Some(known) = known else {
            let newest = PageRequest::Backward {
                before: Some(last.next()),
                limit: NEWEST,
            };
            let page = self
                .service
                .history(self.room.visit, self.person, chat, newest)
                .await?;
            self.delivered.insert(chat, last);
            return Ok(Some(Update::Chat(page)));
        };
        let entries = match self.room.recent(&chat, known) {
            Some(entries) => entries,
            None if known == last => Vec::new(),
            None => {
                let page = PageRequest::Forward {
                    after: known,
                    limit: READ,
                };
                let log = &self.service.inner.ports.log;
                log.read_chat(self.room.visit, chat, page).await?.entries
            }
        };
        let mut reached = known;
        for entry in entries {
            match entry.event.chat_entry() {
                Some((_, number)) if number == reached.next() && number <= last => {
                    reached = number;
                    self.ready.push_back(entry);
                }
                _ => {}
            }
        }
        if reached == known && known < last {
            return Err(AppError::unavailable("the log ends before its own state"));
        }
        self.delivered.insert(chat, reached);
        Ok(None)
    }

    /// An entry as a message, by what is known now.
    fn hand_out(&self, entry: &Entry) -> Result<Option<Update>, AppError> {
        let now = self.room.cached().unwrap_or_default().state;
        if now.version < entry.seq {
            return Err(AppError::unavailable("the log was contradicted; resume"));
        }
        participant(&now, self.person)?;
        let message = readable_message(&now, self.person, entry);
        Ok(entry
            .event
            .chat_entry()
            .zip(message)
            .map(|((chat, number), message)| {
                let message = Box::new(message);
                Update::Message {
                    chat,
                    number,
                    message,
                }
            }))
    }
}
