//! The reference of all settings, `docs/settings.toml`, made from their doc comments.

use super::Settings;
use confique::toml::{FormatOptions, template};
use std::{fs, path::Path};

#[test]
fn reference_matches_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.toml");
    let expected = template::<Settings>(FormatOptions::default());
    if std::env::var_os("UPDATE_SETTINGS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    assert!(found == expected, "run the tests with UPDATE_SETTINGS=1");
}

#[test]
fn reference_is_a_settings_file() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.toml");
    Settings::load(Some(&path)).unwrap();
}
