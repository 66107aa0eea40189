//! The imports, exports and code of a module.

use crate::code::Line;
use std::{collections::BTreeMap, fmt::Write as _};

/// A module, taken apart. Only the forms of imports and exports that the modules use are known.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) imports: Vec<Import>,
    /// The names of the code by the names under which they are exported.
    pub(crate) exports: BTreeMap<String, String>,
    /// The rest, without indentation and empty lines. Modules loaded at run time are named by their whole paths.
    pub(crate) code: String,
}

/// A reference to another module.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) line: usize,
    pub(crate) path: String,
    pub(crate) kind: Kind,
    /// The names that it exports, with those that they have here.
    pub(crate) names: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Import,
    /// `export { … } from "…";`
    Export,
    /// `import("…")`: loaded at run time.
    Load,
}

/// The variable of a default export.
const DEFAULT: &str = "$default";

/// How a load at run time begins.
pub(crate) const LOAD: &str = "import(\"";

impl Module {
    /// The module with these lines. The error is a line's number and what is wrong with it.
    pub(crate) fn of(path: &str, lines: &[Line]) -> Result<Self, (usize, &'static str)> {
        let mut module = Self::default();
        let mut left = lines.iter().zip(1..);
        while let Some((line, number)) = left.next() {
            let text = if line.in_text {
                &*line.text
            } else {
                line.text.trim_start()
            };
            if !line.in_text && (word(text) == "var" || text.contains("(var ")) {
                return Err((number, "declares a variable with var"));
            }
            let is_statement = !line.in_text
                && !text.starts_with("import(")
                && matches!(word(text), "import" | "export");
            let read = if is_statement {
                let mut statement = text.to_owned();
                while is_open_list(&statement) {
                    let Some((line, _)) = left.next() else { break };
                    statement.push_str(line.text.trim_start());
                }
                module.read(path, &statement, number)
            } else {
                module.read_code(path, text, number, line.in_text)
            };
            read.ok_or((number, "has an unknown form of import or export"))?;
        }
        Ok(module)
    }

    /// The names that it exports, its own and those of others.
    pub(crate) fn exported(&self) -> impl Iterator<Item = &str> {
        let own = self.exports.keys().map(String::as_str);
        let imports = self.imports.iter();
        let passed_on = imports.filter(|import| import.kind == Kind::Export);
        let passed_on = passed_on.flat_map(|import| &import.names);
        own.chain(passed_on.map(|(_, new)| new.as_str()))
    }

    /// Reads an import or export; `None` if its form is unknown.
    fn read(&mut self, path: &str, statement: &str, line: usize) -> Option<()> {
        let (kind, rest) = match statement.strip_prefix("import ") {
            Some(rest) => (Kind::Import, rest),
            None => (Kind::Export, statement.strip_prefix("export ")?),
        };
        if kind == Kind::Export && !rest.starts_with(['{', '*']) {
            return self.read_declaration(path, rest, line);
        }
        let (clause, target) = rest.strip_suffix("\";")?.rsplit_once('"')?;
        let names = match clause.strip_suffix(" from ") {
            Some(clause) => names(clause, kind)?,
            None => (kind == Kind::Import && clause.is_empty()).then(Vec::new)?,
        };
        let path = resolved(path, target)?;
        self.imports.push(Import {
            line,
            path,
            kind,
            names,
        });
        Some(())
    }

    /// Reads the first line of an exported declaration.
    fn read_declaration(&mut self, path: &str, text: &str, line: usize) -> Option<()> {
        if let Some(value) = text.strip_prefix("default ") {
            let is_value = !matches!(word(value), "class" | "function" | "async");
            self.exports
                .insert("default".to_owned(), DEFAULT.to_owned());
            let code = format!("const {DEFAULT} = {value}");
            return if is_value {
                self.read_code(path, &code, line, false)
            } else {
                None
            };
        }
        let kinds = ["const ", "class ", "function ", "async function "];
        let rest = kinds.iter().find_map(|kind| text.strip_prefix(kind))?;
        let name = word(rest);
        let is_one = !text.starts_with("const ") || rest.strip_prefix(name)?.starts_with(" = ");
        if name.is_empty() || !is_one {
            return None;
        }
        self.exports.insert(name.to_owned(), name.to_owned());
        self.read_code(path, text, line, false)
    }

    /// Reads a line of code.
    fn read_code(&mut self, path: &str, text: &str, line: usize, in_text: bool) -> Option<()> {
        let mut code = String::new();
        let mut parts = text.split(LOAD);
        code.push_str(parts.next()?);
        for part in parts {
            let (target, rest) = part.split_once("\")")?;
            let path = resolved(path, target)?;
            _ = write!(code, "{LOAD}{path}\"){rest}");
            self.imports.push(Import {
                line,
                path,
                kind: Kind::Load,
                names: Vec::new(),
            });
        }
        let is_unknown = text.contains("import.meta")
            || text.matches("import(").count() != text.matches(LOAD).count();
        if is_unknown {
            return None;
        }
        if in_text || !code.is_empty() {
            self.push(&code);
        }
        Some(())
    }

    fn push(&mut self, line: &str) {
        self.code.push_str(line);
        self.code.push('\n');
    }
}

/// The name or keyword that a text begins with, if any.
fn word(text: &str) -> &str {
    let end = text
        .find(|one: char| !is_in_name(one))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether a statement is a list of names that goes on in the next line.
fn is_open_list(statement: &str) -> bool {
    let list = statement.get(6..).unwrap_or_default().trim_start();
    list.starts_with('{') && !statement.ends_with(';')
}

/// The names in a clause: `{ a, b as c }`, or `a` for a default export.
fn names(clause: &str, kind: Kind) -> Option<Vec<(String, String)>> {
    let Some(list) = clause.strip_prefix('{') else {
        let pair = ("default".to_owned(), clause.to_owned());
        return (kind == Kind::Import && is_name(clause)).then(|| vec![pair]);
    };
    let items = list.strip_suffix('}')?.split(',').map(str::trim);
    let pair = |item: &str| {
        let (name, new) = item.split_once(" as ").unwrap_or((item, item));
        (is_name(name) && is_name(new)).then(|| (name.to_owned(), new.to_owned()))
    };
    items.filter(|item| !item.is_empty()).map(pair).collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_in_name) && text != "default"
}

fn is_in_name(one: char) -> bool {
    one.is_ascii_alphanumeric() || one == '_' || one == '$'
}

/// The path of a module named by another one; `None` unless it is relative.
fn resolved(path: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if !target.starts_with("./") && !target.starts_with("../") {
        return None;
    }
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
