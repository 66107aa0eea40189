//! A chat as read by its members.

use super::{
    chat::Chat,
    judge::{Seen, judge},
    moment::{Moment, path_of},
};
use crate::{
    client::{Answer, Client},
    finding::{Finding, Kind},
    ledger::StoredFile,
};
use serde_json::Value;
use uuid::Uuid;

/// Reads a chat as each of its members. Returns the findings and the number of messages read.
pub(super) async fn check(
    client: &Client,
    moment: Moment<'_>,
    chat: &Chat<'_>,
) -> (Vec<Finding>, u64) {
    let mut findings = Vec::new();
    let mut messages = 0;
    for reader in &chat.readers {
        match read(client, &moment, chat, *reader).await {
            Ok(seen) => {
                messages += seen.len() as u64;
                findings.extend(judge(chat, &seen));
            }
            // The chat, or this reader, may be newer than the copy.
            Err(finding) if finding.kind == Kind::Refused && !chat.is_certain() => {}
            Err(finding) => findings.push(finding),
        }
    }
    (findings, messages)
}

/// Reads a whole chat, starting at the beginning.
async fn read(
    client: &Client,
    moment: &Moment<'_>,
    chat: &Chat<'_>,
    reader: Uuid,
) -> Result<Vec<Seen>, Finding> {
    let path = format!(
        "{}/chats/{}/messages",
        path_of(moment, chat.visit),
        chat.key
    );
    let token = moment.after.token(reader);
    let mut seen: Vec<Seen> = Vec::new();
    let mut after = 0;
    loop {
        let page = format!("{path}?after={after}&limit=200");
        let page = match client.get(token, &page).await {
            Answer::Done(page) => page,
            Answer::Refused { status, code } => {
                let what = format!("{reader} reads {path}: {status} {code}");
                return Err(Finding::new(Kind::Refused, what));
            }
            Answer::Busy(_) => return Err(Finding::new(Kind::Down, format!("{path}: busy"))),
            Answer::Unknown(why) => {
                return Err(Finding::new(Kind::Down, format!("{path}: {why}")));
            }
        };
        let messages = page.get("messages").and_then(Value::as_array);
        let earlier = seen.len();
        for message in messages.into_iter().flatten() {
            let one = parse(message).ok_or_else(|| {
                Finding::new(Kind::Changed, format!("{path}: not a message: {message}"))
            })?;
            // A message of an earlier page is repeated with its correction or retraction.
            match seen
                .iter()
                .take(earlier)
                .find(|seen| seen.message == one.message)
            {
                None => seen.push(one),
                Some(same) if *same == one => {}
                Some(_) => {
                    let what = format!("{path}: differs between two pages: {message}");
                    return Err(Finding::new(Kind::Changed, what));
                }
            }
        }
        let last = page.get("last").and_then(Value::as_u64);
        match (page.get("more").and_then(Value::as_bool), last) {
            (Some(true), Some(last)) if last > after => after = last,
            _ => return Ok(seen),
        }
    }
}

fn parse(message: &Value) -> Option<Seen> {
    let text = |name| message.get(name)?.as_str().map(ToOwned::to_owned);
    let files = message.get("files")?.as_array()?.iter();
    Some(Seen {
        number: message.get("number")?.as_u64()?,
        message: text("message")?,
        author: text("author")?.parse().ok()?,
        client_id: text("client_id").and_then(|id| id.parse().ok()),
        sent_at: text("sent_at")?,
        text: text("text"),
        files: files.map(StoredFile::parse).collect::<Option<_>>()?,
        retracted: !message.get("retraction")?.is_null(),
    })
}
