//! Lookups of past and present participants.

use crate::{error::port_error, rows::key};
use chat_domain::PersonId;
use chat_ports::{PortError, VisitKey};
use rusqlite::{Connection, params};

/// One lookup in one index, whether or not the visit exists (M7).
const TOOK_PART: &str = "SELECT EXISTS (SELECT 1 FROM took_part
    WHERE clinic = ?1 AND visit = ?2 AND person = ?3)";

pub(crate) fn takes_part(
    connection: &Connection,
    visit: VisitKey,
    person: PersonId,
) -> Result<bool, PortError> {
    let [clinic, visit] = key(&visit);
    connection
        .prepare_cached(TOOK_PART)
        .and_then(|mut select| {
            let person = person.uuid().into_bytes();
            select.query_row(params![clinic, visit, person], |row| row.get(0))
        })
        .map_err(port_error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn m7_takes_part_is_one_lookup_by_the_whole_key() {
        let plan = plan(TOOK_PART);
        let search = "SEARCH took_part USING PRIMARY KEY (clinic=? AND visit=? AND person=?)";
        let searches: Vec<_> = plan
            .iter()
            .filter(|step| step.contains("took_part"))
            .collect();
        assert_eq!(searches, [search], "{plan:?}");
        assert!(
            plan.iter().all(|step| !step.contains(" visit ")),
            "{plan:?}"
        );
    }
}
