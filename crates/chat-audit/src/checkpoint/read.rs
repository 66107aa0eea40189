//! Reading a checkpoint without trusting anything unsigned.

use super::{
    error::CheckpointError,
    lines::{HeadLine, SignatureLine},
    statement::{Checkpoint, Statement, VERSION},
    write,
};
use crate::{head::Head, key::PublicKey};
use chat_domain::{Seq, hex, log::ChainHash};
use chat_ports::VisitKey;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{BufRead, Read as _};

/// Maximum length of a line in bytes, with room to spare.
const MAX_LINE: u64 = 8 * 1_024;

#[derive(Deserialize)]
struct Version {
    visit_chat_checkpoint: u32,
}

impl Checkpoint {
    /// Reads the output of [`Checkpoint::write`] and verifies the signature and the root.
    ///
    /// Get `key` from a trusted source: a forger would sign with their own key and name it in the
    /// file.
    ///
    /// # Errors
    /// [`CheckpointError`]. Changing any byte of the file is detected.
    pub fn read(from: &mut dyn BufRead, key: &PublicKey) -> Result<Self, CheckpointError> {
        Self::read_signed(from, key).map(|(checkpoint, _)| checkpoint)
    }

    /// The same, also returning the verified signature.
    pub(super) fn read_signed(
        from: &mut dyn BufRead,
        key: &PublicKey,
    ) -> Result<(Self, SignatureLine), CheckpointError> {
        let mut lines = Lines::new(from);
        let (statement, signature) = signed_statement(&mut lines, key)?;
        let mut heads = Vec::new();
        while let Some(line) = lines.next()? {
            // Stop at the first line beyond the signed number.
            if heads.len() as u64 == statement.visits {
                return Err(CheckpointError::OtherHeads);
            }
            heads.push(Head::from(lines.parse::<HeadLine>(&line)?));
        }
        let checkpoint = Self::new(statement.taken_at, heads)?;
        if checkpoint.statement == statement {
            Ok((checkpoint, signature))
        } else {
            Err(CheckpointError::OtherHeads)
        }
    }
}

/// Reads the first two lines: a statement and its verified signature.
pub(super) fn signed_statement(
    lines: &mut Lines<'_>,
    key: &PublicKey,
) -> Result<(Statement, SignatureLine), CheckpointError> {
    let signed = lines.must()?;
    let signature: SignatureLine = lines.must_be()?;
    if signature.public_key != key.to_string() {
        return Err(CheckpointError::OtherKey);
    }
    let bytes = hex::decode(&signature.signature).ok_or(CheckpointError::WrongSignature)?;
    if !key.has_signed(&signed, &bytes) {
        return Err(CheckpointError::WrongSignature);
    }
    Ok((statement(&signed)?, signature))
}

fn statement(line: &[u8]) -> Result<Statement, CheckpointError> {
    let malformed = |_| CheckpointError::Malformed { line: 1 };
    let Version {
        visit_chat_checkpoint: found,
    } = serde_json::from_slice(line).map_err(malformed)?;
    if found > VERSION {
        return Err(CheckpointError::Newer { found });
    }
    exactly(line).ok_or(CheckpointError::Malformed { line: 1 })
}

/// Parses a line, accepting only the canonical form that this program writes.
fn exactly<T: Serialize + DeserializeOwned>(line: &[u8]) -> Option<T> {
    let value = serde_json::from_slice(line).ok()?;
    (write::line(&value).ok()? == line).then_some(value)
}

impl From<HeadLine> for Head {
    fn from(line: HeadLine) -> Self {
        Self {
            visit: VisitKey::new(line.clinic, line.visit),
            version: Seq(line.version),
            hash: ChainHash(line.hash.0),
        }
    }
}

/// The lines of a file, byte for byte.
pub(super) struct Lines<'a> {
    from: &'a mut dyn BufRead,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(from: &'a mut dyn BufRead) -> Self {
        Self { from, line: 0 }
    }

    /// The next line, without its required line break; `None` after the last one.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, CheckpointError> {
        self.line += 1;
        let mut line = Vec::new();
        let read = self.from.take(MAX_LINE).read_until(b'\n', &mut line)?;
        match line.pop() {
            None if read == 0 => Ok(None),
            Some(b'\n') => Ok(Some(line)),
            _ => Err(self.malformed()),
        }
    }

    fn must(&mut self) -> Result<Vec<u8>, CheckpointError> {
        self.next()?.ok_or_else(|| self.malformed())
    }

    /// Parses the next line.
    pub(super) fn must_be<T: Serialize + DeserializeOwned>(
        &mut self,
    ) -> Result<T, CheckpointError> {
        let line = self.must()?;
        self.parse(&line)
    }

    fn parse<T: Serialize + DeserializeOwned>(&self, line: &[u8]) -> Result<T, CheckpointError> {
        exactly(line).ok_or_else(|| self.malformed())
    }

    const fn malformed(&self) -> CheckpointError {
        CheckpointError::Malformed { line: self.line }
    }
}
