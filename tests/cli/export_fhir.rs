//! `chat-server export` of FHIR resources.

use crate::{CommandOutput, run, verify::Past};
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};
use visit_chat_tests::ServerProcess;

fn export(data: &Path, out: &Path, arguments: &[&str]) -> CommandOutput {
    let mut command = ServerProcess::command(["export", "--data"]);
    run(command.arg(data).arg("--out").arg(out).args(arguments))
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_is_exported_as_a_bundle_for_the_operator_or_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("visit.json"));
    let server = ServerProcess::serve(&data);
    let past = Past::make(&server).await;
    let visit = past.visit.id.to_string();
    let made = export(&data, &out, &[&visit, "--format=fhir-r4"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let bundle = json(&out);
    assert_eq!(bundle["resourceType"], "Bundle");
    assert!(bundle.to_string().contains("a private word"));
    let r5 = folder.path().join("patient.json");
    let person = format!("--person={}", past.patient.id);
    let made = export(&data, &r5, &[&visit, "--format=fhir-r5", &person]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(json(&r5)["entry"][0]["resource"]["actualPeriod"].is_null());

    let missing = folder.path().join("missing");
    let stranger = visit.replace(char::is_numeric, "7");
    for arguments in [
        &[&*stranger, "--format=fhir-r4"][..],
        &[&visit, "--format=fhir-r3"],
        &[&visit, "--format=fhir-r4", "--chat=visit"],
        &[
            &visit,
            "--format=fhir-r4",
            "--person=0192d1f0-0000-7000-8000-000000000001",
        ],
    ] {
        let refused = export(&data, &missing, arguments);
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.err);
        assert!(!refused.err.is_empty() && !missing.exists());
    }
    assert!(server.terminate().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn clinic_is_exported_beside_its_server_with_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("clinic"));
    let server = ServerProcess::serve(&data);
    let past = Past::make(&server).await;
    let clinic = format!("--clinic={}", past.clinic.id);
    let made = export(&data, &out, &[&clinic]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(
        made.out.starts_with("Exported 2 visits, ") && made.out.contains(", 1 file."),
        "{}",
        made.out
    );
    let manifest = json(&out.join("manifest.json"));
    let types = manifest["output"].as_array().unwrap().iter();
    let types: Vec<_> = types.map(|file| file["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["Communication", "DocumentReference", "Encounter"]);
    let document = json(&out.join("DocumentReference.ndjson"));
    let attachment = &document["content"][0]["attachment"];
    let file = out.join(attachment["url"].as_str().unwrap());
    let bytes = fs::metadata(&file).unwrap();
    assert_eq!(attachment["size"], bytes.len());
    assert_eq!(bytes.permissions().mode() & 0o777, 0o600);
    assert_eq!(
        fs::metadata(&out).unwrap().permissions().mode() & 0o777,
        0o700
    );

    // A complete folder is not exported to again.
    let again = export(&data, &out, &[&clinic]);
    assert_eq!(again.code, 2, "{}", again.out);
    let missing = folder.path().join("missing");
    for (arguments, why) in [
        (
            &["--clinic=0192d1f0-0000-7000-8000-000000000001"][..],
            "no visit of clinic",
        ),
        (&[&*clinic, "--format=text"], "fhir-r4"),
        (&[&*clinic, "--since=yesterday"], "since"),
    ] {
        let refused = export(&data, &missing, arguments);
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.err);
        assert!(refused.err.contains(why), "{}", refused.err);
        assert!(!missing.exists());
    }

    // A file that is gone is a problem, and the rest is exported.
    let stored = data.join("files");
    fs::remove_dir_all(&stored).unwrap();
    let made = export(&data, &missing, &[&clinic, "--format=fhir-r5"]);
    assert_eq!(made.code, 1, "{}", made.err);
    let manifest = json(&missing.join("manifest.json"));
    assert_eq!(manifest["error"][0]["count"], 1);
    let problem = json(&missing.join("OperationOutcome.ndjson"));
    let what = problem["issue"][0]["diagnostics"].as_str().unwrap();
    assert!(what.contains("missing"), "{what}");
    assert!(server.terminate().success());
}
