//! One chat to check.

use crate::ledger::Message;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One chat: what was known about it before and after the moment, and who may still read it.
#[derive(Default)]
pub(super) struct Chat<'a> {
    pub(super) visit: usize,
    pub(super) key: &'a str,
    pub(super) before: BTreeMap<Uuid, &'a Message>,
    pub(super) after: BTreeMap<Uuid, &'a Message>,
    pub(super) readers: Vec<Uuid>,
}

impl Chat<'_> {
    /// Whether anything in the chat was acknowledged before the moment, so that its members must be
    /// able to read it.
    pub(super) fn is_certain(&self) -> bool {
        self.before
            .values()
            .any(|message| message.receipt().is_some())
    }
}
