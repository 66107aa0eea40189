//! `chat-server export`: writes a transcript of a stored visit.

use crate::{
    adapters::stored,
    cli::{ExportArgs, ExportFormat},
    error::StartError,
    new_file,
    serve::runtime,
};
use chat_domain::{
    Entry, PersonId, Seq, VisitId, VisitState, evolve,
    log::{ChainHash, from_stored},
};
use chat_ports::{LogAudit, PortError, VisitKey};
use chat_transcript::{LogPart, Making, Reader, Record, Scope, Transcript};
use std::io::Write as _;
use time::OffsetDateTime;

/// About the most bytes of what is exported.
const MAX_BYTES: usize = 512 * 1024 * 1024;

/// Visits or entries that are read together.
const PART: usize = 500;

/// Writes the transcript to a new file.
pub(crate) fn run(args: &ExportArgs) -> Result<(), StartError> {
    new_file::must_not_exist(&args.out)?;
    let settings = args.folder.settings()?;
    let runtime = runtime()?;
    let log = runtime.block_on(stored::log(&settings))?;
    let visit = VisitId::new(args.visit);
    let failed = |why: String| StartError::Export { visit, why };
    let transcript = runtime.block_on(made(&*log, visit, args)).map_err(failed)?;
    let rendered = match args.format {
        ExportFormat::Text => transcript.text().into_bytes(),
        ExportFormat::Json => transcript
            .json()
            .map_err(|error| failed(error.to_string()))?,
    };
    new_file::write(&args.out, |file| {
        file.write_all(&rendered)
            .map_err(StartError::file(&args.out))
    })
}

async fn made(log: &dyn LogAudit, visit: VisitId, args: &ExportArgs) -> Result<Transcript, String> {
    let key = found(log, visit).await.map_err(unreadable)?;
    let key = key.ok_or_else(|| "there is no such visit".to_owned())?;
    let (mut state, mut head) = (VisitState::default(), None);
    each(log, key, Seq(u64::MAX), |entry, hash| {
        evolve(&mut state, &entry);
        head = Some(LogPart {
            position: entry.seq.0,
            hash,
        });
        Ok(())
    })
    .await?;
    let reader = match args.person {
        Some(person) => Reader::Participant(PersonId::new(person)),
        None => Reader::Operator,
    };
    let scope = args.chat.map_or(Scope::Visit, Scope::Chat);
    let mut record = Record::new(state.clone(), reader, scope, MAX_BYTES);
    each(log, key, state.version, |entry, _| {
        record.add(entry).map_err(|error| error.to_string())
    })
    .await?;
    let making = Making {
        at: OffsetDateTime::now_utc(),
        zone: args.zone.clone(),
        log: head,
    };
    Transcript::of(&state, &record, making)
        .map_err(|refusal| refusal.explain().sentence.into_owned())
}

/// The visit with this id, of whatever clinic.
async fn found(log: &dyn LogAudit, visit: VisitId) -> Result<Option<VisitKey>, PortError> {
    let mut after = None;
    loop {
        let visits = log.visits(after, PART).await?;
        if let Some(found) = visits.iter().find(|stored| stored.visit.visit == visit) {
            return Ok(Some(found.visit));
        }
        match visits.last() {
            Some(last) => after = Some(last.visit),
            None => return Ok(None),
        }
    }
}

/// Shows each entry up to a position with its hash. A damaged log is not exported.
async fn each(
    log: &dyn LogAudit,
    visit: VisitKey,
    last: Seq,
    mut show: impl FnMut(Entry, ChainHash) -> Result<(), String>,
) -> Result<(), String> {
    let damaged =
        || "its log is damaged, or of a newer program; see `chat-server verify`".to_owned();
    let mut hash = ChainHash::start(visit.clinic, visit.visit);
    let mut after = Seq::ZERO;
    loop {
        let part = log.entries(visit, after, PART).await.map_err(unreadable)?;
        if part.is_empty() {
            return Ok(());
        }
        for stored in part {
            if stored.seq > last {
                return Ok(());
            }
            hash = hash.then(&stored.body);
            let entry = from_stored(&stored.body).map_err(|_| damaged())?;
            let next = Seq(after.0.saturating_add(1));
            if stored.hash != Some(hash) || stored.seq != next || entry.seq != next {
                return Err(damaged());
            }
            after = next;
            show(entry, hash)?;
        }
    }
}

fn unreadable(error: PortError) -> String {
    format!("the log can't be read: {error}")
}
