use std::{fs, path::Path};

/// A file of the crate.
fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The exports of the package: a name and a path.
fn exports() -> Vec<(String, String)> {
    let manifest = read("package.json");
    let exports = manifest.split("\"exports\": {").nth(1).unwrap();
    let lines = exports.split('}').next().unwrap().lines();
    lines
        .filter_map(|line| line.trim().trim_end_matches(',').split_once("\": \""))
        .map(|(name, path)| (name.replace('"', ""), path.replace('"', "")))
        .collect()
}

#[test]
fn every_export_is_a_file() {
    let exports = exports();
    assert!(exports.len() > 5, "{exports:?}");
    for (name, path) in exports {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn every_element_is_exported() {
    let exports = exports();
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
