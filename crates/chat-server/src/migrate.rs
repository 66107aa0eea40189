//! `chat-server migrate`.

use crate::{adapters, cli::FolderArgs, error::StartError, serve::runtime};

/// Migrates the log's schema, and prints its version.
pub(crate) fn run(args: &FolderArgs) -> Result<(), StartError> {
    let settings = args.settings()?;
    let version = runtime()?.block_on(adapters::migrate(&settings))?;
    println!("The log's schema has version {version}.");
    Ok(())
}
