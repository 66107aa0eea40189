//! Requests about one visit.

use crate::{
    call::{Call, Caller},
    error::Error,
    file::NewFile,
    message::NewMessage,
};
use bytes::Bytes;
use chat_domain::{
    AttachmentId, ChatKey, MessageId, NoticeId, NoticeText, PersonId, ReaderNumber, UploadId,
    VisitId, view::Action,
};
use chat_wire::{
    ActIn, CorrectionIn, MessageOut, MessagePageOut, NoAnswerNeededBody, NoticeIn,
    NoticeReceiptOut, ReadMarkIn, ReadingOut, ReasonIn, ReceiptOut, UploadOut, UploadStatusOut,
    VersionsOut, VisitOut,
};
use reqwest::Method;
use std::fmt;

/// One visit, as the client's person sees it. Nothing is kept: each method is a request.
///
/// Requests that can be repeated are retried after temporary failures, until [`Options::patience`](crate::Options::patience) has
/// passed. All others are retried only if nothing was done.
#[derive(Clone)]
pub struct Visit {
    caller: Caller,
    id: VisitId,
}

/// Which page of a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Page {
    /// The newest entries.
    #[default]
    Newest,
    /// The newest entries before this number.
    Before(ReaderNumber),
    /// The oldest entries after this number.
    After(ReaderNumber),
}

impl Visit {
    pub(crate) const fn new(caller: Caller, id: VisitId) -> Self {
        Self { caller, id }
    }

    /// The visit's id.
    #[must_use]
    pub const fn id(&self) -> VisitId {
        self.id
    }

    /// The view: participants, chats, and what is permitted now.
    ///
    /// # Errors
    /// [`Error::Refused`] if the person may not see the visit.
    pub async fn view(&self) -> Result<VisitOut, Error> {
        self.caller.ask(&Call::get(self.path(""))).await
    }

    /// A page of a chat, with at most `limit` entries.
    ///
    /// # Errors
    /// [`Error::Refused`] if the person may not read the chat.
    pub async fn messages(
        &self,
        chat: ChatKey,
        page: Page,
        limit: u32,
    ) -> Result<MessagePageOut, Error> {
        let from = match page {
            Page::Newest => String::new(),
            Page::Before(number) => format!("&before={number}"),
            Page::After(number) => format!("&after={number}"),
        };
        let path = self.path(&format!("/chats/{chat}/messages?limit={limit}{from}"));
        self.caller.ask(&Call::get(path)).await
    }

    /// Sends a message. Returns once it is durable (G3); the outbox of [`Live`](crate::Live) does not wait.
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule. After [`Error::Unknown`], send the same message again, with its id: it is
    /// stored once (F7).
    ///
    /// ```no_run
    /// # async fn example(visit: chat_client::Visit) -> Result<(), chat_client::Error> {
    /// let view = visit.view().await?;
    /// if let Some(chat) = view.chats.iter().find(|chat| chat.can_write) {
    ///     let receipt = visit.send(&chat_client::NewMessage::in_chat(chat, "Hello")).await?;
    ///     println!("message {} has number {}", receipt.message, receipt.number);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send(&self, message: &NewMessage) -> Result<ReceiptOut, Error> {
        self.caller.ask(&sending(self.id, message)?).await
    }

    /// Corrects an own message (F8).
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule. After [`Error::Unknown`], look at the message: it is not repeated.
    pub async fn correct(
        &self,
        message: MessageId,
        text: impl Into<String>,
    ) -> Result<MessageOut, Error> {
        let path = self.path(&format!("/messages/{message}/correction"));
        let body = CorrectionIn { text: text.into() };
        let call = Call::new(Method::POST, path).json(&body)?.single();
        self.caller.ask(&call).await
    }

    /// Retracts a message (F8).
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule.
    pub async fn retract(&self, message: MessageId, reason: &str) -> Result<(), Error> {
        let path = self.path(&format!("/messages/{message}/retraction"));
        let reason = reason.to_owned();
        self.put(Method::POST, path, &ReasonIn { reason }).await
    }

    /// All versions of a message, with those who had read each (R2, R3).
    ///
    /// # Errors
    /// [`Error::Refused`] if the person may not read the message.
    pub async fn versions(&self, message: MessageId) -> Result<VersionsOut, Error> {
        let path = self.path(&format!("/messages/{message}/versions"));
        self.caller.ask(&Call::get(path)).await
    }

    /// How far a chat has been read (R1).
    ///
    /// # Errors
    /// [`Error::Refused`] if the person may not read the chat, or the visit keeps no read marks.
    pub async fn reading(&self, chat: ChatKey) -> Result<ReadingOut, Error> {
        let path = self.path(&format!("/chats/{chat}/reading"));
        self.caller.ask(&Call::get(path)).await
    }

    /// Marks a chat as read up to an entry that was on a screen (R1). An answer answers only what its author had
    /// marked before (R4).
    ///
    /// # Errors
    /// [`Error::Refused`] if the person may not read the chat.
    pub async fn mark_read(&self, chat: ChatKey, through: ReaderNumber) -> Result<(), Error> {
        let path = self.path(&format!("/chats/{chat}/reading"));
        let through = through.into();
        self.put(Method::PUT, path, &ReadMarkIn { through }).await
    }

    /// Takes one of the view's actions, for the person themself.
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule. After [`Error::Unknown`], look at the view: it is not repeated.
    pub async fn act(&self, action: Action) -> Result<(), Error> {
        let person = None;
        let body = ActIn { action, person };
        let call = Call::new(Method::POST, self.path("/actions")).json(&body)?;
        self.caller.call(&call.single()).await.map(drop)
    }

    /// Records that no message up to one that was on a screen needs an answer (R4).
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule.
    pub async fn no_answer_needed(
        &self,
        chat: ChatKey,
        through: ReaderNumber,
    ) -> Result<(), Error> {
        let path = self.path(&format!("/chats/{chat}/no-answer-needed"));
        let body = NoAnswerNeededBody {
            through: Some(through.into()),
            newest: None,
        };
        self.put(Method::PUT, path, &body).await
    }

    /// Sends one of the view's offered notices to the care team (W7). Generate the id, and keep it for retries.
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule. After [`Error::Unknown`], send it again with the same id.
    pub async fn send_notice(
        &self,
        notice: NoticeId,
        text: &NoticeText,
    ) -> Result<NoticeReceiptOut, Error> {
        let text = text.as_str().to_owned();
        let body = NoticeIn { notice, text };
        let call = Call::new(Method::POST, self.path("/notices")).json(&body)?;
        self.caller.ask(&call).await
    }

    /// Records that the person has seen to a sender's notices, up to this one (R4).
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule.
    pub async fn see_to(&self, sender: PersonId, notice: NoticeId) -> Result<(), Error> {
        let path = self.path(&format!("/notices/{sender}/{notice}/seen"));
        self.caller
            .call(&Call::new(Method::PUT, path))
            .await
            .map(drop)
    }

    /// Uploads a file, to be carried by a message of this chat. The answer says whether a message can carry it
    /// already, or a malware scanner must see it first.
    ///
    /// # Cancel safety
    /// The file may have been stored. [`Visit::discard_upload`] deletes it.
    ///
    /// # Errors
    /// [`Error::Refused`] with what is wrong with the file, or with the rule.
    pub async fn upload(&self, chat: ChatKey, file: &NewFile) -> Result<UploadOut, Error> {
        let path = self.path(&format!("/chats/{chat}/files"));
        self.caller.ask(&file.call(&path)?).await
    }

    /// The status of an own upload.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is none with this id.
    pub async fn upload_status(&self, upload: UploadId) -> Result<UploadStatusOut, Error> {
        let path = self.path(&format!("/uploads/{upload}"));
        self.caller.ask(&Call::get(path)).await
    }

    /// Discards an own upload that no message carries (V6).
    ///
    /// # Errors
    /// [`Error::Refused`] if a message carries it.
    pub async fn discard_upload(&self, upload: UploadId) -> Result<(), Error> {
        let path = self.path(&format!("/uploads/{upload}"));
        let call = Call::new(Method::DELETE, path);
        self.caller.call(&call).await.map(drop)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// [`Error::Refused`] if the person may not read it (F5).
    pub async fn download(&self, file: AttachmentId) -> Result<Bytes, Error> {
        let path = self.path(&format!("/files/{file}"));
        self.caller.call(&Call::get(path).long()).await
    }

    async fn put<T: serde::Serialize>(
        &self,
        method: Method,
        path: String,
        body: &T,
    ) -> Result<(), Error> {
        let call = Call::new(method, path).json(body)?;
        self.caller.call(&call).await.map(drop)
    }

    fn path(&self, rest: &str) -> String {
        format!("/visits/{}{rest}", self.id)
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Visit").field(&self.id).finish()
    }
}

/// The request that sends a message.
pub(crate) fn sending(visit: VisitId, message: &NewMessage) -> Result<Call, Error> {
    let path = format!("/visits/{visit}/chats/{}/messages", message.chat);
    Call::new(Method::POST, path).json(&message.body)
}
