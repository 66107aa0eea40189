//! A write that tests whether writes work.

use rusqlite::Connection;

/// Writes about as much as a typical append in the open transaction, since a nearly full disk may have room for
/// one page but not for a message. Reuses the same pages.
pub(crate) fn write(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO write_probe (id, padding) VALUES (1, randomblob(65536))",
        )?
        .execute([])
        .map(drop)
}
