//! To an outsider a visit does not exist, and the refusal costs the same work whether the visit is
//! cached, in the log, or absent (M7).

use crate::{
    adapters::FaultyLog,
    clinic::{
        CLINIC, OUTSIDER, PATIENT, PROVIDER, direct, group_visit, message, ports, refusal, removal,
        send, settings,
    },
};
use chat_app::{AppError, ChatService, PageRequest, Ports, Seen};
use chat_domain::{Actor, AttachmentId, Command, MessageId, Reason, Refusal, UploadId, VisitId};
use chat_ports::VisitKey;
use std::sync::{Arc, atomic::Ordering::SeqCst};
use uuid::Uuid;

const NEWEST: PageRequest = PageRequest::Backward {
    before: None,
    limit: 50,
};

/// Every request about a visit.
async fn ask(service: &ChatService, visit: VisitKey, question: usize) -> Option<Refusal> {
    let chat = direct(PROVIDER, PATIENT);
    let id = Uuid::from_u128(5);
    let why = || Reason::new("why").unwrap();
    let actor = Actor::Person(OUTSIDER);
    let refused = |error: AppError| refusal::<()>(Err(error));
    Some(match question {
        0 => refusal(service.view(visit, OUTSIDER).await),
        1 => refusal(service.history(visit, OUTSIDER, chat, NEWEST).await),
        2 => {
            let new = message(OUTSIDER, chat, 1, "hello");
            refusal(service.send(visit, OUTSIDER, new).await)
        }
        3 => {
            let retract = service.retract(visit, OUTSIDER, MessageId::new(id), why());
            refusal(retract.await)
        }
        4 => refusal(service.execute(visit, actor, removal(PATIENT)).await),
        5 => refusal(service.execute(visit, actor, Command::CancelVisit).await),
        6 => {
            let file = AttachmentId::new(id);
            let read = service.download(visit, OUTSIDER, file, None).await;
            read.map(drop).map_err(refused).err()?
        }
        7 => {
            let upload = UploadId::new(id);
            let status = service.upload_status(visit, OUTSIDER, upload).await;
            status.map(drop).map_err(refused).err()?
        }
        8 => {
            let live = service.subscribe(visit, OUTSIDER, Seen::new()).await;
            live.map(drop).map_err(refused).err()?
        }
        _ => return None,
    })
}

#[tokio::test]
async fn m7_outsiders_request_costs_the_same_for_existing_and_absent_visits() {
    let sound = ports();
    let writer = ChatService::new(sound.clone(), settings());
    let visit = group_visit(&writer).await;
    for id in 1..=1_500 {
        send(&writer, visit, PROVIDER, direct(PROVIDER, PATIENT), id)
            .await
            .unwrap();
    }
    let absent = VisitKey::new(CLINIC, VisitId::new(Uuid::from_u128(404)));
    let log = FaultyLog::over(&sound.log);
    let ports = Ports {
        log: Arc::clone(&log) as _,
        ..sound
    };
    let mut asked = 0;
    for question in 0.. {
        let mut answers = Vec::new();
        for (of, in_memory) in [(absent, false), (visit, false), (visit, true)] {
            let service = ChatService::new(ports.clone(), settings());
            if in_memory {
                service.view(visit, PATIENT).await.unwrap();
            }
            let before = (log.reads.load(SeqCst), log.probes.load(SeqCst));
            let answer = ask(&service, of, question).await;
            let after = (log.reads.load(SeqCst), log.probes.load(SeqCst));
            answers.push((answer, after.0 - before.0, after.1 - before.1));
        }
        let [absent, stored, in_memory] = answers.as_slice() else {
            panic!("{answers:?}");
        };
        assert_eq!(absent, stored, "question {question}");
        assert_eq!(absent, in_memory, "question {question}");
        let Some(refusal) = absent.0 else { break };
        assert_eq!(refusal, Refusal::VisitUnknown, "question {question}");
        assert_eq!(
            (absent.1, absent.2),
            (0, 1),
            "question {question}: one probe"
        );
        asked += 1;
    }
    assert_eq!(asked, 9);
}

#[tokio::test]
async fn m7_following_another_persons_visit_costs_one_probe() {
    let sound = ports();
    let writer = ChatService::new(sound.clone(), settings());
    let visit = group_visit(&writer).await;
    let log = FaultyLog::over(&sound.log);
    let ports = Ports {
        log: Arc::clone(&log) as _,
        ..sound
    };
    let service = ChatService::new(ports, settings());
    let absent = VisitId::new(Uuid::from_u128(404));
    let mut follower = service.follower(CLINIC, OUTSIDER);
    for (turn, visit) in [absent, visit.visit].into_iter().enumerate() {
        follower.follow(visit, Seen::new());
        let ended = follower.next().await;
        assert!(
            matches!(&ended, chat_app::Followed::Visit(of, chat_app::Update::Ended(Refusal::VisitUnknown)) if *of == visit),
            "{ended:?}"
        );
        assert_eq!(log.probes.load(SeqCst), turn as u32 + 1);
        assert_eq!(log.reads.load(SeqCst), 0);
    }
    assert!(!follower.was_removed());
}
