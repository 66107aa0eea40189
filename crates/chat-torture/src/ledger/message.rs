//! One message as its author knows it.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::Known;

/// What the server said about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing for certain.
    Asked,
    /// It is stored.
    Stored(Receipt),
    /// It is not stored.
    Refused,
}

/// The proof that a message is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// The message's id.
    pub(crate) message: String,
    /// Its place in its chat.
    pub(crate) number: u64,
    /// When it was stored.
    pub(crate) sent_at: String,
}

/// A file that the server said it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredFile {
    /// Its id.
    pub(crate) attachment: String,
    /// The digest of its bytes.
    pub(crate) sha256: String,
    /// How many they are.
    pub(crate) size: u64,
}

/// A message that was sent, whatever became of it. Its texts all begin with its client id.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The place of its visit in the round.
    pub(crate) visit: usize,
    /// The chat.
    pub(crate) chat: String,
    /// Who wrote it.
    pub(crate) author: Uuid,
    /// Whom they named.
    pub(crate) recipient: Value,
    /// What it carries.
    pub(crate) files: Vec<StoredFile>,
    /// The text as it was sent, and then every correction that was asked for.
    pub(crate) texts: Vec<String>,
    /// The place in `texts` of the newest that was acknowledged.
    pub(crate) settled: usize,
    /// Whether it is stored.
    pub(crate) fate: Fate,
    /// Whether it was asked for once without an answer: then it may be stored despite a refusal later.
    pub(crate) doubtful: bool,
    /// Whether it was retracted.
    pub(crate) retraction: Known,
}

impl Message {
    /// The body that sends it.
    pub(crate) fn body(&self, client_id: Uuid) -> Value {
        let files: Vec<_> = self.files.iter().map(|file| &file.attachment).collect();
        json!({
            "recipient": self.recipient,
            "client_id": client_id,
            "text": self.texts.first(),
            "files": files,
        })
    }

    /// Its receipt, if the server said that it is stored.
    pub(crate) const fn receipt(&self) -> Option<&Receipt> {
        match &self.fate {
            Fate::Stored(receipt) => Some(receipt),
            Fate::Asked | Fate::Refused => None,
        }
    }
}

impl Receipt {
    /// From the server's answer.
    pub(crate) fn parse(answer: &Value) -> Option<Self> {
        Some(Self {
            message: answer.get("message")?.as_str()?.to_owned(),
            number: answer.get("number")?.as_u64()?,
            sent_at: answer.get("sent_at")?.as_str()?.to_owned(),
        })
    }
}

impl StoredFile {
    /// From the server's answer.
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
