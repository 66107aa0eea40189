//! The paths in a source file, parsed from its text.

/// Every path that contains `::` and every path of a `use`, by its parts. Leaves out comments, literals and the
/// file's tests.
pub(super) fn paths(text: &str) -> Vec<Vec<&str>> {
    let words = words(text);
    let end = words.windows(TESTS.len() + 2).position(is_test_module);
    let mut rest = words.get(..end.unwrap_or(words.len())).unwrap_or_default();
    let mut found = Vec::new();
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first == "use" {
            tree(&mut rest, &[], &mut found);
        } else if is_name(first) && rest.first() == Some(&"::") {
            let mut path = vec![*first];
            while let ["::", next, behind @ ..] = rest
                && is_name(next)
            {
                path.push(next);
                rest = behind;
            }
            found.push(path);
        }
    }
    found
}

const TESTS: &[&str] = &["#", "[", "cfg", "(", "test", ")", "]", "mod"];

fn is_test_module(words: &[&str]) -> bool {
    words.starts_with(TESTS) && words.last() == Some(&"{")
}

/// The modules in separate files that are compiled only for tests.
pub(super) fn test_modules(text: &str) -> Vec<&str> {
    let words = words(text);
    let declared = words.windows(TESTS.len() + 1);
    let tests = declared.filter(|words| words.starts_with(TESTS));
    tests.filter_map(|words| words.last().copied()).collect()
}

/// Parses a tree of imports after `use` or within braces.
fn tree<'a>(rest: &mut &[&'a str], prefix: &[&'a str], found: &mut Vec<Vec<&'a str>>) {
    let mut path = prefix.to_vec();
    while let [first, behind @ ..] = *rest {
        match *first {
            "{" => {
                *rest = behind;
                while !matches!(rest.first(), Some(&"}" | &";") | None) {
                    tree(rest, &path, found);
                    if let [",", behind @ ..] = *rest {
                        *rest = behind;
                    }
                }
                *rest = rest.get(1..).unwrap_or_default();
                return;
            }
            "," | ";" | "}" => break,
            "as" => *rest = behind.get(1..).unwrap_or_default(),
            name => {
                *rest = behind;
                if is_name(name) {
                    path.push(name);
                }
            }
        }
    }
    found.push(path);
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c == '_' || c.is_alphabetic())
}

/// Names, `::` and single characters.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len = if first.is_whitespace() {
            first.len_utf8()
        } else if let Some(len) = comment(rest).or_else(|| literal(rest)) {
            len
        } else {
            let end = |c: char| !(c == '_' || c.is_alphanumeric());
            let len = match rest.find(end).unwrap_or(rest.len()) {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                len => len,
            };
            words.extend(rest.get(..len));
            len
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    words
}

/// Length in bytes of a comment at the start of the text.
fn comment(text: &str) -> Option<usize> {
    let until = |end: &str| text.find(end).map_or(text.len(), |at| at + end.len());
    if text.starts_with("//") {
        Some(until("\n"))
    } else {
        text.starts_with("/*").then(|| until("*/"))
    }
}

/// Length in bytes of a string or character literal at the start of the text. Lifetimes are not literals.
fn literal(text: &str) -> Option<usize> {
    let prefixed = text.strip_prefix(['b', 'c']).unwrap_or(text);
    let before = text.len() - prefixed.len();
    if let Some(raw) = prefixed.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw.get(hashes..)?.strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let len = body.find(&end).map_or(body.len(), |at| at + end.len());
        return Some(text.len() - body.len() + len);
    }
    if let Some(body) = prefixed.strip_prefix('\'') {
        // A lifetime has no quote after its first letter.
        let first = body.chars().next()?;
        let least = first.len_utf8() + usize::from(first == '\\');
        let end = least + body.get(least..)?.find('\'')?;
        return (end == least || first == '\\').then_some(before + 1 + end + 1);
    }
    let body = prefixed.strip_prefix('"')?;
    let mut is_escaped = false;
    let end = body.find(|c: char| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    Some(before + 1 + end.unwrap_or(body.len()) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        paths(text).iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn imports_are_read_through_braces_and_renames() {
        let text = "use crate::{a::{B, c as d}, e};\nuse super::f;\npub(crate) use g::*;";
        let all = ["crate::a::B", "crate::a::c", "crate::e", "super::f", "g"];
        assert_eq!(named(text), all);
    }

    #[test]
    fn paths_in_types_and_expressions_are_read() {
        let text = "fn f<'a>(x: &'a crate::a::B) -> char { inner::g::<u8>(); 'x' }";
        assert_eq!(named(text), ["crate::a::B", "inner::g"]);
    }

    #[test]
    fn comments_literals_and_tests_are_not_imports() {
        let text = "/// [`A`](crate::a)\n/* crate::b */ const C: &str = \"crate::c \\\" crate::d\";\n\
            const D: char = '\\''; const E: &[u8] = br#\"crate::e\"#; const F: char = '\"';\n\
            #[cfg(test)]\nmod tests {\n use super::*; use crate::f;\n}";
        assert_eq!(named(text), [""; 0]);
        assert_eq!(
            test_modules("#[cfg(test)]\nmod tests;\nmod other;"),
            ["tests"]
        );
    }
}
