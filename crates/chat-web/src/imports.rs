//! The imports of a module.

/// The paths of the modules that a module imports or re-exports, by relative paths in double quotes at the end of a
/// line, as in `} from "./dom.js";`. Imports at run time are not found.
pub(crate) fn imports(path: &str, module: &[u8]) -> Vec<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = String::from_utf8_lossy(module);
    let imported = text.lines().filter_map(|line| {
        let line = line.trim().strip_suffix("\";")?;
        let (before, path) = line.rsplit_once('"')?;
        let imports = before.ends_with("from ") || before == "import ";
        (imports && path.starts_with('.')).then(|| resolve(folder, path))
    });
    imported.collect()
}

/// A path relative to a folder.
fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_and_re_exports_are_found_at_their_paths() {
        let module = r#"
            import { one } from "./one.js";
            import {
              two,
            } from "../shared/two.js";
            import "../../three.js";
            export { four } from "./four/index.js";
            /** @typedef {import("./five.js").Five} Five */
            const text = "from here";
        "#;
        assert_eq!(
            imports("web/chat/a.js", module.as_bytes()),
            [
                "web/chat/one.js",
                "web/shared/two.js",
                "three.js",
                "web/chat/four/index.js"
            ]
        );
    }
}
