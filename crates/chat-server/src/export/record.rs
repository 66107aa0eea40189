//! The record of a stored visit as a FHIR bundle.

use super::log::{MAX_BYTES, Unfit, each, folded};
use chat_fhir::{Export, ExportError, Line, Options, References};
use chat_ports::{LogAudit, VisitKey};

/// The bundle as JSON, without the bytes of files.
pub(super) async fn made(
    log: &dyn LogAudit,
    visit: VisitKey,
    options: &Options,
) -> Result<Vec<u8>, Unfit> {
    let state = folded(log, visit, |_, _| ()).await?;
    let mut export = Export::new(&state, options, References::Urn).map_err(unfit)?;
    let (mut resources, mut bytes) = (Vec::new(), 0_usize);
    each(log, visit, state.version, |entry, _| {
        for resource in export.entry(&entry) {
            let line = Line::new(&resource).map_err(unfit)?;
            bytes = bytes.saturating_add(line.json.len());
            resources.push(resource);
        }
        match bytes > MAX_BYTES {
            true => Err(Unfit::Refused("its record is too long".to_owned())),
            false => Ok(()),
        }
    })
    .await?;
    export.bundle(resources).json().map_err(unfit)
}

/// Why the resources of a visit can't be made.
pub(super) fn unfit(error: ExportError) -> Unfit {
    Unfit::Refused(match error {
        ExportError::Refused(refusal) => refusal.explain().sentence.into_owned(),
        other => other.to_string(),
    })
}
