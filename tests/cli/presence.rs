//! Presence that people report themselves, on a running server with several clients (V9).

use crate::{
    scene::{client, visit_of},
    verify::verify,
};
use chat_client::{
    Event, Events, Live,
    chat_wire::{ParticipantOut, VisitOut},
};
use chat_domain::{Departure, PersonId, Presence, VisitId};
use std::{path::Path, time::Duration};
use visit_chat_tests::{Clinic, PATIENCE, Person, ServerProcess, Visit};

const VARIABLES: &[(&str, &str)] = &[("VISIT_CHAT_PRESENCE_LEASE", "1")];

struct Call {
    clinic: Clinic,
    provider: Person,
    nurse: Person,
    patient: Person,
    visit: Visit,
}

/// A live connection.
type Connected = (Live, Events);

impl Call {
    /// A visit whose people are in the call by their own reports, and their live connections.
    async fn on(server: &ServerProcess) -> (Self, [Connected; 3]) {
        let clinic = Clinic::new(server.url());
        let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
        let nurse = clinic.person("staff", "Sam Okafor");
        let patient = clinic.person("patient", "Carla Mendes");
        let people = [&provider, &nurse, &patient];
        let visit = clinic.schedule("one_to_one", &people).await;
        let call = Self {
            clinic,
            provider,
            nurse,
            patient,
            visit,
        };
        let people = [&call.provider, &call.nurse, &call.patient];
        let connected = [
            call.follow(people[0]).await,
            call.follow(people[1]).await,
            call.follow(people[2]).await,
        ];
        for person in people {
            call.clinic.act(person, visit, "join_call").await;
        }
        (call, connected)
    }

    /// A live connection that follows the visit.
    async fn follow(&self, person: &Person) -> Connected {
        let (live, mut events) = client(&self.clinic, person).live();
        live.follow(VisitId::new(self.visit.id)).await;
        next_view(&mut events).await;
        (live, events)
    }

    /// The view of a person.
    async fn view(&self, person: &Person) -> VisitOut {
        let visit = visit_of(&self.clinic, person, self.visit);
        visit.view().await.unwrap()
    }
}

async fn next_view(events: &mut Events) -> VisitOut {
    loop {
        let event = tokio::time::timeout(PATIENCE, events.next()).await;
        if let Event::View { view, .. } = event.expect("an event in time").unwrap() {
            return *view;
        }
    }
}

/// The first view in which this person was dropped.
async fn sees_dropped((_, events): &mut Connected, person: &Person) -> VisitOut {
    loop {
        let view = next_view(events).await;
        if seen(&view, person).departure == Some(Departure::Dropped) {
            return view;
        }
    }
}

/// A person in a view.
fn seen<'a>(view: &'a VisitOut, person: &Person) -> &'a ParticipantOut {
    let id = PersonId::new(person.id);
    let mut people = view.participants.iter();
    people.find(|one| one.person == id).unwrap()
}

/// Whether the viewer may write in a chat, or the code of the reason.
fn write(view: &VisitOut, chat: &str) -> String {
    let mut chats = view.chats.iter();
    let chat = chats.find(|one| one.chat.to_string() == chat).unwrap();
    match &chat.write_refusal {
        Some(refusal) => refusal.code.clone().into_owned(),
        None => "open".to_owned(),
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
    let phone = call.follow(&call.provider).await;
    // One device of the provider and the only one of the nurse are closed.
    drop((provider, nurse));
    let view = sees_dropped(&mut patient, &call.nurse).await;
    assert_eq!(seen(&view, &call.provider).presence, Presence::InCall);
    assert_eq!(write(&view, &direct), "open");
    drop(phone);
    let view = sees_dropped(&mut patient, &call.provider).await;
    let provider = seen(&view, &call.provider);
    assert_eq!(provider.presence, Presence::Away);
    assert_eq!(provider.away_since, None, "for the care team only");
    assert_eq!(write(&view, &direct), "provider_dropped");
    let inside = call.view(&call.nurse).await;
    assert!(seen(&inside, &call.provider).away_since.is_some());
    // The provider is back, and so is the permission.
    call.clinic
        .act(&call.provider, call.visit, "join_call")
        .await;
    let view = call.view(&call.patient).await;
    assert_eq!(write(&view, &direct), "open");
    assert_eq!(seen(&view, &call.provider).departure, None);
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
        provider = call.follow(&call.provider).await;
    }
    // Longer than the lease after the first break.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let view = call.view(&call.patient).await;
    let seen = seen(&view, &call.provider);
    assert_eq!((seen.presence, seen.departure), (Presence::InCall, None));
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
    let mut patient = call.follow(&call.patient).await;
    let view = sees_dropped(&mut patient, &call.provider).await;
    assert_eq!(seen(&view, &call.provider).presence, Presence::Away);
    assert!(server.terminate().success());
    is_sound(&data);
}
