//! Judging a file while it arrives: refused as soon as refusal is certain, accepted only at its end.

use std::fmt;
use std::io::{Error, Read, Seek, SeekFrom, Write};

use crate::claim::Claim;
use crate::judge;
use crate::judgement::Judgement;
use crate::name;
use crate::policy::AttachmentPolicy;
use crate::refusal::Refusal;
use crate::start::HEAD;

/// Bytes that must have arrived before the first walk.
const FIRST: u64 = 16;
/// Growth factor between two walks.
const GROWTH: u64 = 4;

/// An upload on its way into a spool, checked while it grows.
///
/// ```
/// use chat_attachments::{AttachmentPolicy, Claim, Intake};
/// use std::io::Cursor;
///
/// let claim = Claim::named("clip.png");
/// let mut intake = Intake::new(&claim, &AttachmentPolicy::DEFAULT, Cursor::new(Vec::new())).unwrap();
/// let refusal = intake.feed(b"\0\0\0\x18ftypisom\0\0\0\0isommp41")?.unwrap();
/// assert_eq!(refusal.what, "an MP4 video");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// The data so far is walked at 16, 64, 256 and 1,024 bytes, at 4 KiB, 16 KiB and so on: at the end of the
/// chunk that brings four times as much as the previous walk saw. The file is refused if a walk fails without
/// needing data that is still to come. Every continuation would then be refused, and
/// [`judge`](crate::judge()) gives the same refusal or `too_large`. Including the walk of
/// [`finish`](Self::finish), no byte is read more than 2⅓ times as often as by a single `judge`. Packages, PDF
/// and 97–2003 files are identified by their end, so only their beginning can be refused early. The chunk that
/// exceeds the policy's size limit is refused.
pub struct Intake<S> {
    name: String,
    media_type: Option<String>,
    policy: AttachmentPolicy,
    spool: S,
    /// Bytes in the spool.
    len: u64,
    /// Copy of the file's first bytes.
    head: Vec<u8>,
    /// Length at which the next walk is due, in bytes.
    next: u64,
    refused: Option<Refusal>,
}

impl<S: Read + Write + Seek> Intake<S> {
    /// Judges the name before any byte. `spool` must be empty; every byte fed is written to it.
    ///
    /// # Errors
    /// The refusal of an unsafe name.
    pub fn new(claim: &Claim<'_>, policy: &AttachmentPolicy, spool: S) -> Result<Self, Refusal> {
        let name = name::accepted(claim)?.into_owned();
        Ok(Self {
            name,
            media_type: claim.media_type.map(str::to_owned),
            policy: policy.clone(),
            spool,
            len: 0,
            head: Vec::new(),
            next: FIRST,
            refused: None,
        })
    }

    /// Takes the next bytes of the file. `None` only means "continue". After a refusal, no more bytes are
    /// taken and every call returns the same refusal.
    ///
    /// # Errors
    /// I/O errors of the spool. The upload is then lost.
    pub fn feed(&mut self, chunk: &[u8]) -> std::io::Result<Option<Refusal>> {
        if self.refused.is_some() {
            return Ok(self.refused.clone());
        }
        let room = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head
            .extend_from_slice(chunk.get(..room).unwrap_or_default());
        let len = self.len.saturating_add(chunk.len() as u64);
        if len > self.policy.max_bytes {
            self.refused = Some(judge::refuse_too_large(&self.head, &self.claim()));
            return Ok(self.refused.clone());
        }
        self.spool.write_all(chunk)?;
        self.len = len;
        if len >= self.next {
            self.look()?;
            // Based on what has arrived, not on what was due: chunks may be long.
            self.next = len.saturating_mul(GROWTH);
            if len < HEAD as u64 {
                self.next = self.next.min(HEAD as u64);
            }
        }
        Ok(self.refused.clone())
    }

    /// Judges the whole file, and returns the spool.
    ///
    /// # Errors
    /// I/O errors of the spool, and an error if its length differs from the number of bytes fed.
    pub fn finish(mut self) -> std::io::Result<(Judgement, S)> {
        let claim = Claim {
            name: &self.name,
            media_type: self.media_type.as_deref(),
        };
        if let Some(refusal) = self.refused {
            return Ok((Judgement::refused(refusal), self.spool));
        }
        self.spool.flush()?;
        if self.spool.seek(SeekFrom::End(0))? != self.len {
            return Err(Error::other(
                "the spool's length differs from the bytes fed",
            ));
        }
        let judgement = judge::judge(&mut self.spool, &claim, &self.policy)?;
        Ok((judgement, self.spool))
    }

    fn look(&mut self) -> std::io::Result<()> {
        let claim = Claim {
            name: &self.name,
            media_type: self.media_type.as_deref(),
        };
        if self.head.len() < HEAD {
            self.refused = judge::refuse_box(&self.head, &claim);
            return Ok(());
        }
        self.spool.flush()?;
        self.refused = judge::refuse_open(&mut self.spool, self.len, &claim, &self.policy)?;
        self.spool.seek(SeekFrom::Start(self.len))?;
        Ok(())
    }

    fn claim(&self) -> Claim<'_> {
        Claim {
            name: &self.name,
            media_type: self.media_type.as_deref(),
        }
    }
}

impl<S> Intake<S> {
    /// Number of bytes taken so far.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether no byte has been taken yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Prints neither the file's name nor its bytes.
impl<S> fmt::Debug for Intake<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake")
            .field("len", &self.len)
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}
