//! Accuracy of each tool in identifying whole files: those that must be accepted, and those that must be
//! refused.

use crate::files::File;
use crate::{format, signature};
use chat_attachments::{AttachmentPolicy, Claim, judge};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Other tools' extensions for the accepted kinds.
const TAKEN: [&str; 14] = [
    "png", "jpg", "gif", "pdf", "rtf", "doc", "xls", "ppt", "docx", "xlsx", "pptx", "odt", "ods",
    "odp",
];

pub(crate) fn print(accepted: &[File], refused: &[File]) {
    if accepted.is_empty() {
        return;
    }
    type Tool = fn(&File) -> Option<String>;
    let tools: [(&str, Tool); 3] = [
        ("gate", |file| {
            // As for the other tools, the name makes no claim.
            let reader = Cursor::new(&file.bytes);
            let judgement = judge(reader, &Claim::named("a"), &AttachmentPolicy::DEFAULT).unwrap();
            let kind = judgement.kind.filter(|_| judgement.is_accepted());
            kind.map(|kind| short(kind.as_str()).to_owned())
        }),
        ("file-format", |file| {
            Some(format(file).extension().to_owned())
        }),
        ("infer", |file| {
            signature(file).map(|kind| kind.extension().to_owned())
        }),
    ];
    println!(
        "\nkind told right of {}, taken for an accepted kind of {}",
        accepted.len(),
        refused.len()
    );
    for (name, tool) in tools {
        let mut wrong: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for file in accepted {
            let reported = tool(file).unwrap_or_else(|| "nothing".to_owned());
            let kind = short(&file.kind);
            if short(&reported) != kind {
                *wrong.entry((kind, reported)).or_default() += 1;
            }
        }
        let right = accepted.len() - wrong.values().sum::<usize>();
        let taken = |file: &&File| tool(file).is_some_and(|kind| TAKEN.contains(&kind.as_str()));
        let taken = refused.iter().filter(taken).count();
        let wrong: Vec<_> = wrong
            .iter()
            .map(|((kind, reported), n)| format!("{kind} as {reported}: {n}"))
            .collect();
        println!("{name:<12}{right:>7}{taken:>7}  {}", wrong.join(", "));
    }
}

/// Treats an animated PNG as a PNG and an Illustrator drawing as a PDF. Not distinguishing them is no mistake.
fn short(kind: &str) -> &str {
    match kind {
        "jpeg" => "jpg",
        "apng" => "png",
        "ai" => "pdf",
        other => other,
    }
}
