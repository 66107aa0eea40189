//! A provider at a visit on a running server.

use chat_client::{Client, Token};
use chat_domain::VisitId;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit};

/// A person's client.
pub(crate) fn client(clinic: &Clinic, person: &Person) -> Client {
    let token = Token::new(person.token.as_str());
    Client::new(&format!("{}/chat", clinic.url), token).unwrap()
}

/// A visit, through a person's client.
pub(crate) fn visit_of(clinic: &Clinic, person: &Person, visit: Visit) -> chat_client::Visit {
    client(clinic, person).visit(VisitId::new(visit.id))
}

/// A clinic with one visit, and its provider.
pub(crate) struct Scene {
    pub(crate) clinic: Clinic,
    pub(crate) provider: Person,
    pub(crate) visit: Visit,
}

impl Scene {
    pub(crate) async fn on(server: &ServerProcess) -> Self {
        let (clinic, provider, _, visit) = Clinic::with_visit(server.url()).await;
        Self {
            clinic,
            provider,
            visit,
        }
    }

    /// Uploads a file to the visit chat as the provider.
    pub(crate) async fn upload(&self, id: Uuid, name: &str, file: &[u8]) -> (StatusCode, Value) {
        let path = format!("/visits/{}/chats/visit/files", self.visit.id);
        let request = self
            .clinic
            .request(&self.provider.token, Method::POST, &path)
            .header("upload-id", id.to_string())
            .header(
                "content-disposition",
                format!("attachment; filename={name}"),
            )
            .body(file.to_vec());
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// The answer of `/readyz`.
    pub(crate) async fn readiness(&self) -> (StatusCode, String) {
        let answer = reqwest::get(format!("{}/readyz", self.clinic.url)).await;
        let answer = answer.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }
}
