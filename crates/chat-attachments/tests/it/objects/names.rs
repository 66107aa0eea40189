//! What a document's objects call themselves.

use chat_attachments::{AttachmentPolicy, Finding, fixture};
use fixture::{Compound, Zip};

use super::made::{comp_obj, documents};
use crate::support::{judged, judged_by};

#[test]
fn names_of_objects_are_short_and_clean() {
    let letter = |name: &str| {
        let native = fixture::packaged(name, b"hello");
        let streams = [("\u{1}Ole10Native", native)];
        let (_, doc) = documents(&streams).swap_remove(0);
        let policy = AttachmentPolicy::DEFAULT.refusing(Finding::PackagedFile);
        judged_by(&policy, &doc, "a.doc", None)
    };
    let judgement = letter("C:\\home\\Ana\u{202e}\t \u{7}budget\u{200b}.xlsx");
    assert_eq!(
        judgement.sentence(),
        "The file contains another file (“Ana budget.xlsx”). Send that file separately."
    );
    assert_eq!(judgement.objects[0].to_string(), "“Ana budget.xlsx”");
    assert!(
        !format!("{judgement:?}").contains("budget"),
        "no names in logs"
    );
    let long = letter(&"x".repeat(900));
    assert_eq!(long.objects[0].to_string().chars().count(), 83);
    // A name in the code page of the author's computer.
    let streams = [(
        "\u{1}Ole10Native",
        fixture::packaged("letter.txt", b"hello"),
    )];
    let (_, mut doc) = documents(&streams).swap_remove(0);
    let at = doc.windows(6).position(|here| here == b"letter").unwrap();
    doc[at + 1] = 0xe9;
    let objects = judged(&doc, "a.doc").objects;
    assert_eq!(objects[0].to_string(), "“l\u{e9}tter.txt”");
}

#[test]
fn many_objects_are_counted_and_few_are_named() {
    let class = |n: usize| format!("Unknown.{n}");
    let docx = |count: usize| {
        let add = |zip: Zip, n: usize| {
            let object = Compound::new()
                .stream("\u{1}CompObj", comp_obj(&class(n)))
                .stream("TCData", vec![1; 99]);
            zip.deflated(
                &format!("word/embeddings/oleObject{n}.bin"),
                object.finish(),
            )
        };
        judged(
            &fixture::docx_with(|zip| (0..count).fold(zip, add), ""),
            "a.docx",
        )
    };
    for (count, names) in [
        (1, "Unknown.0"),
        (2, "Unknown.0 and Unknown.1"),
        (3, "Unknown.0, Unknown.1 and Unknown.2"),
        (20, "Unknown.0, Unknown.1 and others"),
    ] {
        let judgement = docx(count);
        assert_eq!(judgement.objects.len(), count.min(16));
        let clause = format!("The file contains objects from other programs ({names}). ");
        assert!(
            judgement.sentence().starts_with(&clause),
            "{}",
            judgement.sentence()
        );
    }
}

#[test]
fn a_document_inside_is_named_by_its_file() {
    let with = |inner: &[u8]| {
        let more = |zip: Zip| zip.deflated("word/embeddings/Budget.xls", inner);
        judged(&fixture::docx_with(more, ""), "a.docx")
    };
    let objects = with(&fixture::xls()).objects;
    assert_eq!(objects[0].findings, [Finding::EmbeddedDocument]);
    assert_eq!(objects[0].to_string(), "“budget.xls”");
    let held = with(&fixture::xls_with_password());
    assert_eq!(
        held.sentence(),
        "The file is protected by a password or rights management (“budget.xls”). \
         Remove the protection and try again."
    );
}
