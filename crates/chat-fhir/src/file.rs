//! A file as a `DocumentReference`, and its bytes as a `Binary`.

use crate::{
    error::ExportError,
    export::Export,
    id,
    model::{
        Attachment, Binary, Content, Context, DocumentReference, EncounterContext, Identifier,
        Instant, Resource, ResourceType, Size,
    },
    options::{FhirVersion, Files, References},
    thread::attendee,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chat_domain::{
    AttachmentId, FileRef, Refusal, access::may_read_file, chat::MessageState, chat::Sha256,
};

/// The highest size that R4 can name.
const MAX_R4_SIZE: u32 = i32::MAX.unsigned_abs();

impl Export<'_> {
    /// The bytes of a file that the export refers to. One file at a time, since each is in memory twice.
    ///
    /// # Errors
    /// [`Refusal::FileUnknown`] if no message carries the file, or the recipient may not read it (F5, F8).
    pub fn binary(&self, attachment: AttachmentId, bytes: &[u8]) -> Result<Resource, ExportError> {
        let file = self.carried(attachment)?;
        Ok(Resource::Binary(Binary {
            id: id::binary(attachment).to_string(),
            content_type: file.media_type.to_string(),
            security_context: self.link(ResourceType::DocumentReference, attachment.uuid()),
            data: STANDARD.encode(bytes),
        }))
    }

    fn carried(&self, attachment: AttachmentId) -> Result<&FileRef, Refusal> {
        match self.viewer {
            Some(me) => may_read_file(self.state, me.person, attachment),
            None => {
                let upload = self.state.uploads.get(&attachment);
                let upload = upload.filter(|upload| upload.message().is_some());
                upload
                    .map(|upload| &upload.file)
                    .ok_or(Refusal::FileUnknown)
            }
        }
    }

    /// The files of a message that the recipient may read.
    pub(crate) fn files(&self, message: &MessageState) -> Vec<FileRef> {
        let carried = |file: &&FileRef| self.carried(file.attachment).is_ok();
        message.files.iter().filter(carried).cloned().collect()
    }

    pub(crate) fn document(&self, file: &FileRef, message: &MessageState) -> Resource {
        let encounter = vec![self.encounter_link()];
        Resource::DocumentReference(DocumentReference {
            id: file.attachment.to_string(),
            identifier: vec![
                Identifier::uuid(file.attachment.uuid()),
                Identifier::uri(named_information(file.sha256)),
            ],
            status: match message.retraction {
                Some(_) => "entered-in-error",
                None => "current",
            },
            subject: self.patient(attendee(message.chat)),
            date: Instant(message.sent_at),
            author: vec![self.person(message.author)],
            content: vec![Content {
                attachment: Attachment {
                    content_type: file.media_type.to_string(),
                    data: None,
                    url: self.address(file.attachment),
                    size: self.size(file.size),
                    title: Some(file.name.as_str().to_owned()),
                },
            }],
            context: match self.options.version {
                FhirVersion::R4 => Context::R4(EncounterContext { encounter }),
                FhirVersion::R5 => Context::R5(encounter),
            },
        })
    }

    fn address(&self, attachment: AttachmentId) -> Option<String> {
        let binary = id::binary(attachment);
        match (&self.options.files, self.references) {
            (Files::Omitted, _) => None,
            (Files::At(base), _) => Some(format!("{}/{attachment}", base.trim_end_matches('/'))),
            (Files::Binary, References::Urn) => Some(format!("urn:uuid:{binary}")),
            (Files::Binary, References::Relative) => Some(format!("Binary/{binary}")),
        }
    }

    fn size(&self, bytes: u64) -> Option<Size> {
        match self.options.version {
            FhirVersion::R4 => {
                let size = u32::try_from(bytes).ok();
                size.filter(|size| *size <= MAX_R4_SIZE).map(Size::R4)
            }
            FhirVersion::R5 => Some(Size::R5(bytes.to_string())),
        }
    }
}

/// The digest as a URI (RFC 6920).
fn named_information(digest: Sha256) -> String {
    format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(digest.0))
}
