//! Pages of a chat, compared with the log.

use crate::clinic::{
    COLLEAGUE, OTHER_PATIENT, PATIENT, PROVIDER, direct, enter, group_visit, ports, send, settings,
};
use async_trait::async_trait;
use chat_app::{AppError, ChatService, MessagePage, PageRequest, Ports, Seen};
use chat_domain::{
    Actor, ChatKey, ChatNumber, ClinicId, Command, Entry, MessageText, PersonId, Reason, Seq,
    VisitSummary, view::MessageView,
};
use chat_ports::{Append, PortError, VisitKey, VisitLog, VisitPage, VisitQuery};
use futures::StreamExt as _;
use std::{collections::BTreeSet, sync::Arc};

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
    let log = ports.log.read(visit, Seq::ZERO, usize::MAX).await.unwrap();
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

fn covers(start: u64, end: u64) -> Option<(ChatNumber, ChatNumber)> {
    (start <= end).then_some((ChatNumber(start), ChatNumber(end)))
}

#[tokio::test]
async fn forward_pages_cover_the_chat() {
    let ports = ports();
    let (service, visit) = told(&ports).await;
    for chat in CHATS {
        let count = count(&ports, visit, chat).await;
        let after = ChatNumber(0);
        let all = PageRequest::Forward { after, limit: 200 };
        let all = page(&service, visit, chat, all).await;
        assert_eq!((all.covers, all.more), (covers(1, count), false));
        for limit in 1..=count + 1 {
            let (mut pages, mut after) = (Vec::new(), 0);
            while after < count {
                let request = PageRequest::Forward {
                    after: ChatNumber(after),
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
                    before: before.map(ChatNumber),
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
            let after = ChatNumber(bound);
            let read = page(&service, visit, chat, PageRequest::Forward { after, limit }).await;
            let end = count.min(bound.saturating_add(at_most));
            assert_eq!(read.covers, covers(bound.saturating_add(1), end));
            assert_eq!(read.more, end < count, "{limit} after {bound}");

            let before = Some(ChatNumber(bound));
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
        let (after, before, limit) = (ChatNumber(0), None, 5);
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

/// Who enters a group visit late reads its chat from there on.
#[tokio::test]
async fn m6_pages_of_a_late_reader_end_at_their_first_number() {
    let (service, visit) = told(&ports()).await;
    enter(&service, visit, OTHER_PATIENT).await;
    let mut last = ChatNumber(0);
    for id in 100..104 {
        let sent = send(&service, visit, PROVIDER, ChatKey::Visit, id).await;
        last = sent.unwrap().number;
    }
    let first = last.0 - 3;
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
    let before = Some(ChatNumber(first));
    let page = read(PageRequest::Backward { before, limit: 9 }).await;
    assert_eq!((page.covers, page.more), (None, false));
    let after = ChatNumber(0);
    let page = read(PageRequest::Forward { after, limit: 2 }).await;
    assert_eq!((page.covers, page.more), (covers(first, first + 1), true));
}

/// A log that answers a position with the entry next to it.
struct Misplaced(Arc<dyn VisitLog>);

#[async_trait]
impl VisitLog for Misplaced {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        self.0.append(append).await
    }

    async fn read(&self, v: VisitKey, after: Seq, n: usize) -> Result<Vec<Entry>, PortError> {
        self.0.read(v, after, n).await
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
}

#[tokio::test]
async fn m7_entry_of_another_chat_is_never_part_of_a_page() {
    let ports = ports();
    let (_, visit) = told(&ports).await;
    let log: Arc<dyn VisitLog> = Arc::new(Misplaced(Arc::clone(&ports.log)));
    let service = ChatService::new(Ports { log, ..ports }, settings());
    let (after, limit) = (ChatNumber(0), 3);
    for person in [PROVIDER, OTHER_PATIENT] {
        let page = PageRequest::Forward { after, limit };
        let read = service.history(visit, person, CHATS[2], page).await;
        assert!(matches!(read, Err(AppError::Corrupt(_))), "{read:?}");
    }
    // More entries than are in memory, so that a follower reads the log, too.
    for id in 1_000..1_200 {
        send(&service, visit, PROVIDER, CHATS[0], id).await.unwrap();
    }
    let seen = Seen::from([(CHATS[2], ChatNumber(1))]);
    let live = service.subscribe(visit, OTHER_PATIENT, seen).await.unwrap();
    let read = live.filter_map(async |update| update.err());
    let error = std::pin::pin!(read).next().await.unwrap();
    assert!(matches!(error, AppError::Corrupt(_)), "{error:?}");
}
