//! The settings: each wrong one by its key.

use super::finding::{Findings, in_full};
use crate::{settings::Settings, settings_check};
use std::{fs, path::Path};

/// The settings, if they can be used.
pub(super) fn check(file: Option<&Path>, findings: &mut Findings) -> Option<Settings> {
    let advice = "correct it; docs/settings.toml has all settings";
    let wrong = file.map(wrong_keys).unwrap_or_default();
    for problem in &wrong {
        findings.failed("settings", problem, advice);
    }
    let settings = match Settings::load(file) {
        Ok(settings) => settings,
        Err(error) => {
            // One that is named already, or one of the environment.
            if wrong.is_empty() {
                findings.failed("settings", &in_full(&error), advice);
            }
            return None;
        }
    };
    let problems = settings_check::problems(&settings);
    for problem in &problems {
        findings.failed("settings", &in_full(problem), advice);
    }
    if !problems.is_empty() {
        return None;
    }
    findings.ok("settings", "they are valid");
    Some(settings)
}

/// What is wrong in a file, key by key. Empty if nothing is, or if the file can't be read, which loading reports.
fn wrong_keys(file: &Path) -> Vec<String> {
    let Ok(text) = fs::read_to_string(file) else {
        return Vec::new();
    };
    let Ok(table) = toml::from_str::<toml::Table>(&text) else {
        return Vec::new();
    };
    let mut leaves = Vec::new();
    leaves_of(&table, &mut Vec::new(), &mut leaves);
    let wrong = leaves.into_iter().filter_map(|(path, alone)| {
        let error = Settings::check_layer(alone).err()?;
        let why = match error.contains("unknown field") {
            true => "there is no such setting",
            false => &error,
        };
        Some(format!("{}: {why}", path.join(".")))
    });
    wrong.collect()
}

/// Each value with its path, alone in a document.
fn leaves_of(
    table: &toml::Table,
    path: &mut Vec<String>,
    leaves: &mut Vec<(Vec<String>, toml::Table)>,
) {
    for (name, value) in table {
        path.push(name.clone());
        match value {
            toml::Value::Table(inner) if !inner.is_empty() => leaves_of(inner, path, leaves),
            value => {
                let alone = path.iter().rev().fold(value.clone(), |value, name| {
                    toml::Value::Table([(name.clone(), value)].into_iter().collect())
                });
                if let toml::Value::Table(alone) = alone {
                    leaves.push((path.clone(), alone));
                }
            }
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_key_is_named_and_no_right_one() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = "lisen = 'x'\nlisten = '127.0.0.1:1'\ndrain_seconds = 'long'\n\
            [policy]\nopen_history = 'perhaps'\n[scanner]\nidle_seconds = 0\nretry_seconds = 3\n";
        fs::write(file.path(), text).unwrap();
        let wrong = wrong_keys(file.path());
        let keys: Vec<_> = wrong
            .iter()
            .filter_map(|line| line.split(':').next())
            .collect();
        let expected = [
            "drain_seconds",
            "lisen",
            "policy.open_history",
            "scanner.idle_seconds",
        ];
        assert_eq!(keys, expected, "{wrong:?}");
    }
}
