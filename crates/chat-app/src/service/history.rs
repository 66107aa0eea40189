//! Reading a chat page by page.

use super::ChatService;
use crate::{
    access_log::recorder::Subject,
    error::AppError,
    rates::Kind,
    viewer::Viewer,
    visits::{
        page::{MessagePage, PageRequest, ReadableChat, Way},
        wanted::Wanted,
    },
};
use chat_domain::{
    Actor, ChatKey, Command, Entry, PersonId, Reason, Refusal, VisitState,
    access::may_oversee,
    view::{OverseenPerson, overseen_message, overseen_people, overseen_text, readable_message},
};
use chat_ports::VisitKey;
use std::collections::{BTreeMap, BTreeSet};

/// A page of a chat that an overseer reads (M5).
#[derive(Clone, Debug)]
pub struct Overseen {
    /// The page.
    pub page: MessagePage,
    /// The chat's people.
    pub people: Vec<OverseenPerson>,
}

impl ChatService {
    /// A page of a chat: at most 200 entries and about 256 KiB of messages.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the person may not read the chat (M1, M5, M7, W9).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::PageRequest;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, provider, patient, chat, .. } = &clinic;
    /// clinic.says("Good morning.").await?;
    /// let newest = PageRequest::Backward { before: None, limit: 50 };
    /// let page = service.history(*visit, *patient, *chat, newest).await?;
    /// assert_eq!(page.messages[0].author, *provider);
    /// assert!(!page.more);
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn history(
        &self,
        visit: VisitKey,
        person: PersonId,
        chat: ChatKey,
        page: PageRequest,
    ) -> Result<MessagePage, AppError> {
        self.inner
            .engine
            .rates
            .admit(Kind::Page, visit.clinic, person)?;
        let engine = &self.inner.engine;
        let before = engine.snapshot_for(visit, person).await?.state;
        let numbers = ReadableChat::of(&before, person, chat)?.numbers(page);
        let entries = Wanted::of(&before, chat, numbers)?;
        let entries = entries.read(&*engine.ports.log, visit).await?;
        // Taken after the read, and decides what is shown: the reader may have been removed, or a message
        // retracted in between.
        let state = engine.snapshot_for(visit, person).await?.state;
        let readable = ReadableChat::of(&state, person, chat)?;
        let page = readable.page(Way::of(page), entries, |entry| {
            readable_message(&state, person, entry)
        });
        if !page.messages.is_empty() {
            let read = Subject::chat_read(visit, &state, person, chat);
            engine.accesses.open_once(&read).await?;
        }
        Ok(page)
    }

    /// Breaks the glass and reads a page of a chat as it stood then (M5).
    ///
    /// The host grants the permission to oversee. The entry in the log is committed before anything is
    /// read.
    ///
    /// # Errors
    /// [`AppError::Refused`] for a viewer without that permission, or if the chat has no messages.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::{PageRequest, Viewer};
    /// use chat_domain::{PersonId, Reason};
    /// use uuid::Uuid;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, chat, .. } = &clinic;
    /// clinic.says("Good morning.").await?;
    /// // The host says that this person may oversee.
    /// let overseer = Viewer::Overseer(PersonId::new(Uuid::now_v7()));
    /// let reason = Reason::new("complaint 17")?;
    /// let newest = PageRequest::Backward { before: None, limit: 50 };
    /// let overseen = service.oversee(*visit, overseer, *chat, reason, newest).await?;
    /// assert_eq!(overseen.page.messages.len(), 1);
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn oversee(
        &self,
        visit: VisitKey,
        viewer: Viewer,
        chat: ChatKey,
        reason: Reason,
        page: PageRequest,
    ) -> Result<Overseen, AppError> {
        let actor = Actor::from(viewer);
        let given = reason.clone();
        let command = Command::BreakGlass { chat, reason };
        let state = self.inner.engine.execute(visit, actor, command).await?;
        let Actor::Overseer(overseer) = actor else {
            return Err(Refusal::NotAnOverseer.into());
        };
        let through = may_oversee(&state, overseer, &chat)?.through;
        let read = Subject::overseen(visit, overseer, chat);
        let accesses = &self.inner.engine.accesses;
        accesses.open(&read, Some(given)).await?;
        let log = &*self.inner.engine.ports.log;
        let state: &VisitState = &state;
        let readable = ReadableChat::through(chat, through);
        let entries = Wanted::of(state, chat, readable.numbers(page))?;
        let entries = entries.read(log, visit).await?;
        let text_of = |entry: &Entry| overseen_text(state, overseer, entry);
        // Texts that were corrected while the glass was being broken.
        let earlier: BTreeSet<_> = entries.iter().filter_map(text_of).collect();
        let texts = Wanted::of(state, chat, earlier.iter().copied())?;
        let texts = texts.read(log, visit).await?;
        let earlier: BTreeMap<_, _> = earlier.into_iter().zip(texts).collect();
        let page = readable.page(Way::of(page), entries, |entry| {
            let earlier = text_of(entry).and_then(|number| earlier.get(&number));
            overseen_message(state, overseer, entry, earlier)
        });
        let people = overseen_people(state, overseer, &chat)?;
        Ok(Overseen { page, people })
    }
}
