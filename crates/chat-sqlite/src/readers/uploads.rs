//! Uploads in progress.

use super::limit;
use crate::{
    error::port_error,
    rows::{key, micros},
    upload_rows::{COLUMNS, attachment_key, record_of},
};
use chat_domain::{PersonId, UploadId};
use chat_ports::{
    AttachmentKey, PortError, StageKind, UploadQuery, UploadRecord, VisitKey, sql::stage_name,
};
use rusqlite::{Connection, Params, named_params, params, params_from_iter};

const OF_FILE: &str = "FROM upload WHERE clinic = ?1 AND visit = ?2 AND attachment = ?3";

const OF_PERSON: &str = "FROM upload
    WHERE clinic = ?1 AND visit = ?2 AND person = ?3 AND upload = ?4
    ORDER BY received DESC, attachment DESC LIMIT 1";

/// `:stages` is empty (all) or a list of stages, each between commas.
const BY_TIME: &str = "FROM upload
    WHERE (received, clinic, visit, attachment) > (:after, :clinic, :visit, :attachment)
      AND received < :before
      AND (:stages = '' OR instr(:stages, ',' || stage || ','))
    ORDER BY received, clinic, visit, attachment LIMIT :limit";

pub(crate) fn get_upload(
    connection: &Connection,
    attachment: AttachmentKey,
) -> Result<Option<UploadRecord>, PortError> {
    one(
        connection,
        OF_FILE,
        params_from_iter(attachment_key(&attachment)),
    )
}

pub(crate) fn find_upload(
    connection: &Connection,
    visit: VisitKey,
    person: PersonId,
    upload: UploadId,
) -> Result<Option<UploadRecord>, PortError> {
    let [clinic, visit] = key(&visit);
    let (person, upload) = (person.uuid().into_bytes(), upload.uuid().into_bytes());
    one(
        connection,
        OF_PERSON,
        params![clinic, visit, person, upload],
    )
}

fn one(
    connection: &Connection,
    of: &str,
    wanted: impl Params,
) -> Result<Option<UploadRecord>, PortError> {
    let sql = format!("SELECT {COLUMNS} {of}");
    let mut select = connection.prepare_cached(&sql).map_err(port_error)?;
    let mut found = select.query(wanted).map_err(port_error)?;
    let row = found.next().map_err(port_error)?;
    row.map(record_of).transpose()
}

pub(crate) fn list_uploads(
    connection: &Connection,
    query: &UploadQuery,
) -> Result<Vec<UploadRecord>, PortError> {
    // The empty id sorts before every other.
    let (after, [clinic, visit, attachment]) = match query.after {
        None => (i64::MIN, [const { Vec::new() }; 3]),
        Some(after) => {
            let key = attachment_key(&after.key).map(|id| id.to_vec());
            (micros(after.received), key)
        }
    };
    let before = query.received_before.map_or(i64::MAX, micros);
    let sql = format!("SELECT {COLUMNS} {BY_TIME}");
    let mut select = connection.prepare_cached(&sql).map_err(port_error)?;
    let rows = select.query(named_params! {
        ":after": after, ":clinic": clinic, ":visit": visit, ":attachment": attachment,
        ":before": before, ":stages": stages(query), ":limit": limit(query.limit),
    });
    let mut rows = rows.map_err(port_error)?;
    let mut records = Vec::new();
    while let Some(row) = rows.next().map_err(port_error)? {
        records.push(record_of(row)?);
    }
    Ok(records)
}

pub(crate) fn count_uploads(connection: &Connection, stage: StageKind) -> Result<usize, PortError> {
    let count = "SELECT count(*) FROM upload WHERE stage = ?1";
    let count = connection
        .prepare_cached(count)
        .and_then(|mut count| count.query_row([stage_name(stage)], |row| row.get::<_, i64>(0)))
        .map_err(port_error)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

fn stages(query: &UploadQuery) -> String {
    let Some(stages) = &query.stages else {
        return String::new();
    };
    let mut names = ",".to_owned();
    for stage in stages {
        names.push_str(stage_name(*stage));
        names.push(',');
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn uploads_are_read_and_ordered_through_indexes() {
        for (sql, index) in [
            (
                OF_FILE,
                "SEARCH upload USING INDEX sqlite_autoindex_upload_1",
            ),
            (OF_PERSON, "SEARCH upload USING INDEX upload_of_person"),
            (BY_TIME, "SEARCH upload USING INDEX upload_by_time"),
        ] {
            let plan = plan(&format!("SELECT {COLUMNS} {sql}"));
            assert!(plan[0].starts_with(index), "{plan:?}");
            assert_eq!(plan.len(), 1, "no sorting: {plan:?}");
        }
    }
}
