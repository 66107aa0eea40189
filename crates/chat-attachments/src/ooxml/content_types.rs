//! `[Content_Types].xml` (ECMA-376 part 2, 7.2.3).

use std::ops::Range;
use std::sync::LazyLock;

use chat_formats::Words;

use crate::finding::Finding;
use crate::found::Found;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::xml::{self, Doctype};
use crate::zip::Archive;

/// Content types of all parts.
#[derive(Debug, Default)]
pub(super) struct ContentTypes {
    /// By lowercase part name, without the leading slash.
    overrides: Table,
    /// By lowercase extension.
    defaults: Table,
}

/// Sorted map from keys to types, stored in one string: the part may be arbitrarily large.
#[derive(Debug, Default)]
struct Table {
    text: String,
    /// Positions of the keys, each followed by its type.
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
        types.overrides.text.reserve(part.len());
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

    /// Content type of a part, by its lowercase name.
    pub(super) fn of(&self, name: &str) -> Option<&str> {
        let by_extension = || {
            let (_, extension) = name.rsplit('/').next()?.rsplit_once('.')?;
            self.defaults.get(extension)
        };
        self.overrides.get(name).or_else(by_extension)
    }

    /// Checks the type of each existing part (rule F4).
    pub(super) fn look(&self, archive: &Archive, found: &mut Found) -> Step<()> {
        // Consecutive parts often share a type.
        let mut looked_at = "";
        for (name, content_type) in self.overrides.iter() {
            if content_type != looked_at && archive.has(name) {
                look_at(content_type, found)?;
                looked_at = content_type;
            }
        }
        let extensions = archive.entries.iter().map(|entry| entry.extension());
        let mut used: Vec<&str> = extensions.collect();
        used.dedup();
        used.sort_unstable();
        for (extension, content_type) in self.defaults.iter() {
            // Defaults without a matching part don't matter, and writers list many.
            if used.binary_search(&extension).is_ok() {
                look_at(content_type, found)?;
            }
        }
        Ok(())
    }
}

impl Table {
    /// Adds a row, with key and type normalized for comparison.
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
    /// Refuses a key with two types, because readers differ in which they use.
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

/// What a part of this type is, by a word of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    Macros,
    Program,
    Control,
    Media,
}

/// Telling words of content types, none of which overlaps another.
const TELLING: [(&str, Telling); 7] = [
    ("vbaproject", Telling::Macros),
    ("macrosheet", Telling::Macros),
    ("macroenabled.main", Telling::Macros),
    ("x-msdownload", Telling::Program),
    ("x-dosexec", Telling::Program),
    ("activex", Telling::Control),
    ("shockwave-flash", Telling::Media),
];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(TELLING.map(|(word, _)| word)));

fn look_at(content_type: &str, found: &mut Found) -> Step<()> {
    let hits = WORDS.find_iter(content_type.as_bytes());
    let tells: Vec<Telling> = hits
        .filter_map(|hit| TELLING.get(hit.word))
        .map(|(_, telling)| *telling)
        .collect();
    if tells.contains(&Telling::Macros) {
        return Err(Stop::refused(Reason::MacroEnabled, with_macros(found)));
    }
    if tells.contains(&Telling::Program) {
        return Err(Stop::refused(Reason::ProgramInside, ""));
    }
    if tells.contains(&Telling::Control) {
        found.findings.insert(Finding::ActiveX);
    }
    if content_type.starts_with("video/") || tells.contains(&Telling::Media) {
        found.findings.insert(Finding::RichMedia);
    }
    Ok(())
}

/// The kind's noun, with the macros that it may not contain.
pub(super) fn with_macros(found: &Found) -> String {
    format!("{} with macros", found.kind.noun())
}
