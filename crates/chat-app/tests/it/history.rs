//! Pages, corrections, retractions, oversight.

use crate::{
    clinic::{
        COLLEAGUE, OTHER_PATIENT, PATIENT, PROVIDER, direct, group_visit, ports, refusal, send,
        service,
    },
    upload_gap::Slow,
};
use chat_app::{ChatService, PageRequest, Ports, Viewer};
use chat_domain::{MessageText, ReaderNumber, Reason, Refusal};
use chat_ports::VisitLog;
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn pages_lead_back_to_the_first_message() {
    let service = service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    for id in 1..=120 {
        send(&service, visit, PROVIDER, chat, id).await.unwrap();
    }
    let mut before = None;
    let mut seen = Vec::new();
    loop {
        let page = PageRequest::Backward { before, limit: 50 };
        let page = service.history(visit, PATIENT, chat, page).await.unwrap();
        let mut texts: Vec<_> = page
            .messages
            .iter()
            .map(|m| m.text.clone().unwrap().as_str().to_owned())
            .collect();
        texts.append(&mut seen);
        seen = texts;
        before = page.covers.map(|(first, _)| first);
        if !page.more {
            break;
        }
    }
    assert_eq!(
        seen,
        (1..=120)
            .map(|id| format!("message {id}"))
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn f8_readers_get_the_newest_version_and_no_retracted_text() {
    let service = service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let first = send(&service, visit, PROVIDER, chat, 1)
        .await
        .unwrap()
        .message;
    let second = send(&service, visit, PROVIDER, chat, 2)
        .await
        .unwrap()
        .message;
    let text = MessageText::new("stop taking it").unwrap();
    service
        .correct(visit, PROVIDER, first, text.clone())
        .await
        .unwrap();
    let why = Reason::new("wrong patient").unwrap();
    service
        .retract(visit, PROVIDER, second, why.clone())
        .await
        .unwrap();
    let newest = PageRequest::Backward {
        before: None,
        limit: 50,
    };
    let page = service.history(visit, PATIENT, chat, newest).await.unwrap();
    assert_eq!(page.messages.len(), 2);
    assert_eq!(
        (page.messages[0].text.clone(), page.messages[0].version),
        (Some(text), 2)
    );
    assert_eq!(page.messages[1].text, None);
    assert_eq!(page.messages[1].retraction.clone().unwrap().reason, why);
    assert_eq!(page.covers, Some((ReaderNumber(1), ReaderNumber(4))));
    // Only the author corrects.
    let text = MessageText::new("take it").unwrap();
    let refused = service.correct(visit, PATIENT, first, text).await;
    assert_eq!(refusal(refused), Refusal::NotTheAuthor);
}

#[tokio::test]
async fn m5_only_the_two_members_read_and_oversight_is_bounded_and_recorded() {
    let service = service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let newest = PageRequest::Backward {
        before: None,
        limit: 50,
    };
    for other in [COLLEAGUE, OTHER_PATIENT] {
        let read = service.history(visit, other, chat, newest).await;
        assert_eq!(refusal(read), Refusal::ChatUnknown);
    }
    let why = Reason::new("complaint 17").unwrap();
    let overseer = Viewer::Overseer(crate::clinic::person(70));
    let page = service
        .oversee(visit, overseer, chat, why.clone(), newest)
        .await
        .unwrap()
        .page;
    assert_eq!(page.messages.len(), 1);
    assert_eq!(page.messages[0].client_id, None);
    // Breaking the glass leaves no gap in the members' numbers.
    assert_eq!(
        send(&service, visit, PATIENT, chat, 2)
            .await
            .unwrap()
            .number,
        ReaderNumber(2)
    );
    let nothing = direct(PROVIDER, OTHER_PATIENT);
    let refused = service.oversee(visit, overseer, nothing, why, newest).await;
    assert_eq!(refusal(refused), Refusal::ChatUnknown);
}

#[tokio::test]
async fn m5_overseer_sees_a_message_as_it_was_when_the_glass_was_broken() {
    let fast = ports();
    let log: Arc<dyn VisitLog> = Arc::new(Slow(fast.log.clone(), Duration::from_millis(20)));
    let service = ChatService::new(Ports { log, ..fast }, crate::clinic::settings());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let sent = send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let text = |version: u32| MessageText::new(&format!("version {version}")).unwrap();
    let correct = |version| service.correct(visit, PROVIDER, sent.message, text(version));
    correct(2).await.unwrap();
    let why = Reason::new("complaint 17").unwrap();
    // A page that ends before the correction that made the text.
    let first = PageRequest::Forward {
        after: ReaderNumber::default(),
        limit: 1,
    };
    let overseer = Viewer::Overseer(crate::clinic::person(70));
    // Commands queued during the append are decided as one batch, so that the state after the
    // glass was broken already holds the corrections.
    let (other, page, third, fourth) = futures::join!(
        send(&service, visit, PATIENT, chat, 2),
        service.oversee(visit, overseer, chat, why, first),
        correct(3),
        correct(4),
    );
    other.and(third).and(fourth).unwrap();
    let shown = page.unwrap().page.messages;
    let shown: Vec<_> = shown
        .iter()
        .map(|seen| (seen.version, seen.text.as_ref().unwrap().as_str()))
        .collect();
    assert_eq!(shown, [(2, "version 2")]);
}
