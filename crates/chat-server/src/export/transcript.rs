//! A transcript of a stored visit.

use super::log::{MAX_BYTES, Unfit, each, folded};
use crate::cli::ExportArgs;
use chat_domain::PersonId;
use chat_ports::{LogAudit, VisitKey};
use chat_transcript::{LogPart, Making, Reader, Record, Scope, Transcript};
use time::OffsetDateTime;

pub(super) async fn made(
    log: &dyn LogAudit,
    visit: VisitKey,
    args: &ExportArgs,
) -> Result<Transcript, Unfit> {
    let mut head = None;
    let state = folded(log, visit, |entry, hash| {
        head = Some(LogPart {
            position: entry.seq.0,
            hash,
        });
    });
    let state = state.await?;
    let reader = match args.person {
        Some(person) => Reader::Participant(PersonId::new(person)),
        None => Reader::Operator,
    };
    let scope = args.chat.map_or(Scope::Visit, Scope::Chat);
    let mut record = Record::new(state.clone(), reader, scope, MAX_BYTES);
    each(log, visit, state.version, |entry, _| {
        let added = record.add(entry);
        added.map_err(|error| Unfit::Refused(error.to_string()))
    })
    .await?;
    let making = Making {
        at: OffsetDateTime::now_utc(),
        zone: args.zone.clone(),
        log: head,
    };
    Transcript::of(&state, &record, making)
        .map_err(|refusal| Unfit::Refused(refusal.explain().sentence.into_owned()))
}
