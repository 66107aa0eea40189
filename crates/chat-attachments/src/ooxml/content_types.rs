//! `[Content_Types].xml` (ECMA-376 part 2, 7.2.3).

use std::collections::BTreeSet;
use std::ops::Range;

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
    overrides: Table,
    /// By the extension in lower case.
    defaults: Table,
}

/// Types by a key, sorted, in one text: the part is as large as its writer likes.
#[derive(Debug, Default)]
struct Table {
    text: String,
    /// Where the keys are, each with its type right behind it.
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    key: u32,
    content_type: u32,
    end: u32,
}

impl ContentTypes {
    pub(super) fn parse(part: &[u8]) -> Step<Self> {
        let mut types = Self::default();
        xml::elements(part, Doctype::Refused, &mut |element| {
            let (table, key) = if element.is("Override") {
                (&mut types.overrides, "PartName")
            } else if element.is("Default") {
                (&mut types.defaults, "Extension")
            } else {
                return Ok(());
            };
            let [mut content_type, key] = element.demand(["ContentType", key])?;
            content_type.make_ascii_lowercase();
            let key = key.replace('\\', "/").to_lowercase();
            table.add(key.trim_start_matches('/'), content_type.trim())
        })?;
        types.overrides.sort()?;
        types.defaults.sort()?;
        Ok(types)
    }

    /// A part's type, by its name in lower case.
    pub(super) fn of(&self, name: &str) -> Option<&str> {
        let by_extension = || {
            let (_, extension) = name.rsplit('/').next()?.rsplit_once('.')?;
            self.defaults.get(extension)
        };
        self.overrides.get(name).or_else(by_extension)
    }

    /// Looks at the type of each part that is there (rule F4).
    pub(super) fn look(&self, archive: &Archive, found: &mut Found) -> Step<()> {
        for (name, content_type) in self.overrides.iter() {
            look_at(archive.find(name).is_some(), content_type, found)?;
        }
        let used: BTreeSet<&str> = archive
            .entries
            .iter()
            .map(|entry| entry.extension())
            .collect();
        for (extension, content_type) in self.defaults.iter() {
            // A default that no part uses says nothing, and writers list many.
            look_at(used.contains(extension), content_type, found)?;
        }
        Ok(())
    }
}

impl Table {
    fn add(&mut self, key: &str, content_type: &str) -> Step<()> {
        let here = |text: &str| u32::try_from(text.len()).map_err(|_| Stop::too_complex());
        let start = here(&self.text)?;
        self.text.push_str(key);
        let middle = here(&self.text)?;
        self.text.push_str(content_type);
        let end = here(&self.text)?;
        self.rows.push(Row {
            key: start,
            content_type: middle,
            end,
        });
        Ok(())
    }

    /// # Errors
    /// Refuses a key with two types: readers differ in which counts.
    fn sort(&mut self) -> Step<()> {
        self.text.shrink_to_fit();
        self.rows.shrink_to_fit();
        let text = self.text.as_str();
        self.rows
            .sort_unstable_by(|a, b| a.read(text).cmp(&b.read(text)));
        let mut pairs = self.rows.array_windows();
        if pairs.any(|[a, b]| a.read(text).0 == b.read(text).0 && a.read(text) != b.read(text)) {
            return Err(Stop::refused(Reason::UnsafeContent, ""));
        }
        Ok(())
    }

    fn get(&self, key: &str) -> Option<&str> {
        let at = self
            .rows
            .binary_search_by(|row| row.read(&self.text).0.cmp(key));
        let (_, content_type) = self.rows.get(at.ok()?)?.read(&self.text);
        Some(content_type)
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rows.iter().map(|row| row.read(&self.text))
    }
}

impl Row {
    fn read<'a>(&self, text: &'a str) -> (&'a str, &'a str) {
        let part = |range: Range<u32>| {
            text.get(range.start as usize..range.end as usize)
                .unwrap_or_default()
        };
        (
            part(self.key..self.content_type),
            part(self.content_type..self.end),
        )
    }
}

fn look_at(used: bool, content_type: &str, found: &mut Found) -> Step<()> {
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

/// The kind's noun, with the macros that it must not have.
pub(super) fn with_macros(found: &Found) -> String {
    format!("{} with macros", found.kind.noun())
}
