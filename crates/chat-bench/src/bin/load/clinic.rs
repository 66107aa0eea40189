//! A clinic on the server: its people, its visits and what they send.

use crate::{Result, frame, http::Http, socket::Socket, token};
use futures::future::try_join_all;
use serde_json::json;
use std::net::SocketAddr;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// Number of connections that schedule visits concurrently.
const DESKS: usize = 16;

/// A clinic.
#[derive(Clone)]
pub(crate) struct Clinic {
    server: SocketAddr,
    id: Uuid,
    host: String,
}

/// A person of the clinic.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) token: String,
}

/// A visit: its first participant is its provider, the others are patients.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) id: Uuid,
    pub(crate) people: Vec<Person>,
}

/// A chat of a visit, with its writer.
#[derive(Clone)]
pub(crate) struct Chat {
    visit: Uuid,
    name: String,
    recipient: String,
}

impl Clinic {
    /// A new clinic.
    pub(crate) fn new(server: SocketAddr) -> Result<Self> {
        let id = Uuid::now_v7();
        Ok(Self {
            server,
            id,
            host: token::host(id)?,
        })
    }

    /// The same clinic on another node, or on a restarted server with another address.
    pub(crate) fn moved_to(self, server: SocketAddr) -> Self {
        Self { server, ..self }
    }

    /// A new person.
    pub(crate) fn person(&self) -> Result<Person> {
        let id = Uuid::now_v7();
        Ok(Person {
            id,
            token: token::person(self.id, id)?,
        })
    }

    /// New people.
    pub(crate) fn people(&self, count: usize) -> Result<Vec<Person>> {
        (0..count).map(|_| self.person()).collect()
    }

    /// Schedules visits of one provider and one patient, all of them new people.
    pub(crate) async fn one_to_ones(&self, count: usize) -> Result<Vec<Visit>> {
        let pairs = (0..count).map(|_| self.people(2));
        self.schedule("one_to_one", pairs.collect::<Result<_>>()?)
            .await
    }

    /// Schedules a visit of a kind, `one_to_one` or `group`, for each of these groups of people.
    pub(crate) async fn schedule(
        &self,
        kind: &str,
        groups: Vec<Vec<Person>>,
    ) -> Result<Vec<Visit>> {
        let share = groups.len().div_ceil(DESKS).max(1);
        let desks = groups.chunks(share).map(|groups| async move {
            let mut http = Http::connect(self.server).await?;
            let mut visits = Vec::with_capacity(groups.len());
            for people in groups {
                visits.push(self.schedule_one(&mut http, kind, people.clone()).await?);
            }
            Ok::<_, Box<dyn std::error::Error>>(visits)
        });
        Ok(try_join_all(desks).await?.into_iter().flatten().collect())
    }

    async fn schedule_one(
        &self,
        http: &mut Http,
        kind: &str,
        people: Vec<Person>,
    ) -> Result<Visit> {
        let id = Uuid::now_v7();
        let soon = OffsetDateTime::now_utc() + Duration::minutes(5);
        let participants = people.iter().enumerate().map(|(n, person)| {
            let role = if n == 0 { "provider" } else { "patient" };
            json!({
                "person": person.id, "role": role, "name": format!("Person {n}"),
                "second_identifier": format!("{}", 1_900 + n),
            })
        });
        let body = json!({
            "visit": id,
            "kind": kind,
            "scheduled_for": soon.format(&Rfc3339)?,
            "participants": participants.collect::<Vec<_>>(),
        });
        let body = body.to_string();
        http.expect("POST", "/chat/v1/visits", &self.host, &body)
            .await?;
        Ok(Visit { id, people })
    }

    /// Makes all patients of a visit enter the waiting room, from where they can read the visit chat.
    pub(crate) async fn enter(&self, visit: &Visit) -> Result<()> {
        let mut http = Http::connect(self.server).await?;
        let path = format!("/chat/v1/visits/{}/actions", visit.id);
        for person in visit.people.iter().skip(1) {
            let body = json!({ "action": "enter_waiting_room" }).to_string();
            http.expect("POST", &path, &person.token, &body).await?;
        }
        Ok(())
    }

    /// A live connection of a person.
    pub(crate) async fn connect(&self, person: &Person) -> Result<Socket> {
        Socket::open(self.server, &person.token).await
    }

    /// A live connection of a person, or the status of the refusal.
    pub(crate) async fn try_connect(
        &self,
        person: &Person,
    ) -> Result<std::result::Result<Socket, u16>> {
        Socket::try_open(self.server, &person.token).await
    }

    /// A live connection of a person who follows a visit. Returns after the first view.
    pub(crate) async fn follow(&self, person: &Person, visit: Uuid) -> Result<Socket> {
        let mut socket = self.connect(person).await?;
        socket
            .send(&json!({ "type": "follow", "visit": visit }).to_string())
            .await?;
        socket.next_of("view").await?;
        Ok(socket)
    }

    /// [`Clinic::follow`], which also waits for a page of messages.
    pub(crate) async fn join(&self, person: &Person, visit: Uuid) -> Result<Socket> {
        let mut socket = self.follow(person, visit).await?;
        while !frame::is_delivery(socket.next_of("chat").await?) {}
        Ok(socket)
    }
}

impl Visit {
    /// The direct chat of the provider and the nth patient, written by the provider.
    pub(crate) fn direct(&self, patient: usize) -> Result<Chat> {
        let (Some(care), Some(other)) = (self.people.first(), self.people.get(patient)) else {
            return Err("a visit without that patient".into());
        };
        Ok(Chat {
            visit: self.id,
            name: format!("direct:{}:{}", care.id, other.id),
            recipient: json!({ "person": other.id }).to_string(),
        })
    }

    /// The visit chat.
    pub(crate) fn common(&self) -> Chat {
        Chat {
            visit: self.id,
            name: "visit".to_owned(),
            recipient: r#""everyone""#.to_owned(),
        }
    }
}

impl Chat {
    /// A new message as a frame of the live connection.
    pub(crate) fn frame(&self, request: usize) -> String {
        let Self {
            visit,
            name,
            recipient,
        } = self;
        let (id, text) = (Uuid::now_v7(), chat_bench::TEXT);
        format!(
            r#"{{"type":"send","request":{request},"visit":"{visit}","chat":"{name}","recipient":{recipient},"client_id":"{id}","text":"{text}"}}"#
        )
    }

    /// A read mark as a frame of the live connection.
    pub(crate) fn mark_read(&self, request: usize, through: usize) -> String {
        let Self { visit, name, .. } = self;
        format!(
            r#"{{"type":"mark_read","request":{request},"visit":"{visit}","chat":"{name}","through":{through}}}"#
        )
    }

    /// A new message as the body of a request.
    pub(crate) fn body(&self) -> String {
        self.body_of(chat_bench::TEXT)
    }

    /// A new message of a plain text as the body of a request.
    pub(crate) fn body_of(&self, text: &str) -> String {
        let id = Uuid::now_v7();
        let recipient = &self.recipient;
        format!(r#"{{"recipient":{recipient},"client_id":"{id}","text":"{text}"}}"#)
    }

    /// The path of its messages.
    pub(crate) fn path(&self) -> String {
        format!(
            "/chat/v1/visits/{}/chats/{}/messages",
            self.visit, self.name
        )
    }
}
