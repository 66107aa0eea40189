//! A write that only finds out whether writes work.

use rusqlite::Connection;

/// Writes about as much as a common append, within the transaction that is open: a disk may have
/// room for one page and not for a message. The same pages are used again.
pub(super) fn write(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO write_probe (id, padding) VALUES (1, randomblob(65536))",
        )?
        .execute([])
        .map(drop)
}
