//! Files: judged before they are stored, readable with their message.

use crate::{
    clinic::{
        COLLEAGUE, OTHER_PATIENT, PATIENT, PROVIDER, direct, group_visit, ports, refusal, send,
        service, settings,
    },
    uploading::{self, new_upload, with_file},
};
use bytes::Bytes;
use chat_app::{AppError, ChatService, PageRequest, Stage, Viewer};
use chat_attachments::fixture;
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Event, FileRef, PersonId, Reason, Refusal, RuleId, Seq,
};
use chat_ports::{AttachmentKey, VisitKey};
use futures::{StreamExt as _, TryStreamExt as _};

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
    assert_eq!(uploaded.stage, Stage::Released);
    Ok(uploaded.file)
}

#[tokio::test]
async fn f5_a_file_is_read_by_those_who_read_its_message() {
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
    let got: Vec<Bytes> = read(PATIENT)
        .await
        .unwrap()
        .content
        .chunks
        .try_collect()
        .await
        .unwrap();
    assert_eq!(got.concat(), photo);
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
async fn m5_an_overseer_reads_files_as_far_as_they_broke_the_glass() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let overseer = Viewer::Overseer(crate::clinic::person(70));
    let mut sent = Vec::new();
    for id in 1..=2 {
        let photo = fixture::png(8, 8);
        let file = upload(&service, visit, PROVIDER, chat, "a.png", &photo)
            .await
            .unwrap();
        let message = with_file(chat, PATIENT, id, &file);
        service.send(visit, PROVIDER, message).await.unwrap();
        let read = service
            .download(visit, overseer, file.attachment, None)
            .await;
        assert_eq!(refusal(read.map(drop)), Refusal::FileUnknown);
        sent.push(file);
        if id == 1 {
            let why = Reason::new("complaint 17").unwrap();
            let page = PageRequest::Forward {
                after: ChatNumber(0),
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
async fn f2_an_mp4_is_refused_with_a_sentence_whatever_its_name() {
    let store = chat_memory::MemoryAttachmentStore::new();
    let mut ports = ports();
    ports.files = std::sync::Arc::new(store.clone());
    let service = ChatService::new(ports, crate::clinic::settings());
    let visit = group_visit(&service).await;
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
    assert!(store.is_empty());
}

#[tokio::test]
async fn the_rule_told_is_that_of_the_reason_whatever_was_found_besides() {
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
async fn an_upload_stops_at_the_limit_and_leaves_nothing() {
    let store = chat_memory::MemoryAttachmentStore::new();
    let mut ports = ports();
    ports.files = std::sync::Arc::new(store.clone());
    let mut settings = crate::clinic::settings();
    settings.policy.max_file_bytes = 10_000;
    let service = ChatService::new(ports, settings);
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
    assert!(store.is_empty());
}

#[tokio::test]
async fn w2_a_greyed_out_patient_uploads_nothing() {
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
async fn a_client_that_hangs_up_leaves_no_bytes_that_no_log_knows() {
    let store = chat_memory::MemoryAttachmentStore::new();
    let mut ports = ports();
    ports.files = std::sync::Arc::new(store.clone());
    let log = std::sync::Arc::clone(&ports.log);
    let service = ChatService::new(ports, crate::clinic::settings());
    let visit = group_visit(&service).await;
    let photo = fixture::png(64, 48);
    for n in 0..200_u64 {
        let sending = upload(&service, visit, PROVIDER, ChatKey::Visit, "a.png", &photo);
        let _ = tokio::time::timeout(std::time::Duration::from_micros(n * 20), sending).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let entries = log.read(visit, Seq::ZERO, 10_000).await.unwrap();
    let staged = entries
        .iter()
        .filter(|e| matches!(e.event, Event::FileStaged { .. }))
        .count();
    assert!(staged > 0);
    assert_eq!(store.len(), staged);
}

#[tokio::test]
async fn w11_the_screen_states_the_limit_that_holds() {
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
async fn a_stored_file_of_another_size_is_corrupt_and_so_is_a_missing_one() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), settings());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(64, 48);
    let file = upload(&service, visit, PROVIDER, chat, "rash.png", &photo)
        .await
        .unwrap();
    let message = with_file(chat, PATIENT, 1, &file);
    service.send(visit, PROVIDER, message).await.unwrap();
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
async fn a_file_that_did_not_pass_the_gate_cannot_be_staged() {
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
async fn m5_a_viewer_reads_as_a_participant_or_through_the_broken_glass_and_the_host_never() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(64, 48);
    let file = upload(&service, visit, PROVIDER, chat, "rash.png", &photo)
        .await
        .unwrap();
    let message = with_file(chat, PATIENT, 1, &file);
    service.send(visit, PROVIDER, message).await.unwrap();
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
