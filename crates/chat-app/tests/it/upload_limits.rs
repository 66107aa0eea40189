//! The limits on uploads.

use crate::{
    clinic::{
        CLINIC, COLLEAGUE, OUTSIDER, PATIENT, PROVIDER, group_visit, ports, refusal, service,
    },
    uploading::{World, new_upload, upload, upload_id},
};
use bytes::Bytes;
use chat_app::{AppError, ChatService, Nodes};
use chat_attachments::fixture;
use chat_domain::{ChatKey, Event, PersonId, Refusal, Seq};
use futures::{StreamExt as _, stream};
use tokio::sync::mpsc;

#[tokio::test]
async fn refused_before_a_byte_is_read() {
    let mut settings = crate::clinic::settings();
    settings.policy.max_file_bytes = 10_000;
    settings.policy.max_upload_bytes_per_person = Some(15_000);
    settings.policy.min_counted_file_bytes = None;
    let service = ChatService::new(ports(), settings);
    let visit = group_visit(&service).await;
    let ask = async |person, size| {
        let mut new = new_upload(ChatKey::Visit, "a.pdf", None);
        new.claim.size = Some(size);
        let unread = stream::poll_fn(|_| -> std::task::Poll<Option<Result<Bytes, ()>>> {
            panic!("the body is read")
        });
        service.upload(visit, person, new, unread).await
    };
    let large = refusal(ask(PROVIDER, 10_001).await);
    assert_eq!(large, Refusal::FileTooLarge { max: 10_000 });
    assert_eq!(refusal(ask(OUTSIDER, 1).await), Refusal::VisitUnknown);
    assert_eq!(refusal(ask(PATIENT, 1).await), Refusal::NotEntered);
    let pdf = fixture::pdf();
    let mut sizes = 0;
    loop {
        let new = new_upload(ChatKey::Visit, "a.pdf", None);
        match upload(&service, visit, PROVIDER, new, &pdf).await {
            Ok(uploaded) => sizes += uploaded.file.size,
            refused => {
                let quota = Refusal::PersonQuotaExceeded { max: 15_000 };
                assert_eq!(refusal(refused), quota);
                break;
            }
        }
    }
    assert!(sizes <= 15_000 && sizes + pdf.len() as u64 > 15_000);
    let quota = refusal(ask(PROVIDER, pdf.len() as u64).await);
    assert_eq!(quota, Refusal::PersonQuotaExceeded { max: 15_000 });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v5_quota_holds_across_nodes() {
    let pdf = fixture::pdf();
    let mut settings = crate::clinic::settings();
    settings.nodes = Nodes::Several;
    settings.policy.max_uploads_per_person = Some(3);
    settings.uploads.at_once_per_person = 100;
    let ports = ports();
    let nodes = [(); 2].map(|()| ChatService::new(ports.clone(), settings.clone()));
    let visit = group_visit(&nodes[0]).await;
    let uploads = (0..12).map(|n| {
        let new = new_upload(ChatKey::Visit, "a.pdf", None);
        upload(&nodes[n % 2], visit, PROVIDER, new, &pdf)
    });
    let uploads = futures::future::join_all(uploads).await;
    let (accepted, refused): (Vec<_>, Vec<_>) = uploads.into_iter().partition(Result::is_ok);
    assert_eq!((accepted.len(), refused.len()), (3, 9));
    let log = ports.log.read(visit, Seq::ZERO, 1_000).await.unwrap();
    let staged = log
        .entries
        .iter()
        .filter(|entry| matches!(entry.event, Event::FileStaged { .. }));
    assert_eq!(staged.count(), 3);
}

#[tokio::test]
async fn concurrent_uploads_per_person_are_limited() {
    let service = service();
    let visit = group_visit(&service).await;
    assert_eq!(visit.clinic, CLINIC);
    let max = crate::clinic::settings().uploads.at_once_per_person;
    let (begun, mut beginnings) = mpsc::unbounded_channel();
    let begin = |from: PersonId, n: u128| {
        let (service, begun) = (service.clone(), begun.clone());
        let start = stream::once(async move {
            begun.send(()).unwrap();
            Ok::<_, ()>(Bytes::from_static(b"%PDF-1.7\n"))
        });
        let new = new_upload(ChatKey::Visit, "a.pdf", Some(upload_id(n)));
        let endless = start.chain(stream::pending()).boxed();
        tokio::spawn(async move { service.upload(visit, from, new, endless).await })
    };
    let under_way: Vec<_> = (0..max as u128).map(|n| begin(PROVIDER, n)).collect();
    for _ in 0..max {
        beginnings.recv().await.unwrap();
    }
    let more = begin(PROVIDER, 99).await.unwrap();
    assert!(matches!(more, Err(AppError::TooManyUploads { max: m }) if m == max));
    // Others are not limited by it, and a disconnect releases the permit.
    let bytes = fixture::png(8, 8);
    let colleague = COLLEAGUE;
    let new = new_upload(ChatKey::Visit, "a.png", None);
    upload(&service, visit, colleague, new.clone(), &bytes)
        .await
        .unwrap();
    for task in under_way {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    for _ in 0..=max {
        upload(&service, visit, PROVIDER, new.clone(), &bytes)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn held_files_are_limited() {
    let world = World::new();
    let mut settings = crate::clinic::settings();
    settings.uploads.held_per_person = 2;
    settings.uploads.held = 3;
    let service = ChatService::new(world.ports.clone(), settings);
    let visit = group_visit(&service).await;
    world.scanner.stop();
    let bytes = fixture::png(8, 8);
    let ask = async |person| {
        let new = new_upload(ChatKey::Visit, "a.png", None);
        upload(&service, visit, person, new, &bytes).await
    };
    let colleague = COLLEAGUE;
    for (person, fits) in [
        (PROVIDER, true),
        (PROVIDER, true),
        (PROVIDER, false),
        (colleague, true),
        (colleague, false),
    ] {
        match ask(person).await {
            Ok(held) => assert!(fits && held.held),
            Err(AppError::Unavailable(_)) => assert!(!fits),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(world.store.keys().len(), 3);
    assert_eq!(world.records().await.len(), 3);
}
