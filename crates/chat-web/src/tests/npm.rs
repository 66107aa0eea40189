use serde_json::Value;
use std::{fs, path::Path};

/// A file of the crate.
fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The exports of the package under a condition, such as `types`: names and paths.
pub(super) fn exports(condition: &str) -> Vec<(String, String)> {
    let manifest: Value = serde_json::from_str(&read("package.json")).unwrap();
    let exports = manifest["exports"].as_object().unwrap().iter();
    exports
        .filter_map(|(name, paths)| Some((name.clone(), paths[condition].as_str()?.to_owned())))
        .collect()
}

#[test]
fn every_export_is_a_file() {
    let exports = exports("default");
    assert!(exports.len() > 5, "{exports:?}");
    for (name, path) in exports {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn every_export_can_be_linked() {
    let exports = exports("default");
    let paths = exports
        .iter()
        .filter_map(|(_, path)| path.strip_prefix("./modules/"));
    let paths: Vec<_> = paths.collect();
    assert!(paths.contains(&"waiting-room/waiting-room.js"));
    let linked = crate::Package::of(crate::components(""), &paths);
    assert_eq!(linked.err().map(|error| error.to_string()), None);
}

#[test]
fn every_element_is_exported() {
    let exports = exports("default");
    for path in crate::paths() {
        let module = read(&format!("modules/{path}"));
        for rest in module.split("customElements.define(\"").skip(1) {
            let name = rest.split('"').next().unwrap();
            let export = (format!("./{name}"), format!("./modules/{path}"));
            assert!(exports.contains(&export), "{name}");
        }
    }
}

#[test]
fn package_has_the_version_and_the_licenses_of_the_workspace() {
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(read("package.json").contains(&version));
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        assert!(
            read(license) == read(&format!("../../{license}")),
            "{license}"
        );
    }
}
