//! Encrypted PDFs of one empty page each, written by qpdf with object streams: with an empty password, the same
//! with a script, and with the password "secret".

use chat_attachments::Finding;

use crate::support::{assert_found, judged};

macro_rules! files {
    ($($cipher:literal),+) => {
        [$((
            $cipher,
            include_bytes!(concat!("encrypted/", $cipher, ".pdf")).as_slice(),
            include_bytes!(concat!("encrypted/", $cipher, "-script.pdf")).as_slice(),
            include_bytes!(concat!("encrypted/", $cipher, "-password.pdf")).as_slice(),
        )),+]
    };
}

#[test]
fn pdfs_with_an_empty_password_are_inspected_and_others_are_found() {
    for (cipher, open, script, password) in files!("rc4-40", "rc4-128", "aes-128", "aes-256") {
        let judgement = judged(open, "a.pdf");
        assert!(
            judgement.is_accepted(),
            "{cipher}: {}",
            judgement.sentence()
        );
        assert_eq!(judgement.findings, [], "{cipher}");
        // The script is in an encrypted object stream.
        assert_found(script, "a.pdf", &[Finding::JavaScript]);
        assert_found(password, "a.pdf", &[Finding::Encrypted]);
    }
}

/// A form with scripts in a direct string, an indirect string and a stream. In the second file, one of them is not
/// standard.
#[test]
fn scripts_of_an_encrypted_form_are_judged_like_others() {
    macro_rules! forms {
        ($($cipher:literal),+) => {
            [$((
                $cipher,
                include_bytes!(concat!("encrypted/", $cipher, "-form.pdf")).as_slice(),
                include_bytes!(concat!("encrypted/", $cipher, "-form-script.pdf")).as_slice(),
            )),+]
        };
    }
    for (cipher, form, script) in forms!("rc4-40", "rc4-128", "aes-128", "aes-256") {
        let judgement = judged(form, "a.pdf");
        assert!(judgement.is_accepted(), "{cipher}: {judgement:?}");
        assert_eq!(judgement.findings, [Finding::FormScript], "{cipher}");
        assert_found(script, "a.pdf", &[Finding::JavaScript]);
    }
}

/// A crypt filter that is a separate object says nothing about the password.
#[test]
fn the_version_implies_the_cipher() {
    for (cipher, open, script, password) in files!("aes-128", "aes-256") {
        let without = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let at = bytes.windows(4).position(|word| word == b"/CFM").unwrap();
            bytes[at + 3] = b'X';
            bytes
        };
        assert!(judged(&without(open), "a.pdf").is_accepted(), "{cipher}");
        assert_found(&without(script), "a.pdf", &[Finding::JavaScript]);
        assert_found(&without(password), "a.pdf", &[Finding::Encrypted]);
    }
}

/// Bytes after the end of an object stream don't count toward its work: long documents have hundreds of streams.
#[test]
fn many_object_streams_stay_within_the_work_limit() {
    for (cipher, open, script, _) in files!("rc4-128", "aes-128", "aes-256") {
        let many = |bytes: &[u8]| {
            let find = |from: usize, word: &[u8]| {
                let mut windows = bytes[from..].windows(word.len());
                from + windows.position(|here| here == word).unwrap()
            };
            let name = find(0, b"/ObjStm");
            let before = bytes[..name].windows(6).rposition(|w| w == b"endobj");
            let start = before.map_or(15, |at| at + 7);
            let end = find(name, b"endobj") + 7;
            [
                &bytes[..start],
                &bytes[start..end].repeat(300),
                &bytes[end..],
            ]
            .concat()
        };
        let judgement = judged(&many(open), "a.pdf");
        assert!(judgement.is_accepted(), "{cipher}: {judgement:?}");
        assert_eq!(judgement.findings, [], "{cipher}");
        assert_found(&many(script), "a.pdf", &[Finding::JavaScript]);
    }
}
