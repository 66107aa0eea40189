//! `chat-server verify`: checks that stored logs and files are unaltered.

pub(crate) mod print;

use crate::{checkpoint, cli::VerifyArgs, error::StartError, stored::Stored, verdict::Verdict};
use chat_audit::Scope;
use chat_domain::VisitId;
use print::{Form, finding, summary};

/// Prints each finding and a summary.
pub(crate) fn run(args: &VerifyArgs) -> Result<Verdict, StartError> {
    let checkpoint = match (&args.checkpoint, &args.public_key) {
        (Some(file), Some(key)) => Some(checkpoint::read(file, &checkpoint::public_key(key)?)?),
        _ => None,
    };
    let form = if args.json { Form::Json } else { Form::Text };
    let stored = Stored::open(&args.store)?;
    let scope = match (args.visit, args.since) {
        (Some(visit), _) => Scope::Visit(VisitId::new(visit)),
        (None, Some(since)) => Scope::Since(since),
        (None, None) => Scope::All,
    };
    let mut print = |found: &_| finding(form, found);
    let report = stored.verify(scope, checkpoint.as_ref(), &mut print, &mut drop)?;
    summary(form, &report, checkpoint.as_ref(), !args.store.no_files)
        .map_err(StartError::file("standard output"))?;
    Ok(if report.is_sound() {
        Verdict::Sound
    } else {
        Verdict::Findings
    })
}
