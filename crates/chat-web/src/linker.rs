//! Modules as blocks of one script.
//!
//! Each module becomes a block, in the order in which a browser would run them, and its exports become an object. Names
//! stay as they are. A form of import or export that is not known here is an error, and so is `var`, which would leave
//! its block.

use crate::{
    link::{LinkError, Scripts},
    module::{Import, Kind, LOAD, Module},
};
use std::{collections::BTreeSet, fmt::Write as _};

/// The modules that were linked.
pub(crate) struct Linker<'a> {
    scripts: &'a Scripts,
    /// The folder of the scripts that are loaded at run time, beside the script.
    folder: &'a str,
    /// Each module after those that it imports.
    linked: Vec<(String, Module)>,
    script: String,
}

/// A module loaded at run time.
pub(crate) struct Load {
    /// The module that loads it, and the number of the line.
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) target: String,
}

impl<'a> Linker<'a> {
    pub(crate) const fn new(scripts: &'a Scripts, folder: &'a str) -> Self {
        Self {
            scripts,
            folder,
            linked: Vec::new(),
            script: String::new(),
        }
    }

    /// The blocks of a module and of all that it imports and that is not linked yet.
    pub(crate) fn link(&mut self, path: &str) -> Result<String, LinkError> {
        self.add(path, &mut Vec::new())?;
        Ok(std::mem::take(&mut self.script))
    }

    /// The number of modules that were linked.
    pub(crate) const fn count(&self) -> usize {
        self.linked.len()
    }

    pub(crate) fn number(&self, path: &str) -> Option<usize> {
        self.linked.iter().position(|(linked, _)| linked == path)
    }

    /// What modules load at run time, of those with the number `start` and later ones.
    pub(crate) fn loads(&self, start: usize) -> Vec<Load> {
        let modules = self.linked.iter().skip(start);
        let loads = modules.flat_map(|(path, module)| {
            let loads = module.imports.iter();
            let loads = loads.filter(|import| import.kind == Kind::Load);
            loads.map(|import| Load {
                path: path.clone(),
                line: import.line,
                target: import.path.clone(),
            })
        });
        loads.collect()
    }

    /// The earlier modules that those with the number `start` and later ones import.
    pub(crate) fn taken(&self, start: usize) -> BTreeSet<usize> {
        let modules = self.linked.iter().skip(start);
        let imports = modules.flat_map(|(_, module)| static_imports(module));
        let numbers = imports.filter_map(|import| self.number(&import.path));
        numbers.filter(|&number| number < start).collect()
    }

    /// Whether the module with this number has a variable.
    pub(crate) fn has_variable(&self, number: usize) -> bool {
        let module = self.linked.get(number).map(|(_, module)| module);
        module.is_some_and(|module| module.exported().next().is_some())
    }

    /// The exports of the last module, as those of its script.
    pub(crate) fn exports(&self) -> String {
        let mut exports = String::new();
        let (Some((_, module)), last) = (self.linked.last(), self.linked.len().saturating_sub(1))
        else {
            return exports;
        };
        for name in module.exported() {
            _ = match name {
                "default" => writeln!(exports, "export default module${last}.default;"),
                name => writeln!(exports, "export const {name} = module${last}.{name};"),
            };
        }
        exports
    }

    /// Adds a module after those that it imports. `importing` are the modules that wait for it.
    fn add(&mut self, path: &str, importing: &mut Vec<String>) -> Result<(), LinkError> {
        let Some(lines) = self.scripts.get(path) else {
            return Err(LinkError::new(path, 1, "does not exist"));
        };
        let module = Module::of(path, lines)
            .map_err(|(line, problem)| LinkError::new(path, line, problem))?;
        importing.push(path.to_owned());
        for import in static_imports(&module) {
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
        for import in static_imports(module) {
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
        for name in ["module$", "script$"] {
            if module.code.contains(name) {
                let problem = format!("uses a name of linked scripts: {name}");
                return Err(LinkError::new(path, 1, problem));
            }
        }
        let folder = format!("{LOAD}./{}/", self.folder);
        let code = module.code.replace(LOAD, &folder);
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
        let has =
            |name: &String| module.is_some_and(|module| module.exported().any(|one| one == name));
        match import.names.iter().find(|(name, _)| !has(name)) {
            None => Ok(format!("module${number}")),
            Some((name, _)) => {
                let problem = format!("{} does not export {name}", import.path);
                Err(LinkError::new(path, import.line, problem))
            }
        }
    }
}

/// What a module imports before it runs.
fn static_imports(module: &Module) -> impl Iterator<Item = &Import> {
    let imports = module.imports.iter();
    imports.filter(|import| import.kind != Kind::Load)
}

/// A property of an object pattern or literal.
fn property((name, new): (&String, &String)) -> String {
    if name == new {
        name.clone()
    } else {
        format!("{name}: {new}")
    }
}
