//! Pages of one chat.

use super::{bytes, store, store_all};
use crate::fixture::{VisitScript, every_event};
use chat_domain::{ChatKey, ChatNumber, Command, Entry};
use chat_ports::{ChatPage, PageRequest, VisitLog};
use std::sync::Arc;

/// Stores three chats interleaved with each other and with other events, including corrections and
/// retractions.
async fn stored(log: &Arc<dyn VisitLog>) -> VisitScript {
    let mut visit = VisitScript::new();
    let mut appends = every_event(&mut visit);
    let (provider, patient) = (visit.cast.provider, visit.cast.patient);
    let as_provider = chat_domain::Actor::Person(provider);
    appends.push(visit.run(as_provider, &Command::ReopenVisit));
    let chats = chats(&visit);
    for number in 0..7 {
        for chat in chats {
            appends.push(visit.say(provider, chat, &format!("{number} in {chat}")));
        }
        appends.push(visit.say(patient, visit.direct(), "yes"));
        appends.push(visit.run(
            as_provider,
            &Command::LockChat {
                chat: ChatKey::Visit,
            },
        ));
        appends.push(visit.run(
            as_provider,
            &Command::UnlockChat {
                chat: ChatKey::Visit,
            },
        ));
    }
    store_all(&**log, appends).await;
    visit
}

const fn chats(visit: &VisitScript) -> [ChatKey; 3] {
    [ChatKey::Visit, visit.direct(), visit.other_direct()]
}

fn number(entry: &Entry) -> ChatNumber {
    entry
        .event
        .chat_entry()
        .expect("the entry belongs to a chat")
        .1
}

async fn page(
    log: &Arc<dyn VisitLog>,
    visit: &VisitScript,
    chat: ChatKey,
    page: PageRequest,
) -> ChatPage {
    log.read_chat(visit.key, chat, page).await.unwrap()
}

/// Forward pages of any size return every entry once, in order; `more` is false exactly on the last
/// page.
pub async fn forward_pages_cover_the_chat(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    for chat in chats(&visit) {
        let all = visit.of_chat(chat);
        for limit in 1..=all.len() + 1 {
            let (mut read, mut after) = (Vec::new(), ChatNumber(0));
            loop {
                let page = page(log, &visit, chat, PageRequest::Forward { after, limit }).await;
                let full = page.entries.len() == limit;
                read.extend(page.entries);
                assert_eq!(
                    page.more,
                    read.len() < all.len(),
                    "{limit} at a time in {chat}"
                );
                if !page.more {
                    break;
                }
                assert!(full, "a page with more after it is full");
                after = number(read.last().unwrap());
            }
            assert_eq!(bytes(&read), bytes(&all));
        }
    }
}

/// Backward pages of any size return every entry once, each page in ascending order; `more` is
/// false exactly on the page that reaches the start.
pub async fn backward_pages_cover_the_chat(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    for chat in chats(&visit) {
        let all = visit.of_chat(chat);
        for limit in 1..=all.len() + 1 {
            let (mut read, mut before) = (Vec::new(), None);
            loop {
                let page = page(log, &visit, chat, PageRequest::Backward { before, limit }).await;
                let full = page.entries.len() == limit;
                read.splice(0..0, page.entries);
                assert_eq!(
                    page.more,
                    read.len() < all.len(),
                    "{limit} at a time in {chat}"
                );
                if !page.more {
                    break;
                }
                assert!(full, "a page with more before it is full");
                before = Some(number(&read[0]));
            }
            assert_eq!(bytes(&read), bytes(&all));
        }
    }
}

/// A page can start after, or end before, any number, including numbers outside the chat.
pub async fn page_bound_can_be_any_number(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    let chat = visit.direct();
    let all = visit.of_chat(chat);
    let count = all.len();
    for bound in (0..=count + 2).chain([usize::MAX]) {
        for limit in [0, 1, 2, count, usize::MAX] {
            let after = ChatNumber(bound as u64);
            let rest = &all[bound.min(count)..];
            let read = page(log, &visit, chat, PageRequest::Forward { after, limit }).await;
            assert_eq!(bytes(&read.entries), bytes(&rest[..limit.min(rest.len())]));
            assert_eq!(read.more, limit < rest.len(), "{limit} after {bound}");

            let before = Some(ChatNumber(bound as u64));
            let rest = &all[..bound.saturating_sub(1).min(count)];
            let read = page(log, &visit, chat, PageRequest::Backward { before, limit }).await;
            assert_eq!(
                bytes(&read.entries),
                bytes(&rest[rest.len().saturating_sub(limit)..])
            );
            assert_eq!(read.more, limit < rest.len(), "{limit} before {bound}");
        }
    }
}

/// A chat without entries has an empty page with `more` false, whether or not the chat exists.
pub async fn chat_without_entries_has_an_empty_page(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    store(&**log, visit.schedule()).await;
    let provider = chat_domain::Actor::Person(visit.cast.provider);
    let chat = visit.direct();
    store(&**log, visit.run(provider, &Command::LockChat { chat })).await;
    store(&**log, visit.announce("in another chat")).await;
    let empty = ChatPage {
        entries: Vec::new(),
        more: false,
    };
    for chat in [chat, visit.other_direct()] {
        for request in [
            PageRequest::Forward {
                after: ChatNumber(0),
                limit: 5,
            },
            PageRequest::Backward {
                before: None,
                limit: 5,
            },
        ] {
            assert_eq!(page(log, &visit, chat, request).await, empty);
        }
    }
}
