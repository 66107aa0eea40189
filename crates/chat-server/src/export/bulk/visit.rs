//! One visit of a clinic.

use super::{
    files,
    folder::Folder,
    output::ENDING,
    problem,
    source::{Source, failed},
};
use crate::{
    error::StartError,
    export::{
        log::{Unfit, each},
        record::unfit,
    },
};
use chat_domain::{AttachmentId, FileRef, Seq, VisitState, evolve};
use chat_fhir::{Export, Files, Line, Options, References, Resource, ResourceType, Scope};
use chat_ports::{LogAudit, VisitKey};
use time::OffsetDateTime;

/// Adds a visit's resources and files, or the reason why it has none.
pub(super) async fn add(
    source: &Source<'_>,
    visit: VisitKey,
    folder: &mut Folder,
) -> Result<(), StartError> {
    let before = folder.output.written().clone();
    match resources(source.log, visit, folder).await {
        Ok(None) => return Ok(()),
        Ok(Some(sent)) => {
            folder.progress.visits = folder.progress.visits.saturating_add(1);
            if let Some(store) = source.files {
                files::copy(store, visit, sent, folder).await?;
            }
        }
        Err(Stop::Visit(why @ Unfit::Unreadable(_))) => return Err(failed(visit, &why)),
        Err(Stop::Visit(why)) => {
            folder.output.back_to(&before)?;
            problem::add(&mut folder.output, &format!("visit {}: {why}", visit.visit))?;
        }
        Err(Stop::Export(error)) => return Err(error),
    }
    Ok(())
}

/// Why a visit is not exported.
enum Stop {
    /// Something is wrong with the visit.
    Visit(Unfit),
    /// The folder can't be written.
    Export(StartError),
}

impl From<Unfit> for Stop {
    fn from(why: Unfit) -> Self {
        Self::Visit(why)
    }
}

/// Writes a visit's resources, and returns its files; `None` if none of it is wanted.
async fn resources(
    log: &dyn LogAudit,
    visit: VisitKey,
    folder: &mut Folder,
) -> Result<Option<Vec<FileRef>>, Stop> {
    let (state, newest) = state_at(log, visit, folder.progress.transaction_time).await?;
    let since = folder.progress.request.since;
    let Some(newest) = newest else {
        return Ok(None);
    };
    if since.is_some_and(|since| newest < since) {
        return Ok(None);
    }
    let mut options = Options::new(folder.progress.request.version(), Scope::Host);
    if folder.progress.request.files {
        options.files = Files::At(files::FOLDER.to_owned());
    }
    let export = Export::new(&state, &options, References::Relative);
    let mut export = export.map_err(unfit)?;
    let (mut sent, mut broken) = (Vec::new(), None);
    each(log, visit, state.version, |entry, _| {
        for resource in export.entry(&entry) {
            sent.extend(file(&state, &resource));
            if broken.is_none() {
                broken = write(folder, &resource)?.err();
            }
        }
        Ok(())
    })
    .await?;
    match broken {
        Some(error) => return Err(Stop::Export(error)),
        None => write(folder, &export.finish())?.map_err(Stop::Export)?,
    }
    Ok(Some(sent))
}

/// A visit's state at a time, and when its newest entry by then was recorded. The log has an order that times only
/// approximate, so it ends before the first later entry.
async fn state_at(
    log: &dyn LogAudit,
    visit: VisitKey,
    until: OffsetDateTime,
) -> Result<(VisitState, Option<OffsetDateTime>), Unfit> {
    let (mut state, mut newest, mut ended) = (VisitState::default(), None, false);
    each(log, visit, Seq(u64::MAX), |entry, _| {
        ended |= entry.at > until;
        if !ended {
            newest = newest.max(Some(entry.at));
            evolve(&mut state, &entry);
        }
        Ok(())
    })
    .await?;
    Ok((state, newest))
}

/// The file that a resource describes.
fn file(state: &VisitState, resource: &Resource) -> Option<FileRef> {
    if resource.resource_type() != ResourceType::DocumentReference {
        return None;
    }
    // Its id is that of the file.
    let attachment = AttachmentId::new(resource.id().parse().ok()?);
    let upload = state.uploads.get(&attachment)?;
    Some(upload.file.clone())
}

fn write(folder: &mut Folder, resource: &Resource) -> Result<Result<(), StartError>, Unfit> {
    let line = Line::new(resource).map_err(unfit)?;
    let name = format!("{}{ENDING}", line.resource_type);
    Ok(folder.output.add(&name, &line.json))
}
