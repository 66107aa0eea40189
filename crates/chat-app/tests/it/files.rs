//! Files: judged before they are stored, readable with their message.

use crate::{
    clinic::{
        COLLEAGUE, OTHER_PATIENT, PATIENT, PROVIDER, direct, group_visit, ports, refusal, send,
        service, settings,
    },
    uploading::{self, World, new_upload, with_file},
};
use bytes::Bytes;
use chat_app::{AppError, ChatService, PageRequest, Viewer};
use chat_attachments::fixture;
use chat_domain::{
    Actor, ChatKey, Command, FileRef, PersonId, ReaderNumber, Reason, Refusal, RuleId,
};
use chat_ports::{AttachmentKey, VisitKey};
use futures::StreamExt as _;

async fn upload(
    service: &ChatService,
    visit: VisitKey,
    from: PersonId,
    chat: ChatKey,
    name: &str,
    bytes: &[u8],
) -> Result<FileRef, AppError> {
    let new = new_upload(chat, name, None);
    let uploaded = uploading::upload(service, visit, from, new, bytes).await?;
    assert!(!uploaded.held);
    Ok(uploaded.file)
}

/// A picture that the provider has sent to the patient.
async fn sent(service: &ChatService, visit: VisitKey, chat: ChatKey, id: u128) -> FileRef {
    let photo = fixture::png(64, 48);
    let sent = uploading::send_file(service, visit, chat, id, ("rash.png", &photo));
    sent.await.0.file
}

#[tokio::test]
async fn f5_file_is_readable_by_readers_of_its_message() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(64, 48);
    let file = upload(&service, visit, PROVIDER, chat, "rash.png", &photo)
        .await
        .unwrap();
    assert_eq!(
        (&*file.media_type, file.size),
        ("image/png", photo.len() as u64)
    );

    let read = async |person| service.download(visit, person, file.attachment, None).await;
    for nobody in [PROVIDER, PATIENT, OTHER_PATIENT] {
        assert_eq!(refusal(read(nobody).await.map(drop)), Refusal::FileUnknown);
    }
    let message = with_file(chat, PATIENT, 1, &file);
    let receipt = service
        .send(visit, PROVIDER, message.clone())
        .await
        .unwrap();
    let got = uploading::read(&service, visit, PATIENT, &file).await;
    assert_eq!(got, photo);
    assert_eq!(
        refusal(read(OTHER_PATIENT).await.map(drop)),
        Refusal::FileUnknown
    );

    // Not in another chat, not twice, not by another.
    let elsewhere = with_file(direct(PROVIDER, OTHER_PATIENT), OTHER_PATIENT, 2, &file);
    assert_eq!(
        refusal(service.send(visit, PROVIDER, elsewhere).await),
        Refusal::FileUnknown
    );
    let again = with_file(chat, PATIENT, 3, &file);
    assert_eq!(
        refusal(service.send(visit, PROVIDER, again).await),
        Refusal::FileUnknown
    );

    service
        .retract(
            visit,
            PROVIDER,
            receipt.message,
            Reason::new("wrong").unwrap(),
        )
        .await
        .unwrap();
    assert_eq!(refusal(read(PATIENT).await.map(drop)), Refusal::FileUnknown);
}

#[tokio::test]
async fn m5_overseer_reads_files_up_to_where_the_glass_was_broken() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let overseer = Viewer::Overseer(crate::clinic::person(70));
    let mut sent = Vec::new();
    for id in 1..=2 {
        let file = self::sent(&service, visit, chat, id).await;
        let read = service
            .download(visit, overseer, file.attachment, None)
            .await;
        assert_eq!(refusal(read.map(drop)), Refusal::FileUnknown);
        sent.push(file);
        if id == 1 {
            let why = Reason::new("complaint 17").unwrap();
            let page = PageRequest::Forward {
                after: ReaderNumber(0),
                limit: 50,
            };
            service
                .oversee(visit, overseer, chat, why, page)
                .await
                .unwrap();
        }
    }
    let first = service
        .download(visit, overseer, sent[0].attachment, None)
        .await;
    assert_eq!(first.unwrap().file, sent[0]);
    let second = service
        .download(visit, overseer, sent[1].attachment, None)
        .await;
    assert_eq!(refusal(second.map(drop)), Refusal::FileUnknown);
    let other = service
        .download(visit, Viewer::Overseer(COLLEAGUE), sent[0].attachment, None)
        .await;
    assert_eq!(refusal(other.map(drop)), Refusal::FileUnknown);
}

#[tokio::test]
async fn f2_mp4_is_refused_with_a_sentence_whatever_its_name() {
    let (world, service, visit) = World::with_visit().await;
    for name in ["clip.mp4", "clip.png"] {
        let refused = upload(
            &service,
            visit,
            PROVIDER,
            ChatKey::Visit,
            name,
            &fixture::mp4(),
        )
        .await;
        let Err(AppError::FileRefused(refused)) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(refused.rule, RuleId::F2);
        assert!(refused.sentence.contains("MP4"), "{}", refused.sentence);
    }
    assert!(world.store.keys().is_empty());
}

#[tokio::test]
async fn refusal_names_the_rule_of_its_reason_whatever_else_was_found() {
    let service = service();
    let visit = group_visit(&service).await;
    let located = fixture::jpeg_with_location();
    for (name, bytes, rule, code) in [
        ("a.zip", &located, RuleId::F3, "name_disagrees"),
        ("a.docm", &fixture::docm(), RuleId::F4, "macro_enabled"),
        (
            "a.docx",
            &fixture::encrypted_docx(),
            RuleId::F4,
            "encrypted",
        ),
        ("a.mp4", &fixture::mp4(), RuleId::F2, "not_accepted"),
        ("a.png", &Vec::new(), RuleId::F2, "empty"),
    ] {
        let refused = upload(&service, visit, PROVIDER, ChatKey::Visit, name, bytes).await;
        let Err(AppError::FileRefused(refused)) = refused else {
            panic!("{name}: {refused:?}")
        };
        assert_eq!((refused.rule, refused.code), (rule, code), "{name}");
    }
}

#[tokio::test]
async fn upload_stops_at_the_size_limit_and_leaves_nothing() {
    let world = World::new();
    let mut settings = crate::clinic::settings();
    settings.policy.max_file_bytes = 10_000;
    let service = ChatService::new(world.ports.clone(), settings);
    let visit = group_visit(&service).await;
    let endless = futures::stream::repeat_with(|| Ok::<_, ()>(Bytes::from_static(&[0x20; 4_096])));
    let new = new_upload(ChatKey::Visit, "x.pdf", None);
    let refused = service.upload(visit, PROVIDER, new.clone(), endless).await;
    assert!(matches!(
        refused,
        Err(AppError::Refused(Refusal::FileTooLarge { .. }) | AppError::FileRefused(_))
    ));
    let broken = futures::stream::iter([Ok(Bytes::from_static(b"%PDF-1.7\n")), Err(())]).boxed();
    let broken = service.upload(visit, PROVIDER, new, broken).await;
    assert!(matches!(broken, Err(AppError::UploadBroken)));
    assert!(world.store.keys().is_empty());
}

#[tokio::test]
async fn w2_greyed_out_patient_cannot_upload() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(8, 8);
    let refused = upload(&service, visit, PATIENT, chat, "a.png", &photo).await;
    assert_eq!(refusal(refused), Refusal::NotStarted);
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    upload(&service, visit, PATIENT, chat, "a.png", &photo)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disconnected_upload_leaves_no_untracked_bytes() {
    let (world, service, visit) = World::with_visit().await;
    let photo = fixture::png(64, 48);
    for n in 0..200_u64 {
        let sending = upload(&service, visit, PROVIDER, ChatKey::Visit, "a.png", &photo);
        let _ = tokio::time::timeout(std::time::Duration::from_micros(n * 20), sending).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let staged = world.staged(visit).await;
    assert!(!staged.is_empty());
    assert_eq!(world.store.keys().len(), staged.len());
}

#[tokio::test]
async fn w11_view_states_the_effective_size_limit() {
    let mut settings = crate::clinic::settings();
    settings.attachments.max_bytes = 1_000;
    let service = ChatService::new(ports(), settings);
    let visit = group_visit(&service).await;
    let view = service.view(visit, PROVIDER).await.unwrap();
    assert_eq!(view.limits.max_file_bytes, 1_000);
}

/// What the log says of a file is held against what the store says, and a store that says other is
/// not taken for a wrong question.
#[tokio::test]
async fn stored_file_that_is_missing_or_of_another_size_is_corrupt() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), settings());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let file = sent(&service, visit, chat, 1).await;
    let key = AttachmentKey {
        visit,
        attachment: file.attachment,
    };
    let read = async |range| {
        let read = service.download(visit, PATIENT, file.attachment, range);
        read.await.map(|download| download.content.size)
    };
    let beyond = || Some(0..file.size + 1);
    assert_eq!(read(Some(0..file.size)).await.unwrap(), file.size);
    assert!(matches!(
        read(beyond()).await,
        Err(AppError::RangeNotSatisfiable)
    ));

    ports.files.delete(key).await.unwrap();
    let mut shorter = ports.files.create(key).await.unwrap();
    shorter.write(Bytes::from_static(b"short")).await.unwrap();
    shorter.finish().await.unwrap();
    for range in [None, Some(0..3), Some(0..file.size)] {
        assert!(matches!(read(range).await, Err(AppError::Corrupt(_))));
    }
    assert!(matches!(
        read(beyond()).await,
        Err(AppError::RangeNotSatisfiable)
    ));
    ports.files.delete(key).await.unwrap();
    assert!(matches!(read(None).await, Err(AppError::Corrupt(_))));
    let small = service.thumbnail(visit, PATIENT, file.attachment).await;
    assert!(matches!(small, Err(AppError::Corrupt(_))));
}

#[tokio::test]
async fn file_that_did_not_pass_the_gate_cannot_be_staged() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(64, 48);
    let mut file = upload(&service, visit, PROVIDER, chat, "rash.png", &photo)
        .await
        .unwrap();
    file.attachment = chat_domain::AttachmentId::new(uuid::Uuid::from_u128(1));
    let stage = Command::StageFile {
        chat,
        file: file.clone(),
        upload: None,
    };
    for actor in [Actor::Host, Actor::Person(PROVIDER)] {
        let staged = service.execute(visit, actor, stage.clone()).await;
        assert!(matches!(staged, Err(AppError::Invalid(_))), "{staged:?}");
    }
    let message = with_file(chat, PATIENT, 1, &file);
    let sent = service.send(visit, PROVIDER, message).await;
    assert_eq!(refusal(sent), Refusal::FileUnknown);
}

#[tokio::test]
async fn m5_viewer_reads_as_participant_or_overseer_and_host_never_reads() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let file = sent(&service, visit, chat, 1).await;
    let read = async |viewer: Viewer| {
        let thumbnail = service.thumbnail(visit, viewer, file.attachment).await;
        let download = service.download(visit, viewer, file.attachment, None).await;
        assert_eq!(thumbnail.is_ok(), download.is_ok());
        download.map(drop)
    };
    read(Viewer::Participant(PATIENT)).await.unwrap();
    read(Viewer::Overseer(PATIENT)).await.unwrap();
    assert_eq!(refusal(read(Viewer::Host).await), Refusal::VisitUnknown);
    let why = Reason::new("complaint 17").unwrap();
    let page = PageRequest::Backward {
        before: None,
        limit: 50,
    };
    let overseer = crate::clinic::person(70);
    for viewer in [Viewer::Host, Viewer::Participant(PROVIDER)] {
        let page = service
            .oversee(visit, viewer, chat, why.clone(), page)
            .await;
        assert_eq!(refusal(page), Refusal::NotAnOverseer);
    }
    let overseer = Viewer::Overseer(overseer);
    assert_eq!(refusal(read(overseer).await), Refusal::FileUnknown);
    service
        .oversee(visit, overseer, chat, why, page)
        .await
        .unwrap();
    read(overseer).await.unwrap();
}
