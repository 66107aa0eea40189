//! Extensions of file names.

/// Extensions of files that run as a program or script when opened or served.
const PROGRAMS: &[&str] = &[
    "ade", "adp", "apk", "asp", "aspx", "bat", "cgi", "chm", "cmd", "cpl", "dll", "dmg", "exe",
    "gadget", "hta", "htaccess", "inf", "ins", "iso", "jar", "js", "jse", "jsp", "ksh", "lnk",
    "mde", "msc", "msi", "msix", "msp", "mst", "phar", "php", "php3", "php4", "php5", "phtml",
    "pif", "ps1", "psm1", "py", "reg", "scf", "scr", "sct", "sh", "shb", "sys", "vb", "vbe", "vbs",
    "vxd", "wsc", "wsf", "wsh", "xll",
];

/// Program extensions that also occur in people's names for things and sources: "Node.js", "main.py".
const SOURCES: &[&str] = &["js", "ksh", "py", "sh", "vb"];

const PICTURES: &[&str] = &["apng", "gif", "jfif", "jpe", "jpeg", "jpg", "mpo", "png"];

const DOCUMENTS: &[&str] = &[
    "doc", "docx", "dot", "dotx", "odp", "ods", "odt", "otp", "ots", "ott", "pdf", "pot", "potx",
    "ppt", "pptx", "rtf", "stc", "sti", "stw", "sxc", "sxi", "sxw", "xls", "xlsx", "xlt", "xltx",
];

/// Whether an extension, without its dot, is that of a program or script.
#[must_use]
pub fn is_program(ending: &str) -> bool {
    is_in(PROGRAMS, ending)
}

/// Whether an extension is that of a program or of a file that people send.
pub(crate) fn is_file(ending: &str) -> bool {
    is_program(ending) || is_in(PICTURES, ending) || is_in(DOCUMENTS, ending)
}

/// Whether a program's extension stands directly before the last one, as in `invoice.exe.png`; systems may hide
/// the last one. After a space it is a word, as in `Hosp. Reg. 5`. Pictures may carry a source's extension
/// (`Node.js.png`), because viewers don't run anything.
pub(crate) fn hides_program(name: &str) -> bool {
    let Some((rest, last)) = name.rsplit_once('.') else {
        return false;
    };
    let Some((_, ending)) = rest.rsplit_once('.') else {
        return false;
    };
    let ending = ending.trim_end();
    let is_pictured_source = is_in(SOURCES, ending) && is_in(PICTURES, last);
    is_program(ending) && !last.starts_with(char::is_whitespace) && !is_pictured_source
}

/// Whether an extension, in any case, is in a sorted list.
fn is_in(endings: &[&str], ending: &str) -> bool {
    let ending = || ending.bytes().map(|byte| byte.to_ascii_lowercase());
    let found = endings.binary_search_by(|one| one.bytes().cmp(ending()));
    found.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_in_lower_case() {
        for list in [PROGRAMS, SOURCES, PICTURES, DOCUMENTS] {
            assert!(list.is_sorted(), "{list:?}");
            for one in list {
                assert_eq!(*one, one.to_ascii_lowercase());
                assert!(is_in(list, &one.to_ascii_uppercase()), "{one}");
            }
        }
    }
}
