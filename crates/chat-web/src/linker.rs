//! Modules as blocks of one script.
//!
//! Each module becomes a block, in the order in which a browser would run them, and its exports become an object. Names
//! stay as they are. A form of import or export that is not known here is an error, and so is `var`, which would leave
//! its block.

use crate::{
    code::Line,
    error::LinkError,
    module::{Import, Kind, LOAD, Module},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// The lines of all scripts, by path.
pub(crate) type Scripts = BTreeMap<String, Vec<Line>>;

/// The modules that were linked.
pub(crate) struct Linker<'a> {
    scripts: &'a Scripts,
    /// Each module after those that it imports.
    linked: Vec<(String, Module)>,
    script: String,
}

/// A module loaded at run time.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    /// The module that loads it, and the number of the line.
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) target: String,
}

/// Modules that are not linked yet, and what they load.
#[derive(Debug, Default)]
pub(crate) struct Needed {
    pub(crate) paths: BTreeSet<String>,
    pub(crate) loads: Vec<Load>,
}

impl<'a> Linker<'a> {
    pub(crate) const fn new(scripts: &'a Scripts) -> Self {
        Self {
            scripts,
            linked: Vec::new(),
            script: String::new(),
        }
    }

    /// The blocks of a module and of all that it imports and that is not linked yet. What they load at run time has
    /// its path below `folder`.
    pub(crate) fn link(&mut self, path: &str, folder: &str) -> Result<String, LinkError> {
        self.add(path, &mut Vec::new())?;
        let script = std::mem::take(&mut self.script);
        Ok(script.replace(LOAD, &format!("{LOAD}{folder}")))
    }

    /// A module that is not linked yet, with all that it imports.
    pub(crate) fn needed(&self, path: &str) -> Result<Needed, LinkError> {
        let mut needed = Needed::default();
        let mut left = vec![path.to_owned()];
        while let Some(path) = left.pop() {
            if self.number(&path).is_some() || !needed.paths.insert(path.clone()) {
                continue;
            }
            let module = self.module(&path)?;
            left.extend(static_imports(&module).map(|import| import.path.clone()));
            needed.loads.extend(loads(&path, &module));
        }
        Ok(needed)
    }

    /// The number of modules that were linked.
    pub(crate) const fn count(&self) -> usize {
        self.linked.len()
    }

    pub(crate) fn number(&self, path: &str) -> Option<usize> {
        self.linked.iter().position(|(linked, _)| linked == path)
    }

    /// What the modules load at run time.
    pub(crate) fn loads(&self) -> Vec<Load> {
        let modules = self.linked.iter();
        modules
            .flat_map(|(path, module)| loads(path, module))
            .collect()
    }

    /// The earlier modules with variables that those with the number `start` and later ones import.
    pub(crate) fn taken(&self, start: usize) -> BTreeSet<usize> {
        let modules = self.linked.iter().skip(start);
        let imports = modules.flat_map(|(_, module)| static_imports(module));
        let numbers = imports.filter_map(|import| self.number(&import.path));
        let has_variable = |number: &usize| {
            let module = self.linked.get(*number).map(|(_, module)| module);
            module.is_some_and(|module| module.exported().next().is_some())
        };
        let earlier = numbers.filter(|&number| number < start);
        earlier.filter(has_variable).collect()
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

    fn module(&self, path: &str) -> Result<Module, LinkError> {
        let Some(lines) = self.scripts.get(path) else {
            return Err(LinkError::new(path, 1, "does not exist"));
        };
        Module::of(path, lines).map_err(|(line, problem)| LinkError::new(path, line, problem))
    }

    /// Adds a module after those that it imports. `importing` are the modules that wait for it.
    fn add(&mut self, path: &str, importing: &mut Vec<String>) -> Result<(), LinkError> {
        let module = self.module(path)?;
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
        let code = &module.code;
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
        let found = self.linked.iter().zip(0_usize..);
        let found = found
            .map(|((linked, module), number)| (linked, module, number))
            .find(|(linked, ..)| **linked == import.path);
        let Some((_, module, number)) = found else {
            let problem = format!("{} is not linked", import.path);
            return Err(LinkError::new(path, import.line, problem));
        };
        let has = |name: &String| module.exported().any(|one| one == name);
        match import.names.iter().find(|(name, _)| !has(name)) {
            None => Ok(format!("module${number}")),
            Some((name, _)) => {
                let problem = format!("{} does not export {name}", import.path);
                Err(LinkError::new(path, import.line, problem))
            }
        }
    }
}

/// What a module loads at run time.
fn loads(path: &str, module: &Module) -> Vec<Load> {
    let imports = module.imports.iter();
    let loads = imports.filter(|import| import.kind == Kind::Load);
    let loads = loads.map(|import| Load {
        path: path.to_owned(),
        line: import.line,
        target: import.path.clone(),
    });
    loads.collect()
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
