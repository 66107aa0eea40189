//! Query for the record of a visit as FHIR resources.

use chat_app::{FhirForm, FhirVersion};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which version of FHIR, and in which form. An empty value counts as absent.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FhirQuery {
    /// `r4` (default) or `r5`.
    version: Option<String>,
    /// `bundle` (default), or `ndjson` for one resource a line.
    format: Option<String>,
}

impl FhirQuery {
    /// The version; `None` for an unknown one.
    pub(crate) fn version(&self) -> Option<FhirVersion> {
        given(&self.version).map_or(Some(FhirVersion::R4), |version| version.parse().ok())
    }

    /// The form; `None` for an unknown one.
    pub(crate) fn form(&self) -> Option<FhirForm> {
        match given(&self.format) {
            None | Some("bundle") => Some(FhirForm::Bundle),
            Some("ndjson") => Some(FhirForm::Lines),
            Some(_) => None,
        }
    }
}

fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| !value.is_empty())
}
