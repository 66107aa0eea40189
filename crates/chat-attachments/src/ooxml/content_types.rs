//! `[Content_Types].xml` (ECMA-376 part 2, 7.2.3).

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::judge::Found;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::xml::{self, Doctype};
use crate::zip::Archive;

/// The content type of every part.
#[derive(Debug, Default)]
pub(super) struct ContentTypes {
    /// By the part's name in lower case, without the leading slash.
    overrides: BTreeMap<String, String>,
    /// By the extension in lower case.
    defaults: BTreeMap<String, String>,
}

impl ContentTypes {
    pub(super) fn parse(part: &[u8]) -> Step<Self> {
        let mut types = Self::default();
        xml::elements(part, Doctype::Refused, &mut |element| {
            let (map, key) = if element.is("Override") {
                (&mut types.overrides, "PartName")
            } else if element.is("Default") {
                (&mut types.defaults, "Extension")
            } else {
                return Ok(());
            };
            let [content_type, key] = element.get(["ContentType", key]);
            let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
            let key = key.unwrap_or_default().replace('\\', "/").to_lowercase();
            map.insert(
                key.trim_start_matches('/').to_owned(),
                content_type.trim().to_owned(),
            );
            Ok(())
        })?;
        Ok(types)
    }

    /// A part's type, by its name in lower case.
    pub(super) fn of(&self, name: &str) -> Option<&str> {
        let by_extension = || {
            let (_, extension) = name.rsplit('/').next()?.rsplit_once('.')?;
            self.defaults.get(extension)
        };
        self.overrides
            .get(name)
            .or_else(by_extension)
            .map(String::as_str)
    }

    /// Looks at the type of each part that is there (rule F4).
    pub(super) fn look(&self, archive: &Archive, found: &mut Found) -> Step<()> {
        for (name, content_type) in &self.overrides {
            self.look_at(archive.find(name).is_some(), content_type, found)?;
        }
        let used: BTreeSet<&str> = archive
            .entries
            .iter()
            .map(|entry| entry.extension())
            .collect();
        for (extension, content_type) in &self.defaults {
            // A default that no part uses says nothing, and writers list many.
            self.look_at(used.contains(extension.as_str()), content_type, found)?;
        }
        Ok(())
    }

    fn look_at(&self, used: bool, content_type: &str, found: &mut Found) -> Step<()> {
        if !used {
            return Ok(());
        }
        let has = |part| content_type.contains(part);
        if has("vbaproject") || has("macrosheet") || has("macroenabled.main") {
            return Err(Stop::refused(Reason::MacroEnabled, with_macros(found)));
        }
        if has("x-msdownload") || has("x-dosexec") {
            return Err(Stop::refused(Reason::ProgramInside, ""));
        }
        if has("activex") {
            found.findings.insert(Finding::ActiveX);
        }
        if has("oleobject") {
            found.findings.insert(Finding::OleObject);
        }
        if content_type.starts_with("video/") || has("shockwave-flash") {
            found.findings.insert(Finding::RichMedia);
        }
        Ok(())
    }
}

/// The kind's noun, with the macros that it must not have.
pub(super) fn with_macros(found: &Found) -> String {
    format!("{} with macros", found.kind.noun())
}
