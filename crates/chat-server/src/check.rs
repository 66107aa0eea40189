//! `chat-server check`: the attachment gate's verdict on files.

mod in_order;
mod line;
mod paths;
mod tally;
mod walk;

use crate::{
    bar::Bar, cli::CheckArgs, error::StartError, report::report, settings::AttachmentSettings,
};
use chat_attachments::{AttachmentPolicy, Claim, Judgement, judge};
use chat_blobs::open_regular;
use in_order::in_order;
use std::{
    io::{self, ErrorKind, IsTerminal as _, StdoutLock, Write as _},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};
use tally::Tally;
use walk::Found;

/// Delay before a person is shown progress.
const PROGRESS_DELAY: Duration = Duration::from_millis(500);

/// The exit code if not everything was read or printed.
const INCOMPLETE: u8 = 2;

/// Judges each file under its own name, without a declared media type.
pub(crate) fn run(args: &CheckArgs) -> ExitCode {
    match check(args) {
        Ok(tally) => tally.exit_code(),
        // The reader of the output has closed it. Not everything was judged.
        Err(StartError::File { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
            ExitCode::from(INCOMPLETE)
        }
        Err(error) => {
            report(&error);
            ExitCode::from(INCOMPLETE)
        }
    }
}

fn check(args: &CheckArgs) -> Result<Tally, StartError> {
    let policy = match &args.policy {
        Some(file) => AttachmentSettings::load(file)?.policy(),
        None => AttachmentPolicy::DEFAULT,
    };
    let found = paths::all(args.paths.clone(), if args.null { 0 } else { b'\n' });
    let judged = in_order(found, move |found| judged(found, &policy));
    let mut printer = Printer::new(args.json);
    for judged in judged.map_err(StartError::Runtime)? {
        let judged = judged.unwrap_or_else(|_| Judged {
            path: PathBuf::new(),
            judgement: Err(io::Error::other("the check of a file failed")),
        });
        printer
            .print(&judged)
            .map_err(StartError::file("standard output"))?;
    }
    Ok(printer.end())
}

struct Judged {
    path: PathBuf,
    judgement: io::Result<Judgement>,
}

fn judged(found: Found, policy: &AttachmentPolicy) -> Judged {
    let Found { path, at } = found;
    let judgement = at.and_then(|at| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        judge(open_regular(&at)?, &Claim::named(&name), policy)
    });
    Judged { path, judgement }
}

/// The output during the run.
struct Printer {
    json: bool,
    out: StdoutLock<'static>,
    /// Whether the lines and the progress share one terminal.
    one_screen: bool,
    tally: Tally,
    bar: Bar,
}

impl Printer {
    fn new(json: bool) -> Self {
        let out = io::stdout().lock();
        Self {
            json,
            one_screen: out.is_terminal(),
            out,
            tally: Tally::default(),
            bar: Bar::after(PROGRESS_DELAY),
        }
    }

    fn print(&mut self, judged: &Judged) -> io::Result<()> {
        let Judged { path, judgement } = judged;
        self.tally.count(judgement);
        let tally = self.tally;
        self.bar.show(tally.files(), || tally.sentence());
        let Self {
            out,
            bar,
            one_screen,
            ..
        } = self;
        let mut write = |line: &[u8]| match *one_screen {
            true => bar.beside(|| out.write_all(line)),
            false => out.write_all(line),
        };
        match judgement {
            _ if self.json => write(&line::json(path, judgement)?),
            Ok(judgement) => write(line::readable(path, judgement).as_bytes()),
            Err(error) => {
                bar.beside(|| print_error(&line::problem(path, error)));
                Ok(())
            }
        }
    }

    /// The totals; printed for people only, on standard error, so that standard output has one line
    /// per file.
    fn end(self) -> Tally {
        self.bar.clear();
        if !self.json {
            print_error(&self.tally.sentence());
        }
        self.tally
    }
}

/// Prints to standard error. If that fails, the exit code still reports it.
fn print_error(what: &str) {
    let _ = writeln!(io::stderr(), "{what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn judge_at(path: PathBuf, policy: &AttachmentPolicy) -> io::Result<Judgement> {
        let at = Ok(path.clone());
        judged(Found { path, at }, policy).judgement
    }

    #[test]
    fn non_file_is_an_error_not_a_verdict() {
        let dir = tempfile::tempdir().unwrap();
        let judge_at = |path| judge_at(path, &AttachmentPolicy::DEFAULT);
        assert!(judge_at(dir.path().to_path_buf()).is_err());
        assert!(judge_at(dir.path().join("missing.pdf")).is_err());
    }

    #[test]
    fn file_is_judged_by_the_given_policy() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("letter.rtf");
        fs::write(&path, b"{\\rtf1 hello}").unwrap();
        let mut policy = AttachmentPolicy::DEFAULT;
        assert!(judge_at(path.clone(), &policy).unwrap().is_accepted());
        policy.max_bytes = 10;
        assert!(!judge_at(path, &policy).unwrap().is_accepted());
    }
}
