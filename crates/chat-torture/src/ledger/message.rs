//! A message as its author knows it.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::known::Known;

/// The server's answer to a send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Unknown.
    Asked,
    /// Stored.
    Stored(Receipt),
    /// Refused.
    Refused,
}

/// Acknowledgement that a message is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// The message's id.
    pub(crate) message: String,
    /// Its number in the chat.
    pub(crate) number: u64,
    /// When it was stored.
    pub(crate) sent_at: String,
}

/// A file that the server acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredFile {
    /// The attachment's id.
    pub(crate) attachment: String,
    /// The SHA-256 digest of its content.
    pub(crate) sha256: String,
    /// Its size in bytes.
    pub(crate) size: u64,
}

/// A message that was sent, whatever the outcome. Its texts all start with its client id.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The visit's index in the round.
    pub(crate) visit: usize,
    /// The chat.
    pub(crate) chat: String,
    /// The author.
    pub(crate) author: Uuid,
    /// The recipient in the request.
    pub(crate) recipient: Value,
    /// The attached files.
    pub(crate) files: Vec<StoredFile>,
    /// The original text, followed by the text of every requested correction.
    pub(crate) texts: Vec<String>,
    /// The index in `texts` of the newest acknowledged text.
    pub(crate) settled: usize,
    /// The outcome of the send.
    pub(crate) fate: Fate,
    /// Whether some attempt got no answer, so that the message may be stored despite a later
    /// refusal.
    pub(crate) doubtful: bool,
    /// The state of its retraction.
    pub(crate) retraction: Known,
}

impl Message {
    /// The request body.
    pub(crate) fn body(&self, client_id: Uuid) -> Value {
        let files: Vec<_> = self.files.iter().map(|file| &file.attachment).collect();
        json!({
            "recipient": self.recipient,
            "client_id": client_id,
            "text": self.texts.first(),
            "files": files,
        })
    }

    /// Its receipt, if the server acknowledged it.
    pub(crate) const fn receipt(&self) -> Option<&Receipt> {
        match &self.fate {
            Fate::Stored(receipt) => Some(receipt),
            Fate::Asked | Fate::Refused => None,
        }
    }
}

impl Receipt {
    /// Parses the server's answer.
    pub(crate) fn parse(answer: &Value) -> Option<Self> {
        Some(Self {
            message: answer.get("message")?.as_str()?.to_owned(),
            number: answer.get("number")?.as_u64()?,
            sent_at: answer.get("sent_at")?.as_str()?.to_owned(),
        })
    }
}

impl StoredFile {
    /// Parses the server's answer.
    pub(crate) fn parse(answer: &Value) -> Option<Self> {
        Some(Self {
            attachment: answer.get("attachment")?.as_str()?.to_owned(),
            sha256: answer.get("sha256")?.as_str()?.to_owned(),
            size: answer.get("size")?.as_u64()?,
        })
    }
}

/// Messages by their client ids.
pub(crate) type Messages = BTreeMap<Uuid, Message>;
