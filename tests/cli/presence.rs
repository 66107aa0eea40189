//! Presence that people report themselves, on a running server with several clients (V9).

use crate::{
    live_truth::{Socket, follow, next},
    verify::verify,
};
use serde_json::Value;
use std::{path::Path, time::Duration};
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit};

const VARIABLES: &[(&str, &str)] = &[("VISIT_CHAT_PRESENCE_LEASE", "1")];

struct Call {
    clinic: Clinic,
    provider: Person,
    nurse: Person,
    patient: Person,
    visit: Visit,
}

impl Call {
    /// A visit whose people are in the call by their own reports, and their live connections.
    async fn on(server: &ServerProcess) -> (Self, [Socket; 3]) {
        let clinic = Clinic::new(server.url());
        let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
        let nurse = clinic.person("staff", "Sam Okafor");
        let patient = clinic.person("patient", "Carla Mendes");
        let people = [&provider, &nurse, &patient];
        let visit = clinic.schedule("one_to_one", &people).await;
        let sockets = [
            follow(server, &provider, visit).await,
            follow(server, &nurse, visit).await,
            follow(server, &patient, visit).await,
        ];
        for person in people {
            clinic.act(person, visit, "join_call").await;
        }
        let call = Self {
            clinic,
            provider,
            nurse,
            patient,
            visit,
        };
        (call, sockets)
    }

    /// The first view in which this person was dropped.
    async fn sees_dropped(&self, socket: &mut Socket, person: &Person) -> Value {
        loop {
            let frame = next(socket).await.expect("the connection goes on");
            if frame["type"] == "view" && seen(&frame["view"], person)["departure"] == "dropped" {
                return frame["view"].clone();
            }
        }
    }
}

/// A person in a view.
fn seen<'a>(view: &'a Value, person: &Person) -> &'a Value {
    let mut people = view["participants"].as_array().unwrap().iter();
    let id = person.id.to_string();
    people.find(|one| one["person"] == *id).unwrap()
}

/// Whether the viewer may write in a chat, or the code of the reason.
fn write(view: &Value, chat: &str) -> String {
    let mut chats = view["chats"].as_array().unwrap().iter();
    let chat = chats.find(|one| one["chat"] == chat).unwrap();
    match &chat["write_refusal"]["code"] {
        Value::String(code) => code.clone(),
        _ => "open".to_owned(),
    }
}

fn is_sound(data: &Path) {
    let output = verify(data, &[]);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
}

#[tokio::test]
async fn w2_patient_is_greyed_out_once_the_provider_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve_with(&data, VARIABLES);
    let (call, [provider, nurse, mut patient]) = Call::on(&server).await;
    let direct = call.patient.direct(&call.provider);
    let phone = follow(&server, &call.provider, call.visit).await;
    // One device of the provider and the only one of the nurse are closed.
    drop((provider, nurse));
    let view = call.sees_dropped(&mut patient, &call.nurse).await;
    assert_eq!(seen(&view, &call.provider)["presence"], "in_call");
    assert_eq!(write(&view, &direct), "open");
    drop(phone);
    let view = call.sees_dropped(&mut patient, &call.provider).await;
    let provider = seen(&view, &call.provider);
    assert_eq!(provider["presence"], "away");
    assert_eq!(
        provider["away_since"],
        Value::Null,
        "for the care team only"
    );
    assert_eq!(write(&view, &direct), "provider_dropped");
    let inside = call.clinic.view(&call.nurse, call.visit).await;
    assert!(seen(&inside, &call.provider)["away_since"].is_string());
    // The provider is back, and so is the permission.
    call.clinic
        .act(&call.provider, call.visit, "join_call")
        .await;
    let view = call.clinic.view(&call.patient, call.visit).await;
    assert_eq!(write(&view, &direct), "open");
    assert_eq!(seen(&view, &call.provider)["departure"], Value::Null);
    assert!(server.terminate().success());
    is_sound(&data);
}

#[tokio::test]
async fn v9_reload_within_the_lease_drops_no_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve_with(&data, &[("VISIT_CHAT_PRESENCE_LEASE", "4")]);
    let (call, [mut provider, _nurse, _patient]) = Call::on(&server).await;
    for _ in 0..3 {
        drop(provider);
        tokio::time::sleep(Duration::from_millis(500)).await;
        provider = follow(&server, &call.provider, call.visit).await;
    }
    // Longer than the lease after the first break.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let view = call.clinic.view(&call.patient, call.visit).await;
    let seen = seen(&view, &call.provider);
    assert_eq!(
        (&seen["presence"], &seen["departure"]),
        (&Value::from("in_call"), &Value::Null)
    );
    drop(provider);
    assert!(server.terminate().success());
    is_sound(&data);
}

#[tokio::test]
async fn people_who_do_not_return_after_a_crash_are_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve_with(&data, VARIABLES);
    let (mut call, sockets) = Call::on(&server).await;
    server.kill_9();
    drop(sockets);
    let server = ServerProcess::serve_with(&data, VARIABLES);
    server.url().clone_into(&mut call.clinic.url);
    let mut patient = follow(&server, &call.patient, call.visit).await;
    let view = call.sees_dropped(&mut patient, &call.provider).await;
    assert_eq!(seen(&view, &call.provider)["presence"], "away");
    assert!(server.terminate().success());
    is_sound(&data);
}
