//! What stands before the chats: the visit and its people.

use super::{
    names::{Names, isolated},
    paper::Paper,
    times::Days,
};
use crate::model::{MadeFor, PersonPart, Transcript};
use chat_domain::{ChatKey, Phase, VisitKind};

pub(super) fn write(transcript: &Transcript, names: &Names<'_>, paper: &mut Paper) {
    let days = Days::new(&transcript.zone);
    let visit = &transcript.visit;
    paper.line("Transcript of a visit");
    paper.line("=====================");
    paper.line("");
    paper.field("Visit", &visit.id.to_string());
    paper.field("Clinic", &visit.clinic.to_string());
    paper.field(
        "Kind",
        match visit.kind {
            VisitKind::OneToOne => "one-to-one",
            VisitKind::Group => "group",
        },
    );
    paper.field("Phase", phase(visit.phase));
    paper.field("Scheduled", &days.full(visit.scheduled_for));
    if let Some(at) = visit.started_at {
        paper.field("Started", &days.full(at));
    }
    if let Some(at) = visit.closed_at {
        paper.field("Closed", &days.full(at));
    }
    paper.field("Time zone", transcript.zone.name());
    paper.field("Made", &days.full(transcript.made_at));
    match &transcript.made_for {
        MadeFor::Operator => paper.field("Made for", "the operator: all that is stored"),
        MadeFor::Participant { person } => {
            paper.field("Made for", &names.person(*person));
            paper.field("", "It has what this person may read, and nothing else.");
        }
        MadeFor::Overseer { person, accesses } => {
            paper.field("Made for", &format!("the overseer {person}"));
            for access in accesses {
                let reason = isolated(access.reason.as_str());
                let at = days.full(access.at);
                paper.field("Access", &format!("{at}. Reason: {reason}"));
            }
        }
    }
    if let Some(chat) = transcript.only_chat {
        paper.field(
            "Contents",
            match chat {
                ChatKey::Visit => "the visit chat only",
                ChatKey::Direct(_) => "one direct chat only",
            },
        );
    }
    paper.heading("People");
    for person in &transcript.people {
        write_person(person, names, &days, paper);
    }
}

fn write_person(person: &PersonPart, names: &Names<'_>, days: &Days<'_>, paper: &mut Paper) {
    let mut line = names.person(person.person);
    if let Some(identifier) = &person.second_identifier
        && person.qualifier.as_deref() != Some(identifier.as_str())
    {
        line.push_str(&format!(", {}", isolated(identifier.as_str())));
    }
    paper.filled("  ", &line);
    for stay in &person.stays {
        let from = days.full(stay.from);
        let to = stay
            .to
            .map_or_else(String::new, |to| format!(" to {}", days.full(to)));
        paper.filled("      ", &format!("from {from}{to}"));
    }
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Unscheduled => "unscheduled",
        Phase::Scheduled => "scheduled",
        Phase::InProgress => "in progress",
        Phase::Completed => "completed",
        Phase::Cancelled => "cancelled",
        Phase::NoShow => "no-show",
        Phase::LeftWithoutBeingSeen => "left without being seen",
        Phase::Reopened => "reopened",
    }
}
