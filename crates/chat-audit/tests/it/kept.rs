//! Stored logs of a clinic, and helpers to verify them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use async_trait::async_trait;
use bytes::Bytes;
use chat_audit::{Checkpoint, Finding, Head, Progress, Report, Scope, Verification, VerifyError};
use chat_domain::{
    Actor, AttachmentId, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, Entry, FileName,
    FileRef, MessageId, MessageText, NewParticipant, PersonId, Policy, Reason, Recipient, Role,
    RulesVersion, ScheduleVisit, SendMessage, Seq, UploadId, VisitId, VisitKind, VisitState,
    VisitSummary,
    chat::Sha256,
    commit,
    log::{ChainHash, to_stored},
};
use chat_ports::{
    AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, LogAudit, PortError,
    StoredEntry, StoredVisit, VisitKey,
};
use futures::{StreamExt as _, executor::block_on, stream};
use sha2::Digest as _;
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering},
};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

pub(crate) const START: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

/// An in-memory store of logs.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    pub(crate) visits: Vec<(StoredVisit, Vec<StoredEntry>)>,
    pub(crate) problems: Vec<String>,
    /// Overrides the requested page size for visits and entries.
    pub(crate) page: Option<usize>,
}

#[async_trait]
impl LogAudit for Kept {
    async fn visits(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<StoredVisit>, PortError> {
        let visits = self.visits.iter().map(|(visit, _)| visit);
        let rest = visits.filter(|visit| Some(visit.visit) > after);
        Ok(rest.take(self.page.unwrap_or(limit)).cloned().collect())
    }

    async fn entries(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<StoredEntry>, PortError> {
        let log = self.visits.iter().find(|(stored, _)| stored.visit == visit);
        let entries = log.into_iter().flat_map(|(_, entries)| entries);
        let rest = entries.filter(|entry| entry.seq > after);
        Ok(rest.take(self.page.unwrap_or(limit)).cloned().collect())
    }

    async fn problems(&self) -> Result<Vec<String>, PortError> {
        Ok(self.problems.clone())
    }
}

impl Kept {
    /// Two visits, the first one with a file.
    pub(crate) fn two() -> Self {
        let visits = vec![
            Story::new(1).complete().kept(),
            Story::new(2).complete().kept(),
        ];
        Self {
            visits,
            ..Self::default()
        }
    }

    pub(crate) fn log(&mut self, visit: usize) -> &mut Vec<StoredEntry> {
        &mut self.visits[visit].1
    }

    pub(crate) fn audit(&self) -> Audit {
        self.audit_with(Scope::All, None, None)
    }

    pub(crate) fn audit_with(
        &self,
        scope: Scope,
        files: Option<&dyn AttachmentStore>,
        checkpoint: Option<&Checkpoint>,
    ) -> Audit {
        self.try_audit(scope, files, checkpoint).unwrap()
    }

    pub(crate) fn try_audit(
        &self,
        scope: Scope,
        files: Option<&dyn AttachmentStore>,
        checkpoint: Option<&Checkpoint>,
    ) -> Result<Audit, VerifyError> {
        let (mut findings, mut heads) = (Vec::new(), Vec::new());
        let verification = Verification {
            log: self,
            files,
            scope,
            checkpoint,
        };
        let report = block_on(verification.run(&mut |progress| match progress {
            Progress::Finding(finding) => findings.push(finding.clone()),
            Progress::Head(head) => heads.push(*head),
            Progress::Counts(_) => {}
        }))?;
        assert_eq!(report.findings, findings.len() as u64);
        Ok(Audit {
            report,
            findings,
            heads,
        })
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        let audit = self.audit();
        assert!(audit.report.is_sound(), "{:?}", audit.findings);
        Checkpoint::new(START, audit.heads).unwrap()
    }
}

/// The result of a verification.
pub(crate) struct Audit {
    pub(crate) report: Report,
    pub(crate) findings: Vec<Finding>,
    pub(crate) heads: Vec<Head>,
}

impl Audit {
    /// The positions and codes of the findings.
    pub(crate) fn found(&self) -> Vec<(Option<u64>, &'static str)> {
        let place = |finding: &Finding| finding.seq.map(|seq| seq.0);
        let found = self.findings.iter();
        found.map(|f| (place(f), f.problem.code())).collect()
    }
}

/// Entries in stored form, with a valid chain.
pub(crate) fn chained(visit: VisitKey, entries: &[Entry]) -> Vec<StoredEntry> {
    let mut hash = ChainHash::start(visit.clinic, visit.visit);
    let stored = |entry: &Entry| {
        let body = to_stored(entry).unwrap();
        hash = hash.then(&body);
        StoredEntry {
            seq: entry.seq,
            body,
            hash: Some(hash),
            problems: Vec::new(),
        }
    };
    entries.iter().map(stored).collect()
}

/// A visit built command by command.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) visit: VisitKey,
    pub(crate) provider: PersonId,
    pub(crate) patient: PersonId,
    pub(crate) state: VisitState,
    pub(crate) entries: Vec<Entry>,
    ids: u128,
}

impl Story {
    /// A scheduled visit; its number determines its ids and the hour of its entries.
    pub(crate) fn new(number: u128) -> Self {
        let id = |part: u128| Uuid::from_u128(number << 64 | part);
        let visit = VisitKey::new(ClinicId::new(Uuid::from_u128(1)), VisitId::new(id(1)));
        let mut story = Self {
            visit,
            provider: PersonId::new(id(2)),
            patient: PersonId::new(id(3)),
            state: VisitState::default(),
            entries: Vec::new(),
            ids: number << 64 | 100,
        };
        let participant = |person, role, name: &str| NewParticipant {
            person,
            role,
            name: DisplayName::new(name).unwrap(),
            second_identifier: None,
            shares_history: false,
        };
        let participants = vec![
            participant(story.provider, Role::Provider, "Dr. Ruth Adeyemi"),
            participant(story.patient, Role::Patient, "Carla Mendes"),
        ];
        let schedule = ScheduleVisit {
            clinic: visit.clinic,
            visit: visit.visit,
            kind: VisitKind::OneToOne,
            scheduled_for: START,
            policy: Policy::DEFAULT,
            notices: None,
            rules: RulesVersion::NEWEST,
            participants,
        };
        story.does(Actor::Host, Command::ScheduleVisit(schedule));
        story
    }

    /// Adds messages both ways, a correction, a retraction and a file.
    pub(crate) fn complete(mut self) -> Self {
        let (provider, patient) = (self.provider, self.patient);
        let enter = Command::EnterWaitingRoom { person: patient };
        self.does(Actor::Person(patient), enter);
        let direct = ChatKey::direct(provider, patient);
        let first = self.sends(provider, direct, "Good morning", Vec::new());
        let file = self.stages(patient, direct, b"a referral");
        self.sends(patient, direct, "Good morning, here it is", vec![file]);
        let text = MessageText::new("Good afternoon").unwrap();
        let message = first;
        let correct = Command::CorrectMessage { message, text };
        self.does(Actor::Person(provider), correct);
        let wrong = self.sends(provider, ChatKey::Visit, "Not for you", Vec::new());
        let retract = Command::RetractMessage {
            message: wrong,
            reason: Reason::new("the wrong patient").unwrap(),
        };
        self.does(Actor::Person(provider), retract);
        self.does(Actor::Person(provider), Command::CompleteVisit);
        self
    }

    pub(crate) fn does(&mut self, actor: Actor, command: Command) {
        let hour = i64::try_from(self.ids >> 64).unwrap();
        let now = START + Duration::hours(hour) + Duration::seconds(self.entries.len() as i64);
        let entries = commit(&mut self.state, actor, &command, now).unwrap();
        self.entries.extend(entries);
    }

    pub(crate) fn sends(
        &mut self,
        person: PersonId,
        chat: ChatKey,
        text: &str,
        files: Vec<AttachmentId>,
    ) -> MessageId {
        let message = MessageId::new(self.id());
        let send = SendMessage {
            chat,
            recipient: Recipient::of(&chat, person).unwrap(),
            message,
            client_id: ClientMessageId::new(self.id()),
            text: Some(MessageText::new(text).unwrap()),
            files,
        };
        self.does(Actor::Person(person), Command::SendMessage(send));
        message
    }

    pub(crate) fn stages(
        &mut self,
        person: PersonId,
        chat: ChatKey,
        content: &[u8],
    ) -> AttachmentId {
        let attachment = AttachmentId::new(self.id());
        let file = FileRef {
            attachment,
            name: FileName::new("referral.pdf").unwrap(),
            media_type: "application/pdf".into(),
            size: content.len() as u64,
            sha256: Sha256(sha2::Sha256::digest(content).into()),
        };
        let upload = Some(UploadId::new(self.id()));
        let stage = Command::StageFile { chat, file, upload };
        self.does(Actor::Person(person), stage);
        attachment
    }

    pub(crate) fn kept(&self) -> (StoredVisit, Vec<StoredEntry>) {
        let visit = StoredVisit {
            visit: self.visit,
            version: self.state.version,
            summary: VisitSummary::of(&self.state),
            problems: Vec::new(),
        };
        (visit, chained(self.visit, &self.entries))
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }
}

/// Files in a map, read in chunks of a few bytes.
#[derive(Default)]
pub(crate) struct Files {
    pub(crate) files: BTreeMap<AttachmentKey, Vec<u8>>,
    pub(crate) broken: bool,
    pub(crate) reads: AtomicUsize,
}

impl Files {
    /// The files carried by the stories' messages.
    pub(crate) fn of(kept: &Kept) -> Self {
        let mut files = BTreeMap::new();
        for (visit, entries) in &kept.visits {
            for entry in entries {
                let entry = chat_domain::log::from_stored(&entry.body).unwrap();
                if let chat_domain::Event::MessageSent { files: sent, .. } = entry.event {
                    let key = |file: FileRef| AttachmentKey {
                        visit: visit.visit,
                        attachment: file.attachment,
                    };
                    files.extend(sent.into_iter().map(|f| (key(f), b"a referral".to_vec())));
                }
            }
        }
        Self {
            files,
            ..Self::default()
        }
    }
}

#[async_trait]
impl AttachmentStore for Files {
    async fn create(&self, _: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError> {
        Err(PortError::unavailable("read-only"))
    }

    async fn read(
        &self,
        key: AttachmentKey,
        _: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let bytes = self.files.get(&key).ok_or(PortError::NotFound)?;
        let mut chunks: Vec<_> = bytes
            .chunks(3)
            .map(Bytes::copy_from_slice)
            .map(Ok)
            .collect();
        if self.broken {
            chunks.push(Err(PortError::unavailable("the disk is broken")));
        }
        Ok(AttachmentRead {
            size: bytes.len() as u64,
            chunks: stream::iter(chunks).boxed(),
        })
    }

    async fn delete(&self, _: AttachmentKey) -> Result<(), PortError> {
        Err(PortError::unavailable("read-only"))
    }

    async fn check(&self) -> Result<(), PortError> {
        Err(PortError::unavailable("read-only"))
    }
}
