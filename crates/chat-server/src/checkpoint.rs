//! `chat-server checkpoint` and `chat-server checkpoint-key`.

mod file;
mod key;

pub(crate) use file::read;
pub(crate) use key::{make_key, public_key};

use crate::{
    cli::CheckpointArgs,
    counted::{count_of, counted},
    error::StartError,
    new_file,
    stored::Stored,
    verdict::Verdict,
    verify::print::{Form, finding},
};
use chat_audit::{Checkpoint, Scope};
use time::OffsetDateTime;

/// Checks all logs and, if they are sound, signs their heads.
pub(crate) fn run(args: &CheckpointArgs) -> Result<Verdict, StartError> {
    let key = key::secret_key(&args.key)?;
    // Fails early; writing checks again that nothing is overwritten.
    new_file::must_not_exist(&args.out)?;
    let previous = match &args.previous {
        Some(path) => Some(file::read(path, &key.public())?),
        None => None,
    };
    // Before the logs are opened: everything stored by then is covered.
    let taken_at = OffsetDateTime::now_utc();
    let stored = Stored::open(&args.store)?;
    let mut heads = Vec::new();
    let mut print = |found: &_| finding(Form::Text, found);
    let mut head = |head| heads.push(head);
    let report = stored.verify(Scope::All, previous.as_ref(), &mut print, &mut head)?;
    if !report.is_sound() {
        let findings = counted(report.findings, "finding");
        eprintln!("chat-server: {findings}: nothing was signed");
        return Ok(Verdict::Findings);
    }
    let refused = |source| StartError::Checkpoint {
        path: args.out.clone(),
        source,
    };
    let checkpoint = Checkpoint::new(taken_at, heads).map_err(refused)?;
    file::write(&args.out, &checkpoint, &key)?;
    let statement = checkpoint.statement();
    println!("Root {}", statement.root);
    println!(
        "{}, {}, signed with {}",
        counted(statement.visits, "visit"),
        count_of(statement.entries, "entry", "entries"),
        key.public(),
    );
    println!("Written to {}", args.out.display());
    Ok(Verdict::Sound)
}
