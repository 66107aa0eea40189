//! Truncated files are not accepted.

use chat_attachments::{Kind, fixture};

use crate::support::judged;

#[test]
fn no_truncation_is_accepted() {
    let mut cuts = 0;
    for (kind, bytes) in fixture::all() {
        let name = format!("a.{}", kind.canonical_extension());
        for len in 0..bytes.len() {
            let judgement = judged(&bytes[..len], &name);
            let cut = &bytes[len..];
            // A PDF is complete without its end mark, and a GIF without its last byte.
            let complete = match kind {
                Kind::Pdf => b"%%EOF\n".ends_with(cut),
                Kind::Gif => cut == b";",
                _ => false,
            };
            assert_eq!(
                judgement.is_accepted(),
                complete,
                "{kind} cut at {len} of {}",
                bytes.len()
            );
            assert_ne!(
                judgement.verdict_code(),
                "needs_decision",
                "{kind} cut at {len}"
            );
            cuts += 1;
        }
    }
    assert!(cuts > 20_000, "{cuts}");
}
