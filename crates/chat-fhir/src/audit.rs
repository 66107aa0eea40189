//! First reads and oversight as `AuditEvent`.

use crate::{
    code,
    export::Export,
    id,
    model::{
        Agent, AuditCode, AuditEvent, CodeableConcept, Coding, Entity, Instant, Outcome,
        OutcomeDetail, Resource, Source,
    },
    options::FhirVersion,
    people::service,
};
use chat_domain::{Actor, ChatKey, Entry, Reason};
use uuid::Uuid;

/// What is audited.
struct Audited {
    id: Uuid,
    chat: ChatKey,
    kind: Coding,
    subtype: Option<Coding>,
    action: &'static str,
    purpose: Option<CodeableConcept>,
}

impl Export<'_> {
    /// A person's first read mark in a chat that the recipient may know of.
    pub(crate) fn first_read(&mut self, entry: &Entry, chat: ChatKey) -> Vec<Resource> {
        let Actor::Person(reader) = entry.actor else {
            return Vec::new();
        };
        if !self.reads(entry) || !self.first_reads.insert((chat, reader)) {
            return Vec::new();
        }
        let read = Audited {
            id: id::first_read(self.visit, chat, reader),
            chat,
            kind: code::PATIENT_RECORD,
            subtype: None,
            action: "R",
            purpose: None,
        };
        self.audit(entry, read)
    }

    /// A broken glass, with the reason (M5). Only for the host.
    pub(crate) fn oversight(
        &mut self,
        entry: &Entry,
        chat: ChatKey,
        reason: &Reason,
    ) -> Vec<Resource> {
        if !self.reads(entry) {
            return Vec::new();
        }
        let broken = Audited {
            id: id::oversight(self.visit, entry.seq),
            chat,
            kind: code::SECURITY_ALERT,
            subtype: Some(code::OVERRIDE_STARTED),
            action: "E",
            purpose: Some(CodeableConcept {
                coding: vec![code::BREAK_THE_GLASS],
                text: Some(reason.as_str().to_owned()),
            }),
        };
        self.audit(entry, broken)
    }

    fn audit(&mut self, entry: &Entry, audited: Audited) -> Vec<Resource> {
        let version = self.options.version;
        let mut out = Vec::new();
        let what = self.thread(audited.chat, &mut out);
        let purpose: Vec<_> = audited.purpose.into_iter().collect();
        let (purpose_of_use, authorization) = match version {
            FhirVersion::R4 => (purpose, Vec::new()),
            FhirVersion::R5 => (Vec::new(), purpose),
        };
        out.push(Resource::AuditEvent(AuditEvent {
            id: audited.id.to_string(),
            code: match version {
                FhirVersion::R4 => AuditCode::R4 {
                    kind: audited.kind,
                    subtype: audited.subtype.into_iter().collect(),
                },
                // R5 has the kind as category, and what exactly happened as code.
                FhirVersion::R5 => AuditCode::R5 {
                    category: vec![audited.kind.into()],
                    code: audited.subtype.unwrap_or(audited.kind).into(),
                },
            },
            action: audited.action,
            recorded: Instant(entry.at),
            outcome: match version {
                FhirVersion::R4 => Outcome::R4("0"),
                FhirVersion::R5 => Outcome::R5(OutcomeDetail {
                    code: code::SUCCESS,
                }),
            },
            agent: vec![Agent {
                who: self.actor(entry.actor),
                requestor: true,
                purpose_of_use,
                authorization,
            }],
            source: Source {
                observer: service(),
            },
            entity: vec![Entity { what }],
            encounter: (version == FhirVersion::R5).then(|| self.encounter_link()),
        }));
        out
    }
}
