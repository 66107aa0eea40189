//! Thumbnails, for current readers of the picture (F5).

use crate::{
    clinic::{OTHER_PATIENT, PATIENT, PROVIDER, direct, group_visit, refusal, remove},
    saboteur::{Fault, Saboteur},
    uploading::{World, send_file},
};
use chat_app::{AppError, ChatService};
use chat_attachments::fixture;
use chat_domain::{PersonId, Reason, Refusal};

#[tokio::test]
async fn f5_thumbnail_is_shown_to_current_readers_of_the_picture() {
    let (_, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    let send = async |n, name: &str, bytes: &[u8]| {
        let (sent, receipt) = send_file(&service, visit, chat, n, (name, bytes)).await;
        (sent.file.attachment, receipt.message)
    };
    let (photo, message) = send(1, "a.png", &fixture::png(1_000, 100)).await;
    let (other, _) = send(2, "b.jpg", &fixture::jpeg_with_location()).await;
    let (paper, _) = send(3, "c.pdf", &fixture::pdf()).await;
    let ask = async |person: PersonId, file| service.thumbnail(visit, person, file).await;
    let first = ask(PATIENT, photo).await.unwrap();
    assert!(first.starts_with(&[0xff, 0xd8]));
    assert!(first.len() < 64 * 1024);
    assert_eq!(ask(PROVIDER, photo).await.unwrap(), first);
    assert_eq!(
        refusal(ask(OTHER_PATIENT, photo).await),
        Refusal::FileUnknown
    );
    assert!(matches!(
        ask(PATIENT, paper).await,
        Err(AppError::NoThumbnail)
    ));

    // It is cached, and yet refused once the message is retracted.
    let why = Reason::new("wrong").unwrap();
    service
        .retract(visit, PROVIDER, message, why)
        .await
        .unwrap();
    for person in [PATIENT, PROVIDER] {
        assert_eq!(refusal(ask(person, photo).await), Refusal::FileUnknown);
    }
    ask(PATIENT, other).await.unwrap();
    remove(&service, visit, PATIENT).await;
    assert_eq!(refusal(ask(PATIENT, other).await), Refusal::Removed);
}

#[tokio::test]
async fn thumbnail_is_made_once_for_concurrent_requests() {
    let world = World::new();
    let sound = world.service();
    let visit = group_visit(&sound).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(300, 300);
    let (sent, _) = send_file(&sound, visit, chat, 1, ("a.png", &photo)).await;
    // A second reading of the stored bytes would fail.
    let saboteur = Saboteur::new(Fault::FailsBefore, 1);
    let mut settings = crate::clinic::settings();
    settings.thumbnails.at_once = 1;
    let service = ChatService::new(saboteur.within(&world.ports), settings);
    service.view(visit, PROVIDER).await.unwrap();
    saboteur.arm();
    let asked = (0..20).map(|_| service.thumbnail(visit, PATIENT, sent.file.attachment));
    for answer in futures::future::join_all(asked).await {
        answer.unwrap();
    }
    assert!(!saboteur.has_struck());
}
