//! Uploading a file for a chat.

use super::spool::Spool;
use crate::{error::AppError, service::ChatService};
use bytes::Bytes;
use chat_attachments::{Claim, Judgement, judge, refuse_head};
use chat_domain::{
    Actor, AttachmentId, ChatKey, Command, FileName, FileRef, PersonId, Refusal, RuleId,
    access::may_write, chat::Sha256,
};
use chat_ports::{AttachmentKey, VisitKey};
use futures::{Stream, StreamExt as _};
use std::pin::pin;
use thiserror::Error;

/// What a sender says of a file.
#[derive(Clone, Debug)]
pub struct FileClaim {
    /// Its name.
    pub name: String,
    /// Its media type, if they name one.
    pub media_type: Option<String>,
}

/// Why the attachment gate refuses a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{code}")]
pub struct FileRefused {
    /// The rule: F2 for a kind that is not accepted, F4 for a risk that policy does not allow.
    pub rule: RuleId,
    /// The gate's stable reason code.
    pub code: &'static str,
    /// The gate's sentence: what the file is and what is accepted.
    pub sentence: String,
}

impl ChatService {
    /// Uploads a file to be sent in one chat. It is readable by nobody until a message carries it
    /// (F5).
    ///
    /// The bytes are spooled to an unlinked file with a hard limit (F6), judged as a whole (F1 to
    /// F4), and only then stored. Refused as early as it is certain.
    ///
    /// # Errors
    /// [`AppError::Refused`] where the person may not write (W2), [`AppError::FileRefused`],
    /// [`AppError::UploadBroken`].
    pub async fn upload<E>(
        &self,
        visit: VisitKey,
        person: PersonId,
        chat: ChatKey,
        claim: FileClaim,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<FileRef, AppError> {
        let state = self.snapshot(visit).await?.state;
        may_write(&state, person, &chat)?;
        let max = state
            .policy
            .max_file_bytes
            .min(self.inner.settings.attachments.max_bytes);
        let spool = self.spool(&claim, max, bytes).await?;
        let size = spool.size;
        let sha256 = Sha256(spool.digest());
        let (spool, judgement) = self.judge(&claim, spool).await?;
        let name = FileName::new(&claim.name).map_err(Refusal::from)?;
        let media_type = judgement
            .media_type()
            .ok_or_else(|| AppError::unavailable("accepted without a kind"))?;

        let attachment = AttachmentId::new(self.inner.ports.ids.next_id());
        let file = FileRef {
            attachment,
            name,
            media_type: media_type.into(),
            size,
            sha256,
        };
        // A task of its own: a client that goes away must not leave bytes that no log knows.
        let service = self.clone();
        let stored = async move {
            service
                .store_and_stage(visit, person, chat, file, spool)
                .await
        };
        tokio::spawn(stored).await.map_err(AppError::unavailable)?
    }

    async fn store_and_stage(
        &self,
        visit: VisitKey,
        person: PersonId,
        chat: ChatKey,
        file: FileRef,
        spool: Spool,
    ) -> Result<FileRef, AppError> {
        let attachment = file.attachment;
        let key = AttachmentKey { visit, attachment };
        self.store(key, spool).await?;
        let stage = Command::StageFile {
            chat,
            file: file.clone(),
            upload: None,
        };
        match self.execute(visit, Actor::Person(person), stage).await {
            Ok(_) => Ok(file),
            Err(refused @ AppError::Refused(_)) => {
                // The chat was closed to them meanwhile: nobody will ever read these bytes.
                if let Err(error) = self.inner.ports.files.delete(key).await {
                    tracing::warn!(%error, "a refused upload stays in the store, unreadable");
                }
                Err(refused)
            }
            // Unknown whether it was staged: the bytes must stay.
            Err(error) => Err(error),
        }
    }

    async fn spool<E>(
        &self,
        claim: &FileClaim,
        max: u64,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Spool, AppError> {
        let mut spool = Spool::new(&self.inner.settings.spool).await?;
        let mut bytes = pin!(bytes);
        let mut head_judged = false;
        while let Some(chunk) = bytes.next().await {
            let chunk = chunk.map_err(|_| AppError::UploadBroken)?;
            if spool.size.saturating_add(chunk.len() as u64) > max {
                return Err(Refusal::FileTooLarge { max }.into());
            }
            spool = spool.write(chunk).await?;
            if !head_judged && spool.head_is_full() {
                head_judged = true;
                let named = Claim {
                    name: &claim.name,
                    media_type: claim.media_type.as_deref(),
                };
                if let Some(refusal) = refuse_head(&spool.head, &named) {
                    return Err(refused_by_kind(refusal.reason.code(), refusal.sentence()));
                }
            }
        }
        Ok(spool)
    }

    async fn judge(&self, claim: &FileClaim, spool: Spool) -> Result<(Spool, Judgement), AppError> {
        let claim = claim.clone();
        let policy = self.inner.settings.attachments.clone();
        let (spool, judgement) = spool
            .with(move |file| {
                let named = Claim {
                    name: &claim.name,
                    media_type: claim.media_type.as_deref(),
                };
                judge(file, &named, &policy)
            })
            .await?;
        if judgement.is_accepted() {
            return Ok((spool, judgement));
        }
        let rule = if judgement.findings.is_empty() {
            RuleId::F2
        } else {
            RuleId::F4
        };
        let code = judgement.reason_code();
        Err(FileRefused {
            rule,
            code,
            sentence: judgement.sentence(),
        }
        .into())
    }

    async fn store(&self, key: AttachmentKey, mut spool: Spool) -> Result<(), AppError> {
        let mut writer = self.inner.ports.files.create(key).await?;
        loop {
            let (rest, chunk) = spool.read().await?;
            if chunk.is_empty() {
                break;
            }
            spool = rest;
            writer.write(chunk).await?;
        }
        writer.finish().await?;
        Ok(())
    }
}

fn refused_by_kind(code: &'static str, sentence: String) -> AppError {
    FileRefused {
        rule: RuleId::F2,
        code,
        sentence,
    }
    .into()
}
