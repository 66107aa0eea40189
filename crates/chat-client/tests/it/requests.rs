//! Requests: retries, tokens, refusals, files and read marks.

use crate::clinic::{ADA, Clinic, PIA, quick, to_everyone};
use chat_app::{Rate, RateLimits};
use chat_client::{Client, Error, NewFile, Page, Token};
use chat_domain::{ChatKey, NoticeId, Presence, ReaderNumber, view::Action};
use chat_wire::StageName;
use std::{
    sync::atomic::Ordering::SeqCst,
    time::{Duration, Instant},
};

#[tokio::test]
async fn view_and_pages_are_the_servers() {
    let clinic = Clinic::new().await;
    let ada = clinic.client(ADA);
    assert_eq!(ada.me().await.unwrap().person, Some(ADA));
    let visit = ada.visit(clinic.visit);
    for n in 1..=5 {
        visit.send(&to_everyone(&n.to_string())).await.unwrap();
    }
    let view = visit.view().await.unwrap();
    assert_eq!(view.me, ADA);
    assert!(view.chats[0].can_write);
    let page = |page| visit.messages(ChatKey::Visit, page, 2);
    for (asked, expected) in [
        (Page::Newest, [4, 5]),
        (Page::Before(ReaderNumber(4)), [2, 3]),
        (Page::After(ReaderNumber(1)), [2, 3]),
    ] {
        let messages = page(asked).await.unwrap().messages;
        let numbers: Vec<u64> = messages.iter().map(|message| message.number.0).collect();
        assert_eq!(numbers, expected);
    }
}

#[tokio::test]
async fn f7_message_whose_answers_are_lost_is_stored_once() {
    let clinic = Clinic::new().await;
    clinic.proxy.lose_answers(3);
    let message = to_everyone("once");
    let receipt = clinic.as_ada().send(&message).await.unwrap();
    assert_eq!(clinic.proxy.answers_to_lose(), 0);
    assert_eq!(receipt.client_id, message.id());
    assert_eq!(clinic.texts().await, ["once"]);
}

#[tokio::test]
async fn outcome_is_unknown_after_the_patience_and_the_same_message_can_be_sent_again() {
    let clinic = Clinic::new().await;
    let mut options = quick();
    options.patience = Duration::from_millis(300);
    let client = clinic.client_with(Token::new(format!("{ADA}.1")), options);
    client.me().await.unwrap();
    let (visit, message) = (client.visit(clinic.visit), to_everyone("once"));
    clinic.proxy.lose_answers(u32::MAX);
    let error = visit.send(&message).await.unwrap_err();
    assert!(error.is_unknown() && error.is_temporary(), "{error}");
    clinic.proxy.lose_answers(0);
    visit.send(&message).await.unwrap();
    assert_eq!(clinic.texts().await, ["once"]);
}

#[tokio::test]
async fn server_that_is_down_is_certain_to_have_stored_nothing() {
    let clinic = Clinic::new().await;
    let mut options = quick();
    options.patience = Duration::from_millis(100);
    let nowhere = "http://127.0.0.1:1/chat";
    let client = Client::with_options(nowhere, Token::new("any"), options).unwrap();
    let sent = client.visit(clinic.visit).send(&to_everyone("no")).await;
    assert!(matches!(sent, Err(Error::Later { .. })), "{sent:?}");
}

#[tokio::test]
async fn refusal_has_the_rule_and_is_not_repeated() {
    let clinic = Clinic::new().await;
    let pia = clinic.client(PIA).visit(clinic.visit);
    let began = Instant::now();
    let error = pia.send(&to_everyone("too early")).await.unwrap_err();
    let Error::Refused(problem) = error else {
        panic!("{error}");
    };
    assert_eq!(problem.code, "not_started");
    assert_eq!(problem.rule.map(|rule| rule.as_str()), Some("W2"));
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn rejected_token_is_replaced_once_for_all_requests() {
    let clinic = Clinic::new().await;
    let visit = clinic.as_ada();
    visit.send(&to_everyone("one")).await.unwrap();
    assert_eq!(clinic.issued.load(SeqCst), 1);
    clinic.revoke();
    let texts = ["two", "three", "four"].map(to_everyone);
    let [two, three, four] = texts.each_ref().map(|message| visit.send(message));
    let (two, three, four) = tokio::join!(two, three, four);
    assert!(two.is_ok() && three.is_ok() && four.is_ok());
    assert_eq!(clinic.issued.load(SeqCst), 2);
}

#[tokio::test]
async fn token_that_is_not_replaced_ends_the_session() {
    let clinic = Clinic::new().await;
    let client = clinic.client_with(Token::new(format!("{ADA}.0")), quick());
    assert_eq!(client.me().await, Err(Error::SignedOut));
}

#[tokio::test]
async fn retry_waits_as_long_as_a_rate_limit_asks() {
    let every = Duration::from_secs(2);
    let clinic =
        Clinic::with(RateLimits::unlimited().with_messages(Some(Rate { burst: 1, every })));
    let clinic = clinic.await;
    let visit = clinic.as_ada();
    let began = Instant::now();
    for text in ["one", "two"] {
        visit.send(&to_everyone(text)).await.unwrap();
    }
    assert!(began.elapsed() >= Duration::from_millis(1_900));
    assert_eq!(clinic.texts().await, ["one", "two"]);
}

#[tokio::test]
async fn file_whose_answer_is_lost_is_stored_once_and_sent() {
    let clinic = Clinic::new().await;
    let visit = clinic.as_ada();
    let bytes = chat_attachments::fixture::of(chat_attachments::Kind::Pdf);
    let file = NewFile::new("Überweisung 1.pdf", bytes.clone());
    clinic.proxy.lose_answers(1);
    let first = visit.upload(ChatKey::Visit, &file).await.unwrap();
    let again = visit.upload(ChatKey::Visit, &file).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(first.stage, StageName::Released);
    assert_eq!(first.file.name.as_str(), "Überweisung 1.pdf");
    let message = to_everyone("").with_files([first.file.attachment]);
    visit.send(&message).await.unwrap();
    let stored = visit.download(first.file.attachment).await.unwrap();
    assert_eq!(stored, bytes);
    assert!(
        visit.discard_upload(file.upload).await.is_err(),
        "a message carries it"
    );
}

#[tokio::test]
async fn notices_and_waits_are_settled_by_requests() {
    let clinic = Clinic::new().await;
    let (ada, pia) = (clinic.as_ada(), clinic.client(PIA).visit(clinic.visit));
    let offered = pia.view().await.unwrap().offered_notices;
    let notice = NoticeId::new(uuid::Uuid::now_v7());
    clinic.proxy.lose_answers(1);
    let sent = pia.send_notice(notice, &offered[0]).await.unwrap();
    assert_eq!(sent.notice, notice);
    assert_eq!(ada.view().await.unwrap().notices.len(), 1);
    ada.see_to(PIA, notice).await.unwrap();
    ada.send(&to_everyone("hello")).await.unwrap();
    let asked = pia.send(&to_everyone("how long?")).await.unwrap();
    assert!(ada.view().await.unwrap().waiting_since.is_some());
    let settled = ada.no_answer_needed(ChatKey::Visit, asked.number);
    settled.await.unwrap();
    assert_eq!(ada.view().await.unwrap().waiting_since, None);
}

#[tokio::test]
async fn file_that_is_refused_says_why() {
    let clinic = Clinic::new().await;
    let file = NewFile::new("film.mp4", b"\0\0\0\x18ftypmp42".to_vec());
    let error = clinic.as_ada().upload(ChatKey::Visit, &file).await;
    let Err(Error::Refused(problem)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(problem.status, 415);
}

#[tokio::test]
async fn read_marks_corrections_retractions_and_actions_are_requests() {
    let clinic = Clinic::new().await;
    let ada = clinic.as_ada();
    let pia = clinic.client(PIA).visit(clinic.visit);
    let receipt = ada.send(&to_everyone("Take 50 mg")).await.unwrap();
    assert_eq!(pia.reading(ChatKey::Visit).await.unwrap().unread, 1);
    pia.mark_read(ChatKey::Visit, receipt.number).await.unwrap();
    assert_eq!(pia.reading(ChatKey::Visit).await.unwrap().unread, 0);
    let corrected = ada.correct(receipt.message, "Take 5 mg").await.unwrap();
    assert_eq!(corrected.version, 2);
    ada.retract(receipt.message, "wrong patient").await.unwrap();
    let versions = ada.versions(receipt.message).await.unwrap().versions;
    assert_eq!(versions[0].read_by[0].person, PIA);
    ada.act(Action::JoinCall).await.unwrap();
    let view = ada.view().await.unwrap();
    let me = view.participants.iter().find(|one| one.person == ADA);
    assert_eq!(me.unwrap().presence, Presence::InCall);
}

#[tokio::test]
async fn correction_whose_answer_is_lost_is_not_repeated() {
    let clinic = Clinic::new().await;
    let ada = clinic.as_ada();
    let receipt = ada.send(&to_everyone("Take 50 mg")).await.unwrap();
    clinic.proxy.lose_answers(1);
    let error = ada.correct(receipt.message, "Take 5 mg").await.unwrap_err();
    assert!(error.is_unknown(), "{error}");
    let versions = ada.versions(receipt.message).await.unwrap().versions;
    assert_eq!(versions.len(), 2);
}
