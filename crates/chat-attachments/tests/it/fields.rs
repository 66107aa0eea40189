//! Fields and links that start another program or insert text from another file.

use chat_attachments::{Finding, fixture};

use crate::support::{assert_found, judged};

fn docx(xml: &str) -> Vec<u8> {
    let text = format!("<w:p>{xml}</w:p>");
    fixture::docx_with(|zip| zip.deflated("word/footer1.xml", text), "")
}

fn run(text: &str) -> String {
    format!(r#"<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>"#)
}

const BEGIN: &str = r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r>"#;

#[test]
fn a_word_field_is_found_in_any_case_and_split_into_runs() {
    let dde = [
        run(" DDE c:\\x"),
        run("ddeauto c:\\x"),
        format!("{BEGIN}{}{}{}", run(" D"), run("dE"), run("auto x")),
        r#"<w:fldSimple w:instr=" dde x"/>"#.to_owned(),
        r#"<w:fldSimple w:instr = 'DdeAuto x'/>"#.to_owned(),
        // Letters written as references, or after an attribute.
        run("&#68;&#x44;&#0069; x"),
        r#"<w:fldSimple w:instr="&#68;DE x"/>"#.to_owned(),
        run("<![CDATA[DDE x]]>"),
        run("D<!-- a -->DE x"),
        run(&format!("{}DDE x", " ".repeat(300))),
        format!(
            "<w:instrText xmlns:a='{}'>DDE x</w:instrText>",
            "a".repeat(300)
        ),
        "<w:instrText xmlns:a='>'>DDE x</w:instrText>".to_owned(),
        format!("<w:fldSimple w:instr{}='DDE x'/>", " ".repeat(300)),
        // False field starts, and a disguised one.
        format!(
            "{}<w:bookmarkStart w:name='begin'/>{}",
            run("D"),
            run("DE x")
        ),
        format!("{}<!--{BEGIN}-->{}", run("D"), run("DE x")),
        format!("{}<w:fldSimple w:instr='PAGE'/>{}", run("D"), run("DE x")),
        format!(
            "{}<w:fldChar w:fldCharType='&#98;egin'/>{}",
            run("PAGE"),
            run("DDE x")
        ),
    ];
    let include = [
        run(" INCLUDETEXT \"http://a.example/a.docx\""),
        format!("{BEGIN}{}{}", run("include"), run("Text x")),
    ];
    let plain = [
        run(" PAGE "),
        format!("{BEGIN}{}{BEGIN}{}", run(" DATE"), run("DE x")),
        run("&#68;ATE &lt;"),
        r#"<w:instrText/><w:t>DDE x</w:t>"#.to_owned(),
        "<w:t>DDE is an abbreviation</w:t><w:t>INCLUDETEXT too</w:t>".to_owned(),
    ];
    // At every position relative to the ends of searched pieces.
    for pad in [0, 65_400, 65_500, 65_600, 131_000] {
        let pad = " ".repeat(pad);
        for xml in &dde {
            assert_found(&docx(&format!("{pad}{xml}")), "a.docx", &[Finding::Dde]);
        }
        for xml in &include {
            let bytes = docx(&format!("{pad}{xml}"));
            assert_found(&bytes, "a.docx", &[Finding::ExternalTemplate]);
        }
        for xml in &plain {
            assert_eq!(judged(&docx(&format!("{pad}{xml}")), "a.docx").findings, []);
        }
    }
}

#[test]
fn a_part_counts_as_xml_if_its_type_has_parameters() {
    let text = format!("<w:p>{}</w:p>", run("DDE x"));
    for (kind, is_found) in [
        ("application/a+xml", true),
        ("application/a+xml; charset=utf-8", true),
        ("text/xml ;a=b", true),
        ("text/plain; a=xml", false),
    ] {
        let types = format!("<Default Extension='part' ContentType='{kind}'/>");
        let bytes = fixture::docx_with(|zip| zip.deflated("word/a.part", &text), &types);
        let findings = judged(&bytes, "a.docx").findings;
        assert_eq!(findings.contains(&Finding::Dde), is_found, "{kind}");
    }
}

#[test]
fn a_field_of_a_97_document_is_found() {
    let wide: Vec<u8> = " ddeauto c".bytes().flat_map(|byte| [byte, 0]).collect();
    for text in [
        b"\x13DDE c".to_vec(),
        b"\x13  DdeAuto c".to_vec(),
        [b"\x13".as_slice(), &[b' '; 40], b"DDEAUTO c"].concat(),
        [b"\x13".as_slice(), &[b' '; 140], b"DDEAUTO c"].concat(),
        [b"\x13\0".as_slice(), &b" \0".repeat(20), &wide].concat(),
        [b"\x13\0".as_slice(), &b" \0".repeat(90), &wide].concat(),
        [b"\x13\0".as_slice(), &wide].concat(),
        [vec![b'x'; 40_000], b"\x13DDEAUTO c".to_vec()].concat(),
    ] {
        assert_found(&fixture::doc_with(&text), "a.doc", &[Finding::Dde]);
    }
    for text in [b"\x13DDELTA c".as_slice(), b"\x13 PAGE", b"DDEAUTO c"] {
        assert_eq!(judged(&fixture::doc_with(text), "a.doc").findings, []);
    }
}

#[test]
fn a_field_start_is_found_across_pieces() {
    let field = format!("{BEGIN}{}", run("DDE x"));
    for pad in (65_300..65_560).step_by(5).chain(65_860..65_880) {
        let xml = format!("{}{}{field}", run("PAGE"), " ".repeat(pad));
        assert_found(&docx(&xml), "a.docx", &[Finding::Dde]);
    }
}

#[test]
fn a_workbook_link_to_a_program_is_found_across_pieces_and_after_any_blank() {
    let link = |pad: usize, blank: char| {
        let xml = format!(
            "{}<ddeLink{blank}ddeService='cmd' ddeTopic='/c'/>",
            " ".repeat(pad)
        );
        fixture::docx_with(
            |zip| zip.deflated("xl/externalLinks/externalLink1.xml", xml),
            "",
        )
    };
    for blank in [' ', '\t', '\n', '\r'] {
        assert_found(&link(9, blank), "a.docx", &[Finding::Dde]);
    }
    for pad in (65_520..65_560).chain(65_840..65_880) {
        assert_found(&link(pad, ' '), "a.docx", &[Finding::Dde]);
    }
}

#[test]
fn a_link_of_a_97_workbook_to_a_program_is_found() {
    let link = |body: &[u8]| fixture::xls_with(0x01ae, body);
    assert_found(&link(b"\0\0\x05\0\0cmd\x03/"), "a.xls", &[Finding::Dde]);
    let wide = b"\0\0\x03\0\x01c\0\x03\0/\0";
    assert_found(&link(wide), "a.xls", &[Finding::Dde]);
    // Continued in the next record.
    assert_found(&link(b"\0\0\x05\0\0cmd"), "a.xls", &[Finding::Dde]);
    assert_found(&link(b"\0\0\x05\0\0"), "a.xls", &[Finding::Dde]);
    for body in [
        // The workbook itself, and add-ins.
        b"\x03\0\x01\x04".as_slice(),
        b"\x01\0\x01\x3a",
        // Workbooks: one with a Greek name, one in a folder, one with a sheet of a three-letter name.
        b"\x01\0\x01\0\x01\xb1\x03",
        b"\x01\0\x0c\0\0\x01\x02tmp\x03a\x03b.xls\x05\0\0Sheet",
        b"\x01\0\x06\0\x01\x01\0\x01\0C\0a\0\x03\0b\0",
        b"\x01\0\x05\0\0b.xls\x03\0\0One",
        b"\x01\0\0\0\0",
    ] {
        assert_eq!(judged(&link(body), "a.xls").findings, []);
    }
}

#[test]
fn a_link_of_a_95_workbook_to_a_program_is_found() {
    let link = |body: &[u8]| {
        let version = |kind| [b"\x09\x08\x08\0\0\x05", [kind, 0, 0, 0, 0, 0].as_slice()].concat();
        let len = u8::try_from(body.len()).unwrap();
        let sheet = b"\x85\0\x0d\0\0\0\0\0\0\0\x06Sheet1";
        let end = b"\x0a\0\0\0".as_slice();
        let link = [&[0x17, 0, len, 0], body].concat();
        let book = [&version(5)[..], &link, sheet, end, &version(16), end].concat();
        fixture::Compound::new().stream("Book", book).finish()
    };
    assert_found(&link(b"\x05cmd\x03/"), "a.xls", &[Finding::Dde]);
    // The workbook itself, one of its sheets, another workbook in a folder, and a link without a path.
    for body in [
        b"\x01\x04".as_slice(),
        b"\x01\x3a",
        b"\x06\x03Sheet1",
        b"\x0c\x01\x02tmp\x03a\x03b.xls",
        b"",
    ] {
        assert_eq!(judged(&link(body), "a.xls").findings, []);
    }
}

#[test]
fn rich_text_that_inserts_text_from_another_file_is_found() {
    for field in [
        "INCLUDETEXT a",
        "{\\b include}{Text a}",
        "\\'49nclude\\u84?ext a",
    ] {
        let text = format!("{{\\rtf1{{\\field{{\\*\\fldinst {field}}}}}}}");
        assert_found(text.as_bytes(), "a.rtf", &[Finding::ExternalTemplate]);
    }
    let plain = r"{\rtf1{\field{\*\fldinst INCLUDEPICTURE a}}}";
    assert_eq!(judged(plain.as_bytes(), "a.rtf").findings, []);
}

#[test]
fn an_open_document_section_from_another_file_is_found() {
    let odt = |content: &str| {
        let mimetype = "application/vnd.oasis.opendocument.text";
        let manifest = format!(
            "<m:manifest xmlns:m='a'><m:file-entry m:full-path='/' m:media-type='{mimetype}'/></m:manifest>"
        );
        fixture::Zip::new()
            .stored("mimetype", mimetype)
            .deflated("content.xml", content)
            .deflated("META-INF/manifest.xml", manifest)
            .finish()
    };
    for element in [
        "<text:section-source xlink:href='http://a.example/a.odt'/>",
        "<text:section-source\nxlink:href='http://a.example/a.odt'/>",
        "<draw:floating-frame xlink:href='http://a.example/'/>",
    ] {
        let bytes = odt(&format!("<a>{element}</a>"));
        assert_found(&bytes, "a.odt", &[Finding::ExternalTemplate]);
    }
    for content in [
        "<office:dde-source\noffice:dde-application='cmd' office:dde-topic='/c'/>",
        r#"<table:table-cell table:formula="of:=DDE(&quot;cmd&quot;;&quot;/c&quot;;&quot;a&quot;)"/>"#,
        "<table:table-cell table:formula='of:=1+DDE([.A1];[.A2];[.A3])'/>",
    ] {
        let bytes = odt(&format!("<a>{content}</a>"));
        assert_found(&bytes, "a.odt", &[Finding::Dde]);
    }
    assert_eq!(
        judged(&odt("<a>a dde-source and DDE (or a DDE(x))</a>"), "a.odt").findings,
        []
    );
    assert_eq!(
        judged(&odt("<a>a section-source is a word</a>"), "a.odt").findings,
        []
    );
}
