//! Pages of a chat, compared with the log.

use crate::{
    clinic::{
        COLLEAGUE, OTHER_PATIENT, PATIENT, PROVIDER, direct, enter, group_visit, ports, send,
        settings,
    },
    live::{drain, follow},
};
use async_trait::async_trait;
use chat_app::{AppError, ChatService, MessagePage, PageRequest, Ports, Seen, Update};
use chat_domain::{
    Actor, ChatKey, ClinicId, Command, Entry, MessageText, PersonId, ReaderNumber, Reason, Seq,
    VisitSummary, view::MessageView,
};
use chat_ports::{
    Append, DueVisit, LogPart, PortError, VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use futures::StreamExt as _;
use std::{collections::BTreeSet, sync::Arc};
use time::OffsetDateTime;

const CHATS: [ChatKey; 3] = [
    ChatKey::Visit,
    ChatKey::direct(PROVIDER, PATIENT),
    ChatKey::direct(PROVIDER, OTHER_PATIENT),
];

/// Three chats interleaved with each other and with other events, including corrections and retractions.
async fn told(ports: &Ports) -> (ChatService, VisitKey) {
    let service = ChatService::new(ports.clone(), settings());
    let visit = group_visit(&service).await;
    for turn in 1..=7 {
        for (chat, id) in CHATS.into_iter().zip(10 * turn..) {
            let sent = send(&service, visit, PROVIDER, chat, id).await.unwrap();
            if turn % 3 == 0 {
                let text = MessageText::new(&format!("message {id}, corrected")).unwrap();
                let correct = service.correct(visit, PROVIDER, sent.message, text);
                correct.await.unwrap();
            }
            if turn % 4 == 0 {
                let why = Reason::new("wrong patient").unwrap();
                let retract = service.retract(visit, PROVIDER, sent.message, why);
                retract.await.unwrap();
            }
        }
        enter(&service, visit, PATIENT).await;
        let answer = send(&service, visit, PATIENT, CHATS[1], 10 * turn + 9);
        answer.await.unwrap();
        let leave = Command::Leave { person: PATIENT };
        let leave = service.execute(visit, Actor::Person(PATIENT), leave);
        leave.await.unwrap();
    }
    (service, visit)
}

/// The last number of a chat, by the log.
async fn count(ports: &Ports, visit: VisitKey, chat: ChatKey) -> u64 {
    let log = ports
        .log
        .read(visit, Seq::ZERO, usize::MAX)
        .await
        .unwrap()
        .entries;
    let of_chat = log.iter().filter_map(|entry| entry.event.chat_entry());
    of_chat.filter(|(of, _)| *of == chat).count() as u64
}

async fn page(
    service: &ChatService,
    visit: VisitKey,
    chat: ChatKey,
    page: PageRequest,
) -> MessagePage {
    let page = service.history(visit, PROVIDER, chat, page).await.unwrap();
    assert_eq!(page.chat, chat);
    page
}

/// The messages of all pages together, each once.
fn together(pages: &[MessagePage]) -> Vec<MessageView> {
    let messages = pages.iter().flat_map(|page| &page.messages);
    let mut numbered: Vec<_> = messages.cloned().collect();
    numbered.sort_by_key(|message| (message.number, message.text.is_none()));
    numbered.dedup_by_key(|message| message.number);
    numbered
}

fn covers(start: u64, end: u64) -> Option<(ReaderNumber, ReaderNumber)> {
    (start <= end).then_some((ReaderNumber(start), ReaderNumber(end)))
}

#[tokio::test]
async fn forward_pages_cover_the_chat() {
    let ports = ports();
    let (service, visit) = told(&ports).await;
    for chat in CHATS {
        let count = count(&ports, visit, chat).await;
        let after = ReaderNumber(0);
        let all = PageRequest::Forward { after, limit: 200 };
        let all = page(&service, visit, chat, all).await;
        assert_eq!((all.covers, all.more), (covers(1, count), false));
        for limit in 1..=count + 1 {
            let (mut pages, mut after) = (Vec::new(), 0);
            while after < count {
                let request = PageRequest::Forward {
                    after: ReaderNumber(after),
                    limit: limit as usize,
                };
                let page = page(&service, visit, chat, request).await;
                let end = count.min(after + limit);
                assert_eq!(page.covers, covers(after + 1, end), "{limit} at a time");
                assert_eq!(page.more, end < count, "{limit} at a time in {chat}");
                after = end;
                pages.push(page);
            }
            assert_eq!(together(&pages), all.messages, "{limit} at a time");
        }
    }
}

#[tokio::test]
async fn backward_pages_cover_the_chat() {
    let ports = ports();
    let (service, visit) = told(&ports).await;
    for chat in CHATS {
        let count = count(&ports, visit, chat).await;
        let before = None;
        let all = PageRequest::Backward { before, limit: 200 };
        let all = page(&service, visit, chat, all).await;
        assert_eq!((all.covers, all.more), (covers(1, count), false));
        for limit in 1..=count + 1 {
            let (mut pages, mut before) = (Vec::new(), None);
            loop {
                let request = PageRequest::Backward {
                    before: before.map(ReaderNumber),
                    limit: limit as usize,
                };
                let page = page(&service, visit, chat, request).await;
                let end = before.unwrap_or(count + 1) - 1;
                let start = end.saturating_sub(limit - 1).max(1);
                assert_eq!(page.covers, covers(start, end), "{limit} at a time");
                assert_eq!(page.more, start > 1, "{limit} at a time in {chat}");
                assert!(page.messages.is_sorted_by_key(|message| message.number));
                let more = page.more;
                pages.push(page);
                if !more {
                    break;
                }
                before = Some(start);
            }
            assert_eq!(together(&pages), all.messages, "{limit} at a time");
        }
    }
}

#[tokio::test]
async fn page_bound_can_be_any_number() {
    let ports = ports();
    let (service, visit) = told(&ports).await;
    let chat = CHATS[1];
    let count = count(&ports, visit, chat).await;
    for bound in (0..=count + 2).chain([u64::MAX]) {
        for limit in [0, 1, 2, count, u64::MAX] {
            let at_most = limit.clamp(1, 200);
            let limit = limit as usize;
            let after = ReaderNumber(bound);
            let read = page(&service, visit, chat, PageRequest::Forward { after, limit }).await;
            let end = count.min(bound.saturating_add(at_most));
            assert_eq!(read.covers, covers(bound.saturating_add(1), end));
            assert_eq!(read.more, end < count, "{limit} after {bound}");

            let before = Some(ReaderNumber(bound));
            let read = PageRequest::Backward { before, limit };
            let read = page(&service, visit, chat, read).await;
            let end = count.min(bound.saturating_sub(1));
            let start = end.saturating_sub(at_most - 1).max(1);
            assert_eq!(read.covers, covers(start, end));
            assert_eq!(read.more, end > 0 && start > 1, "{limit} before {bound}");
        }
    }
}

#[tokio::test]
async fn chat_without_entries_has_an_empty_page() {
    let (service, visit) = told(&ports()).await;
    let chat = direct(COLLEAGUE, PATIENT);
    let lock = Command::LockChat { chat };
    let locked = service.execute(visit, Actor::Person(COLLEAGUE), lock);
    locked.await.unwrap();
    for chat in [chat, direct(COLLEAGUE, OTHER_PATIENT)] {
        let (after, before, limit) = (ReaderNumber(0), None, 5);
        for request in [
            PageRequest::Forward { after, limit },
            PageRequest::Backward { before, limit },
        ] {
            let page = service.history(visit, COLLEAGUE, chat, request).await;
            let page = page.unwrap();
            assert_eq!(
                (page.messages, page.covers, page.more),
                (vec![], None, false)
            );
        }
    }
}

/// A late attendee of a group visit reads its chat from their entry on, and counts from 1.
#[tokio::test]
async fn m7_pages_of_a_late_reader_are_numbered_from_1() {
    let (service, visit) = told(&ports()).await;
    enter(&service, visit, OTHER_PATIENT).await;
    let mut last = ReaderNumber(0);
    for id in 100..104 {
        let sent = send(&service, visit, PROVIDER, ChatKey::Visit, id).await;
        last = sent.unwrap().number;
    }
    let first = 1;
    assert!(last.0 > 4, "the sender counts the earlier messages, too");
    let last = ReaderNumber(4);
    let read = async |page| {
        let page = service.history(visit, OTHER_PATIENT, ChatKey::Visit, page);
        page.await.unwrap()
    };
    for (limit, start) in [(200, first), (4, first), (3, first + 1)] {
        let before = None;
        let page = read(PageRequest::Backward { before, limit }).await;
        assert_eq!(page.covers, covers(start, last.0));
        assert_eq!(page.more, start > first);
        assert_eq!(page.messages.len() as u64, last.0 + 1 - start);
    }
    let before = Some(ReaderNumber(first));
    let page = read(PageRequest::Backward { before, limit: 9 }).await;
    assert_eq!((page.covers, page.more), (None, false));
    let after = ReaderNumber(0);
    let page = read(PageRequest::Forward { after, limit: 2 }).await;
    assert_eq!((page.covers, page.more), (covers(first, first + 1), true));
}

/// Corrections and retractions of messages that a late reader may not read leave no gap in their pages.
#[tokio::test]
async fn m7_hidden_entries_make_no_page_shorter() {
    let (service, visit) = told(&ports()).await;
    let earlier = send(&service, visit, PROVIDER, ChatKey::Visit, 99).await;
    let earlier = earlier.unwrap().message;
    enter(&service, visit, OTHER_PATIENT).await;
    for id in 100..106 {
        send(&service, visit, PROVIDER, ChatKey::Visit, id)
            .await
            .unwrap();
        let text = MessageText::new(&format!("earlier, corrected {id}")).unwrap();
        let corrected = service.correct(visit, PROVIDER, earlier, text).await;
        corrected.unwrap();
    }
    let read = async |page| {
        let page = service.history(visit, OTHER_PATIENT, ChatKey::Visit, page);
        let page = page.await.unwrap();
        (page.covers, page.messages.len(), page.more)
    };
    for (before, shown) in [
        (None, (covers(4, 6), 3, true)),
        (Some(ReaderNumber(4)), (covers(1, 3), 3, false)),
    ] {
        let page = PageRequest::Backward { before, limit: 3 };
        assert_eq!(read(page).await, shown);
    }
    for (after, shown) in [(0, (covers(1, 4), 4, true)), (4, (covers(5, 6), 2, false))] {
        let after = ReaderNumber(after);
        let page = PageRequest::Forward { after, limit: 4 };
        assert_eq!(read(page).await, shown);
    }
    // The newest page of a follower, from memory.
    let mut live = follow(&service, visit, OTHER_PATIENT, Seen::new()).await;
    let pages = drain(&mut live).await.into_iter();
    let pages = pages.filter_map(|update| match update {
        Update::Chat(page) if page.chat == ChatKey::Visit => Some(page.covers),
        _ => None,
    });
    assert_eq!(pages.collect::<Vec<_>>(), [covers(1, 6)]);
    // What follows for the author of earlier messages is nothing for them.
    let text = MessageText::new("corrected again").unwrap();
    let corrected = service.correct(visit, PROVIDER, earlier, text).await;
    corrected.unwrap();
    assert_eq!(drain(&mut live).await, []);
    send(&service, visit, PROVIDER, ChatKey::Visit, 106)
        .await
        .unwrap();
    let numbers = drain(&mut live).await.into_iter();
    let numbers = numbers.filter_map(|update| match update {
        Update::Message(delivery) => Some((delivery.number.0, delivery.message.number.0)),
        _ => None,
    });
    assert_eq!(numbers.collect::<Vec<_>>(), [(7, 7)]);
    let resumed = Seen::from([(ChatKey::Visit, ReaderNumber(6))]);
    let mut live = follow(&service, visit, OTHER_PATIENT, resumed).await;
    let numbers = drain(&mut live).await.into_iter();
    let numbers = numbers.filter_map(|update| match update {
        Update::Message(delivery) => Some(delivery.number.0),
        _ => None,
    });
    assert_eq!(numbers.collect::<Vec<_>>(), [7]);
}

/// A log that answers a position with the entry next to it.
struct Misplaced(Arc<dyn VisitLog>);

#[async_trait]
impl VisitLog for Misplaced {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        self.0.append(append).await
    }

    async fn read(&self, v: VisitKey, after: Seq, n: usize) -> Result<LogPart, PortError> {
        self.0.read(v, after, n).await
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        self.0.read_many(visits, limit).await
    }

    async fn read_at(&self, v: VisitKey, at: BTreeSet<Seq>) -> Result<Vec<Entry>, PortError> {
        let one_before = |seq: Seq| Seq(seq.0.saturating_sub(1));
        self.0
            .read_at(v, at.into_iter().map(one_before).collect())
            .await
    }

    async fn takes_part(&self, v: VisitKey, person: PersonId) -> Result<bool, PortError> {
        self.0.takes_part(v, person).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        self.0.list_visits(query).await
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        self.0.count_waiting(clinic, person).await
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        self.0.visits_with_leases(after, limit).await
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        self.0.visits_due(by, after, limit).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.0.check().await
    }
}

#[tokio::test]
async fn m7_entry_of_another_chat_is_never_part_of_a_page() {
    let ports = ports();
    let (_, visit) = told(&ports).await;
    let log: Arc<dyn VisitLog> = Arc::new(Misplaced(Arc::clone(&ports.log)));
    let service = ChatService::new(Ports { log, ..ports }, settings());
    let (after, limit) = (ReaderNumber(0), 3);
    for person in [PROVIDER, OTHER_PATIENT] {
        let page = PageRequest::Forward { after, limit };
        let read = service.history(visit, person, CHATS[2], page).await;
        assert!(matches!(read, Err(AppError::Corrupt(_))), "{read:?}");
    }
    // More entries than are in memory, so that a follower reads the log, too.
    for id in 1_000..1_200 {
        send(&service, visit, PROVIDER, CHATS[0], id).await.unwrap();
    }
    let seen = Seen::from([(CHATS[2], ReaderNumber(1))]);
    let live = service.subscribe(visit, OTHER_PATIENT, seen).await.unwrap();
    let read = live.filter_map(async |update| update.err());
    let error = std::pin::pin!(read).next().await.unwrap();
    assert!(matches!(error, AppError::Corrupt(_)), "{error:?}");
}
