//! One visit that is followed, without gap or repeat.

use super::{
    Delivery, Signal,
    read::{self, Reading},
};
use crate::{
    error::AppError,
    history::{MessagePage, Readable, Way},
    rates::Kind,
    room::{RecentEntry, Room, Snapshot, Watching},
    service::ChatService,
};
use chat_domain::{
    ChatKey, ChatNumber, PersonId, Refusal, Seq, VisitState, VisitView, access::participant, view,
    view::readable_message,
};
use chat_ports::{ChatPage, PageRequest, VisitKey};
use futures::FutureExt as _;
use std::{
    collections::{BTreeMap, VecDeque},
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
    task::{Context, Poll, ready},
};

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
    Message(Arc<Delivery>),
    /// The person was removed. Nothing follows.
    Ended(Refusal),
}

/// A visit that is followed on a person's behalf. What is still to be delivered is a place in each
/// chat; it becomes an update by the state of the moment at which it is handed out.
pub(super) struct Following {
    service: ChatService,
    visit: VisitKey,
    person: PersonId,
    signal: Arc<Signal>,
    /// `None` until it is known that the person takes part.
    watching: Option<Watching>,
    /// What the client had before, for the chats not looked at yet.
    seen: Seen,
    /// The readable chats.
    places: Vec<Place>,
    /// What tells the view that was shown last from another.
    shown: Option<u64>,
    /// The version at which views were last compared.
    looked_at: Option<Seq>,
    /// Entries on their way. They become messages only when they are handed out.
    waiting: VecDeque<Arc<RecentEntry>>,
    /// A read of the log under way.
    read: Option<Reading<Read>>,
    /// Whether the state was as new as this node can know once after the following began.
    begun: bool,
    views: RandomState,
    /// Why the person may not follow now.
    refused: Option<AppError>,
}

/// A readable chat.
struct Place {
    chat: ChatKey,
    first: ChatNumber,
    /// The last entry number that was made ready; `None` before the chat's first page.
    delivered: Option<ChatNumber>,
}

/// What a read of the log was for.
enum Read {
    Room(Option<Arc<Room>>),
    State,
    Newest(ChatKey, ChatNumber, ChatPage),
    On(ChatKey, ChatPage),
}

/// What a client is behind with.
enum Behind {
    Nothing,
    /// It is ready now, or being read.
    Something,
    /// A chat's newest page, from memory.
    Newest(ChatKey, ChatNumber, ChatPage),
}

impl Following {
    pub(super) fn new(
        service: &ChatService,
        visit: VisitKey,
        person: PersonId,
        seen: Seen,
        signal: &Arc<Signal>,
    ) -> Self {
        let rates = &service.inner.rates;
        let refused = rates.admit(Kind::Follow, visit.clinic, person).err();
        Self {
            service: service.clone(),
            visit,
            person,
            signal: Arc::clone(signal),
            watching: None,
            seen,
            places: Vec::new(),
            shown: None,
            looked_at: None,
            waiting: VecDeque::new(),
            read: None,
            begun: false,
            views: RandomState::new(),
            refused,
        }
    }

    /// The next update. Pending while there is nothing new, in which case the signal is raised
    /// later, or while the log is read, in which case the task is woken. After
    /// [`Update::Ended`] or an error nothing follows.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Update, AppError>> {
        match ready!(self.poll_step(context)) {
            // Removed: nothing that waits is handed out any more.
            Err(AppError::Refused(refusal)) => Poll::Ready(Ok(Update::Ended(refusal))),
            other => Poll::Ready(other),
        }
    }

    /// Whether the log is being read, so that it has to be polled again.
    pub(super) fn is_reading(&self) -> bool {
        self.read.is_some()
    }

    /// Whether the person was shown anything.
    pub(super) fn has_shown(&self) -> bool {
        self.shown.is_some()
    }

    /// Whether the person may follow no longer, as far as is known now.
    pub(super) fn has_ended(&self) -> bool {
        let known = self.watching.as_ref();
        let known = known.and_then(|watching| watching.room().cached());
        self.has_shown() && known.is_some_and(|now| participant(&now.state, self.person).is_err())
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Result<Update, AppError>> {
        if let Some(refused) = self.refused.take() {
            return Poll::Ready(Err(refused));
        }
        loop {
            let read = match &mut self.read {
                Some(read) => {
                    let read = ready!(read.poll_unpin(context));
                    self.read = None;
                    Some(read?)
                }
                None => None,
            };
            match &read {
                Some(Read::Room(None)) => return Poll::Ready(Err(Refusal::VisitUnknown.into())),
                // Subscribe before reading, so that no change falls between the two.
                Some(Read::Room(Some(room))) => self.watching = Some(room.watch(&self.signal)),
                Some(Read::State) => self.begun = true,
                _ => {}
            }
            let Some(watching) = &self.watching else {
                let (service, visit, person) = (self.service.clone(), self.visit, self.person);
                self.begin(async move { service.enter(visit, person).await.map(Read::Room) });
                continue;
            };
            let room = Arc::clone(watching.room());
            let Some(snapshot) = room.cached().filter(|_| self.begun) else {
                let service = self.service.clone();
                self.begin(async move {
                    room.snapshot().await?;
                    service.inner.rooms.keep(&room);
                    Ok(Read::State)
                });
                continue;
            };
            participant(&snapshot.state, self.person)?;
            match read {
                Some(Read::Newest(chat, last, page)) => {
                    if let Some(update) = self.newest(&snapshot.state, chat, last, page) {
                        return Poll::Ready(Ok(update));
                    }
                }
                Some(Read::On(chat, page)) => {
                    let entries = page.entries.into_iter();
                    let entries = entries.map(|entry| Arc::new(RecentEntry::new(entry)));
                    self.queue(&snapshot.state, chat, entries)?;
                }
                Some(Read::Room(_) | Read::State) | None => {}
            }
            if let Some(view) = self.look(&snapshot)? {
                return Poll::Ready(Ok(Update::View(view)));
            }
            while let Some(entry) = self.waiting.pop_front() {
                if snapshot.state.version < entry.entry.seq {
                    let why = AppError::unavailable("the log was contradicted; resume");
                    return Poll::Ready(Err(why));
                }
                if let Some(delivery) = entry.delivery(&snapshot.state, self.person) {
                    return Poll::Ready(Ok(Update::Message(delivery)));
                }
            }
            match self.catch_up(&room, &snapshot.state)? {
                Behind::Nothing => return Poll::Pending,
                Behind::Something => {}
                Behind::Newest(chat, last, page) => {
                    if let Some(update) = self.newest(&snapshot.state, chat, last, page) {
                        return Poll::Ready(Ok(update));
                    }
                }
            }
        }
    }

    /// What the person is shown, if it has changed.
    fn look(&mut self, snapshot: &Snapshot) -> Result<Option<Box<VisitView>>, Refusal> {
        if self
            .looked_at
            .is_some_and(|at| at >= snapshot.views_changed)
        {
            return Ok(None);
        }
        let now = view(&snapshot.state, self.person)?;
        self.looked_at = Some(snapshot.state.version);
        let known: BTreeMap<_, _> = self
            .places
            .drain(..)
            .map(|place| (place.chat, place.delivered))
            .collect();
        let readable = now
            .chats
            .iter()
            .filter_map(|shown| Some((shown.chat, shown.access.read.ok()?)));
        self.places = readable
            .map(|(chat, first)| Place {
                chat,
                first,
                delivered: known.get(&chat).copied().flatten(),
            })
            .collect();
        let shown = Some(self.views.hash_one(&now));
        if self.shown == shown {
            return Ok(None);
        }
        self.shown = shown;
        Ok(Some(Box::new(now)))
    }

    /// Makes the next entries ready or begins to read them.
    fn catch_up(&mut self, room: &Arc<Room>, state: &VisitState) -> Result<Behind, AppError> {
        let behind = self.places.iter_mut().find_map(|place| {
            let last = state.chat(&place.chat).last;
            let behind = place.delivered.is_none_or(|delivered| delivered < last);
            behind.then_some((place, last))
        });
        let Some((place, last)) = behind else {
            self.seen = Seen::new();
            return Ok(Behind::Nothing);
        };
        let (chat, first) = (place.chat, place.first);
        let seen = &mut self.seen;
        let known = place.delivered.or_else(|| {
            let seen = seen.remove(&chat);
            seen.filter(|seen| *seen <= last && seen.next() >= first)
        });
        let room = Arc::clone(room);
        match known {
            // Nothing that can be followed on: the chat's newest page.
            None => {
                if let Some(entries) = room.newest(&chat, last, NEWEST) {
                    let more = last.0 > entries.len() as u64;
                    let page = ChatPage { entries, more };
                    return Ok(Behind::Newest(chat, last, page));
                }
                let page = PageRequest::Backward {
                    before: Some(last.next()),
                    limit: NEWEST,
                };
                self.begin(async move {
                    let page = room.ports.log.read_chat(room.visit, chat, page).await?;
                    Ok(Read::Newest(chat, last, page))
                });
            }
            Some(known) if known == last => place.delivered = Some(known),
            Some(known) => {
                place.delivered = Some(known);
                match room.recent(&chat, known) {
                    Some(entries) => self.queue(state, chat, entries.into_iter())?,
                    None => self.begin(async move {
                        let page = PageRequest::Forward {
                            after: known,
                            limit: READ,
                        };
                        let page = room.ports.log.read_chat(room.visit, chat, page).await?;
                        Ok(Read::On(chat, page))
                    }),
                }
            }
        }
        Ok(Behind::Something)
    }

    /// A chat's newest messages by what is known now. `None` if the chat is not theirs any more.
    fn newest(
        &mut self,
        state: &VisitState,
        chat: ChatKey,
        last: ChatNumber,
        page: ChatPage,
    ) -> Option<Update> {
        let place = self.places.iter_mut().find(|place| place.chat == chat)?;
        place.delivered = Some(last);
        let person = self.person;
        let readable = Readable::of(state, person, chat).ok()?;
        let page = readable.page(Way::Backward, page, |entry| {
            readable_message(state, person, entry)
        });
        Some(Update::Chat(page))
    }

    /// Puts the entries that follow on what was delivered on their way, as far as the state holds
    /// them.
    fn queue(
        &mut self,
        state: &VisitState,
        chat: ChatKey,
        entries: impl Iterator<Item = Arc<RecentEntry>>,
    ) -> Result<(), AppError> {
        let Some(place) = self.places.iter_mut().find(|place| place.chat == chat) else {
            return Ok(());
        };
        let Some(before) = place.delivered else {
            return Ok(());
        };
        let last = state.chat(&chat).last;
        let mut reached = before;
        for entry in entries {
            let number = entry.entry.event.chat_entry().map(|(_, number)| number);
            if number == Some(reached.next()) && reached < last {
                reached = reached.next();
                self.waiting.push_back(entry);
            }
        }
        place.delivered = Some(reached);
        if reached == before && before < last {
            return Err(AppError::unavailable("the log ends before its own state"));
        }
        Ok(())
    }

    fn begin(&mut self, read: impl Future<Output = Result<Read, AppError>> + Send + 'static) {
        self.read = Some(read::begin(read));
    }
}
