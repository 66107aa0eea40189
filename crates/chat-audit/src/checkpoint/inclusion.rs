//! One visit's part of a checkpoint, to be shown without the others'.

use super::{
    Checkpoint, CheckpointError, HeadLine, SignatureLine, Statement,
    read::{Lines, signed_statement},
    write::{line, write_line},
};
use crate::{head::Head, key::PublicKey, merkle};
use chat_domain::hex;
use chat_ports::VisitKey;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};

/// Shows that a visit's log stood where its head says, by a checkpoint of which nothing else is
/// shown but how many visits and entries there were (RFC 9162, section 2.1.3).
///
/// There is none that was not checked: it is taken out of a checkpoint, or read with its signature
/// and its path.
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
    /// The leaf's place among the heads, from 0 on.
    index: u64,
    /// From the leaf's sibling on.
    path: Vec<String>,
}

impl Inclusion {
    /// Takes a visit's part out of a checkpoint's file, which is checked as [`Checkpoint::read`]
    /// does. `None` if the checkpoint has no such visit.
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

    /// What the checkpoint states.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Where the visit's log stood.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Writes four lines: the checkpoint's first two, the head, and the path.
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

    /// Reads what [`Inclusion::write`] has written, and checks the signature and the path. `key`
    /// must come from elsewhere.
    ///
    /// # Errors
    /// [`CheckpointError`]. A file of which any byte was changed is refused.
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
