//! A clinic that schedules its visits through the API, like an embedding service.

use crate::token::Token;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// A clinic on a running server.
#[derive(Clone)]
pub struct Clinic {
    /// Its id.
    pub id: Uuid,
    /// The server's address, which changes when the server restarts.
    pub url: String,
    http: Client,
}

/// A person of the clinic.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their id.
    pub id: Uuid,
    /// Their role, as on the wire.
    pub role: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Their second identifier, for the care team.
    pub second_identifier: Option<&'static str>,
    /// Their token.
    pub token: String,
}

/// A scheduled visit.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// Its id.
    pub id: Uuid,
}

impl Clinic {
    /// A new clinic on a server.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self {
            id: Uuid::now_v7(),
            url: url.to_owned(),
            http: Client::new(),
        }
    }

    /// A new clinic on a server, with a one-to-one visit of a provider and a patient.
    ///
    /// # Panics
    /// If the server refuses.
    pub async fn with_visit(url: &str) -> (Self, Person, Person, Visit) {
        let clinic = Self::new(url);
        let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
        let patient = clinic.person("patient", "Carla Mendes");
        let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
        (clinic, provider, patient, visit)
    }

    /// A new person.
    #[must_use]
    pub fn person(&self, role: &'static str, name: &'static str) -> Person {
        let id = Uuid::now_v7();
        let token = Token::person(self.id, id).sign();
        Person {
            id,
            role,
            name,
            second_identifier: None,
            token,
        }
    }

    /// A request under `/chat/v1` with a token.
    pub fn request(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/chat/v1{path}", self.url))
            .bearer_auth(token)
    }

    /// Schedules a visit for soon.
    ///
    /// # Panics
    /// If the server refuses.
    pub async fn schedule(&self, kind: &str, people: &[&Person]) -> Visit {
        let id = Uuid::now_v7();
        let soon = (OffsetDateTime::now_utc() + Duration::minutes(5))
            .format(&Rfc3339)
            .unwrap();
        let participants: Vec<Value> = people.iter().map(|person| participant(person)).collect();
        let body = json!({
            "visit": id, "kind": kind, "scheduled_for": soon, "participants": participants,
        });
        let host = Token::host(self.id).sign();
        let answer = self
            .request(&host, Method::POST, "/visits")
            .json(&body)
            .send()
            .await
            .unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, StatusCode::CREATED, "{text}");
        Visit { id }
    }

    /// A person's view of a visit.
    ///
    /// # Panics
    /// If the server refuses.
    pub async fn view(&self, person: &Person, visit: Visit) -> Value {
        let path = format!("/visits/{}", visit.id);
        let answer = self
            .request(&person.token, Method::GET, &path)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// Performs an action of a visit's view, such as `enter_waiting_room`.
    ///
    /// # Panics
    /// If the server refuses.
    pub async fn act(&self, person: &Person, visit: Visit, action: &str) {
        let path = format!("/visits/{}/actions", visit.id);
        let body = json!({ "action": action });
        let request = self.request(&person.token, Method::POST, &path).json(&body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{action}");
    }

    /// Sends a text. Returns the receipt or the problem.
    pub async fn send(
        &self,
        person: &Person,
        visit: Visit,
        chat: &str,
        client_id: Uuid,
        text: &str,
    ) -> Result<Value, reqwest::Error> {
        let recipient = match chat.split(':').collect::<Vec<_>>()[..] {
            [_, care, attendee] => {
                json!({ "person": if care == person.id.to_string() { attendee } else { care } })
            }
            _ => json!("everyone"),
        };
        let body = json!({ "recipient": recipient, "client_id": client_id, "text": text });
        let path = format!("/visits/{}/chats/{chat}/messages", visit.id);
        self.request(&person.token, Method::POST, &path)
            .json(&body)
            .send()
            .await?
            .json()
            .await
    }

    /// A page of a chat.
    ///
    /// # Panics
    /// If the server refuses.
    pub async fn messages(&self, person: &Person, visit: Visit, chat: &str, query: &str) -> Value {
        let path = format!("/visits/{}/chats/{chat}/messages?{query}", visit.id);
        let answer = self
            .request(&person.token, Method::GET, &path)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// The link that opens a page for a person.
    #[must_use]
    pub fn link(&self, page: &str, person: &Person, visit: Option<Visit>) -> String {
        let visit = visit
            .map(|visit| format!("&visit={}", visit.id))
            .unwrap_or_default();
        format!("{}/{page}#token={}{visit}", self.url, person.token)
    }
}

impl Person {
    /// With a date of birth as second identifier.
    #[must_use]
    pub fn born(mut self, date: &'static str) -> Self {
        self.second_identifier = Some(date);
        self
    }

    /// The key of their direct chat with a care-team member.
    #[must_use]
    pub fn direct(&self, care: &Person) -> String {
        format!("direct:{}:{}", care.id, self.id)
    }
}

fn participant(person: &Person) -> Value {
    let mut participant = json!({ "person": person.id, "role": person.role, "name": person.name });
    if let Some(second) = person.second_identifier {
        participant["second_identifier"] = json!(second);
    }
    participant
}
