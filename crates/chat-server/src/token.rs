//! `chat-server token`.

use crate::{
    cli::TokenArgs,
    data_folder::DataFolder,
    error::StartError,
    settings::{Secret, Settings},
};
use chat_domain::{ClinicId, PersonId};
use chat_http::{Claims, TokenIssuer};
use std::fs;
use time::Duration;

/// Prints a token.
pub(crate) fn run(args: &TokenArgs) -> Result<(), StartError> {
    let secret = match &args.data {
        // A token for a folder that does not exist would be valid nowhere.
        Some(data) => {
            fs::metadata(data).map_err(StartError::file(data))?;
            Secret::new(DataFolder::open(data)?.secret()?, "secret")?
        }
        None => Settings::load(args.config.as_deref())?.secret()?,
    };
    let token = TokenIssuer::new(secret.as_bytes())?.issue(&claims(args))?;
    println!("{token}");
    Ok(())
}

fn claims(args: &TokenArgs) -> Claims {
    let clinic = ClinicId::new(args.clinic);
    let lifetime = Duration::hours(i64::from(args.hours));
    match args.person.map(PersonId::new) {
        Some(person) if args.oversight => Claims::overseer(clinic, person, lifetime),
        Some(person) => Claims::person(clinic, person, lifetime),
        None if args.host_read => Claims::reading_host(clinic, lifetime),
        None => Claims::host(clinic, lifetime),
    }
}
