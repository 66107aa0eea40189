//! The tables of each schema version.

/// The tables of a schema version, in alphabetical order.
pub(super) fn of_version(version: u32) -> &'static str {
    match version {
        1 | 2 => "entry participant schema_migration visit",
        3 => "entry participant schema_migration upload visit",
        4 => "entry participant schema_migration took_part upload visit",
        5..=9 => "entry participant schema_migration took_part upload visit write_probe",
        10 => {
            "entry node participant schema_migration seat shard took_part upload visit write_probe"
        }
        11 => {
            "entry feed feed_reach node participant schema_migration seat shard took_part upload \
             visit write_probe"
        }
        12 => {
            "entry feed feed_reach node participant schema_migration seat shard took_part upload \
             visit webhook_endpoint write_probe"
        }
        13 => {
            "entry feed feed_reach invitation node participant schema_migration seat session shard \
             took_part upload visit webhook_endpoint write_probe"
        }
        _ => {
            "access entry feed feed_reach invitation node participant schema_migration seat session \
             shard took_part upload visit webhook_endpoint write_probe"
        }
    }
}
