//! Verification of one stored file.

use crate::finding::Problem;
use chat_domain::{AttachmentId, Seq, chat::Sha256};
use chat_ports::{AttachmentKey, AttachmentStore, PortError, VisitKey};
use futures::StreamExt as _;
use sha2::{Digest as _, Sha256 as Hasher};

/// A message's claims about a file that it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileClaim {
    /// The message's position in the log.
    pub seq: Seq,
    /// Size in bytes.
    pub size: u64,
    /// The SHA-256 digest of the content.
    pub sha256: Sha256,
}

/// The actual size and digest of a file.
struct Found {
    size: u64,
    sha256: Sha256,
}

/// Reads a file once, in chunks, and compares it with every claim about it.
pub(crate) async fn check_file(
    store: &dyn AttachmentStore,
    visit: VisitKey,
    attachment: AttachmentId,
    claims: &[FileClaim],
) -> Vec<(Seq, Problem)> {
    let found = read(store, AttachmentKey { visit, attachment }).await;
    let problem = |claim: &FileClaim| match &found {
        Ok(file) if file.size != claim.size => Some(Problem::FileSize {
            attachment,
            expected: claim.size,
            found: file.size,
        }),
        Ok(file) if file.sha256 != claim.sha256 => Some(Problem::FileChanged { attachment }),
        Ok(_) => None,
        Err(PortError::NotFound) => Some(Problem::FileMissing { attachment }),
        Err(_) => Some(Problem::FileUnreadable { attachment }),
    };
    let problems = claims
        .iter()
        .filter_map(|claim| Some((claim.seq, problem(claim)?)));
    problems.collect()
}

async fn read(store: &dyn AttachmentStore, key: AttachmentKey) -> Result<Found, PortError> {
    let mut chunks = store.read(key, None).await?.chunks;
    let mut hasher = Hasher::new();
    let mut size = 0_u64;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        size = size.saturating_add(chunk.len() as u64);
        hasher.update(&chunk);
    }
    let sha256 = Sha256(hasher.finalize().into());
    Ok(Found { size, sha256 })
}
