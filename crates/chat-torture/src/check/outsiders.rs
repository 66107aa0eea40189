//! Removed participants get nothing (W9).

use super::moment::{Moment, is_removed, path_of};
use crate::{
    client::{Answer, Client},
    finding::{Finding, Kind},
    ledger::Removal,
    socket::Socket,
};
use futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

/// Maximum number of removed participants to try.
const SAMPLE: usize = 24;

/// Tries every request as some of the removed participants.
pub(super) async fn check(client: &Client, moment: Moment<'_>) -> Vec<Finding> {
    let removals = moment.before.removals.iter();
    let removed = removals.filter(|(person, _)| is_removed(&moment, **person));
    let chosen = fastrand::choose_multiple(removed, SAMPLE);
    let asked = chosen
        .into_iter()
        .map(|(person, removal)| ask(client, moment, *person, removal));
    join_all(asked).await.into_iter().flatten().collect()
}

async fn ask(client: &Client, moment: Moment<'_>, person: Uuid, removal: &Removal) -> Vec<Finding> {
    let Some(id) = moment.visits.get(removal.visit).map(|visit| visit.id) else {
        let what = format!("{person} was removed from an unknown visit");
        return vec![Finding::new(Kind::Down, what)];
    };
    let visit = path_of(&moment, removal.visit);
    let messages = format!("{visit}/chats/{}/messages", removal.chat);
    let token = moment.after.token(person);
    let text = json!({ "recipient": "everyone", "client_id": Uuid::now_v7(), "text": "let me in" });
    let mut findings = Vec::new();
    let answers = [
        (&visit, client.get(token, &visit).await),
        (&messages, client.get(token, &messages).await),
        (&messages, client.repeat(token, &messages, &text).await),
    ];
    for (path, answer) in answers {
        let wrong = match answer {
            Answer::Refused {
                status: 403 | 404, ..
            } => continue,
            Answer::Done(_) => Kind::Leaked,
            _ => Kind::Down,
        };
        let what = format!("{person}, who was removed, at {path}: {answer:?}");
        findings.push(Finding::new(wrong, what));
    }
    findings.extend(follow(client, token, id).await);
    findings
}

/// A subscription to the visit must end immediately and deliver nothing.
async fn follow(client: &Client, token: &str, visit: Uuid) -> Option<Finding> {
    let down = |why: String| Some(Finding::new(Kind::Down, format!("live connection: {why}")));
    let mut socket = match Socket::open(&client.url(), token).await {
        Ok(socket) => socket,
        Err(why) => return down(why),
    };
    if let Err(why) = socket
        .say(&json!({ "type": "follow", "visit": visit }))
        .await
    {
        return down(why);
    }
    match socket.next().await {
        Ok(frame) if frame.get("type").is_some_and(|kind| kind == "ended") => None,
        Ok(frame) => {
            let what = format!("to a person removed from {visit}: {frame}");
            Some(Finding::new(Kind::Leaked, what))
        }
        Err(why) => down(why),
    }
}
