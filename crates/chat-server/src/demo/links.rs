//! A link for each person of the demo. The token is in the fragment, which browsers don't send, so
//! it appears in no server log and no other site sees it.

use super::cast::{Cast, Person};
use crate::{data_folder::DataFolder, error::StartError};
use chat_domain::VisitId;
use chat_http::{Claims, TokenIssuer};
use std::{fmt::Write as _, net::SocketAddr};
use time::Duration;

/// How long the links are valid; a restart prints new ones.
const LIFETIME: Duration = Duration::hours(24);

/// The demo's output at the start.
///
/// # Errors
/// [`StartError::Token`].
pub(crate) fn text(
    folder: &DataFolder,
    cast: &Cast,
    issuer: &TokenIssuer,
    address: SocketAddr,
) -> Result<String, StartError> {
    let mut text = format!(
        "Data folder: {}\n\nOpen each link in a separate browser or private window. \
         Links are valid for 24 hours.\n",
        folder.path().display(),
    );
    let link = |person: &Person, page: &str, visit: Option<VisitId>| {
        let claims = Claims::person(cast.clinic, person.person, LIFETIME);
        let token = issuer.issue(&claims)?;
        let visit = visit
            .map(|visit| format!("&visit={visit}"))
            .unwrap_or_default();
        let PersonLine(who) = PersonLine::of(person);
        Ok::<_, StartError>(format!(
            "  {who}\n    http://{address}/{page}#token={token}{visit}\n"
        ))
    };
    let mut section = |title: &str, lines: Vec<String>| {
        // Writing to a string can't fail.
        let _ = write!(text, "\n{title}\n{}", lines.concat());
    };
    let care_team = cast
        .people
        .iter()
        .filter(|person| person.role.is_care_team());
    let lines = care_team.map(|person| link(person, "dashboard", None));
    section("Care team", lines.collect::<Result<_, _>>()?);
    let attendees = || {
        cast.people
            .iter()
            .filter(|person| !person.role.is_care_team())
    };
    let lines = attendees()
        .filter(|person| person.one_to_one)
        .map(|person| link(person, "visit", Some(cast.one_to_one)));
    section("One-to-one visit", lines.collect::<Result<_, _>>()?);
    let lines = attendees()
        .filter(|person| person.group)
        .map(|person| link(person, "visit", Some(cast.group)));
    section("Group visit", lines.collect::<Result<_, _>>()?);
    text.push_str("\nStop with Ctrl+C.\n");
    Ok(text)
}

/// "Ana Silva, patient, born 1984-03-12".
struct PersonLine(String);

impl PersonLine {
    fn of(person: &Person) -> Self {
        let mut line = format!("{}, {}", person.name, person.role.word());
        if let Some(second) = &person.second_identifier {
            line.push_str(", ");
            line.push_str(second);
        }
        Self(line)
    }
}
