//! The commands of `docs/first-day.md`, in one shell against a real server.

use crate::run;
use std::{
    env, fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, id},
};
use visit_chat_tests::{ServerProcess, chat_server};

const DOCUMENT: &str = include_str!("../../docs/first-day.md");

/// The address in the document.
const ADDRESS: &str = "127.0.0.1:8080";

/// The most that the commands may take, in seconds: then the test fails instead of waiting.
const LIMIT: &str = "240";

/// What separates the outputs of the blocks.
const SEPARATOR: &str = "=== next block ===\n";

/// A block of commands, and its output, if the document shows it.
struct Block {
    commands: String,
    output: Option<String>,
}

/// All blocks of commands. A block of text shows the output if it is the next one after commands, and nothing but empty lines is
/// between them.
fn blocks(document: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut shows_output = false;
    let mut parts = document.split("```").skip(1);
    while let (Some(code), between) = (parts.next(), parts.next()) {
        let (language, code) = code.split_once('\n').unwrap();
        match (language, blocks.last_mut()) {
            ("sh", _) => blocks.push(Block {
                commands: code.to_owned(),
                output: None,
            }),
            ("text", Some(block)) if shows_output => block.output = Some(code.to_owned()),
            ("text", _) => {}
            (language, _) => panic!("a block in {language} is not run"),
        }
        shows_output = language == "sh" && between.unwrap_or_default().trim().is_empty();
    }
    blocks
}

/// Whether a text is the pattern, in which `…` stands for any text.
fn matches(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('…');
    let mut rest = parts.next().and_then(|first| text.strip_prefix(first));
    let Some(last) = parts.next_back() else {
        return rest == Some("");
    };
    for part in parts {
        rest = rest.and_then(|rest| Some(rest.split_once(part)?.1));
    }
    rest.is_some_and(|rest| rest.ends_with(last))
}

/// A folder that looks like the repository to the commands.
fn repository(folder: &Path) {
    for name in ["docs", "examples"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        symlink(root.join(name), folder.join(name)).unwrap();
    }
}

/// The shell with the program on its path, and without settings from the tests' environment.
fn shell(script: &Path) -> Command {
    let programs = env::var_os("PATH").unwrap();
    let mut path = vec![PathBuf::from(chat_server().parent().unwrap())];
    path.extend(env::split_paths(&programs));
    let mut command = Command::new("timeout");
    command.args([LIMIT, "bash"]).arg(script);
    for (name, _) in ServerProcess::command([""; 0]).get_envs() {
        command.env_remove(name);
    }
    command.env("PATH", env::join_paths(path).unwrap());
    command
}

#[test]
fn every_command_of_the_first_day_works_as_printed() {
    let folder = tempfile::tempdir().unwrap();
    repository(folder.path());
    // A loopback address of this process alone, since other programs may use the port.
    let [.., high, low] = id().to_be_bytes();
    let address = format!("127.77.{high}.{low}:8080");
    let blocks = blocks(DOCUMENT);
    assert!(blocks.len() > 10);
    let mut text =
        "set -eu -o pipefail\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n".to_owned();
    text += &format!("export VISIT_CHAT_LISTEN={address}\n");
    for block in &blocks {
        text += &block.commands.replace(ADDRESS, &address);
        text += &format!("printf '%s' '{SEPARATOR}'\n");
    }
    let script = folder.path().join("commands.sh");
    fs::write(&script, text).unwrap();

    let output = run(shell(&script).current_dir(folder.path()));
    let log = fs::read_to_string(folder.path().join("server.log")).unwrap_or_default();
    let outputs: Vec<&str> = output.out.split_terminator(SEPARATOR).collect();
    for (block, shown) in blocks.iter().zip(&outputs) {
        if let Some(pattern) = &block.output {
            let commands = &block.commands;
            assert!(
                matches(shown.trim(), pattern.trim()),
                "{commands}\nprints\n{shown}\nand not\n{pattern}"
            );
        }
    }
    let (out, err) = (&output.out, &output.err);
    assert_eq!(output.code, 0, "{out}\n{err}\n{log}");
    assert_eq!(outputs.len(), blocks.len());
}

#[test]
fn pattern_stands_for_what_differs_and_nothing_else() {
    assert!(matches("a 1 b", "a … b") && matches("ab", "ab") && matches("a b c", "a … c"));
    assert!(matches("x\ny\nz", "x\n…z") && matches("a b b", "a … b"));
    assert!(!matches("a 1 c", "a … b") && !matches("abc", "ab") && !matches("b a", "a…b"));
}
