//! One script made of a module and of all that it imports.
//!
//! A client loads one file instead of many, which also compresses better. Each module becomes a block, in the order in
//! which a browser would run them, and its exports become an object. Names stay as they are. A form of import or export
//! that is not known here is an error, and so is `var`, which would leave its block.

use crate::{
    code::Line,
    module::{Import, Kind, LOAD, Module},
};
use std::{collections::BTreeMap, fmt::Write as _};
use thiserror::Error;

/// A script that can't be linked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{path}, line {line}: {problem}")]
#[non_exhaustive]
pub struct LinkError {
    /// The module.
    pub path: String,
    /// The number of its line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl LinkError {
    pub(crate) fn new(path: &str, line: usize, problem: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            problem: problem.into(),
        }
    }
}

/// The lines of all scripts, by path.
pub(crate) type Scripts = BTreeMap<String, Vec<Line>>;

/// The script of a module and of all that it imports. What is loaded at run time stays apart.
pub(crate) fn linked(entry: &str, scripts: &Scripts) -> Result<String, LinkError> {
    let mut linker = Linker {
        scripts,
        up: "../".repeat(entry.matches('/').count()),
        linked: Vec::new(),
        script: String::new(),
    };
    linker.add(entry, &mut Vec::new())?;
    for (path, module) in &linker.linked {
        let mut loads = module
            .imports
            .iter()
            .filter(|import| import.kind == Kind::Load);
        if let Some(load) = loads.find(|load| linker.repeats(&load.path, &mut Vec::new())) {
            let problem = format!(
                "loads {}, which is missing, would run twice or is in a circle",
                load.path
            );
            return Err(LinkError::new(path, load.line, problem));
        }
    }
    Ok(linker.script)
}

struct Linker<'a> {
    scripts: &'a Scripts,
    /// From the folder of the entry to the root.
    up: String,
    /// Each module after those that it imports.
    linked: Vec<(String, Module)>,
    script: String,
}

impl Linker<'_> {
    /// Adds a module after those that it imports. `importing` are the modules that wait for it.
    fn add(&mut self, path: &str, importing: &mut Vec<String>) -> Result<(), LinkError> {
        let Some(lines) = self.scripts.get(path) else {
            return Err(LinkError::new(path, 1, "does not exist"));
        };
        let module = Module::of(path, lines)
            .map_err(|(line, problem)| LinkError::new(path, line, problem))?;
        importing.push(path.to_owned());
        for import in module
            .imports
            .iter()
            .filter(|import| import.kind != Kind::Load)
        {
            if importing.contains(&import.path) {
                return Err(LinkError::new(path, import.line, "imports in a circle"));
            }
            if self.number(&import.path).is_none() {
                self.add(&import.path, importing)?;
            }
        }
        importing.pop();
        self.write(path, &module)?;
        self.linked.push((path.to_owned(), module));
        Ok(())
    }

    /// Writes a module as a block that sets a variable with the module's number.
    fn write(&mut self, path: &str, module: &Module) -> Result<(), LinkError> {
        let mut imported = String::new();
        let mut exports: Vec<_> = module.exports.iter().map(property).collect();
        for import in module
            .imports
            .iter()
            .filter(|import| import.kind != Kind::Load)
        {
            let from = self.variable(path, import)?;
            if import.kind == Kind::Export {
                let names = import.names.iter();
                exports.extend(names.map(|(name, new)| format!("{new}: {from}.{name}")));
            } else if !import.names.is_empty() {
                let names: Vec<_> = import
                    .names
                    .iter()
                    .map(|(name, new)| property((name, new)))
                    .collect();
                _ = writeln!(imported, "const {{ {} }} = {from};", names.join(", "));
            }
        }
        if module.code.contains("module$") {
            return Err(LinkError::new(
                path,
                1,
                "uses a name of linked scripts: module$",
            ));
        }
        let code = module.code.replace(LOAD, &format!("{LOAD}./{}", self.up));
        let script = &mut self.script;
        if exports.is_empty() {
            _ = writeln!(script, "{{\n{imported}{code}}}");
        } else {
            let variable = format!("module${}", self.linked.len());
            let exports = exports.join(", ");
            _ = writeln!(
                script,
                "let {variable};\n{{\n{imported}{code}{variable} = {{ {exports} }};\n}}"
            );
        }
        Ok(())
    }

    /// The variable of an imported module, which must export the names.
    fn variable(&self, path: &str, import: &Import) -> Result<String, LinkError> {
        let number = self.number(&import.path).unwrap_or_default();
        let module = self.linked.get(number).map(|(_, module)| module);
        let has = |name: &String| module.is_some_and(|module| module.has(name));
        match import.names.iter().find(|(name, _)| !has(name)) {
            None => Ok(format!("module${number}")),
            Some((name, _)) => {
                let problem = format!("{} does not export {name}", import.path);
                Err(LinkError::new(path, import.line, problem))
            }
        }
    }

    fn number(&self, path: &str) -> Option<usize> {
        self.linked.iter().position(|(linked, _)| linked == path)
    }

    /// Whether a module, or one that it refers to, is linked already or refers to itself. `around` are the modules
    /// that led to it.
    fn repeats(&self, path: &str, around: &mut Vec<String>) -> bool {
        let lines = self.scripts.get(path).map(|lines| Module::of(path, lines));
        let Some(Ok(module)) = lines else { return true };
        if self.number(path).is_some() || around.iter().any(|one| one == path) {
            return true;
        }
        around.push(path.to_owned());
        let mut imports = module.imports.iter();
        let repeats = imports.any(|import| self.repeats(&import.path, around));
        around.pop();
        repeats
    }
}

/// A property of an object pattern or literal.
fn property((name, new): (&String, &String)) -> String {
    if name == new {
        name.clone()
    } else {
        format!("{name}: {new}")
    }
}

#[cfg(test)]
mod tests;
