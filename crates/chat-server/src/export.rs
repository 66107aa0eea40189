//! `chat-server export`: writes a stored visit to a file, or a clinic to a folder.

mod bulk;
mod log;
mod record;
mod transcript;

use crate::{
    adapters::stored,
    cli::{ExportArgs, ExportFormat},
    error::StartError,
    new_file,
    serve::runtime,
    verdict::Verdict,
};
use chat_domain::{ClinicId, PersonId, VisitId};
use chat_fhir::{FhirVersion, Options, Scope};
use chat_ports::LogAudit;
use log::Unfit;
use std::io::Write as _;

const CLINIC_FORMATS: &str = "a clinic is exported as `fhir-r4` or `fhir-r5`";
const WHOLE_VISIT: &str =
    "a record as FHIR resources is of a whole visit: leave out --chat, or choose a transcript";

/// What is written of a visit.
enum Form {
    Text,
    Json,
    Fhir(FhirVersion),
}

impl Form {
    const fn of(format: Option<ExportFormat>) -> Self {
        match format {
            None | Some(ExportFormat::Text) => Self::Text,
            Some(ExportFormat::Json) => Self::Json,
            Some(ExportFormat::FhirR4) => Self::Fhir(FhirVersion::R4),
            Some(ExportFormat::FhirR5) => Self::Fhir(FhirVersion::R5),
        }
    }
}

/// Writes a visit to a new file, or a clinic to a new folder.
pub(crate) fn run(args: &ExportArgs) -> Result<Verdict, StartError> {
    let form = Form::of(args.format);
    match (args.visit, args.clinic, form) {
        (_, Some(clinic), form) => {
            let version = match (args.format, form) {
                (None, _) => FhirVersion::R4,
                (_, Form::Fhir(version)) => version,
                (_, Form::Text | Form::Json) => return Err(StartError::Usage(CLINIC_FORMATS)),
            };
            bulk::run(args, ClinicId::new(clinic), version)
        }
        (Some(_), None, Form::Fhir(_)) if args.chat.is_some() => {
            Err(StartError::Usage(WHOLE_VISIT))
        }
        (Some(visit), None, form) => visit_to_file(args, VisitId::new(visit), &form),
        (None, None, _) => Err(StartError::Usage("name a visit, or a clinic with --clinic")),
    }
}

fn visit_to_file(args: &ExportArgs, visit: VisitId, form: &Form) -> Result<Verdict, StartError> {
    new_file::must_not_exist(&args.out)?;
    let settings = args.folder.settings()?;
    let runtime = runtime()?;
    let log = runtime.block_on(stored::log(&settings))?;
    let rendered = runtime
        .block_on(rendered(&*log, visit, args, form))
        .map_err(|why| StartError::Export {
            visit,
            why: why.to_string(),
        })?;
    new_file::write(&args.out, |file| {
        file.write_all(&rendered)
            .map_err(StartError::file(&args.out))
    })?;
    Ok(Verdict::Sound)
}

async fn rendered(
    log: &dyn LogAudit,
    visit: VisitId,
    args: &ExportArgs,
    form: &Form,
) -> Result<Vec<u8>, Unfit> {
    let found = log::found(log, visit).await?;
    let visit = found.ok_or_else(|| Unfit::Refused("there is no such visit".to_owned()))?;
    match form {
        Form::Text => Ok(transcript::made(log, visit, args)
            .await?
            .text()
            .into_bytes()),
        Form::Json => {
            let json = transcript::made(log, visit, args).await?.json();
            json.map_err(|error| Unfit::Refused(error.to_string()))
        }
        Form::Fhir(version) => {
            let person = args.person.map(PersonId::new);
            let scope = person.map_or(Scope::Host, Scope::Person);
            record::made(log, visit, &Options::new(*version, scope)).await
        }
    }
}
