//! Entries of a chat, found in the log by a state.

use crate::error::AppError;
use chat_domain::{ChatKey, ChatNumber, Entry, Seq, VisitState};
use chat_ports::{PortError, VisitKey, VisitLog};

/// Entries of one chat and where the log has them.
pub(crate) struct Wanted {
    chat: ChatKey,
    entries: Vec<(ChatNumber, Seq)>,
}

impl Wanted {
    /// The entries with these numbers, which the state has, in ascending order.
    ///
    /// # Errors
    /// [`AppError::Corrupt`] if the log skipped a number.
    pub(crate) fn of(
        state: &VisitState,
        chat: ChatKey,
        numbers: impl Iterator<Item = ChatNumber>,
    ) -> Result<Self, AppError> {
        let found = numbers.map(|number| Some((number, state.position(&chat, number)?)));
        let entries: Option<Vec<_>> = found.collect();
        let entries = entries.ok_or_else(misplaced)?;
        Ok(Self { chat, entries })
    }

    /// Reads them.
    ///
    /// # Errors
    /// [`AppError::Corrupt`] if one of them is not where the state has it: an entry of another chat
    /// is never taken for one of this chat.
    pub(crate) async fn read(
        self,
        log: &dyn VisitLog,
        visit: VisitKey,
    ) -> Result<Vec<Entry>, AppError> {
        if self.entries.is_empty() {
            return Ok(Vec::new());
        }
        let positions = self.entries.iter().map(|(_, seq)| *seq).collect();
        let read = log.read_at(visit, positions).await?;
        let wanted = self.entries.iter().map(|(number, seq)| {
            let filed = Some((self.chat, *number));
            (*seq, filed)
        });
        let found = read.iter().map(|e| (e.seq, e.event.chat_entry()));
        if found.eq(wanted) {
            Ok(read)
        } else {
            Err(misplaced())
        }
    }
}

fn misplaced() -> AppError {
    PortError::corrupt("an entry of a chat is not where the log had it").into()
}
