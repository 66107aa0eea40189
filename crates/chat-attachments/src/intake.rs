//! A file that arrives in chunks: refused as early as it is certain, accepted never before its end.

use std::fmt;
use std::io::{Error, Read, Seek, SeekFrom, Write};

use crate::claim::Claim;
use crate::judge;
use crate::judgement::Judgement;
use crate::name;
use crate::policy::AttachmentPolicy;
use crate::refusal::Refusal;
use crate::start::HEAD;

/// How many bytes must have come before they are looked at for the first time.
const FIRST: u64 = 16;
/// How many times as many must have come before they are looked at again.
const GROWTH: u64 = 4;

/// An upload on its way into a spool, looked at while it grows.
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
/// What has come is walked at 16, 64, 256 and 1,024 bytes, at 4 KiB, 16 KiB and so on: at the end of the
/// chunk with which four times as much has come as was walked before. It is refused if the walk ends badly
/// without anything that is still to come: then every way to go on ends in a refusal, and
/// [`judge`](crate::judge()) gives this one, or `too_large`. With the walk of [`finish`](Self::finish) no
/// byte is read more than 2⅓ times as often as by one `judge`. Packages, PDF and 97–2003 files are known by
/// their end, so that only their beginning can be refused early. More bytes than the policy takes are
/// refused by the chunk that brings them.
pub struct Intake<S> {
    name: String,
    media_type: Option<String>,
    policy: AttachmentPolicy,
    spool: S,
    /// Bytes in the spool.
    len: u64,
    /// The file's first bytes, once more.
    head: Vec<u8>,
    /// When to look again, in bytes.
    next: u64,
    refused: Option<Refusal>,
}

impl<S: Read + Write + Seek> Intake<S> {
    /// Judges the name before any byte. `spool` is empty; it gets every byte that is fed.
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

    /// Takes the next bytes of the file. `None` says nothing but "go on"; after a refusal nothing more is
    /// taken, and the same refusal is the answer.
    ///
    /// # Errors
    /// Those of the spool. The upload is lost then.
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
            // From what has come, not from what was waited for: chunks may be longer than asked.
            self.next = len.saturating_mul(GROWTH);
            if len < HEAD as u64 {
                self.next = self.next.min(HEAD as u64);
            }
        }
        Ok(self.refused.clone())
    }

    /// Judges the whole file; gives the spool back too.
    ///
    /// # Errors
    /// Those of the spool, and one where the spool holds another number of bytes than were fed.
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
            return Err(Error::other("the spool holds other bytes than were fed"));
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
    /// How many bytes have been taken.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Has no byte been taken?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Says nothing of the file's name and bytes.
impl<S> fmt::Debug for Intake<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake")
            .field("len", &self.len)
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}
