//! Exports that are cut off, and what is left of them.

use super::*;
use async_trait::async_trait;
use chat_app::{ChatService, NewVisit, Ports, RateLimits, Settings};
use chat_domain::{
    ChatKey, ClientMessageId, DisplayName, MessageText, NewMessage, NewParticipant, PersonId,
    PolicyChoices, Recipient, Role, Seq, VisitKind,
};
use chat_memory::{
    LocalFanout, MemoryAttachmentStore, MemoryLogAudit, MemoryUploadLedger, MemoryVisitLog,
};
use chat_ports::{PortError, StoredEntry, StoredVisit};
use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(2));
const PROVIDER: PersonId = PersonId::new(Uuid::from_u128(10));

/// A log that fails after some reads, and of which a visit may be damaged.
struct Failing {
    log: MemoryLogAudit,
    reads: AtomicUsize,
    damaged: Option<VisitKey>,
}

impl Failing {
    fn after(log: &MemoryVisitLog, reads: usize) -> Self {
        Self {
            log: MemoryLogAudit::of(log),
            reads: AtomicUsize::new(reads),
            damaged: None,
        }
    }

    fn never(log: &MemoryVisitLog) -> Self {
        Self::after(log, usize::MAX)
    }
}

#[async_trait]
impl LogAudit for Failing {
    async fn visits(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<StoredVisit>, PortError> {
        self.log.visits(after, limit.min(2)).await
    }

    async fn entries(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<StoredEntry>, PortError> {
        let left = self.reads.fetch_sub(1, Relaxed);
        if left == 0 {
            return Err(PortError::unavailable("the power failed"));
        }
        let mut entries = self.log.entries(visit, after, limit.min(3)).await?;
        if self.damaged == Some(visit) && after > Seq::ZERO {
            entries.iter_mut().for_each(|entry| entry.hash = None);
        }
        Ok(entries)
    }

    async fn problems(&self) -> Result<Vec<String>, PortError> {
        Ok(Vec::new())
    }
}

/// Three clinics, of which the second has five visits with messages.
async fn clinics() -> (MemoryVisitLog, ChatService, Vec<VisitKey>) {
    let log = MemoryVisitLog::new();
    let ports = Ports::new(
        log.clone(),
        MemoryAttachmentStore::new(),
        MemoryUploadLedger::new(),
        LocalFanout::new(),
    );
    let settings = Settings::default().with_rates(RateLimits::unlimited());
    let service = ChatService::new(ports, settings);
    let mut visits = Vec::new();
    for clinic in [1, 2, 2, 2, 2, 2, 3] {
        let clinic = ClinicId::new(Uuid::from_u128(clinic));
        let visit = schedule(&service, clinic).await;
        say(&service, visit, 1).await;
        say(&service, visit, 2).await;
        if clinic == CLINIC {
            visits.push(visit);
        }
    }
    visits.sort();
    (log, service, visits)
}

async fn schedule(service: &ChatService, clinic: ClinicId) -> VisitKey {
    let participant = |person, role, name| NewParticipant {
        person,
        role,
        name: DisplayName::new(name).unwrap(),
        second_identifier: None,
        shares_history: false,
    };
    let patient = PersonId::new(Uuid::from_u128(20));
    let new = NewVisit {
        clinic,
        visit: None,
        kind: VisitKind::Group,
        scheduled_for: OffsetDateTime::now_utc(),
        policy: PolicyChoices::default(),
        notices: None,
        participants: vec![
            participant(PROVIDER, Role::Provider, "Dr. Ito"),
            participant(patient, Role::Patient, "Ana Silva"),
        ],
    };
    service.schedule_visit(new).await.unwrap()
}

async fn say(service: &ChatService, visit: VisitKey, id: u128) {
    let message = NewMessage {
        chat: ChatKey::Visit,
        recipient: Recipient::Everyone,
        client_id: ClientMessageId::new(Uuid::from_u128(id)),
        text: Some(MessageText::new(&format!("message {id}")).unwrap()),
        files: Vec::new(),
    };
    service.send(visit, PROVIDER, message).await.unwrap();
}

fn fresh(clinic: ClinicId, now: OffsetDateTime) -> Progress {
    Progress::begin(Request::new(clinic, FhirVersion::R4, None, true), now)
}

async fn exported(log: &Failing, path: &Path, fresh: Progress) -> Result<Progress, StartError> {
    let source = Source { log, files: None };
    let mut bar = Bar::after(Duration::MAX / 4);
    export(&source, path, fresh, Duration::ZERO, &mut bar).await
}

/// All files with their bytes.
fn files(path: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(path).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    files.collect()
}

#[tokio::test]
async fn cut_off_export_goes_on_and_has_the_same_bytes() {
    let (log, service, visits) = clinics().await;
    let now = OffsetDateTime::now_utc();
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let done = exported(&Failing::never(&log), &whole, fresh(CLINIC, now)).await;
    assert_eq!((done.unwrap().visits, visits.len()), (5, 5));
    let wanted = files(&whole);
    let names: Vec<_> = wanted.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["Communication.ndjson", "Encounter.ndjson", "manifest.json"]
    );
    // What was written after the export began is in the next one.
    say(&service, visits[0], 3).await;
    say(&service, visits[4], 3).await;
    schedule(&service, CLINIC).await;
    for reads in 0..20 {
        let path = folder.path().join(reads.to_string());
        let cut = exported(&Failing::after(&log, reads), &path, fresh(CLINIC, now)).await;
        assert!(
            matches!(cut, Err(StartError::ExportClinic { .. })),
            "{reads}"
        );
        assert!(!path.join(manifest::FILE).exists());
        // A kill leaves what the buffers had written: part of a line.
        for name in [
            "Communication.ndjson",
            "Encounter.ndjson",
            "AuditEvent.ndjson",
        ] {
            let mut options = fs::OpenOptions::new();
            let file = options.create(true).append(true).open(path.join(name));
            let mut file = file.unwrap();
            file.write_all(b"{\"resourceType\":\"Comm").unwrap();
        }
        let later = now + Duration::from_secs(60);
        let done = exported(&Failing::never(&log), &path, fresh(CLINIC, later)).await;
        assert_eq!(done.unwrap().visits, 5);
        assert_eq!(files(&path), wanted, "after {reads} reads");
    }
}

#[tokio::test]
async fn manifest_counts_the_lines() {
    let (log, _, visits) = clinics().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let now = OffsetDateTime::now_utc();
    exported(&Failing::never(&log), &path, fresh(CLINIC, now))
        .await
        .unwrap();
    let files = files(&path);
    let manifest: serde_json::Value = serde_json::from_str(&files[manifest::FILE]).unwrap();
    for output in manifest["output"].as_array().unwrap() {
        let lines: Vec<_> = files[output["url"].as_str().unwrap()].lines().collect();
        assert_eq!(output["count"], lines.len());
        for line in lines {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["resourceType"], output["type"]);
        }
    }
    let encounters = files["Encounter.ndjson"].lines();
    assert_eq!(encounters.count(), visits.len());
    assert_eq!(manifest["error"], serde_json::json!([]));
}

#[tokio::test]
async fn damaged_visit_is_a_problem_and_the_others_are_exported() {
    let (log, _, visits) = clinics().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let mut log = Failing::never(&log);
    log.damaged = Some(visits[2]);
    let done = exported(&log, &path, fresh(CLINIC, OffsetDateTime::now_utc())).await;
    let done = done.unwrap();
    assert_eq!((done.visits, done.problems()), (4, 1));
    let damaged = visits[2].visit.to_string();
    let files = files(&path);
    assert!(files[progress::PROBLEMS].contains(&damaged));
    assert!(files[manifest::FILE].contains(progress::PROBLEMS));
    assert!(!files["Encounter.ndjson"].contains(&damaged));
    assert!(!files["Communication.ndjson"].contains(&damaged));
}

#[tokio::test]
async fn only_visits_that_changed_since_are_exported() {
    let (log, service, visits) = clinics().await;
    let since = OffsetDateTime::now_utc();
    say(&service, visits[3], 3).await;
    let folder = tempfile::tempdir().unwrap();
    let request = Request::new(CLINIC, FhirVersion::R5, Some(since), false);
    let fresh = Progress::begin(request, OffsetDateTime::now_utc());
    let path = folder.path().join("out");
    let done = exported(&Failing::never(&log), &path, fresh).await.unwrap();
    assert_eq!(done.visits, 1);
    let encounters = &files(&path)["Encounter.ndjson"];
    assert!(encounters.contains(&visits[3].visit.to_string()));
}

#[tokio::test]
async fn unknown_clinic_and_foreign_folders_are_refused() {
    let (stored, _, _) = clinics().await;
    let (log, now) = (Failing::never(&stored), OffsetDateTime::now_utc());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let unknown = ClinicId::new(Uuid::from_u128(9));
    let refused = exported(&log, &path, fresh(unknown, now)).await;
    assert!(matches!(refused, Err(StartError::NoVisits(clinic)) if clinic == unknown));
    assert!(!path.exists());
    fs::create_dir(&path).unwrap();
    fs::write(path.join("letter.txt"), "not mine").unwrap();
    let refused = exported(&log, &path, fresh(CLINIC, now)).await;
    assert!(matches!(refused, Err(StartError::Content { .. })));
    assert_eq!(files(&path).len(), 1);
    // A complete one is not exported over.
    let path = folder.path().join("complete");
    exported(&log, &path, fresh(CLINIC, now)).await.unwrap();
    let refused = exported(&log, &path, fresh(CLINIC, now)).await;
    assert!(matches!(refused, Err(StartError::Content { .. })));
    // An unfinished one is not mixed with another.
    let path = folder.path().join("unfinished");
    let cut = Failing::after(&stored, 4);
    exported(&cut, &path, fresh(CLINIC, now)).await.unwrap_err();
    let request = Request::new(CLINIC, FhirVersion::R5, None, true);
    let refused = exported(&log, &path, Progress::begin(request, now)).await;
    assert!(matches!(refused, Err(StartError::Content { what, .. }) if what.contains("options")));
}
