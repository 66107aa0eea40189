//! A provider who sends, corrects, retracts, uploads, and sends uploaded files.

use super::{
    desk::{Desk, RETRY_DELAY, Writer},
    send::{Sent, ask, send},
};
use crate::{
    cast::Visit,
    client::{Answer, answer},
    finding::Kind,
    ledger::{Known, StoredFile, Upload},
};
use reqwest::{Method, header};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;
use visit_chat_tests::files;

/// An action, retried until it is answered.
enum Act {
    Send(Uuid),
    Correct { id: Uuid, version: usize },
    Retract(Uuid),
    Upload { id: Uuid, bytes: Vec<u8> },
}

/// The provider.
pub(crate) struct Clinician {
    desk: Arc<Desk>,
    visit: Visit,
    chat: String,
    pending: Option<Act>,
    /// Their messages that may still be corrected or retracted.
    open: Vec<Uuid>,
    /// An upload that no message carries yet.
    uploaded: Option<StoredFile>,
    last: u64,
}

impl Clinician {
    /// The provider of a visit, writing to its patient.
    pub(crate) fn new(desk: &Arc<Desk>, visit: &Visit) -> Self {
        Self {
            desk: Arc::clone(desk),
            visit: visit.clone(),
            chat: visit.direct(),
            pending: None,
            open: Vec::new(),
            uploaded: None,
            last: 0,
        }
    }

    fn next(&mut self) -> Act {
        let one = fastrand::choice(0..self.open.len());
        let picked = one.and_then(|place| Some((place, *self.open.get(place)?)));
        match (fastrand::u32(..100), picked) {
            (0..8, _) if self.uploaded.is_none() => Act::Upload {
                id: Uuid::now_v7(),
                bytes: files::png(fastrand::u32(2..64), fastrand::u32(2..64)),
            },
            (8..20, Some((_, id))) => self.correction(id),
            (20..25, Some((place, id))) => {
                self.open.swap_remove(place);
                self.retraction(id, Known::Asked);
                Act::Retract(id)
            }
            _ => {
                let files = self.uploaded.take().into_iter().collect();
                let Self {
                    desk, visit, chat, ..
                } = self;
                Act::Send(ask(desk, visit, &visit.provider, chat, files))
            }
        }
    }

    fn correction(&self, id: Uuid) -> Act {
        let version = self.desk.ledger.note(&json!({ "correcting": id }), |book| {
            let message = book.messages.get_mut(&id)?;
            let version = message.texts.len();
            message.texts.push(format!("{id} version {version}"));
            Some(version)
        });
        let version = version.unwrap_or_default();
        Act::Correct { id, version }
    }

    fn retraction(&self, id: Uuid, known: Known) {
        let line = json!({ "retraction": id, "known": format!("{known:?}") });
        self.desk.ledger.note(&line, |book| {
            if let Some(message) = book.messages.get_mut(&id) {
                message.retraction = known;
            }
        });
    }

    async fn send(&mut self, id: Uuid) -> Result<(), Duration> {
        match send(&self.desk, &self.visit, &self.visit.provider, id).await {
            Sent::Later(wait) => return Err(wait),
            Sent::Refused(code) => self.desk.found(Kind::Refused, format!("{id}: {code}")),
            Sent::Stored => {
                let number = |id| {
                    let read = |book: &crate::ledger::Book| {
                        Some(book.messages.get(&id)?.receipt()?.number)
                    };
                    self.desk.ledger.read(read)
                };
                let number = number(id).unwrap_or_default();
                if number <= self.last {
                    let what = format!("{id}: sent after {}, stored at {number}", self.last);
                    self.desk.found(Kind::Misplaced, what);
                }
                self.last = number;
                self.open.push(id);
            }
        }
        Ok(())
    }

    /// Posts an action on a stored message.
    async fn post(&self, id: Uuid, what: &str, body: serde_json::Value) -> Result<bool, Duration> {
        let message = self
            .desk
            .ledger
            .read(|book| Some(book.messages.get(&id)?.receipt()?.message.clone()));
        let message = message.unwrap_or_default();
        let path = format!("/visits/{}/messages/{message}/{what}", self.visit.id);
        let token = &self.visit.provider.token;
        match self.desk.client.post(token, &path, &body).await {
            Answer::Done(_) => Ok(true),
            Answer::Busy(wait) => Err(wait),
            Answer::Unknown(_) => Err(RETRY_DELAY),
            Answer::Refused { status, code } => {
                let what = format!("{what} of {id}: {status} {code}");
                self.desk.found(Kind::Refused, what);
                Ok(false)
            }
        }
    }

    async fn correct(&self, id: Uuid, version: usize) -> Result<(), Duration> {
        let text = format!("{id} version {version}");
        if self.post(id, "correction", json!({ "text": text })).await? {
            let line = json!({ "corrected": id, "version": version });
            self.desk.ledger.note(&line, |book| {
                if let Some(message) = book.messages.get_mut(&id) {
                    message.settled = version;
                }
            });
        }
        Ok(())
    }

    async fn retract(&self, id: Uuid) -> Result<(), Duration> {
        let reason = json!({ "reason": "a test of retractions" });
        if self.post(id, "retraction", reason).await? {
            self.retraction(id, Known::Done);
        }
        Ok(())
    }

    async fn upload(&mut self, id: Uuid, bytes: &[u8]) -> Result<(), Duration> {
        let (visit, by) = (self.visit.place, self.visit.provider.id);
        let new = Upload {
            visit,
            by,
            file: None,
        };
        let line = json!({ "uploading": id, "bytes": bytes.len() });
        self.desk
            .ledger
            .note(&line, |book| book.uploads.entry(id).or_insert(new).visit);
        let path = format!("/visits/{}/chats/{}/files", self.visit.id, self.chat);
        let token = &self.visit.provider.token;
        let request = self.desk.client.request(token, Method::POST, &path);
        let request = request
            .header("upload-id", id.to_string())
            .header(header::CONTENT_TYPE, "image/png")
            .header(
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"picture.png\"",
            )
            .body(bytes.to_vec());
        match answer(request).await {
            Answer::Done(answer) => match StoredFile::parse(&answer) {
                Some(file) => {
                    let kept = file.clone();
                    let line = json!({ "uploaded": id, "file": file.attachment });
                    self.desk.ledger.note(&line, |book| {
                        if let Some(upload) = book.uploads.get_mut(&id) {
                            upload.file = Some(kept);
                        }
                    });
                    self.uploaded = Some(file);
                }
                None => self
                    .desk
                    .found(Kind::Changed, format!("upload {id}: {answer}")),
            },
            Answer::Busy(wait) => return Err(wait),
            // The upload was interrupted: the server was killed before it received everything.
            Answer::Refused { code, .. } if code == "upload_interrupted" => {
                return Err(RETRY_DELAY);
            }
            Answer::Unknown(_) => return Err(RETRY_DELAY),
            Answer::Refused { status, code } => {
                self.desk
                    .found(Kind::Refused, format!("upload {id}: {status} {code}"));
            }
        }
        Ok(())
    }
}

impl Writer for Clinician {
    async fn step(&mut self) -> Duration {
        let act = match self.pending.take() {
            Some(act) => act,
            None => self.next(),
        };
        let done = match &act {
            Act::Send(id) => self.send(*id).await,
            Act::Correct { id, version } => self.correct(*id, *version).await,
            Act::Retract(id) => self.retract(*id).await,
            Act::Upload { id, bytes } => self.upload(*id, bytes).await,
        };
        match done {
            Ok(()) => Duration::ZERO,
            Err(wait) => {
                self.pending = Some(act);
                wait
            }
        }
    }

    fn is_settled(&self) -> bool {
        self.pending.is_none()
    }
}
