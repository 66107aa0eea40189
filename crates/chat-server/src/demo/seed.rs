//! Scheduling the demo's visits.

use super::cast::{Cast, Person};
use crate::error::StartError;
use chat_app::{AppError, ChatService, NewVisit};
use chat_domain::{
    DisplayName, NewParticipant, PolicyChoices, Refusal, SecondIdentifier, TextProblem, VisitId,
    VisitKind,
};
use time::{Duration, OffsetDateTime};

/// Schedules both visits, unless they exist already.
///
/// # Errors
/// [`StartError::Seed`].
pub(crate) async fn schedule(service: &ChatService, cast: &Cast) -> Result<(), StartError> {
    let one_to_one = cast.people.iter().filter(|person| person.one_to_one);
    let group = cast.people.iter().filter(|person| person.group);
    let soon = OffsetDateTime::now_utc() + Duration::minutes(10);
    let later = soon + Duration::minutes(30);
    add(
        service,
        cast,
        cast.one_to_one,
        VisitKind::OneToOne,
        soon,
        one_to_one,
    )
    .await?;
    add(service, cast, cast.group, VisitKind::Group, later, group).await
}

async fn add(
    service: &ChatService,
    cast: &Cast,
    visit: VisitId,
    kind: VisitKind,
    scheduled_for: OffsetDateTime,
    people: impl Iterator<Item = &Person>,
) -> Result<(), StartError> {
    let participants = people.map(participant).collect::<Result<_, _>>();
    let new = NewVisit {
        clinic: cast.clinic,
        visit: Some(visit),
        kind,
        scheduled_for,
        policy: PolicyChoices::default(),
        notices: None,
        participants: participants.map_err(|problem| AppError::from(Refusal::from(problem)))?,
    };
    match service.schedule_visit(new).await {
        Ok(_) | Err(AppError::Refused(Refusal::AlreadyScheduled)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn participant(person: &Person) -> Result<NewParticipant, TextProblem> {
    let second = person
        .second_identifier
        .as_deref()
        .map(SecondIdentifier::new);
    Ok(NewParticipant {
        person: person.person,
        role: person.role,
        name: DisplayName::new(&person.name)?,
        second_identifier: second.transpose()?,
        shares_history: false,
    })
}
