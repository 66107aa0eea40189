//! Claims for a file that isn't refused: a safe name, and no kind other than the content's.

use chat_attachments::{Claim, Finding, Kind};

const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9", "conin$",
];
const PROGRAMS: &[&str] = &[
    "exe", "vbs", "bat", "scr", "ps1", "php", "jar", "lnk", "msi",
];

pub(super) fn agree(kind: Kind, claim: &Claim<'_>, findings: &[Finding]) {
    let name = chat_text::file_name(claim.name).unwrap_or_default();
    let name = name.as_ref();
    assert_eq!(chat_text::file_name(name).as_deref(), Ok(name));
    assert!(!name.trim().is_empty() && name.trim() == name);
    assert!(name.len() <= 255, "{} bytes of name", name.len());
    assert!(
        !name
            .chars()
            .any(|c| c.is_control() || "/\\\u{202e}\u{200b}\u{feff}".contains(c))
    );
    assert!(!name.ends_with(['.', ' ']) && !name.contains("::"));
    let low = name.to_lowercase();
    let first = low.split(['.', ':']).next().unwrap_or_default().trim_end();
    assert!(!DEVICES.contains(&first), "{name:?} is a device");
    let parts: Vec<&str> = low.split('.').map(str::trim_end).collect();
    if let [_, .., before, last] = parts.as_slice() {
        let is_word = last.starts_with(char::is_whitespace);
        assert!(
            is_word || !PROGRAMS.contains(before),
            "{name:?} hides a program"
        );
    }
    let related = findings.contains(&Finding::RelatedName);
    if let Some(claimed) = by_extension(name) {
        assert!(
            claimed == kind || related,
            "{name:?} claims {claimed}, it is {kind}"
        );
        assert!(claimed.is_image() == kind.is_image());
    }
    let declared = claim.media_type.map(|of| of.trim().to_ascii_lowercase());
    let claimed =
        declared.and_then(|of| Kind::ALL.into_iter().find(|kind| kind.media_type() == of));
    if let Some(claimed) = claimed.filter(|claimed| *claimed != Kind::Doc) {
        assert!(
            claimed == kind || related,
            "declared as {claimed}, it is {kind}"
        );
    }
}

fn by_extension(name: &str) -> Option<Kind> {
    let (stem, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let is = |kind: &Kind| kind.canonical_extension() == extension || kind.as_str() == extension;
    Kind::ALL.into_iter().find(is).filter(|_| !stem.is_empty())
}
