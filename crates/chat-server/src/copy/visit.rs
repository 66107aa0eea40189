//! One visit.

use super::{
    copied::{Copied, PAGE, failed},
    file,
};
use crate::error::StartError;
use chat_app::Ports;
use chat_audit::VerifyError;
use chat_domain::{Event, FileRef, VisitState, VisitSummary, evolve::evolve, log::from_stored};
use chat_ports::{Append, AttachmentKey, LogAudit, LogHead, PortError, StoredEntry, VisitKey};

/// Copies a visit's files and then the entries that name them, byte for byte, after those that the target has.
pub(super) async fn copy(
    snapshot: &dyn LogAudit,
    (source, target): (&Ports, &Ports),
    visit: VisitKey,
    copied: &mut Copied,
) -> Result<(), StartError> {
    let known = head(target, visit)
        .await
        .map_err(|error| failed(visit, &error))?;
    let mut state = VisitState::default();
    let mut head = LogHead::start(visit);
    loop {
        let page = snapshot.entries(visit, head.version, PAGE).await;
        let page = page.map_err(VerifyError::from)?;
        if page.is_empty() {
            break;
        }
        let (there, new): (Vec<_>, Vec<_>) = page
            .into_iter()
            .partition(|entry| entry.seq <= known.version);
        for part in [there, new] {
            let Some(last) = part.last().map(|entry| entry.seq) else {
                continue;
            };
            let files = fold(&mut state, &part, visit)?;
            for file in files {
                let attachment = file.attachment;
                copied.files += u64::from(
                    file::copy(source, target, AttachmentKey { visit, attachment }).await?,
                );
            }
            let summary = VisitSummary::of(&state);
            let append = chained(visit, head, part, summary)?;
            head = append.head();
            copied.entries += append.entries().len() as u64;
            if last > known.version {
                let appended = target.log.append(append).await;
                appended.map_err(|error| failed(visit, &error))?;
            } else if last == known.version && head != known {
                return Err(failed(visit, &"the target has another log of this visit"));
            }
        }
    }
    match head.version < known.version {
        true => Err(failed(
            visit,
            &"the target has more entries than the source",
        )),
        false => Ok(()),
    }
}

/// The stored entries as an append, whose hashes are those of the source.
fn chained(
    visit: VisitKey,
    head: LogHead,
    part: Vec<StoredEntry>,
    summary: Option<VisitSummary>,
) -> Result<Append, StartError> {
    let hash = part.last().and_then(|entry| entry.hash);
    let bodies = part.into_iter().map(|entry| entry.body).collect();
    let append = Append::of_stored(visit, head, bodies, summary);
    let append = append.map_err(|error| failed(visit, &error))?;
    match Some(append.head().hash) == hash {
        true => Ok(append),
        false => Err(failed(visit, &"the source is damaged; verify it")),
    }
}

/// Folds entries, and returns the files that they name.
fn fold(
    state: &mut VisitState,
    part: &[StoredEntry],
    visit: VisitKey,
) -> Result<Vec<FileRef>, StartError> {
    let mut files = Vec::new();
    for stored in part {
        let entry = from_stored(&stored.body).map_err(|error| failed(visit, &error))?;
        evolve(state, &entry);
        if let Event::FileStaged { file, .. } = entry.event {
            files.push(file);
        }
    }
    Ok(files)
}

/// The head of the target's log.
async fn head(target: &Ports, visit: VisitKey) -> Result<LogHead, PortError> {
    let mut head = LogHead::start(visit);
    loop {
        match target.log.read(visit, head.version, PAGE).await {
            Ok(part) => match part.head {
                Some(newest) => head = newest,
                None => return Ok(head),
            },
            Err(PortError::NotFound) => return Ok(head),
            Err(error) => return Err(error),
        }
    }
}
