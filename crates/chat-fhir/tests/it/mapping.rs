//! What each part of a visit becomes.

use crate::{all, exported, visits};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chat_domain::Refusal;
use chat_fhir::{Export, ExportError, FhirVersion, Files, Options, References, Scope};
use chat_laws::{
    cast::*,
    commands::{attachment, message},
};
use serde_json::{Value, json};

const R4: FhirVersion = FhirVersion::R4;
const R5: FhirVersion = FhirVersion::R5;

/// The communication with this text.
fn saying<'a>(bundle: &'a Value, text: &str) -> &'a Value {
    let mut found = all(bundle, "Communication").into_iter().filter(|it| {
        let encoded = STANDARD.encode(text);
        let payload = &it["payload"][0];
        payload["contentString"] == text || payload["contentAttachment"]["data"] == encoded
    });
    let first = found.next().expect(text);
    assert!(found.next().is_none(), "{text} is there twice");
    first
}

fn says(bundle: &Value, text: &str) -> bool {
    let json = bundle.to_string();
    json.contains(text) || json.contains(&STANDARD.encode(text))
}

#[test]
fn encounter_has_the_phase_as_status() {
    let status = |visit, version| {
        let bundle = exported(&visit, version, Scope::Host);
        all(&bundle, "Encounter")[0]["status"].clone()
    };
    assert_eq!(status(visits::planned(), R4), "arrived");
    assert_eq!(status(visits::planned(), R5), "planned");
    assert_eq!(status(visits::group(), R4), "in-progress");
    assert_eq!(status(visits::one_to_one(), R4), "finished");
    assert_eq!(status(visits::one_to_one(), R5), "completed");
    assert_eq!(status(visits::missed(), R4), "cancelled");
}

#[test]
fn encounter_is_virtual_and_lasts_as_long_as_the_visit() {
    let r4 = exported(&visits::one_to_one(), R4, Scope::Host);
    let encounter = all(&r4, "Encounter")[0];
    assert_eq!(encounter["class"]["code"], "VR");
    assert_eq!(
        encounter["period"],
        json!({"start": "2031-05-06T07:13:09Z", "end": "2031-05-06T07:26:09Z"})
    );
    assert_eq!(encounter["subject"]["display"], "Ana Silva");
    let r5 = exported(&visits::one_to_one(), R5, Scope::Host);
    assert_eq!(
        all(&r5, "Encounter")[0]["actualPeriod"],
        encounter["period"]
    );
}

#[test]
fn patients_of_a_group_are_a_contained_group() {
    let bundle = exported(&visits::group(), R4, Scope::Host);
    let encounter = all(&bundle, "Encounter")[0];
    assert_eq!(encounter["subject"]["reference"], "#patients");
    assert_eq!(
        encounter["contained"][0]["member"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn correction_answers_the_version_that_it_revises() {
    for version in FhirVersion::ALL {
        let bundle = exported(&visits::one_to_one(), version, Scope::Person(ANA));
        let (old, new) = (
            saying(&bundle, "Take 50 mg."),
            saying(&bundle, "Take 5 mg."),
        );
        assert_eq!(old["id"], message("Take 50 mg.").to_string());
        let old_url = format!("urn:uuid:{}", old["id"].as_str().unwrap());
        assert_eq!(new["inResponseTo"][0]["reference"], old_url);
        assert_eq!(old["received"], "2031-05-06T07:18:09Z");
        assert!(new["received"].is_null(), "read only by its author");
        let provenance = all(&bundle, "Provenance").into_iter();
        let mut updates = provenance.filter(|it| it["activity"]["coding"][0]["code"] == "UPDATE");
        let update = updates.next().unwrap();
        assert_eq!(
            update["entity"][0],
            json!({"role": "revision", "what": {"reference": old_url}})
        );
        assert_eq!(
            update["target"][0]["reference"],
            format!("urn:uuid:{}", new["id"].as_str().unwrap())
        );
    }
}

#[test]
fn retracted_message_is_entered_in_error_and_only_the_host_keeps_its_text() {
    let text = "Meant for another visit.";
    let visit = visits::one_to_one();
    let host = exported(&visit, R4, Scope::Host);
    assert_eq!(saying(&host, text)["status"], "entered-in-error");
    let ana = exported(&visit, R4, Scope::Person(ANA));
    assert!(!says(&ana, text));
    let hidden = all(&ana, "Communication").into_iter();
    let hidden: Vec<_> = hidden
        .filter(|it| it["status"] == "entered-in-error")
        .collect();
    assert_eq!(hidden.len(), 1);
    assert!(hidden[0]["payload"].is_null());
    assert!(hidden[0]["statusReason"]["text"].is_string());
}

#[test]
fn notice_is_urgent_and_received_when_it_was_seen_to() {
    let visit = visits::one_to_one();
    let bundle = exported(&visit, R4, Scope::Host);
    let notice = saying(&bundle, HELP);
    assert_eq!(notice["priority"], "urgent");
    assert_eq!(notice["received"], "2031-05-06T07:12:09Z");
    assert_eq!(notice["recipient"].as_array().unwrap().len(), 2);
    assert!(!says(&exported(&visit, R4, Scope::Person(CARER)), HELP));
}

#[test]
fn file_is_a_document_with_its_sha_256() {
    for version in FhirVersion::ALL {
        let bundle = exported(&visits::group(), version, Scope::Person(BEN));
        let documents = all(&bundle, "DocumentReference");
        let titles: Vec<_> = documents
            .iter()
            .map(|it| &it["content"][0]["attachment"]["title"])
            .collect();
        assert_eq!(
            titles,
            ["exercises.pdf", "results.pdf"],
            "not the retracted one"
        );
        let digest = documents[0]["identifier"][1]["value"].as_str().unwrap();
        assert!(digest.starts_with("ni:///sha-256;"), "{digest}");
        assert!(documents[0]["content"][0]["attachment"]["hash"].is_null());
        let message = saying(&bundle, "For all of you.");
        assert_eq!(
            message["payload"][1]["contentReference"]["reference"],
            documents[0]["id"]
                .as_str()
                .map(|id| format!("urn:uuid:{id}"))
                .unwrap()
        );
    }
}

#[test]
fn bytes_are_given_only_to_who_may_read_the_file() {
    let visit = visits::group();
    let bytes = |scope, name| {
        let mut options = Options::new(R4, scope);
        options.files = Files::Binary;
        let export = Export::new(&visit.state, &options, References::Urn).unwrap();
        let binary = export.binary(attachment(name), b"bytes");
        binary.map(|binary| serde_json::to_value(binary).unwrap()["data"].clone())
    };
    assert_eq!(
        bytes(Scope::Person(BEN), "results.pdf").unwrap(),
        "Ynl0ZXM="
    );
    assert_eq!(bytes(Scope::Host, "photo.jpg").unwrap(), "Ynl0ZXM=");
    for (scope, name) in [
        (Scope::Person(BEN), "photo.jpg"),
        (Scope::Person(DOCTOR), "results.pdf"),
        (Scope::Host, "absent.pdf"),
    ] {
        let refused = bytes(scope, name).unwrap_err();
        assert!(
            matches!(refused, ExportError::Refused(Refusal::FileUnknown)),
            "{refused}"
        );
    }
}

#[test]
fn oversight_is_an_audit_event_with_its_reason_for_the_host_only() {
    let visit = visits::oversight();
    let bundle = exported(&visit, R4, Scope::Host);
    let events = all(&bundle, "AuditEvent");
    assert_eq!(events.len(), 2);
    let purpose = &events[0]["agent"][0]["purposeOfUse"][0];
    assert_eq!(purpose["coding"][0]["code"], "BTG");
    assert!(purpose["text"].is_string());
    let r5 = exported(&visit, R5, Scope::Host);
    assert_eq!(
        &all(&r5, "AuditEvent")[0]["agent"][0]["authorization"][0],
        purpose
    );
    for person in [DOCTOR, ANA] {
        assert!(all(&exported(&visit, R4, Scope::Person(person)), "AuditEvent").is_empty());
    }
}

#[test]
fn first_read_of_each_chat_is_audited_once() {
    let bundle = exported(&visits::one_to_one(), R4, Scope::Host);
    let events = all(&bundle, "AuditEvent").into_iter();
    let readers: Vec<_> = events.map(|it| &it["agent"][0]["who"]["display"]).collect();
    assert_eq!(readers, ["Ana Silva", "Ana Silva", "Grace Okafor"]);
}

#[test]
fn message_of_the_follow_up_is_after_the_visit() {
    let bundle = exported(&visits::follow_up(), R4, Scope::Host);
    let end = &all(&bundle, "Encounter")[0]["period"]["end"];
    let late = &saying(&bundle, "It got worse.")["sent"];
    assert!(late.as_str().unwrap() > end.as_str().unwrap());
}

#[test]
fn w9_removed_people_and_outsiders_are_refused() {
    let visit = visits::group();
    for (person, wanted) in [(ANA, Refusal::Removed), (OUTSIDER, Refusal::VisitUnknown)] {
        let options = Options::new(R4, Scope::Person(person));
        let refused = Export::new(&visit.state, &options, References::Urn).unwrap_err();
        assert!(matches!(refused, ExportError::Refused(refusal) if refusal == wanted));
    }
}

#[test]
fn m6_text_from_before_a_patient_came_is_not_exported_to_them() {
    let visit = visits::group();
    let ben = exported(&visit, R4, Scope::Person(BEN));
    assert!(!says(&ben, "Before Ben came."));
    assert!(says(&ben, "After Ana left."));
}
