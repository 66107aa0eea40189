use super::*;
use serde_json::{Value, json};

fn stored() -> Value {
    let id = |n: u8| format!("01890000-0000-7000-8000-0000000000{n:02x}");
    json!({
        "key": { "visit": { "clinic": id(1), "visit": id(2) }, "attachment": id(3) },
        "upload": id(4),
        "person": id(5),
        "chat": "visit",
        "file": {
            "attachment": id(3),
            "name": "secret diagnosis.pdf",
            "media_type": "application/pdf",
            "size": 4711,
            "sha256": "0a".repeat(32),
        },
        "received": "2026-03-01T12:00:00.123456Z",
        "stage": { "stage": "refused", "code": "malware", "sentence": "a secret sentence" },
    })
}

#[test]
fn record_round_trips_through_json() {
    let record: UploadRecord = serde_json::from_value(stored()).unwrap();
    assert_eq!(record.cursor().key, record.key);
    assert_eq!(serde_json::to_value(&record).unwrap(), stored());
    for (stage, name) in [
        (UploadStage::Arriving, "arriving"),
        (UploadStage::Held, "held"),
        (UploadStage::Releasing, "releasing"),
        (UploadStage::Released, "released"),
    ] {
        let record = UploadRecord {
            upload: None,
            stage,
            ..record.clone()
        };
        let json = serde_json::to_value(&record).unwrap();
        assert_eq!(json["stage"], json!({ "stage": name }));
        assert_eq!(json.get("upload"), None);
        assert_eq!(
            serde_json::from_value::<UploadRecord>(json).unwrap(),
            record
        );
    }
}

#[test]
fn debug_omits_names_and_sentences() {
    let record: UploadRecord = serde_json::from_value(stored()).unwrap();
    let shown = format!("{record:?}");
    assert!(!shown.contains("secret"), "{shown}");
    assert!(shown.contains("malware"), "{shown}");
}

#[test]
fn each_stage_has_its_own_kind() {
    let kinds: BTreeSet<_> = StageKind::ALL.into();
    assert_eq!(kinds.len(), StageKind::ALL.len());
    let refused = UploadStage::Refused {
        code: "malware".to_owned(),
        sentence: String::new(),
    };
    let stages = [
        UploadStage::Arriving,
        UploadStage::Held,
        UploadStage::Releasing,
        UploadStage::Released,
        refused,
    ];
    assert_eq!(stages.map(|stage| stage.kind()), StageKind::ALL);
}
