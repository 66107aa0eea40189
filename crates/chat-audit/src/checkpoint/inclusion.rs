//! Proof that a checkpoint includes one visit, without revealing the others.

use super::{
    error::CheckpointError,
    lines::{HeadLine, SignatureLine},
    read::{Lines, signed_statement},
    statement::{Checkpoint, Statement},
    write::{line, write_line},
};
use crate::{head::Head, key::PublicKey, merkle};
use chat_domain::hex;
use chat_ports::VisitKey;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};

/// Proves the head that a visit's log had at a checkpoint. Of the rest of the checkpoint it reveals
/// only the number of visits and entries (RFC 9162, section 2.1.3).
///
/// Invariant: always verified (extracted from a checkpoint, or checked on read).
#[derive(Debug)]
pub struct Inclusion {
    statement: Statement,
    signature: SignatureLine,
    head: Head,
    path: PathLine,
}

/// The last line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PathLine {
    /// The leaf's index among the heads, starting at 0.
    index: u64,
    /// The path, starting at the leaf's sibling.
    path: Vec<String>,
}

impl Inclusion {
    /// Extracts a visit's proof from a checkpoint file, which is verified as by
    /// [`Checkpoint::read`]. `None` if the checkpoint does not include the visit.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn of(
        visit: VisitKey,
        from: &mut dyn BufRead,
        key: &PublicKey,
    ) -> Result<Option<Self>, CheckpointError> {
        let (checkpoint, signature) = Checkpoint::read_signed(from, key)?;
        let heads = checkpoint.heads();
        let Ok(index) = heads.binary_search_by_key(&visit, |head| head.visit) else {
            return Ok(None);
        };
        let leaves: Vec<_> = heads.iter().map(Head::leaf).collect();
        let (Some(head), Some(path)) = (heads.get(index), merkle::inclusion_path(&leaves, index))
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            statement: *checkpoint.statement(),
            signature,
            head: *head,
            path: PathLine {
                index: index as u64,
                path: path.iter().map(|hash| hex::encode(hash)).collect(),
            },
        }))
    }

    /// The checkpoint's statement.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The head of the visit's log.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Writes four lines: the first two of the checkpoint, the head, and the path.
    ///
    /// # Errors
    /// [`CheckpointError::Io`].
    pub fn write(&self, to: &mut dyn Write) -> Result<(), CheckpointError> {
        write_line(to, &line(&self.statement)?)?;
        write_line(to, &line(&self.signature)?)?;
        write_line(to, &line(&HeadLine::from(&self.head))?)?;
        write_line(to, &line(&self.path)?)?;
        Ok(())
    }

    /// Reads the output of [`Inclusion::write`] and verifies the signature and the path. Get `key`
    /// from a trusted source, never from the file.
    ///
    /// # Errors
    /// [`CheckpointError`]. Changing any byte of the file is detected.
    pub fn read(from: &mut dyn BufRead, key: &PublicKey) -> Result<Self, CheckpointError> {
        let mut lines = Lines::new(from);
        let (statement, signature) = signed_statement(&mut lines, key)?;
        let head = Head::from(lines.must_be::<HeadLine>()?);
        let path: PathLine = lines.must_be()?;
        if lines.next()?.is_some() {
            return Err(CheckpointError::OtherHeads);
        }
        let hashes = path.path.iter().map(|digits| hex::decode(digits));
        let hashes: Option<Vec<_>> = hashes.collect();
        let root = statement.root.0;
        let included = hashes.is_some_and(|hashes| {
            merkle::is_included(&head.leaf(), path.index, statement.visits, &hashes, &root)
        });
        if !included {
            return Err(CheckpointError::OtherHeads);
        }
        Ok(Self {
            statement,
            signature,
            head,
            path,
        })
    }
}
