//! Compound files of unaccepted kinds, named by their content.

use super::directory::Directory;
use crate::foreign::OLD_POWERPOINT;
use crate::reason::Reason;
use crate::stop::Stop;

/// Lowercase names in the root that identify a file.
const IDENTIFYING: &[(&str, &str)] = &[
    ("__properties_version1.0", "an Outlook message"),
    ("__nameid_version1.0", "an Outlook message"),
    ("visiodocument", "a Visio drawing"),
    ("quill", "a Publisher document"),
    ("pp40", OLD_POWERPOINT),
    ("pp97_dualstorage", OLD_POWERPOINT),
    ("text_content", "a PowerPoint 4 presentation"),
    ("matost", "a Works document"),
    ("wksss", "a Works spreadsheet"),
    ("starwriterdocument", "a StarOffice document"),
    ("starcalcdocument", "a StarOffice document"),
    ("stardrawdocument", "a StarOffice document"),
    ("starimpressdocument", "a StarOffice document"),
    ("perfectoffice_main", "a WordPerfect document"),
    ("nativecontent_main", "a Quattro Pro spreadsheet"),
    ("_vba_project", "a VBA project"),
    ("catalog", "a thumbnail database"),
    ("swxmlcontents", "a SolidWorks drawing"),
    ("fileheader", "a Hangul document"),
    ("contents", "a Works or similar document"),
];

/// The refusal, with the most specific name available.
pub(super) fn refuse(directory: &Directory) -> Stop {
    let what = if directory.is_installer() {
        "a Windows installer"
    } else {
        let hit = IDENTIFYING
            .iter()
            .find(|(name, _)| directory.has_prefix(name));
        hit.map_or("an OLE file of another kind", |(_, what)| what)
    };
    Stop::refused(Reason::NotAccepted, what)
}
