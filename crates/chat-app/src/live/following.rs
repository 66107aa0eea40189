//! One followed visit, without gaps or repeats.

use super::{
    place::Place,
    read::{self, Behind, Read, Reading},
    signal::Signal,
    update::{Seen, Update},
};
use crate::{
    access_log::recorder::Subject,
    engine::Engine,
    error::AppError,
    meters::held::VisitFollowed,
    rates::Kind,
    visits::{
        live_visit::LiveVisit,
        page::{PageRequest, ReadableChat, Way},
        recent::RecentEntry,
        snapshot::Snapshot,
        wanted::Wanted,
        watch::Watching,
    },
};
use chat_domain::{
    ChatKey, ChatNumber, Entry, PersonId, ReaderNumber, Refusal, Seq, VisitState, VisitView,
    access::{may_read, participant, sees_typing},
    view,
    view::{ReadingView, readable_message},
};
use chat_ports::VisitKey;
use futures::FutureExt as _;
use std::{
    collections::{BTreeMap, VecDeque},
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
    task::{Context, Poll, ready},
};

/// Number of entries per read of the log.
const READ: usize = 100;

/// Number of newest entries that a chat is first shown with.
const NEWEST: usize = 50;

/// A visit that is followed on a person's behalf. It queues a position in each chat; an update is
/// built from the state at delivery.
pub(super) struct Following {
    engine: Arc<Engine>,
    visit: VisitKey,
    person: PersonId,
    signal: Arc<Signal>,
    /// `None` until the person is known to take part.
    watching: Option<Watching>,
    /// The client's positions in chats that have not been read yet.
    seen: Seen,
    /// The readable chats.
    places: Vec<Place>,
    /// The hash of the view that was shown last.
    shown: Option<u64>,
    /// The version at which views were last compared.
    looked_at: Option<Seq>,
    /// The newest typing signal that was judged.
    typing: u64,
    /// Entries to deliver. They become messages at delivery.
    waiting: VecDeque<Arc<RecentEntry>>,
    /// A read of the log in progress.
    read: Option<Reading<Read>>,
    /// Whether the state has been read since the subscription began.
    begun: bool,
    views: RandomState,
    /// The refusal to deliver first, if the person may not follow now.
    refused: Option<AppError>,
    _counted: VisitFollowed,
}

impl Following {
    pub(super) fn new(
        engine: &Arc<Engine>,
        visit: VisitKey,
        person: PersonId,
        seen: Seen,
        signal: &Arc<Signal>,
    ) -> Self {
        let refused = engine.rates.admit(Kind::Follow, visit.clinic, person).err();
        Self {
            engine: Arc::clone(engine),
            visit,
            person,
            signal: Arc::clone(signal),
            watching: None,
            seen,
            places: Vec::new(),
            shown: None,
            looked_at: None,
            typing: 0,
            waiting: VecDeque::new(),
            read: None,
            begun: false,
            views: RandomState::new(),
            refused,
            _counted: VisitFollowed::begin(),
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
            // Removed: queued entries are not delivered.
            Err(AppError::Refused(refusal)) => Poll::Ready(Ok(Update::Ended(refusal))),
            other => Poll::Ready(other),
        }
    }

    /// Whether a read of the log is in progress and must be polled.
    pub(super) fn is_reading(&self) -> bool {
        self.read.is_some()
    }

    /// Whether the person was shown anything.
    pub(super) fn has_shown(&self) -> bool {
        self.shown.is_some()
    }

    /// Whether the person was removed, by the state in memory.
    pub(super) fn has_ended(&self) -> bool {
        let known = self.watching.as_ref();
        let known = known.and_then(|watching| watching.visit().cached());
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
                Some(Read::Entered(None)) => return Poll::Ready(Err(Refusal::VisitUnknown.into())),
                // Subscribe before reading, so that no change falls between the two.
                Some(Read::Entered(Some(live))) => {
                    self.watching =
                        Some(Watching::begin(Arc::clone(live), &self.signal, self.person));
                }
                Some(Read::State) => self.begun = true,
                _ => {}
            }
            let Some(watching) = &self.watching else {
                let (engine, visit, person) = (Arc::clone(&self.engine), self.visit, self.person);
                self.begin(async move { engine.enter(visit, person).await.map(Read::Entered) });
                continue;
            };
            let live = Arc::clone(watching.visit());
            let Some(snapshot) = live.cached().filter(|_| self.begun) else {
                let engine = Arc::clone(&self.engine);
                self.begin(async move {
                    live.snapshot().await?;
                    engine.visits.keep(&live);
                    Ok(Read::State)
                });
                continue;
            };
            participant(&snapshot.state, self.person)?;
            match read {
                Some(Read::Newest(chat, last, entries)) => {
                    if let Some(update) = self.newest(&snapshot.state, chat, last, entries) {
                        return Poll::Ready(Ok(update));
                    }
                }
                Some(Read::On(chat, entries)) => {
                    let entries = entries.into_iter();
                    let entries = entries.map(|entry| Arc::new(RecentEntry::new(entry)));
                    self.queue(&snapshot.state, chat, entries)?;
                }
                Some(Read::Recorded(chat)) => {
                    let mut places = self.places.iter_mut();
                    if let Some(place) = places.find(|place| place.chat == chat) {
                        place.is_recorded = true;
                    }
                }
                Some(Read::Entered(_) | Read::State) | None => {}
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
            match self.catch_up(&live, &snapshot.state)? {
                Behind::Nothing => {
                    if let Some(reading) = self.reading(&snapshot)? {
                        return Poll::Ready(Ok(Update::Reading(reading)));
                    }
                    return match self.typing(&live, &snapshot.state) {
                        Some(typing) => Poll::Ready(Ok(typing)),
                        None => Poll::Pending,
                    };
                }
                Behind::Something => {}
                Behind::Newest(chat, last, entries) => {
                    if let Some(update) = self.newest(&snapshot.state, chat, last, entries) {
                        return Poll::Ready(Ok(update));
                    }
                }
            }
        }
    }

    /// The person's view, if it has changed.
    fn look(&mut self, snapshot: &Snapshot) -> Result<Option<Box<VisitView>>, Refusal> {
        if self
            .looked_at
            .is_some_and(|at| at >= snapshot.views_changed)
        {
            return Ok(None);
        }
        let now = view(&snapshot.state, self.person)?;
        self.looked_at = Some(snapshot.state.version);
        let mut known: BTreeMap<_, _> = self
            .places
            .drain(..)
            .map(|place| (place.chat, place))
            .collect();
        let readable = now.chats.iter().filter(|shown| shown.access.read.is_ok());
        self.places = readable
            .map(|shown| match known.remove(&shown.chat) {
                Some(place) => place,
                None => Place::new(shown.chat),
            })
            .collect();
        let shown = Some(self.views.hash_one(&now));
        if self.shown == shown {
            return Ok(None);
        }
        self.shown = shown;
        Ok(Some(Box::new(now)))
    }

    /// Queues the next entries or begins to read them.
    fn catch_up(&mut self, live: &Arc<LiveVisit>, state: &VisitState) -> Result<Behind, AppError> {
        let behind = self.places.iter_mut().find_map(|place| {
            let last = state.chat(&place.chat).last;
            let behind = place.delivered.is_none_or(|delivered| delivered < last);
            behind.then_some((place, last))
        });
        let Some((place, last)) = behind else {
            self.seen = Seen::new();
            return Ok(Behind::Nothing);
        };
        let chat = place.chat;
        let readable = may_read(state, self.person, &chat)?;
        // Nothing is shown before it is recorded who opened it.
        if !place.is_recorded && readable.number(last) > ReaderNumber(0) {
            let subject = Subject::chat_read(self.visit, state, self.person, chat);
            if let recording @ Some(_) = read::recorded(&self.engine, subject, chat) {
                self.read = recording;
                return Ok(Behind::Something);
            }
            place.is_recorded = true;
        }
        let seen = &mut self.seen;
        let known = place.delivered.or_else(|| {
            let seen = seen.remove(&chat);
            let seen = seen.filter(|seen| *seen <= readable.number(last))?;
            Some(readable.through(seen).min(last))
        });
        let live = Arc::clone(live);
        match known {
            // No position to resume from: the chat's newest page.
            None => {
                let page = PageRequest::Backward {
                    before: None,
                    limit: NEWEST,
                };
                let readable = ReadableChat::of(state, self.person, chat)?;
                let mut numbers = readable.numbers(page).peekable();
                let kept = match numbers.peek() {
                    Some(first) => live.recent(&chat, first.before()),
                    None => Some(Vec::new()),
                };
                if let Some(kept) = kept {
                    let entries = kept.into_iter().map(|kept| kept.entry.clone());
                    return Ok(Behind::Newest(chat, last, entries.collect()));
                }
                let wanted = Wanted::of(state, chat, numbers)?;
                self.begin(async move {
                    let entries = wanted.read(&*live.ports.log, live.visit).await?;
                    Ok(Read::Newest(chat, last, entries))
                });
            }
            Some(known) if known == last => place.delivered = Some(known),
            Some(known) => {
                place.delivered = Some(known);
                match live.recent(&chat, known) {
                    Some(entries) => self.queue(state, chat, entries.into_iter())?,
                    None => {
                        let next = (known.next().0..=last.0).take(READ).map(ChatNumber);
                        let wanted = Wanted::of(state, chat, next)?;
                        self.begin(async move {
                            let entries = wanted.read(&*live.ports.log, live.visit).await?;
                            Ok(Read::On(chat, entries))
                        });
                    }
                }
            }
        }
        Ok(Behind::Something)
    }

    /// A chat's newest messages by the current state. `None` if the person may no longer read the chat.
    fn newest(
        &mut self,
        state: &VisitState,
        chat: ChatKey,
        last: ChatNumber,
        entries: Vec<Entry>,
    ) -> Option<Update> {
        let place = self.places.iter_mut().find(|place| place.chat == chat)?;
        place.delivered = Some(last);
        let person = self.person;
        let readable = ReadableChat::of(state, person, chat).ok()?;
        let page = readable.page(Way::Backward, entries, |entry| {
            readable_message(state, person, entry)
        });
        Some(Update::Chat(page))
    }

    /// Queues the entries that follow the delivered ones, up to the state's last number.
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

    /// A chat's reading, if it is new to the client. To be asked when all messages have been delivered.
    fn reading(&mut self, snapshot: &Snapshot) -> Result<Option<ReadingView>, Refusal> {
        for place in &mut self.places {
            if let Some(reading) = place.new_reading(snapshot, self.person)? {
                return Ok(Some(reading));
            }
        }
        Ok(None)
    }

    /// The next typing signal that the person is shown (R5). To be asked last, so that it delays nothing.
    fn typing(&mut self, live: &LiveVisit, state: &VisitState) -> Option<Update> {
        while let Some((number, typing)) = live.typing.after(self.typing) {
            self.typing = number;
            if sees_typing(state, self.person, &typing) {
                let (chat, person) = (typing.chat, typing.person);
                return Some(Update::Typing { chat, person });
            }
        }
        None
    }

    fn begin(&mut self, read: impl Future<Output = Result<Read, AppError>> + Send + 'static) {
        self.read = Some(read::begin(read));
    }
}
