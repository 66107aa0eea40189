//! The visit as an `Encounter`.

use crate::{
    code,
    export::Export,
    model::{
        Class, Coding, Encounter, EncounterParticipant, Group, GroupMember, Identifier, Instant,
        Meta, Period, Reference, Resource,
    },
    options::FhirVersion,
};
use chat_domain::{Participant, Phase, Presence, Role};

/// The id of the contained group of patients.
const PATIENTS: &str = "patients";

impl Export<'_> {
    pub(crate) fn encounter(&self) -> Resource {
        let version = self.options.version;
        let patients: Vec<_> = self.in_role(|role| role == Role::Patient).collect();
        let others = self.in_role(|role| role != Role::Patient);
        let several = patients.len() > 1;
        let actual = self.started.map(|start| Period {
            start: Instant(start),
            end: self.closed.map(Instant),
        });
        let planned = self.state.scheduled_for.map(Instant);
        let planned_period = planned.map(|start| Period { start, end: None });
        let (period, actual_period) = match version {
            FhirVersion::R4 => (actual.or(planned_period), None),
            FhirVersion::R5 => (None, actual),
        };
        Resource::Encounter(Encounter {
            id: self.visit.to_string(),
            meta: Meta {
                tag: vec![Coding::new(code::PHASES, phase(self.state.phase), "")],
            },
            contained: if several {
                vec![self.group(&patients)]
            } else {
                Vec::new()
            },
            identifier: vec![Identifier::uuid(self.visit.uuid())],
            status: self.status(),
            class: match version {
                FhirVersion::R4 => Class::R4(code::VIRTUAL),
                FhirVersion::R5 => Class::R5(vec![code::VIRTUAL.into()]),
            },
            subject: if several {
                Some(Reference {
                    reference: Some(format!("#{PATIENTS}")),
                    kind: None,
                    identifier: None,
                    display: None,
                })
            } else {
                self.patient(None)
            },
            service_provider: self.clinic(),
            participant: others.map(|other| self.participant(other)).collect(),
            period,
            actual_period,
            planned_start_date: planned.filter(|_| version == FhirVersion::R5),
        })
    }

    fn in_role(&self, fits: impl Fn(Role) -> bool) -> impl Iterator<Item = &Participant> {
        self.seen().filter(move |seen| fits(seen.role))
    }

    fn group(&self, patients: &[&Participant]) -> Group {
        let version = self.options.version;
        let members = patients.iter().map(|patient| GroupMember {
            entity: self.person(patient.person),
        });
        Group {
            id: PATIENTS,
            kind: "person",
            actual: (version == FhirVersion::R4).then_some(true),
            membership: (version == FhirVersion::R5).then_some("enumerated"),
            member: members.collect(),
        }
    }

    fn participant(&self, of: &Participant) -> EncounterParticipant {
        let part = match of.role {
            Role::Provider => code::PRIMARY_PERFORMER,
            Role::Interpreter => code::TRANSLATOR,
            Role::Staff | Role::Guest | Role::Patient => code::PARTICIPATION,
        };
        let who = Some(self.person(of.person));
        let (individual, actor) = match self.options.version {
            FhirVersion::R4 => (who, None),
            FhirVersion::R5 => (None, who),
        };
        EncounterParticipant {
            kind: vec![part.into()],
            individual,
            actor,
        }
    }

    fn status(&self) -> &'static str {
        let r4 = self.options.version == FhirVersion::R4;
        match self.state.phase {
            Phase::InProgress => "in-progress",
            Phase::Reopened if self.started.is_some() => "in-progress",
            Phase::Completed if r4 => "finished",
            Phase::Completed => "completed",
            Phase::Cancelled | Phase::NoShow | Phase::LeftWithoutBeingSeen => "cancelled",
            Phase::Scheduled | Phase::Reopened | Phase::Unscheduled => {
                let mut patients = self.in_role(|role| role == Role::Patient);
                // R5 has no such status.
                if r4 && patients.any(|patient| patient.presence == Presence::Waiting) {
                    "arrived"
                } else {
                    "planned"
                }
            }
        }
    }
}

/// The phase as a code.
const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Unscheduled => "unscheduled",
        Phase::Scheduled => "scheduled",
        Phase::InProgress => "in_progress",
        Phase::Completed => "completed",
        Phase::Cancelled => "cancelled",
        Phase::NoShow => "no_show",
        Phase::LeftWithoutBeingSeen => "left_without_being_seen",
        Phase::Reopened => "reopened",
    }
}
