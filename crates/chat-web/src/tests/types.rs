//! The types of the client, as TypeScript checks them and as hosts get them.

use super::npm::exports;
use std::{fs, path::Path, process::Command};

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// How the host is compiled.
const HOST: &str = r#"{
  "compilerOptions": {
    "target": "es2022",
    "module": "node16",
    "moduleResolution": "node16",
    "lib": ["es2022", "dom"],
    "types": [],
    "strict": true,
    "noEmit": true
  }
}"#;

/// Runs the TypeScript compiler in a folder. It writes nothing if there is no error.
fn compile(folder: &Path, arguments: &[&str]) {
    let ran = Command::new("tsc")
        .args(arguments)
        .current_dir(folder)
        .output();
    let output = ran.unwrap_or_else(|error| {
        panic!("tsc: {error}\n`cargo xtask install` installs it (Debian: node-typescript)")
    });
    let problems = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "tsc {arguments:?}:\n{problems}");
}

#[test]
fn client_has_no_type_error() {
    compile(Path::new(PACKAGE), &["--project", "."]);
}

#[test]
fn host_gets_types_that_tell_right_from_wrong() {
    let host = std::env::temp_dir().join(format!("visit-chat-host-{}", std::process::id()));
    let package = host.join("node_modules/visit-chat");
    fs::create_dir_all(&package).unwrap();
    fs::copy(
        Path::new(PACKAGE).join("package.json"),
        package.join("package.json"),
    )
    .unwrap();
    let types = package.join("types");
    let into = types.to_str().unwrap();
    compile(
        Path::new(PACKAGE),
        &["--project", "tsconfig.types.json", "--outDir", into],
    );
    for (name, path) in exports("types") {
        assert!(package.join(path).is_file(), "{name}");
    }
    fs::write(host.join("package.json"), "{\"type\": \"module\"}").unwrap();
    fs::write(host.join("tsconfig.json"), HOST).unwrap();
    fs::copy(
        Path::new(PACKAGE).join("typing/host.ts"),
        host.join("host.ts"),
    )
    .unwrap();
    compile(&host, &["--project", "."]);
    fs::remove_dir_all(&host).unwrap();
}
