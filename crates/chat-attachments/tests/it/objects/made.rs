//! Objects, and documents of every kind around them.

use chat_attachments::fixture;
use fixture::{Compound, ppt_record, ppt_with};

/// A workbook without sheets.
pub(crate) const BOOK: &[u8] = b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0";

/// The stream with an object's class.
pub(crate) fn comp_obj(class: &str) -> Vec<u8> {
    let text = |text: &str| {
        let len = u32::try_from(text.len() + 1).unwrap().to_le_bytes();
        [len.as_slice(), text.as_bytes(), b"\0"].concat()
    };
    [&[1; 28], &*text("Some Program"), &[0; 4], &text(class)].concat()
}

/// The stream with a packed file.
pub(crate) const NATIVE: &str = "\u{1}Ole10Native";
/// The class of all other objects here.
pub(crate) const CLASS: &str = "Equation.3";

/// The class of the object of these streams.
pub(crate) fn class_of(streams: &[(&str, Vec<u8>)]) -> &'static str {
    match streams.iter().any(|(name, _)| *name == NATIVE) {
        true => "Package",
        false => CLASS,
    }
}

/// A compound file with an object of this class in this storage, and streams that every object has.
pub(crate) fn compound(
    start: Compound,
    storage: &str,
    class: &str,
    streams: &[(&str, Vec<u8>)],
) -> Vec<u8> {
    let common = start
        .stream(&format!("{storage}\u{1}CompObj"), comp_obj(class))
        .stream(&format!("{storage}\u{1}Ole"), vec![0; 20]);
    let add = |file: Compound, (name, content): &(&str, Vec<u8>)| {
        file.stream(&format!("{storage}{name}"), content.clone())
    };
    streams.iter().fold(common, add).finish()
}

/// Documents with the object, by name.
pub(crate) fn documents(streams: &[(&str, Vec<u8>)]) -> Vec<(&'static str, Vec<u8>)> {
    documents_of(class_of(streams), streams)
}

/// The same with an object of this class.
pub(crate) fn documents_of(
    class: &str,
    streams: &[(&str, Vec<u8>)],
) -> Vec<(&'static str, Vec<u8>)> {
    let mut fib = vec![0; 4608];
    fib[..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0]);
    let doc = Compound::new()
        .stream("WordDocument", fib)
        .stream("0Table", vec![0; 5000]);
    let xls = Compound::new()
        .stream("Other", vec![0; 5000])
        .stream("Workbook", BOOK);
    let object = compound(Compound::new(), "", class, streams);
    let links = "<Relationships><Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject' Target='embeddings/oleObject1.bin'/></Relationships>";
    let types = "<Default Extension='bin' ContentType='application/vnd.openxmlformats-officedocument.oleObject'/>";
    let docx = fixture::docx_with(
        |zip| {
            zip.deflated("word/embeddings/oleObject1.bin", &object)
                .deflated("word/_rels/document.xml.rels", links)
        },
        types,
    );
    vec![
        ("a.doc", compound(doc, "ObjectPool/_1/", class, streams)),
        ("a.xls", compound(xls, "MBD0001/", class, streams)),
        ("a.ppt", ppt_with(&ppt_record(0, 0x1011, &object))),
        ("a.docx", docx),
        (
            "a.rtf",
            fixture::rtf_with_object("\\objemb", &fixture::embedded_object(class, &object)),
        ),
    ]
}
