//! What the builder accepts, and what it keeps.

use std::{fs, time::Duration};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::runtime::Runtime;
use uuid::Uuid;
use visit_chat::{
    BuildError, NewVisit, VisitChat,
    domain::{
        ChatKey, ClientMessageId, ClinicId, DisplayName, MessageText, NewMessage, NewParticipant,
        PersonId, PolicyChoices, Recipient, Role, VisitKind,
    },
    ports::VisitKey,
};

pub(crate) const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(1));
pub(crate) const PROVIDER: PersonId = PersonId::new(Uuid::from_u128(2));
const PATIENT: PersonId = PersonId::new(Uuid::from_u128(3));

pub(crate) async fn schedule(chat: &VisitChat) -> VisitKey {
    let participant = |person, role, name: &str| NewParticipant {
        person,
        role,
        name: DisplayName::new(name).unwrap(),
        second_identifier: None,
        shares_history: false,
    };
    let visit = NewVisit {
        clinic: CLINIC,
        visit: None,
        kind: VisitKind::OneToOne,
        scheduled_for: OffsetDateTime::now_utc(),
        policy: PolicyChoices::default(),
        notices: None,
        participants: vec![
            participant(PROVIDER, Role::Provider, "Dr. Haddad"),
            participant(PATIENT, Role::Patient, "Ana"),
        ],
    };
    chat.service().schedule_visit(visit).await.unwrap()
}

fn message() -> NewMessage {
    NewMessage {
        chat: ChatKey::Visit,
        recipient: Recipient::Everyone,
        client_id: ClientMessageId::new(Uuid::from_u128(4)),
        text: Some(MessageText::new("Please come in").unwrap()),
        files: Vec::new(),
    }
}

#[tokio::test]
async fn nothing_is_kept_in_memory_by_accident() {
    let folder = TempDir::new().unwrap();
    let none = VisitChat::builder().build().await.err().unwrap();
    assert!(matches!(none, BuildError::NoStorage));
    let log = folder.path().join("visits.sqlite3");
    let no_files = VisitChat::builder()
        .sqlite(&log)
        .build()
        .await
        .err()
        .unwrap();
    assert!(matches!(no_files, BuildError::NoFiles));
    let no_log = VisitChat::builder().files(folder.path()).build().await;
    assert!(matches!(no_log.err().unwrap(), BuildError::NoStorage));
    assert!(!log.exists());
}

#[tokio::test]
async fn errors_say_what_is_wrong() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "not a folder").unwrap();
    let log = folder.path().join("visits.sqlite3");
    let refused = VisitChat::builder().sqlite(&log).files(&file).build().await;
    let refused = refused.err().unwrap();
    assert!(refused.to_string().contains("a-file"), "{refused}");

    let files = folder.path().join("files");
    let refused = VisitChat::builder()
        .sqlite(&file)
        .files(&files)
        .build()
        .await;
    let refused = refused.err().unwrap();
    assert!(matches!(refused, BuildError::Log(_)), "{refused}");

    let first = VisitChat::builder()
        .sqlite(&log)
        .files(&files)
        .build()
        .await;
    let second = VisitChat::builder()
        .sqlite(&log)
        .files(&files)
        .build()
        .await;
    let second = second.err().unwrap().to_string();
    assert!(second.contains("only one process may use it"), "{second}");
    drop(first);
}

#[test]
fn sent_message_is_there_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let build = || {
        VisitChat::builder()
            .sqlite(folder.path().join("visits.sqlite3"))
            .files(folder.path().join("files"))
            .build()
    };
    // The end of the runtime is that of the process.
    let process = Runtime::new().unwrap();
    let (visit, sent) = process.block_on(async {
        let chat = build().await.unwrap();
        let visit = schedule(&chat).await;
        let sent = chat.service().send(visit, PROVIDER, message()).await;
        chat.shut_down(Duration::from_secs(1)).await;
        (visit, sent.unwrap())
    });
    drop(process);

    Runtime::new().unwrap().block_on(async {
        let chat = build().await.unwrap();
        let again = chat.service().send(visit, PROVIDER, message()).await;
        assert_eq!(again.unwrap().message, sent.message);
        let view = chat.service().view(visit, PROVIDER).await.unwrap();
        assert_eq!(view.participants.len(), 2);
    });
}
