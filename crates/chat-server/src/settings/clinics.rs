//! A list of clinics, as a setting.

use chat_domain::ClinicId;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Clinics, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Clinics(pub BTreeSet<ClinicId>);

/// One id per line.
pub(super) fn from_lines(lines: &str) -> Result<Clinics, NotClinics> {
    let lines = lines.lines().map(str::trim);
    let ids = lines.filter(|line| !line.is_empty()).zip(1..);
    let clinic = |(id, number): (&str, usize)| id.parse().map_err(|_| NotClinics(number));
    ids.map(clinic).collect::<Result<_, _>>().map(Clinics)
}

/// The error for a list with a line that is no clinic's id.
#[derive(Debug, thiserror::Error)]
#[error("clinic {0} is not a UUID")]
pub(super) struct NotClinics(usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_ids_of_clinics() {
        let clinic = "01890a5d-ac96-774b-bcce-b302099a8057";
        let found = from_lines(&format!("\n  {clinic}\n")).unwrap();
        let found: Vec<_> = found.0.iter().map(ToString::to_string).collect();
        assert_eq!(found, [clinic]);
        let error = from_lines(&format!("{clinic}\neveryone")).unwrap_err();
        assert_eq!(error.to_string(), "clinic 2 is not a UUID");
    }
}
