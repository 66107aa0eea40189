//! Made visits, each with a clock that advances by a minute.

use chat_domain::{Entry, VisitKind, VisitState, commit};
use chat_domain::{Policy, RulesVersion};
use chat_laws::{cast::*, commands::*};
use time::Duration;

/// A visit's log and the state after it.
#[derive(Clone, Default)]
pub struct Visit {
    pub state: VisitState,
    pub log: Vec<Entry>,
}

impl Visit {
    /// Commits these steps, each of which must be permitted.
    pub fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        let mut visit = Self::default();
        for (minute, (actor, command)) in (0..).zip(steps) {
            let now = NOW + Duration::minutes(minute);
            let entries = commit(&mut visit.state, actor, &command, now)
                .unwrap_or_else(|refusal| panic!("{actor:?} {command:?}: {refusal}"));
            visit.log.extend(entries);
        }
        visit
    }
}

/// All made visits with their names.
pub fn all() -> Vec<(&'static str, Visit)> {
    vec![
        ("planned", planned()),
        ("one_to_one", one_to_one()),
        ("group", group()),
        ("oversight", oversight()),
        ("follow_up", follow_up()),
        ("no_show", missed()),
    ]
}

fn schedule(kind: VisitKind, policy: Policy) -> Step {
    let who: &[_] = match kind {
        VisitKind::OneToOne => &[DOCTOR, NURSE, ANA, CARER],
        VisitKind::Group => &EVERYONE.map(|p| p.0),
    };
    scheduled_under(RulesVersion::NEWEST, kind, policy, who)
}

/// Scheduled, and the patient waits.
pub fn planned() -> Visit {
    Visit::of([schedule(VisitKind::OneToOne, Policy::DEFAULT), enters(ANA)])
}

/// A completed visit with a correction, a retraction, first reads and a cry for help.
pub fn one_to_one() -> Visit {
    let private = direct(DOCTOR, ANA);
    Visit::of([
        schedule(VisitKind::OneToOne, Policy::DEFAULT),
        enters(ANA),
        enters(CARER),
        notifies(ANA, "help", HELP),
        settles(DOCTOR, ANA, "help"),
        joins(DOCTOR),
        joins(ANA),
        says(DOCTOR, ALL, "Welcome."),
        reads(ANA, ALL, 1),
        says(DOCTOR, private, "Take 50 mg."),
        reads(ANA, private, 1),
        corrects(DOCTOR, "Take 50 mg.", "Take 5 mg."),
        says(ANA, private, "Five, then."),
        reads(DOCTOR, private, 3),
        says(NURSE, ALL, "Meant for another visit."),
        reads(ANA, ALL, 2),
        retracts(NURSE, "Meant for another visit."),
        call_ends(),
        completed(),
    ])
}

/// A group with files, some in a retracted message, and a patient who came late.
pub fn group() -> Visit {
    let private = direct(COLLEAGUE, BEN);
    Visit::of([
        schedule(VisitKind::Group, Policy::DEFAULT),
        joins(DOCTOR),
        enters(ANA),
        joins(ANA),
        says(DOCTOR, ALL, "Before Ben came."),
        enters(BEN),
        joins(BEN),
        joins(COLLEAGUE),
        stages(DOCTOR, ALL, "exercises.pdf"),
        says_with(DOCTOR, ALL, "For all of you.", &["exercises.pdf"]),
        stages(COLLEAGUE, private, "results.pdf"),
        says_with(COLLEAGUE, private, "Your results.", &["results.pdf"]),
        reads(BEN, private, 1),
        stages(BEN, private, "photo.jpg"),
        says_with(BEN, private, "This is how it looks.", &["photo.jpg"]),
        retracts(BEN, "This is how it looks."),
        removed(ANA),
        says(DOCTOR, ALL, "After Ana left."),
    ])
}

/// An overseer broke the glass for a direct chat.
pub fn oversight() -> Visit {
    let private = direct(DOCTOR, ANA);
    Visit::of([
        schedule(VisitKind::OneToOne, Policy::DEFAULT),
        joins(DOCTOR),
        enters(ANA),
        says(DOCTOR, private, "How are you?"),
        says(DOCTOR, ALL, "Good morning."),
        breaks_glass(OVERSEER, private),
        breaks_glass(OVERSEER, ALL),
    ])
}

/// A message after the completed visit.
pub fn follow_up() -> Visit {
    let private = direct(DOCTOR, ANA);
    let policy = Policy {
        follow_up_hours: 48,
        ..Policy::DEFAULT
    };
    Visit::of([
        schedule(VisitKind::OneToOne, policy),
        joins(DOCTOR),
        enters(ANA),
        joins(ANA),
        says(DOCTOR, private, "Write if it gets worse."),
        call_ends(),
        completed(),
        says(ANA, private, "It got worse."),
    ])
}

/// No one came.
pub fn missed() -> Visit {
    Visit::of([schedule(VisitKind::Group, Policy::DEFAULT), no_show()])
}
