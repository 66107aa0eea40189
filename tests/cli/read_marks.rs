//! Read marks, corrections and retractions on a running server, verified afterwards (R1 to R3, W4).

use crate::{scene::visit_of, verify::verify};
use chat_client::{NewMessage, Visit};
use chat_domain::{ChatKey, MessageId, PersonId, ReaderNumber, Recipient};
use visit_chat_tests::{Clinic, ServerProcess};

/// A provider and a patient, and their direct chat.
struct Pair {
    provider: Visit,
    patient: Visit,
    patient_id: PersonId,
    chat: ChatKey,
}

impl Pair {
    async fn on(server: &ServerProcess) -> Self {
        let (clinic, provider, patient, visit) = Clinic::with_visit(server.url()).await;
        let [care, patient_id] = [&provider, &patient].map(|person| PersonId::new(person.id));
        Self {
            provider: visit_of(&clinic, &provider, visit),
            patient: visit_of(&clinic, &patient, visit),
            patient_id,
            chat: ChatKey::direct(care, patient_id),
        }
    }

    /// The provider writes; returns the message's id.
    async fn writes(&self, text: &str) -> MessageId {
        let message = NewMessage::new(self.chat, Recipient::Person(self.patient_id), text);
        self.provider.send(&message).await.unwrap().message
    }

    async fn reads(&self, through: u64) {
        let marked = self.patient.mark_read(self.chat, ReaderNumber(through));
        marked.await.unwrap();
    }

    async fn unread(&self) -> u32 {
        self.patient.reading(self.chat).await.unwrap().unread
    }

    /// The texts of a message's versions, as the provider is shown them, and whether the patient had read each.
    async fn versions(&self, message: MessageId) -> Vec<(String, bool)> {
        let shown = self.provider.versions(message).await.unwrap().versions;
        let versions = shown.into_iter().map(|one| {
            let mut readers = one.read_by.iter();
            let read = readers.any(|reader| reader.person == self.patient_id);
            (one.text.unwrap().as_str().to_owned(), read)
        });
        versions.collect()
    }

    async fn retracts(&self, message: MessageId) {
        let retracted = self.provider.retract(message, "wrong patient");
        retracted.await.unwrap();
    }

    async fn patient_may_write(&self) -> bool {
        let chats = self.patient.view().await.unwrap().chats;
        let mut own = chats.iter().filter(|one| one.chat == self.chat);
        own.next().unwrap().can_write
    }
}

#[tokio::test]
async fn r2_correction_after_reading_is_unread_and_the_record_tells_which_text_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let pair = Pair::on(&server).await;
    let message = pair.writes("Take 50 mg.").await;
    assert_eq!(pair.unread().await, 1);
    pair.reads(1).await;
    assert_eq!(pair.unread().await, 0);
    let corrected = pair.provider.correct(message, "Take 5 mg.");
    corrected.await.unwrap();
    assert_eq!(pair.unread().await, 1);
    let expected = [("Take 50 mg.", true), ("Take 5 mg.", false)];
    let expected = expected.map(|(text, read)| (text.to_owned(), read));
    assert_eq!(pair.versions(message).await, expected);
    assert!(server.terminate().success());
    assert_eq!(verify(&data, &[]).code, 0);
}

#[tokio::test]
async fn w4_retraction_before_reading_takes_back_the_start_and_after_reading_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let pair = Pair::on(&server).await;
    let unread = pair.writes("Your test is positive.").await;
    assert!(pair.patient_may_write().await);
    pair.retracts(unread).await;
    assert!(!pair.patient_may_write().await);
    assert_eq!(pair.unread().await, 0);
    assert!(!pair.versions(unread).await[0].1);

    let read = pair.writes("Your test is negative.").await;
    pair.reads(3).await;
    pair.retracts(read).await;
    assert!(pair.patient_may_write().await, "they have read it");
    assert!(pair.versions(read).await[0].1);
    assert!(server.terminate().success());
    assert_eq!(verify(&data, &[]).code, 0);
}
