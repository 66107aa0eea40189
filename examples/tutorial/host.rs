//! The parts of the host in `docs/tutorial.md`.

use axum::{
    Router,
    extract::{Path as Of, State},
    http::StatusCode,
    routing::post,
};
use futures::StreamExt as _;
use std::{error::Error, fs, io, path::Path, pin::pin, sync::Arc};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use visit_chat::{
    AppError, BuildError, NewVisit, VisitChat,
    app::{EventCursor, FeedEvent},
    domain::{
        Actor, ClinicId, Command, DisplayName, Event, NewParticipant, PersonId, PolicyChoices,
        Role, VisitId, VisitKind,
    },
    http::{Claims, JwtAuthenticator, JwtError, TokenIssuer},
    ports::VisitKey,
};

/// The clinic. Most hosts have several; no data of one is reachable from another.
pub(crate) const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(1));

/// The storage: one SQLite file, and a folder for what people upload.
pub(crate) async fn open(folder: &Path) -> Result<VisitChat, BuildError> {
    VisitChat::builder()
        .sqlite(folder.join("visits.sqlite3"))
        .files(folder.join("files"))
        .build()
        .await
}

/// What your calendar calls when an appointment is made. With the appointment's id as the visit's, a repeated call is a
/// success.
pub(crate) async fn book(
    chat: &VisitChat,
    appointment: Uuid,
    at: OffsetDateTime,
    provider: PersonId,
    patient: PersonId,
) -> Result<VisitKey, Box<dyn Error>> {
    let person = |person, role, name: &str| {
        Ok::<_, Box<dyn Error>>(NewParticipant {
            person,
            role,
            name: DisplayName::new(name)?,
            second_identifier: None,
            shares_history: false,
        })
    };
    let visit = NewVisit {
        clinic: CLINIC,
        visit: Some(VisitId::new(appointment)),
        kind: VisitKind::OneToOne,
        scheduled_for: at,
        policy: PolicyChoices::default(),
        notices: None,
        participants: vec![
            person(provider, Role::Provider, "Dr. Ada Ito")?,
            person(patient, Role::Patient, "Pia Lund")?,
        ],
    };
    Ok(chat.service().schedule_visit(visit).await?)
}

/// A token for the person who is logged in at your site.
pub(crate) fn token(secret: &[u8], person: PersonId) -> Result<String, JwtError> {
    TokenIssuer::new(secret)?.issue(&Claims::person(CLINIC, person, Duration::hours(1)))
}

/// Your routes, with the chat as one of them.
pub(crate) fn routes(chat: &VisitChat, secret: &[u8]) -> Result<Router, JwtError> {
    let login = JwtAuthenticator::new(secret)?;
    Ok(Router::new()
        .route("/video/{visit}/joined/{person}", post(joined))
        .with_state(chat.clone())
        .nest("/chat", chat.router(Arc::new(login))))
}

/// What your video system calls. In your service, only the video system may.
async fn joined(
    State(chat): State<VisitChat>,
    Of((visit, person)): Of<(Uuid, Uuid)>,
) -> StatusCode {
    let visit = VisitKey::new(CLINIC, VisitId::new(visit));
    let person = PersonId::new(person);
    let command = Command::JoinCall { person };
    match chat.service().execute(visit, Actor::Host, command).await {
        Ok(_) => StatusCode::NO_CONTENT,
        Err(AppError::Refused(_)) => StatusCode::CONFLICT, // a rule, for good
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,         // unknown: report it again
    }
}

/// Follows everything that happens, from where the last run ended. The cursor is kept after the event was handled, so a crash
/// repeats an event and loses none.
pub(crate) async fn follow(
    chat: VisitChat,
    cursor: &Path,
    mut handle: impl FnMut(&FeedEvent),
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let kept = match fs::read_to_string(cursor) {
        Ok(kept) => kept.parse()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => EventCursor::START,
        Err(error) => return Err(error.into()),
    };
    let mut events = pin!(chat.service().events(CLINIC, kept).await?);
    while let Some(event) = events.next().await {
        let event = event?;
        handle(&event);
        fs::write(cursor, event.cursor.to_string())?;
    }
    Ok(())
}

/// What the host does with an event: here, it prints whom it would notify.
pub(crate) fn notify(event: &FeedEvent) {
    let visit = event.visit.visit;
    match &event.entry.event {
        Event::WaitingRoomEntered { person } => println!("{person} waits in visit {visit}"),
        Event::PeopleReminded { people, .. } => println!("remind {people:?} of visit {visit}"),
        Event::WaitEscalated { people, .. } => println!("alert {people:?} to visit {visit}"),
        _ => {}
    }
}
