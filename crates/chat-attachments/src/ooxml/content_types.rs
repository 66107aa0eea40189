//! `[Content_Types].xml` (ECMA-376 part 2, 7.2.3).

use std::ops::Range;

use crate::finding::Finding;
use crate::found::Found;
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
            let [content_type, key] = element.demand(["ContentType", key])?;
            table.add(&key, &content_type)
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
        // Parts of one type are often in a row.
        let mut looked_at = "";
        for (name, content_type) in self.overrides.iter() {
            if content_type != looked_at && archive.find(name).is_some() {
                look_at(content_type, found)?;
                looked_at = content_type;
            }
        }
        let extensions = archive.entries.iter().map(|entry| entry.extension());
        let mut used: Vec<&str> = extensions.collect();
        used.dedup();
        used.sort_unstable();
        for (extension, content_type) in self.defaults.iter() {
            // A default that no part uses says nothing, and writers list many.
            if used.binary_search(&extension).is_ok() {
                look_at(content_type, found)?;
            }
        }
        Ok(())
    }
}

impl Table {
    /// Adds a row, its key and type in the one form that is compared.
    fn add(&mut self, key: &str, content_type: &str) -> Step<()> {
        let here = |text: &str| u32::try_from(text.len()).map_err(|_| Stop::too_complex());
        let start = self.text.len();
        let key_at = here(&self.text)?;
        if key.is_ascii() && !key.contains('\\') {
            self.text.push_str(key.trim_start_matches('/'));
        } else {
            let key = key.replace('\\', "/").to_lowercase();
            self.text.push_str(key.trim_start_matches('/'));
        }
        let type_at = here(&self.text)?;
        self.text.push_str(content_type.trim());
        if let Some(added) = self.text.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        let end = here(&self.text)?;
        self.rows.push(Row {
            key: key_at,
            content_type: type_at,
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

fn look_at(content_type: &str, found: &mut Found) -> Step<()> {
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
