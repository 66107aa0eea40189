//! Reading a chat page by page.

use super::ChatService;
use crate::{
    error::AppError,
    rates::Kind,
    viewer::Viewer,
    visits::page::{MessagePage, Readable, Way, bounded},
};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Entry, PersonId, Reason, Refusal, VisitState,
    access::{may_oversee, may_read},
    view::{overseen_message, overseen_text, readable_message},
};
use chat_ports::{PageRequest, VisitKey};
use std::collections::{BTreeMap, BTreeSet};

impl ChatService {
    /// A page of a chat: at most 200 entries and about 256 KiB of messages.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the person may not read the chat (M1, M5, M7, W9).
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
        let before = self.inner.engine.snapshot_for(visit, person).await?.state;
        let first = may_read(&before, person, &chat)?;
        let way = Way::of(page);
        let page = self
            .inner
            .engine
            .ports
            .log
            .read_chat(visit, chat, bounded(page, first))
            .await?;
        // Taken after the entries, so that the state holds all of them. The reader may have been
        // removed in between.
        let state = self.inner.engine.snapshot_for(visit, person).await?.state;
        let readable = Readable::of(&state, person, chat)?;
        Ok(readable.page(way, page, |entry| readable_message(&state, person, entry)))
    }

    /// Breaks the glass and reads a page of a chat as it stood then (M5).
    ///
    /// The host grants the permission to oversee. The entry in the log is committed before anything is
    /// read.
    ///
    /// # Errors
    /// [`AppError::Refused`] for a viewer without that permission, or if the chat has no messages.
    pub async fn oversee(
        &self,
        visit: VisitKey,
        viewer: Viewer,
        chat: ChatKey,
        reason: Reason,
        page: PageRequest,
    ) -> Result<MessagePage, AppError> {
        let way = Way::of(page);
        let actor = Actor::from(viewer);
        let command = Command::BreakGlass { chat, reason };
        let state = self.inner.engine.execute(visit, actor, command).await?;
        let Actor::Overseer(overseer) = actor else {
            return Err(Refusal::NotAnOverseer.into());
        };
        let through = may_oversee(&state, overseer, &chat)?;
        let page = match page {
            PageRequest::Backward { before, limit } => PageRequest::Backward {
                before: Some(before.map_or(through.next(), |before| before.min(through.next()))),
                limit,
            },
            forward @ PageRequest::Forward { .. } => forward,
        };
        let page = bounded(page, ChatNumber::FIRST);
        let page = self
            .inner
            .engine
            .ports
            .log
            .read_chat(visit, chat, page)
            .await?;
        let state: &VisitState = &state;
        let readable = Readable::through(chat, through);
        let text_of = |entry: &Entry| overseen_text(state, overseer, entry);
        let earlier = self
            .entries_at(visit, chat, page.entries.iter().filter_map(text_of))
            .await?;
        Ok(readable.page(way, page, |entry| {
            let earlier = text_of(entry).and_then(|number| earlier.get(&number));
            overseen_message(state, overseer, entry, earlier)
        }))
    }

    /// Single entries of a chat: texts that were corrected while the glass was being broken.
    async fn entries_at(
        &self,
        visit: VisitKey,
        chat: ChatKey,
        numbers: impl Iterator<Item = ChatNumber>,
    ) -> Result<BTreeMap<ChatNumber, Entry>, AppError> {
        let mut found = BTreeMap::new();
        for number in numbers.collect::<BTreeSet<_>>() {
            let one = PageRequest::Forward {
                after: ChatNumber(number.0.saturating_sub(1)),
                limit: 1,
            };
            let page = self
                .inner
                .engine
                .ports
                .log
                .read_chat(visit, chat, one)
                .await?;
            found.extend(page.entries.into_iter().map(|entry| (number, entry)));
        }
        Ok(found)
    }
}
