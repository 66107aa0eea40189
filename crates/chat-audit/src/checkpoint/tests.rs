use super::*;
use crate::{
    head::Head,
    key::{PublicKey, SecretKey},
};
use chat_domain::{ClinicId, Seq, VisitId, log::ChainHash};
use chat_ports::VisitKey;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

const TAKEN_AT: OffsetDateTime = datetime!(2026-03-01 12:00:00.123456 UTC);

fn key() -> SecretKey {
    SecretKey::from_seed(&[42; 32])
}

fn head(clinic: u128, visit: u128, version: u64) -> Head {
    Head {
        visit: VisitKey::new(
            ClinicId::new(Uuid::from_u128(clinic)),
            VisitId::new(Uuid::from_u128(visit)),
        ),
        version: Seq(version),
        hash: ChainHash([0xab; 32]),
    }
}

fn three() -> Checkpoint {
    let heads = vec![head(1, 1, 5), head(1, 2, 7), head(2, 1, 1)];
    Checkpoint::new(TAKEN_AT, heads).unwrap()
}

fn written(checkpoint: &Checkpoint) -> Vec<u8> {
    let mut file = Vec::new();
    checkpoint.write(&key(), &mut file).unwrap();
    file
}

fn read(mut file: &[u8], key: &PublicKey) -> Result<Checkpoint, CheckpointError> {
    Checkpoint::read(&mut file, key)
}

#[test]
fn checkpoint_round_trips() {
    let none = Checkpoint::new(TAKEN_AT, Vec::new()).unwrap();
    for checkpoint in [none, three()] {
        let read = read(&written(&checkpoint), &key().public()).unwrap();
        assert_eq!(read, checkpoint);
    }
    assert_eq!(three().statement().visits, 3);
    assert_eq!(three().statement().entries, 13);
}

/// The format is stable: files written by any version must stay readable.
#[test]
fn format_is_the_documented_one() {
    let file = String::from_utf8(written(&three())).unwrap();
    let lines: Vec<_> = file.split('\n').collect();
    assert_eq!(
        lines[0],
        format!(
            "{{\"visit_chat_checkpoint\":1,\"taken_at\":\"2026-03-01T12:00:00.123456Z\",\
             \"visits\":3,\"entries\":13,\"root\":\"{}\"}}",
            three().statement().root
        )
    );
    assert!(lines[1].starts_with(&format!(
        "{{\"public_key\":\"{}\",\"signature\":\"",
        key().public()
    )));
    assert_eq!(
        lines[2],
        format!(
            "{{\"clinic\":\"00000000-0000-0000-0000-000000000001\",\
             \"visit\":\"00000000-0000-0000-0000-000000000001\",\"version\":5,\"hash\":\"{}\"}}",
            "ab".repeat(32)
        )
    );
    assert_eq!(lines.len(), 6, "each line ends with a line break");
}

#[test]
fn change_of_any_byte_is_refused() {
    let file = written(&three());
    for at in 0..file.len() {
        for bit in 0..8 {
            let mut changed = file.clone();
            changed[at] ^= 1 << bit;
            assert!(
                read(&changed, &key().public()).is_err(),
                "byte {at}, bit {bit}"
            );
        }
        assert!(read(&file[..at], &key().public()).is_err(), "cut at {at}");
        let mut shorter = file.clone();
        shorter.remove(at);
        assert!(
            read(&shorter, &key().public()).is_err(),
            "without byte {at}"
        );
        for more in *b"\n 0" {
            let mut longer = file.clone();
            longer.insert(at, more);
            assert!(read(&longer, &key().public()).is_err(), "more at {at}");
        }
    }
    assert!(read(&[&file[..], b"\n"].concat(), &key().public()).is_err());
    assert!(read(&[&file[..], b"x"].concat(), &key().public()).is_err());
}

#[test]
fn missing_repeated_or_swapped_lines_are_refused() {
    let file = String::from_utf8(written(&three())).unwrap();
    let lines: Vec<_> = file.split_inclusive('\n').collect();
    for (first, second) in (0..lines.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
        let mut exchanged = lines.clone();
        exchanged.swap(first, second);
        assert!(read(exchanged.concat().as_bytes(), &key().public()).is_err());
    }
    for at in 0..lines.len() {
        let mut fewer = lines.clone();
        let line = fewer.remove(at);
        assert!(read(fewer.concat().as_bytes(), &key().public()).is_err());
        let mut more = lines.clone();
        more.insert(at, line);
        assert!(read(more.concat().as_bytes(), &key().public()).is_err());
    }
}

#[test]
fn signature_by_another_key_is_refused() {
    let forger = SecretKey::from_seed(&[1; 32]);
    let mut file = Vec::new();
    three().write(&forger, &mut file).unwrap();
    let refused = read(&file, &key().public());
    assert!(matches!(refused, Err(CheckpointError::OtherKey)));
    // Also with the real public key next to the forged signature.
    let file = String::from_utf8(file).unwrap();
    let file = file.replace(&forger.public().to_string(), &key().public().to_string());
    let refused = read(file.as_bytes(), &key().public());
    assert!(matches!(refused, Err(CheckpointError::WrongSignature)));
}

#[test]
fn heads_of_another_checkpoint_are_refused() {
    let other = Checkpoint::new(TAKEN_AT, vec![head(1, 1, 5), head(1, 2, 8), head(2, 1, 0)]);
    let [signed, heads] =
        [three(), other.unwrap()].map(|c| String::from_utf8(written(&c)).unwrap());
    let mixed: String = signed
        .split_inclusive('\n')
        .take(2)
        .chain(heads.split_inclusive('\n').skip(2))
        .collect();
    let refused = read(mixed.as_bytes(), &key().public());
    assert!(matches!(refused, Err(CheckpointError::OtherHeads)));
}

#[test]
fn newer_format_is_distinguished_from_damage() {
    let line = br#"{"visit_chat_checkpoint":2,"more":true}"#;
    let signature = chat_domain::hex::encode(&key().sign(line));
    let second = format!(
        "\n{{\"public_key\":\"{}\",\"signature\":\"{signature}\"}}\n",
        key().public()
    );
    let file = [line, second.as_bytes()].concat();
    let refused = read(&file, &key().public());
    assert!(matches!(refused, Err(CheckpointError::Newer { found: 2 })));
}

#[test]
fn unordered_or_duplicate_heads_are_refused() {
    for heads in [
        vec![head(2, 1, 1), head(1, 1, 1)],
        vec![head(1, 1, 1), head(1, 1, 2)],
    ] {
        let refused = Checkpoint::new(TAKEN_AT, heads);
        assert!(matches!(refused, Err(CheckpointError::HeadsOutOfOrder)));
    }
}

#[test]
fn inclusion_proof_reveals_one_visit_only() {
    let (file, checkpoint) = (written(&three()), three());
    for head in checkpoint.heads() {
        let mut shown = Vec::new();
        let inclusion = Inclusion::of(head.visit, &mut &file[..], &key().public()).unwrap();
        inclusion.unwrap().write(&mut shown).unwrap();
        let read = Inclusion::read(&mut &shown[..], &key().public()).unwrap();
        assert_eq!(read.head(), head);
        assert_eq!(read.statement(), checkpoint.statement());
        let text = String::from_utf8(shown.clone()).unwrap();
        assert_eq!(text.matches("\"version\"").count(), 1, "{text}");

        let refused = |file: &[u8]| Inclusion::read(&mut &file[..], &key().public()).is_err();
        for at in 0..shown.len() {
            for bit in 0..8 {
                let mut changed = shown.clone();
                changed[at] ^= 1 << bit;
                assert!(refused(&changed), "byte {at}, bit {bit}");
            }
            assert!(refused(&shown[..at]), "cut at {at}");
        }
        assert!(refused(&[&shown[..], b"\n"].concat()));
        let forger = SecretKey::from_seed(&[1; 32]).public();
        assert!(Inclusion::read(&mut &shown[..], &forger).is_err());
    }
    let unknown = head(9, 9, 1).visit;
    let none = Inclusion::of(unknown, &mut &file[..], &key().public()).unwrap();
    assert!(none.is_none());
}
