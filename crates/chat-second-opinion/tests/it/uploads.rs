//! Facts about files.

use crate::facts::{Facts, author};
use chat_domain::{AttachmentId, ChatKey, Event, MessageId, PersonId};

impl Facts<'_> {
    /// The staged files, each with its uploader and chat.
    pub fn files(&self) -> Vec<(AttachmentId, PersonId, ChatKey)> {
        let staged = self.0.iter().filter_map(|entry| match &entry.event {
            Event::FileStaged { chat, file, .. } => Some((file.attachment, author(entry)?, *chat)),
            _ => None,
        });
        staged.collect()
    }

    /// V6.
    pub fn was_discarded(&self, file: AttachmentId) -> bool {
        let mut events = self.0.iter().map(|entry| &entry.event);
        events.any(|event| *event == Event::FileDiscarded { attachment: file })
    }

    /// The number of files that one person, or everyone, uploaded (V5).
    pub fn uploads(&self, by: Option<PersonId>) -> u64 {
        let files = self.files().into_iter();
        files
            .filter(|(_, uploader, _)| by.is_none_or(|by| by == *uploader))
            .count() as u64
    }

    /// The bytes of the uploads that were not discarded (V5), each counted with the policy's
    /// minimum: those of one person, or of everyone.
    pub fn uploaded(&self, by: Option<PersonId>) -> u64 {
        let least = self.kind_and_policy().1.min_counted_file_bytes;
        let sizes = self.0.iter().filter_map(|entry| match &entry.event {
            Event::FileStaged { file, .. } => {
                let counts = by.is_none_or(|by| author(entry) == Some(by));
                (counts && !self.was_discarded(file.attachment))
                    .then_some(file.size.max(least.unwrap_or(0)))
            }
            _ => None,
        });
        sizes.sum()
    }

    /// The message that carries a file.
    pub fn carrier(&self, file: AttachmentId) -> Option<MessageId> {
        self.0.iter().find_map(|entry| match &entry.event {
            Event::MessageSent { message, files, .. }
                if files.iter().any(|f| f.attachment == file) =>
            {
                Some(*message)
            }
            _ => None,
        })
    }
}
