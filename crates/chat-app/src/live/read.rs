//! Reads of the log on a follower's behalf.

use crate::{
    access_log::{origin::Origin, recorder::Subject},
    engine::Engine,
    error::AppError,
    visits::live_visit::LiveVisit,
};
use chat_domain::{ChatKey, ChatNumber, Entry};
use futures::{FutureExt as _, future::BoxFuture};
use std::sync::Arc;
use tokio_util::task::AbortOnDropHandle;

/// The purpose of a read.
pub(super) enum Read {
    Entered(Option<Arc<LiveVisit>>),
    Recorded(ChatKey),
    State,
    Newest(ChatKey, ChatNumber, Vec<Entry>),
    On(ChatKey, Vec<Entry>),
}

/// How far a client is behind.
pub(super) enum Behind {
    Nothing,
    /// It is ready now, or being read.
    Something,
    /// A chat's newest page, from memory.
    Newest(ChatKey, ChatNumber, Vec<Entry>),
}

/// A read in progress.
pub(super) type Reading<T> = BoxFuture<'static, Result<T, AppError>>;

/// Spawns a read. A connection does not poll its follower while the client does not read; an unspawned
/// read would then hold a storage connection or a visit's lock. Dropping the answer aborts the read.
pub(super) fn begin<T: Send + 'static>(
    read: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Reading<T> {
    let task = AbortOnDropHandle::new(tokio::spawn(read));
    async move { task.await.map_err(AppError::unavailable)? }.boxed()
}

/// Begins to record that a person opens a chat; `None` if that is known to be recorded.
pub(super) fn recorded(
    engine: &Arc<Engine>,
    subject: Subject,
    chat: ChatKey,
) -> Option<Reading<Read>> {
    if engine.accesses.remembers(&subject) {
        return None;
    }
    let engine = Arc::clone(engine);
    let recorded = async move {
        engine.accesses.open_once(&subject).await?;
        Ok(Read::Recorded(chat))
    };
    Some(begin(Origin::current().scope(recorded)))
}
