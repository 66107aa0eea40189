//! Uploads and downloads.

use super::{Answer, Stage};
use crate::{Outcome, cast::Player};
use bytes::Bytes;
use chat_app::{FileClaim, NewUpload, Uploaded};
use chat_domain::{AttachmentId, ChatKey, FileRef};
use futures::{StreamExt as _, stream};
use std::convert::Infallible;

/// A one-pixel image.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\
    \0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\
    \0\0\0\x0cIDATx\xdac\xf8\xdf\xd0\0\0\x04\x81\x02\0\xbb\xa9\x9c\\\
    \0\0\0\0IEND\xaeB`\x82";

/// The start of a video file.
pub const MP4: &[u8] = b"\0\0\0\x18ftypisom\0\0\0\0isommp41\0\0\0\x08free\0\0\0\x08mdat";

impl Stage {
    /// A person uploads a file for a chat.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn uploads(
        &mut self,
        who: Player,
        chat: ChatKey,
        name: &str,
        media_type: &str,
        bytes: &'static [u8],
    ) -> Outcome<Answer<FileRef>> {
        self.act(&format!(
            "{} uploads “{name}” for {}",
            who.label(),
            self.chat(chat)
        ));
        let claim = FileClaim {
            name: name.to_owned(),
            media_type: Some(media_type.to_owned()),
            size: Some(bytes.len() as u64),
        };
        let new = NewUpload {
            chat,
            upload: None,
            claim,
        };
        let chunks = stream::iter([Ok::<_, Infallible>(Bytes::from_static(bytes))]);
        let answer = self
            .service
            .upload(self.visit, who.person, new, chunks)
            .await
            .map(|Uploaded { file, .. }| file);
        self.answer(answer, |file| {
            format!(
                "recognized as {}, {} bytes, and stored",
                file.media_type, file.size
            )
        })
    }

    /// A person downloads a file. Returns its bytes.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn downloads(&mut self, who: Player, file: AttachmentId) -> Outcome<Answer<Vec<u8>>> {
        self.act(&format!("{} asks for the file", who.label()));
        let answer = match self
            .service
            .download(self.visit, who.person, file, None)
            .await
        {
            Err(error) => Err(error),
            Ok(download) => {
                let mut chunks = download.content.chunks;
                let mut bytes = Vec::new();
                while let Some(chunk) = chunks.next().await {
                    bytes.extend_from_slice(&chunk?);
                }
                Ok(bytes)
            }
        };
        self.answer(answer, |bytes| format!("gets {} bytes", bytes.len()))
    }
}
