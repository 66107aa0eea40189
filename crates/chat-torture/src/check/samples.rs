//! Checks too expensive to run on everything each time: retries, files, uploads.

use super::moment::{Moment, path_of};
use crate::{
    client::{Answer, Client},
    finding::{Finding, Kind},
    hash::sha256,
    ledger::{Known, Message, Receipt, Upload},
};
use futures::future::join_all;
use serde_json::Value;
use uuid::Uuid;

/// Number of messages to resend.
const RESENDS: usize = 24;

/// Number of files to read, and of uploads to query.
const FILES: usize = 12;

/// Checks a sample of each.
pub(super) async fn check(client: &Client, moment: Moment<'_>) -> Vec<Finding> {
    let stored = || {
        let all = moment.before.messages.iter();
        all.filter(|(_, message)| message.receipt().is_some())
            .filter(|(_, message)| !moment.after.may_be_removed(message.author))
    };
    let repeated = fastrand::choose_multiple(stored(), RESENDS);
    let carrying = stored().filter(|(_, message)| !message.files.is_empty());
    let carrying = fastrand::choose_multiple(carrying, FILES);
    let uploads = fastrand::choose_multiple(moment.before.uploads.iter(), FILES);
    let (repeated, carrying, uploads) = futures::join!(
        join_all(
            repeated
                .into_iter()
                .map(|(id, _)| repeat(client, moment, *id))
        ),
        join_all(
            carrying
                .into_iter()
                .map(|(id, message)| files(client, moment, *id, message))
        ),
        join_all(
            uploads
                .into_iter()
                .map(|(id, upload)| status(client, moment, *id, upload))
        ),
    );
    let found = repeated.into_iter().chain(carrying).chain(uploads);
    found.flatten().collect()
}

/// A retry with the same client id must return the same receipt (F7).
async fn repeat(client: &Client, moment: Moment<'_>, id: Uuid) -> Option<Finding> {
    let message = moment.before.messages.get(&id)?;
    let receipt = message.receipt()?;
    let path = format!(
        "{}/chats/{}/messages",
        path_of(&moment, message.visit),
        message.chat
    );
    let token = moment.after.token(message.author);
    let (kind, what) = match client.repeat(token, &path, &message.body(id)).await {
        Answer::Done(answer) => match Receipt::parse(&answer) {
            Some(again) if again == *receipt => return None,
            again => (Kind::Changed, format!("first {receipt:?}, again {again:?}")),
        },
        Answer::Refused { status, code } => (Kind::Refused, format!("again: {status} {code}")),
        answer => (Kind::Down, format!("again: {answer:?}")),
    };
    Some(Finding::new(kind, format!("{path}: {id}: {what}")))
}

/// A file must have the acknowledged bytes; the file of a retracted message must not be served
/// (F8).
async fn files(client: &Client, moment: Moment<'_>, id: Uuid, before: &Message) -> Option<Finding> {
    let retraction = moment.after.messages.get(&id)?.retraction;
    let file = before.files.first()?;
    let path = format!(
        "{}/files/{}",
        path_of(&moment, before.visit),
        file.attachment
    );
    let token = moment.after.token(before.author);
    let read = client.bytes(token, &path).await;
    let (kind, what) = match (read, before.retraction, retraction) {
        (Ok(_), Known::Done, _) => (Kind::Leaked, "of a retracted message".to_owned()),
        (Ok(bytes), ..) if sha256(&bytes) == file.sha256 => return None,
        (Ok(bytes), ..) => (
            Kind::Changed,
            format!("{} bytes, not {file:?}", bytes.len()),
        ),
        (Err(404), _, Known::Asked | Known::Done) => return None,
        (Err(404), ..) => (Kind::Lost, format!("{file:?}")),
        (Err(status), ..) => (Kind::Down, format!("{status}")),
    };
    Some(Finding::new(kind, format!("{path}: {what}")))
}

/// An acknowledged upload must still be sendable.
async fn status(client: &Client, moment: Moment<'_>, id: Uuid, upload: &Upload) -> Option<Finding> {
    let file = upload.file.as_ref()?;
    let path = format!("{}/uploads/{id}", path_of(&moment, upload.visit));
    let (kind, what) = match client.get(moment.after.token(upload.by), &path).await {
        Answer::Done(status) => {
            let again = status.pointer("/file/attachment").and_then(Value::as_str);
            if again == Some(file.attachment.as_str()) {
                return None;
            }
            (Kind::Changed, format!("{status}, not {file:?}"))
        }
        Answer::Refused { status: 404, .. } => (Kind::Lost, format!("{file:?}")),
        Answer::Refused { status, code } => (Kind::Refused, format!("{status} {code}")),
        answer => (Kind::Down, format!("{answer:?}")),
    };
    Some(Finding::new(kind, format!("{path}: {what}")))
}
