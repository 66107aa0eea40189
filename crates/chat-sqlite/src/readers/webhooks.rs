//! Webhook endpoints.

use crate::{error::port_error, webhook_rows::endpoint_key};
use chat_domain::ClinicId;
use chat_ports::{EndpointId, EndpointKey, PortError, WebhookEndpoint, sql::WebhookRow};
use rusqlite::{Connection, Params, Row};
use uuid::Uuid;

const ALL: &str = "FROM webhook_endpoint ORDER BY clinic, endpoint";

const OF_CLINIC: &str = "FROM webhook_endpoint WHERE clinic = ?1 ORDER BY endpoint";

const ONE: &str = "FROM webhook_endpoint WHERE clinic = ?1 AND endpoint = ?2";

pub(crate) fn list_webhooks(
    connection: &Connection,
    clinic: Option<ClinicId>,
) -> Result<Vec<WebhookEndpoint>, PortError> {
    let rows = match clinic {
        Some(clinic) => select(connection, OF_CLINIC, [clinic.uuid().into_bytes()])?,
        None => select(connection, ALL, [])?,
    };
    // One that can't be read must not stop the others.
    let readable = rows.into_iter().filter_map(|row| {
        row.inspect_err(|error| tracing::error!(%error, "a webhook endpoint is skipped"))
            .ok()
    });
    Ok(readable.collect())
}

pub(crate) fn get_webhook(
    connection: &Connection,
    key: EndpointKey,
) -> Result<Option<WebhookEndpoint>, PortError> {
    let found = select(connection, ONE, endpoint_key(&key))?;
    found.into_iter().next().transpose()
}

fn select(
    connection: &Connection,
    of: &str,
    wanted: impl Params,
) -> Result<Vec<Result<WebhookEndpoint, PortError>>, PortError> {
    let sql = format!("SELECT clinic, endpoint, revision, record {of}");
    let mut select = connection.prepare_cached(&sql).map_err(port_error)?;
    let mut rows = select.query(wanted).map_err(port_error)?;
    let mut endpoints = Vec::new();
    while let Some(row) = rows.next().map_err(port_error)? {
        endpoints.push(endpoint_of(row));
    }
    Ok(endpoints)
}

fn endpoint_of(row: &Row<'_>) -> Result<WebhookEndpoint, PortError> {
    let columns = || {
        let id = |at| row.get(at).map(Uuid::from_bytes);
        let key = EndpointKey {
            clinic: ClinicId::new(id(0)?),
            id: EndpointId::new(id(1)?),
        };
        Ok((key, row.get(2)?, row.get::<_, String>(3)?))
    };
    let (key, revision, json) = columns().map_err(port_error)?;
    WebhookRow::read(json.as_bytes(), key, revision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn endpoints_are_found_and_ordered_by_the_key() {
        for sql in [ALL, OF_CLINIC, ONE] {
            let plan = plan(&format!("SELECT record {sql}"));
            assert_eq!(plan.len(), 1, "no sorting: {plan:?}");
        }
    }
}
