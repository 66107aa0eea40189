//! The people of the demo's clinic. Their ids are generated once and kept in the data folder.

use crate::{data_folder::DataFolder, error::StartError};
use chat_domain::{ClinicId, PersonId, Role, VisitId};
use serde::{Deserialize, Serialize};
use std::{fs, io::ErrorKind};
use uuid::Uuid;

const FILE: &str = "demo.json";

/// The clinic, its people and its two visits.
#[derive(Serialize, Deserialize)]
pub(crate) struct Cast {
    pub(crate) clinic: ClinicId,
    pub(crate) one_to_one: VisitId,
    pub(crate) group: VisitId,
    pub(crate) people: Vec<Person>,
}

/// A person in the clinic.
#[derive(Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    pub(crate) name: String,
    pub(crate) second_identifier: Option<String>,
    pub(crate) one_to_one: bool,
    pub(crate) group: bool,
}

/// Role, name, second identifier, in the one-to-one visit, in the group visit. Two patients share a
/// name, which shows the purpose of the second identifier (P7).
const PEOPLE: [(Role, &str, Option<&str>, bool, bool); 8] = [
    (Role::Provider, "Dr. Ruth Adeyemi", None, true, true),
    (Role::Staff, "Jonas Weber", None, false, true),
    (
        Role::Patient,
        "Carla Mendes",
        Some("born 1979-11-02"),
        true,
        false,
    ),
    (
        Role::Patient,
        "Ana Silva",
        Some("born 1984-03-12"),
        false,
        true,
    ),
    (
        Role::Patient,
        "Ana Silva",
        Some("born 1991-07-30"),
        false,
        true,
    ),
    (
        Role::Patient,
        "Ben Okafor",
        Some("born 1966-01-05"),
        false,
        true,
    ),
    (Role::Guest, "Maria Silva", None, false, true),
    (Role::Interpreter, "Lucía Prieto", None, false, true),
];

impl Cast {
    /// The cast stored in the folder; generated if there is none yet.
    ///
    /// # Errors
    /// [`StartError::File`], [`StartError::Content`].
    pub(crate) fn load_or_make(folder: &DataFolder) -> Result<Self, StartError> {
        let path = folder.path().join(FILE);
        let content = match fs::read(&path) {
            Ok(content) => content,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let cast = Self::new();
                let content =
                    serde_json::to_vec_pretty(&cast).map_err(|error| StartError::Content {
                        path,
                        what: error.to_string(),
                    })?;
                folder.write_private(FILE, &content)?;
                return Ok(cast);
            }
            Err(error) => return Err(StartError::file(path)(error)),
        };
        serde_json::from_slice(&content).map_err(|error| StartError::Content {
            path,
            what: error.to_string(),
        })
    }

    fn new() -> Self {
        let people = PEOPLE.map(
            |(role, name, second_identifier, one_to_one, group)| Person {
                person: PersonId::new(Uuid::now_v7()),
                role,
                name: name.to_owned(),
                second_identifier: second_identifier.map(str::to_owned),
                one_to_one,
                group,
            },
        );
        Self {
            clinic: ClinicId::new(Uuid::now_v7()),
            one_to_one: VisitId::new(Uuid::now_v7()),
            group: VisitId::new(Uuid::now_v7()),
            people: people.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restart_keeps_the_people() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(dir.path()).unwrap();
        let first = Cast::load_or_make(&folder).unwrap();
        let second = Cast::load_or_make(&folder).unwrap();
        assert_eq!(first.clinic, second.clinic);
        assert_eq!(
            (first.one_to_one, first.group),
            (second.one_to_one, second.group)
        );
        let ids = |cast: &Cast| cast.people.iter().map(|p| p.person).collect::<Vec<_>>();
        assert_eq!(ids(&first), ids(&second));
    }

    #[test]
    fn invalid_file_is_a_named_error() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(dir.path()).unwrap();
        fs::write(dir.path().join(FILE), "{").unwrap();
        let error = Cast::load_or_make(&folder).err().unwrap();
        assert!(error.to_string().contains(FILE), "{error}");
    }
}
