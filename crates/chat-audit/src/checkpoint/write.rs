//! Writing a checkpoint.

use super::{
    error::CheckpointError,
    lines::{HeadLine, SignatureLine},
    statement::Checkpoint,
};
use crate::{head::Head, key::SecretKey};
use chat_domain::{chat::Sha256, hex};
use serde::Serialize;
use std::io::{self, Write};

impl Checkpoint {
    /// Writes the checkpoint with its signature: the statement on line 1, key and signature on line
    /// 2, then one line per head.
    ///
    /// # Errors
    /// [`CheckpointError::Io`].
    pub fn write(&self, key: &SecretKey, to: &mut dyn Write) -> Result<(), CheckpointError> {
        let statement = line(&self.statement)?;
        let signature = SignatureLine {
            public_key: key.public().to_string(),
            signature: hex::encode(&key.sign(&statement)),
        };
        write_line(to, &statement)?;
        write_line(to, &line(&signature)?)?;
        for head in &self.heads {
            write_line(to, &line(&HeadLine::from(head))?)?;
        }
        Ok(())
    }
}

impl From<&Head> for HeadLine {
    fn from(head: &Head) -> Self {
        Self {
            clinic: head.visit.clinic,
            visit: head.visit.visit,
            version: head.version.0,
            hash: Sha256(head.hash.0),
        }
    }
}

/// A line in canonical form, without the line break.
pub(super) fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    Ok(serde_json::to_vec(value)?)
}

pub(super) fn write_line(to: &mut dyn Write, line: &[u8]) -> io::Result<()> {
    to.write_all(line)?;
    to.write_all(b"\n")
}
