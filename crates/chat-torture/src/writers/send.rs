//! Sending messages over HTTP and recording the outcome.

use super::desk::{Desk, RETRY_DELAY};
use crate::{
    cast::{Person, Visit},
    client::Answer,
    finding::Kind,
    ledger::{Fate, Known, Message, Receipt, StoredFile},
};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// The outcome of a send.
pub(crate) enum Sent {
    /// Stored.
    Stored,
    /// Refused, with this code.
    Refused(String),
    /// Retry after this time.
    Later(Duration),
}

/// Records a new message in the ledger before it is sent. Returns its client id.
pub(crate) fn ask(
    desk: &Desk,
    visit: &Visit,
    author: &Person,
    chat: &str,
    files: Vec<StoredFile>,
) -> Uuid {
    let id = Uuid::now_v7();
    let recipient = match chat
        .strip_prefix("direct:")
        .and_then(|pair| pair.split_once(':'))
    {
        Some((care, attendee)) => {
            let care_writes = care == author.id.to_string();
            json!({ "person": if care_writes { attendee } else { care } })
        }
        None => json!("everyone"),
    };
    let message = Message {
        visit: visit.place,
        chat: chat.to_owned(),
        author: author.id,
        recipient,
        files,
        texts: vec![format!("{id} as sent{}", filling())],
        settled: 0,
        fate: Fate::Asked,
        doubtful: false,
        retraction: Known::No,
    };
    let line = json!({ "asked": id, "chat": chat, "visit": visit.id });
    desk.ledger
        .note(&line, |book| book.messages.insert(id, message));
    id
}

/// Records the message with which a provider starts the direct chat.
pub(crate) fn first(desk: &Desk, visit: &Visit) -> Uuid {
    ask(desk, visit, &visit.provider, &visit.direct(), Vec::new())
}

/// Occasionally a text long enough to fill pages of the log.
fn filling() -> String {
    if fastrand::u32(..20) == 0 {
        format!(" {}", "å≠…".repeat(fastrand::usize(1..1_500)))
    } else {
        String::new()
    }
}

/// Sends a message, or resends it.
pub(crate) async fn send(desk: &Desk, visit: &Visit, author: &Person, id: Uuid) -> Sent {
    let Some((chat, body)) = desk.ledger.read(|book| {
        let message = book.messages.get(&id)?;
        Some((message.chat.clone(), message.body(id)))
    }) else {
        return Sent::Refused("not in the ledger".to_owned());
    };
    let path = format!("/visits/{}/chats/{chat}/messages", visit.id);
    let answer = desk.client.post(&author.token, &path, &body).await;
    note(desk, id, answer)
}

/// Records the answer to a send.
pub(crate) fn note(desk: &Desk, id: Uuid, answer: Answer) -> Sent {
    match answer {
        Answer::Done(answer) => {
            store(desk, id, &answer);
            Sent::Stored
        }
        Answer::Refused { status, code } => {
            let line = json!({ "refused": id, "code": code, "status": status });
            desk.ledger.note(&line, |book| book.refuse(id));
            Sent::Refused(code)
        }
        Answer::Busy(wait) => Sent::Later(wait),
        Answer::Unknown(why) => {
            let line = json!({ "unknown": id, "why": why });
            desk.ledger.note(&line, |book| book.doubt(id));
            Sent::Later(RETRY_DELAY)
        }
    }
}

fn store(desk: &Desk, id: Uuid, answer: &Value) {
    let named = answer.get("client_id").and_then(Value::as_str);
    let Some(receipt) = Receipt::parse(answer).filter(|_| named == Some(&id.to_string())) else {
        desk.found(Kind::Changed, format!("{id}: not its receipt: {answer}"));
        return;
    };
    let line = json!({ "stored": id, "number": receipt.number, "message": receipt.message });
    let earlier = desk.ledger.note(&line, |book| book.store(id, receipt));
    if let Some(earlier) = earlier {
        let what = format!("{id}: first {earlier:?}, now {answer}");
        desk.found(Kind::Changed, what);
    }
}
