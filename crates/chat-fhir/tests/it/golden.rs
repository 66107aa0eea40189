//! Golden files, which `cargo xtask fhir` validates against both versions of FHIR.

use crate::{exported, visits};
use chat_fhir::{FhirVersion, Scope};
use chat_laws::cast::{ANA, BEN, DOCTOR};
use std::{fs, path::Path};

#[test]
fn exports_are_the_golden_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut expected = 0;
    for (name, visit) in visits::all() {
        let people = [
            ("host", None),
            ("doctor", Some(DOCTOR)),
            ("ana", Some(ANA)),
            ("ben", Some(BEN)),
        ];
        for (recipient, person) in people {
            if person.is_some_and(|person| visit.state.active(person).is_none()) {
                continue;
            }
            for version in FhirVersion::ALL {
                let scope = person.map_or(Scope::Host, Scope::Person);
                let bundle = exported(&visit, version, scope);
                let text = serde_json::to_string_pretty(&bundle).unwrap() + "\n";
                let file = folder.join(format!("{name}.{recipient}.{version}.json"));
                if std::env::var_os("UPDATE_GOLDEN").is_some() {
                    fs::write(&file, &text).unwrap();
                }
                let golden = fs::read_to_string(&file).unwrap_or_default();
                assert!(golden == text, "{} differs", file.display());
                expected += 1;
            }
        }
    }
    let found = fs::read_dir(&folder).unwrap().count();
    assert_eq!(found, expected, "no other files are in the folder");
}
