//! Pages end at their limits, and the next page continues from there.

use crate::{
    clinic::{CLINIC, PATIENT, PROVIDER, direct, group_visit, message, send, service},
    live::{drain, follow, numbers},
};
use chat_app::{ChatService, DashboardFilter, MessagePage, PageRequest, Seen, Update};
use chat_domain::{ChatKey, ReaderNumber};
use chat_ports::VisitKey;

/// A limit greater than any page.
const ALL: usize = 100_000;

/// Bytes of a page's messages.
const PAGE_BYTES: usize = 256 * 1024;

/// Characters of a long message, and how many of them no page holds.
const LONG: usize = 8_000;
const MANY: u64 = 60;

fn bytes(page: &MessagePage) -> usize {
    let texts = page
        .messages
        .iter()
        .filter_map(|message| message.text.as_ref());
    texts.map(|text| text.as_str().len()).sum()
}

/// A chat of more text than a page, or a room's memory, holds.
async fn long_chat(service: &ChatService) -> (VisitKey, ChatKey) {
    let visit = group_visit(service).await;
    let chat = direct(PROVIDER, PATIENT);
    let text = "x".repeat(LONG);
    for id in 1..=MANY {
        let new = message(PROVIDER, chat, id.into(), &text);
        service.send(visit, PROVIDER, new).await.unwrap();
    }
    (visit, chat)
}

#[tokio::test]
async fn a_page_has_at_most_200_entries() {
    let service = service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    for id in 1..=250 {
        send(&service, visit, PROVIDER, chat, id).await.unwrap();
    }
    let page = async |after| {
        let page = PageRequest::Forward { after, limit: ALL };
        service.history(visit, PATIENT, chat, page).await.unwrap()
    };
    let first = page(ReaderNumber(0)).await;
    assert_eq!(first.covers, Some((ReaderNumber(1), ReaderNumber(200))));
    assert!(first.more);
    let rest = page(ReaderNumber(200)).await;
    assert_eq!(rest.covers, Some((ReaderNumber(201), ReaderNumber(250))));
    assert!(!rest.more);
}

#[tokio::test]
async fn a_page_has_at_most_256_kib_of_messages() {
    let service = service();
    let (visit, chat) = long_chat(&service).await;
    let mut after = ReaderNumber(0);
    let (mut pages, mut read) = (0, 0);
    loop {
        let page = PageRequest::Forward { after, limit: ALL };
        let page = service.history(visit, PATIENT, chat, page).await.unwrap();
        assert!(bytes(&page) <= PAGE_BYTES, "{}", bytes(&page));
        (pages, read) = (pages + 1, read + page.messages.len());
        if !page.more {
            break;
        }
        assert!(bytes(&page) + 2 * LONG > PAGE_BYTES, "{}", bytes(&page));
        (_, after) = page.covers.unwrap();
    }
    assert_eq!((pages, read), (2, 60));
}

#[tokio::test]
async fn the_first_page_of_a_follower_has_at_most_256_kib_of_messages() {
    let service = service();
    let (visit, chat) = long_chat(&service).await;
    let mut live = follow(&service, visit, PATIENT, Seen::new()).await;
    let updates = drain(&mut live).await;
    let page = updates.iter().find_map(|update| match update {
        Update::Chat(page) if page.chat == chat => Some(page),
        _ => None,
    });
    let page = page.unwrap();
    assert!(page.more && bytes(page) <= PAGE_BYTES, "{}", bytes(page));
}

#[tokio::test]
async fn a_follower_that_missed_more_than_is_in_memory_gets_it_from_the_log() {
    let service = service();
    let (visit, chat) = long_chat(&service).await;
    let seen = Seen::from([(chat, ReaderNumber(0))]);
    let mut live = follow(&service, visit, PATIENT, seen).await;
    let missed = numbers(&drain(&mut live).await, chat);
    assert_eq!(missed, (1..=MANY).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_list_has_at_most_200_visits() {
    let service = service();
    for _ in 0..201 {
        group_visit(&service).await;
    }
    let filter = DashboardFilter::default();
    let first = service
        .dashboard(CLINIC, PROVIDER, &filter, None, ALL)
        .await;
    let first = first.unwrap();
    assert_eq!(first.visits.len(), 200);
    let rest = service
        .dashboard(CLINIC, PROVIDER, &filter, first.next, ALL)
        .await;
    let rest = rest.unwrap();
    assert_eq!((rest.visits.len(), rest.next), (1, None));
}
