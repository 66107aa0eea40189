//! Files in a bucket that all nodes share.

use crate::{
    bucket::Bucket,
    commands::verify,
    nodes::{Cluster, client, id},
};
use chat_client::NewFile;
use chat_client::{NewMessage, Visit as ClientVisit};
use chat_domain::{ChatKey, PersonId, Recipient};
use reqwest::{Method, StatusCode};
use tokio::task::block_in_place;
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, Visit, files};

struct Scene {
    bucket: Bucket,
    cluster: Cluster,
    here: Clinic,
    there: Clinic,
    provider: Person,
    patient: Person,
    visit: Visit,
}

async fn scene() -> Scene {
    let bucket = Bucket::start().await;
    let cluster = block_in_place(|| Cluster::start_with(2, bucket.variables()));
    let here = cluster.clinic();
    let there = cluster.at(1, &here);
    let provider = here.person("provider", "Dr. Ruth Adeyemi");
    let patient = here.person("patient", "Carla Mendes");
    let visit = here.schedule("one_to_one", &[&provider, &patient]).await;
    there.act(&patient, visit, "enter_waiting_room").await;
    Scene {
        bucket,
        cluster,
        here,
        there,
        provider,
        patient,
        visit,
    }
}

impl Scene {
    fn chat(&self) -> ChatKey {
        self.patient.direct(&self.provider).parse().unwrap()
    }

    fn at_provider(&self) -> ClientVisit {
        client(&self.here, &self.provider).visit(id(self.visit))
    }

    fn at_patient(&self) -> ClientVisit {
        client(&self.there, &self.patient).visit(id(self.visit))
    }

    /// The status of an upload.
    async fn upload(&self) -> StatusCode {
        let path = format!("/visits/{}/chats/{}/files", self.visit.id, self.chat());
        let request = self.here.request(&self.provider.token, Method::POST, &path);
        let request = request
            .header("content-type", "image/png")
            .header("content-disposition", "attachment; filename=\"wound.png\"")
            .header("upload-id", Uuid::now_v7().to_string());
        request
            .body(files::png(60, 40))
            .send()
            .await
            .unwrap()
            .status()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn photo_of_one_node_is_opened_on_another() {
    let scene = scene().await;
    let to = Recipient::Person(PersonId::new(scene.patient.id));
    for size in [60, 2_000] {
        let photo = files::large_png(size, size);
        let file = NewFile::new("wound.png", photo.clone());
        let uploaded = scene
            .at_provider()
            .upload(scene.chat(), &file)
            .await
            .unwrap();
        let message =
            NewMessage::new(scene.chat(), to, "Like this?").with_files([uploaded.file.attachment]);
        scene.at_provider().send(&message).await.unwrap();
        let opened = scene
            .at_patient()
            .download(uploaded.file.attachment)
            .await
            .unwrap();
        assert!(opened == photo);
    }
    block_in_place(|| verify(&scene.cluster));
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_fail_clearly_and_messages_go_on_while_the_bucket_is_down() {
    let mut scene = scene().await;
    assert_eq!(scene.upload().await, StatusCode::CREATED);
    scene.bucket.stop().await;
    assert_eq!(scene.upload().await, StatusCode::SERVICE_UNAVAILABLE);
    let chat = scene.chat().to_string();
    let sent = scene.here.send(
        &scene.provider,
        scene.visit,
        &chat,
        Uuid::now_v7(),
        "Please call us.",
    );
    assert!(sent.await.unwrap()["message"].is_string());
    scene.bucket.restart().await;
    assert_eq!(scene.upload().await, StatusCode::CREATED);
}
