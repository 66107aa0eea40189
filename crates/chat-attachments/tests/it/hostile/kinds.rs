//! Other kinds in the same containers and under the same names as accepted ones.

use chat_attachments::{Kind, Reason, fixture};
use fixture::{Compound, Zip};

use crate::support::{judged, reason};

fn types(main: &str, part: &str) -> String {
    format!(
        r#"<Types><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" ContentType="{main}"/></Types>"#
    )
}

fn links(kind: &str, target: &str) -> String {
    format!(
        r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/{kind}" Target="{target}"/></Relationships>"#
    )
}

/// A package with a main part of this type.
fn office(content_type: &str) -> Vec<u8> {
    Zip::new()
        .deflated("[Content_Types].xml", types(content_type, "a/main.xml"))
        .deflated(
            "_rels/.rels",
            links(
                "officeDocument/2006/relationships/officeDocument",
                "a/main.xml",
            ),
        )
        .deflated("a/main.xml", "<a/>")
        .finish()
}

#[test]
fn other_office_files_are_refused_under_accepted_names() {
    let names = [
        "a.docx", "a.xlsx", "a.pptx", "a.dotx", "a.xltx", "a.potx", "a.doc", "a.xls", "a.ppt", "a",
        "a.zip", "a.docm", "a.xlsm",
    ];
    let control =
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    assert_eq!(judged(&office(control), "a.docx").kind, Some(Kind::Docx));
    assert!(judged(&office(control), "a.docx").is_accepted());
    let macros = [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.template.macroEnabled.main+xml",
        "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        "application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
        "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
        "application/vnd.ms-powerpoint.addin.macroEnabled.main+xml",
        "APPLICATION/VND.MS-WORD.DOCUMENT.MACROENABLED.MAIN+XML",
    ];
    let others = [
        "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
        "application/vnd.openxmlformats-officedocument.theme+xml",
        "application/vnd.openxmlformats-officedocument.themeManager+xml",
        "application/vnd.ms-visio.drawing.main+xml",
        "application/vnd.ms-visio.drawing.macroEnabled.main+xml",
        "application/vnd.ms-package.3dmanufacturing-3dmodel+xml",
        "application/vnd.ms-excel.macrosheet+xml",
        "application/xml",
        "",
    ];
    for (content_type, is_macro) in macros
        .into_iter()
        .map(|other| (other, true))
        .chain(others.into_iter().map(|other| (other, false)))
    {
        for name in names {
            let judgement = judged(&office(content_type), name);
            assert!(judgement.refusal().is_some(), "{content_type} as {name}");
            if is_macro {
                assert_eq!(reason(&judgement), Some(Reason::MacroEnabled), "{name}");
            }
        }
    }
}

#[test]
fn a_macro_project_is_found_by_any_single_trace() {
    let project = || Compound::new().stream("VBA/dir", vec![1; 99]).finish();
    let plain = |zip: Zip| zip;
    assert!(judged(&fixture::docx_with(plain, ""), "a.docx").is_accepted());
    let cases = [
        (
            "relationship",
            fixture::docx_with(
                |zip| {
                    zip.deflated("word/other.bin", "x").deflated(
                        "word/_rels/document.xml.rels",
                        links("office/2006/relationships/vbaProject", "other.bin"),
                    )
                },
                "",
            ),
        ),
        (
            "content type of a part",
            fixture::docx_with(
                |zip| zip.deflated("word/other.bin", "x"),
                r#"<Override PartName="/word/other.bin" ContentType="application/vnd.ms-office.vbaProject"/>"#,
            ),
        ),
        (
            "content type of an extension",
            fixture::docx_with(
                |zip| zip.deflated("word/other.bin", "x"),
                r#"<Default Extension="bin" ContentType="application/vnd.ms-office.VBAProject"/>"#,
            ),
        ),
        (
            "part",
            fixture::docx_with(|zip| zip.deflated("word/vbaProject.bin", project()), ""),
        ),
        (
            "part elsewhere",
            fixture::docx_with(|zip| zip.deflated("a/VBAPROJECT.BIN", project()), ""),
        ),
        (
            "part with backslashes",
            fixture::docx_with(|zip| zip.deflated("word\\vbaProject.bin", project()), ""),
        ),
        (
            "bytes under another name",
            fixture::docx_with(|zip| zip.deflated("word/a.bin", project()), ""),
        ),
        (
            "bytes under a picture's name",
            fixture::docx_with(|zip| zip.stored("word/media/image1.png", project()), ""),
        ),
        (
            "macro sheet",
            fixture::docx_with(
                |zip| zip.deflated("xl/macrosheets/sheet1.xml", "<a/>"),
                r#"<Override PartName="/xl/macrosheets/sheet1.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>"#,
            ),
        ),
    ];
    for (trace, bytes) in cases {
        let judgement = judged(&bytes, "a.docx");
        assert!(!judgement.is_accepted(), "{trace}: {judgement:?}");
    }
}

#[test]
fn archives_that_are_not_documents_are_refused() {
    let zip = |names: &[&str]| {
        let add = |zip: Zip, name: &&str| zip.stored(name, "<a/>");
        names.iter().fold(Zip::new(), add).finish()
    };
    let mime = |media_type: &str| {
        Zip::new()
            .stored("mimetype", media_type)
            .deflated("content.xml", "<a/>")
            .deflated(
                "META-INF/manifest.xml",
                format!(
                    r#"<manifest><file-entry full-path="/" media-type="{media_type}"/></manifest>"#
                ),
            )
            .finish()
    };
    let odf = "application/vnd.oasis.opendocument.";
    assert!(judged(&mime(&format!("{odf}text")), "a.odt").is_accepted());
    let threemf = Zip::new()
        .deflated("[Content_Types].xml", types("a", "3D/3dmodel.model"))
        .deflated(
            "_rels/.rels",
            "<Relationships><Relationship Id='r' Type='http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel' Target='/3D/3dmodel.model'/></Relationships>",
        )
        .deflated("3D/3dmodel.model", "<model/>")
        .finish();
    let others: Vec<(&str, Vec<u8>)> = vec![
        ("jar", zip(&["META-INF/MANIFEST.MF", "A.class"])),
        ("apk", zip(&["AndroidManifest.xml", "classes.dex"])),
        ("xpi", zip(&["manifest.json", "background.js"])),
        (
            "vsix",
            zip(&["[Content_Types].xml", "extension.vsixmanifest"]),
        ),
        ("kmz", zip(&["doc.kml"])),
        ("iwork", zip(&["Index/Document.iwa"])),
        (
            "older iwork",
            zip(&["index.xml", "buildVersionHistory.plist"]),
        ),
        (
            "nupkg",
            zip(&["a.nuspec", "[Content_Types].xml", "_rels/.rels"]),
        ),
        ("3mf", threemf),
        ("epub", mime("application/epub+zip")),
        ("odg", mime(&format!("{odf}graphics"))),
        ("odf", mime(&format!("{odf}formula"))),
        ("odb", mime(&format!("{odf}base"))),
        ("odm", mime(&format!("{odf}text-master"))),
        ("odc", mime(&format!("{odf}chart"))),
        ("odi", mime(&format!("{odf}image"))),
        ("oth", mime(&format!("{odf}text-web"))),
        ("sxd", mime("application/vnd.sun.xml.draw")),
        ("sxg", mime("application/vnd.sun.xml.writer.global")),
        ("nothing", Zip::new().finish()),
        (
            "zip in a zip",
            Zip::new().stored("a.zip", zip(&["a"])).finish(),
        ),
    ];
    for (what, bytes) in others {
        for kind in Kind::ALL {
            let name = format!("a.{}", kind.canonical_extension());
            assert!(
                judged(&bytes, &name).refusal().is_some(),
                "{what} as {name}"
            );
        }
        assert!(judged(&bytes, "a").refusal().is_some(), "{what}");
    }
}

#[test]
fn compound_files_that_are_not_documents_are_refused() {
    let with = |streams: &[&str]| {
        let add = |file: Compound, name: &&str| file.stream(name, vec![1; 99]);
        streams.iter().fold(Compound::new(), add).finish()
    };
    let others = [
        ("msi", super::installer()),
        (
            "msg",
            with(&["__properties_version1.0", "__substg1.0_001A001E"]),
        ),
        (
            "msg of an older kind",
            with(&["__nameid_version1.0/__substg1.0_00020102"]),
        ),
        ("thumbs", with(&["1", "2", "Catalog"])),
        ("publisher", with(&["Contents", "Quill/QuillSub/CONTENTS"])),
        ("visio", with(&["VisioDocument", "VisioInformation"])),
        ("project", with(&["Props9", "   114/Var2Data"])),
        ("onetoc", with(&["OneNote"])),
        ("macros alone", with(&["VBA/_VBA_PROJECT", "PROJECT"])),
        ("hwp", with(&["FileHeader", "BodyText/Section0"])),
        ("works", with(&["MatOST", "CONTENTS"])),
        ("empty", Compound::new().finish()),
    ];
    for (what, bytes) in others {
        for name in ["a.doc", "a.xls", "a.ppt", "a.docx", "a.rtf", "a"] {
            assert!(judged(&bytes, name).refusal().is_some(), "{what} as {name}");
        }
    }
}

#[test]
fn a_test_virus_and_markup_are_refused_under_every_name() {
    // Assembled here, so that no virus scanner flags this source file.
    let eicar = [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR",
        "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ]
    .concat();
    let texts = [
        eicar.as_bytes(),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>a()</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"\xef\xbb\xbf<!DOCTYPE html><html></html>",
        b"\xff\xfe<\0s\0v\0g\0>\0<\0/\0s\0v\0g\0>\0",
        b"  \r\n<html></html>",
        b"Content-Type: multipart/related\r\n\r\n",
        b"GIF89a=1;alert(1)//",
        b"%!PS-Adobe-3.0\n",
    ];
    for text in texts {
        for kind in Kind::ALL {
            let name = format!("a.{}", kind.canonical_extension());
            assert!(judged(text, &name).refusal().is_some(), "{name}: {text:?}");
        }
    }
    let inside = fixture::Zip::new().stored("a.com", &eicar).finish();
    assert!(judged(&inside, "a.docx").refusal().is_some());
    let part = fixture::docx_with(|zip| zip.stored("word/media/image1.png", &eicar), "");
    assert!(!judged(&part, "a.docx").is_accepted(), "a stored part");
    let packed = fixture::docx_with(|zip| zip.deflated("word/a.bin", &eicar), "");
    assert!(!judged(&packed, "a.docx").is_accepted(), "a deflated part");
}

#[test]
fn a_video_after_any_other_header_is_refused() {
    let heads: [&[u8]; 9] = [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"%PDF-1.7\n",
        b"{\\rtf1 ",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xef\xbb\xbf",
        b"",
    ];
    for head in heads {
        for kind in Kind::ALL {
            let name = format!("a.{}", kind.canonical_extension());
            // Before the video, and over its first bytes.
            let mut over = fixture::mp4();
            for (to, from) in over.iter_mut().zip(head.iter().take(4)) {
                *to = *from;
            }
            for bytes in [[head, &fixture::mp4()].concat(), over] {
                assert!(
                    judged(&bytes, &name).refusal().is_some(),
                    "{name}: {head:?}"
                );
            }
        }
    }
}
