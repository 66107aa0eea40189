//! The record of a visit as FHIR resources.

use super::{content_disposition, download::CAUTION};
use crate::{
    extract::{Query, RecordReader, VisitPath},
    openapi::FileBytes,
    problem::Problem,
    router::App,
    wire::FhirQuery,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use chat_app::{FhirForm, FhirRequest};

/// The record of a visit as HL7 FHIR resources: for the host, whose token must have `host_read`, all that the log keeps; for a
/// participant what they may read. The bytes of files are not part of it.
#[utoipa::path(
    get,
    path = "/visits/{visit}/fhir",
    operation_id = "get_fhir",
    tag = "visits",
    params(("visit" = Uuid, Path), FhirQuery),
    responses((
        status = 200,
        description = "The record",
        content((FileBytes = "application/fhir+json"), (FileBytes = "application/fhir+ndjson"))
    ))
)]
pub(crate) async fn fhir(
    State(app): State<App>,
    RecordReader(viewer): RecordReader,
    VisitPath { visit }: VisitPath,
    Query(query): Query<FhirQuery>,
) -> Result<Response, Problem> {
    let version = query.version().ok_or_else(Problem::unknown_fhir_version)?;
    let form = query.form().ok_or_else(Problem::unknown_fhir_format)?;
    let wanted = FhirRequest { version, form };
    let record = app.service.fhir(visit, viewer, wanted).await?;
    let (media_type, ending) = match form {
        FhirForm::Bundle => ("application/fhir+json", "json"),
        FhirForm::Lines => ("application/fhir+ndjson", "ndjson"),
    };
    let name = format!("visit-{}.{version}.{ending}", visit.visit);
    let about_it = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            content_disposition::attachment(&name),
        ),
    ];
    Ok((CAUTION, about_it, record).into_response())
}
