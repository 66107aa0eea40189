//! The clinic's policy.

use std::io::{Cursor, Read, Seek, SeekFrom};

use chat_attachments::{AttachmentPolicy, Claim, Finding, FindingSet, Reason, fixture, judge};

use crate::support::{judged_by, reason};

#[test]
fn the_default_allows_only_what_cannot_harm() {
    let allowed: Vec<_> = AttachmentPolicy::DEFAULT.allow.iter().collect();
    assert_eq!(
        allowed,
        [
            Finding::FormScript,
            Finding::InvoiceData,
            Finding::PrintSettings,
            Finding::EmbeddedDocument,
            Finding::PackagedFile,
            Finding::Equation,
            Finding::LinkedFile,
            Finding::LocalTemplate,
            Finding::RemotePicture,
            Finding::OpenTemplate,
            Finding::OldOpenOffice,
            Finding::TrailingData,
            Finding::MotionPhoto,
            Finding::MultiPicture,
            Finding::RelatedName,
            Finding::Location
        ]
    );
    assert_eq!(AttachmentPolicy::default(), AttachmentPolicy::DEFAULT);
}

#[test]
fn the_size_limit_is_exact() {
    let bytes = fixture::png(9, 9);
    let len = bytes.len() as u64;
    for (max_bytes, accepted) in [(len, true), (len - 1, false)] {
        let policy = AttachmentPolicy {
            max_bytes,
            ..AttachmentPolicy::DEFAULT
        };
        let judgement = judged_by(&policy, &bytes, "a.png", None);
        assert_eq!(judgement.is_accepted(), accepted);
        assert_eq!(reason(&judgement), (!accepted).then_some(Reason::TooLarge));
    }
}

#[test]
fn policies_are_plain_data() {
    let policy: AttachmentPolicy =
        serde_json::from_str(r#"{"max_bytes": 1000, "allow": ["macros", "trailing_data"]}"#)
            .unwrap();
    assert_eq!(policy.max_bytes, 1000);
    assert_eq!(policy.max_pixels, AttachmentPolicy::DEFAULT.max_pixels);
    assert!(policy.allows(Finding::Macros) && !policy.allows(Finding::Encrypted));
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(
        serde_json::from_str::<AttachmentPolicy>(&text).unwrap(),
        policy
    );
    assert!(serde_json::from_str::<AttachmentPolicy>(r#"{"allow": ["nonsense"]}"#).is_err());
}

#[test]
fn sets_contain_exactly_what_was_added() {
    let mut set = FindingSet::EMPTY;
    for finding in Finding::ALL {
        assert!(!set.contains(*finding));
        set = set.with(*finding);
        assert!(set.contains(*finding));
    }
    assert_eq!(set.iter().count(), Finding::ALL.len());
    assert!(!set.without(Finding::Xfa).contains(Finding::Xfa));
}

/// A reader that fails at some offset.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.0.position() >= 65_536 {
            return Err(std::io::Error::other("unplugged"));
        }
        self.0.read(into)
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_reader_failure_is_an_error_not_a_verdict() {
    let bytes = [fixture::jpeg(), vec![1; 100_000]].concat();
    let claim = Claim::named("a.jpg");
    let policy = AttachmentPolicy::DEFAULT;
    let error = judge(Failing(Cursor::new(bytes)), &claim, &policy).unwrap_err();
    assert_eq!(error.to_string(), "unplugged");
}

#[test]
fn the_readers_initial_position_does_not_matter() {
    let mut reader = Cursor::new(fixture::pdf());
    reader.set_position(77);
    let judgement = judge(
        &mut reader,
        &Claim::named("a.pdf"),
        &AttachmentPolicy::DEFAULT,
    )
    .unwrap();
    assert!(judgement.is_accepted());
}
