//! The implementation of [`WebhookStore`].

use crate::{PostgresVisitLog, pool::Values, rows::column};
use async_trait::async_trait;
use chat_domain::ClinicId;
use chat_ports::{
    EndpointId, EndpointKey, PortError, WebhookEndpoint, WebhookStore, sql::WebhookRow,
};
use tokio_postgres::Row;
use uuid::Uuid;

const ALL: &str = "SELECT clinic, endpoint, revision, record FROM webhook_endpoint
    ORDER BY clinic, endpoint";

const OF_CLINIC: &str = "SELECT clinic, endpoint, revision, record FROM webhook_endpoint
    WHERE clinic = $1 ORDER BY endpoint";

const ONE: &str = "SELECT clinic, endpoint, revision, record FROM webhook_endpoint
    WHERE clinic = $1 AND endpoint = $2";

const INSERT: &str = "INSERT INTO webhook_endpoint (clinic, endpoint, revision, record)
    VALUES ($1, $2, $3, $4) ON CONFLICT (clinic, endpoint) DO NOTHING RETURNING 1";

const UPDATE: &str = "UPDATE webhook_endpoint SET revision = $3, record = $4
    WHERE clinic = $1 AND endpoint = $2 AND revision = $5 RETURNING 1";

const REMOVE: &str = "DELETE FROM webhook_endpoint WHERE clinic = $1 AND endpoint = $2";

#[async_trait]
impl WebhookStore for PostgresVisitLog {
    async fn list(&self, clinic: Option<ClinicId>) -> Result<Vec<WebhookEndpoint>, PortError> {
        let rows = match clinic {
            Some(clinic) => self.reads().rows(OF_CLINIC, &[&clinic.uuid()]).await?,
            None => self.reads().rows(ALL, &[]).await?,
        };
        Ok(rows.iter().filter_map(readable).collect())
    }

    async fn get(&self, key: EndpointKey) -> Result<Option<WebhookEndpoint>, PortError> {
        let values: Values<'_> = &[&key.clinic.uuid(), &key.id.uuid()];
        let rows = self.reads().rows(ONE, values).await?;
        rows.first().map(endpoint).transpose()
    }

    async fn put(&self, endpoint: WebhookEndpoint) -> Result<bool, PortError> {
        let WebhookRow {
            key,
            revision,
            json,
        } = WebhookRow::of(&endpoint)?;
        let (clinic, id, json) = (key.clinic.uuid(), key.id.uuid(), json.as_bytes());
        let stored = if revision == 1 {
            let values: Values<'_> = &[&clinic, &id, &revision, &json];
            self.changes().rows(INSERT, values).await?
        } else {
            let before = revision.saturating_sub(1);
            let values: Values<'_> = &[&clinic, &id, &revision, &json, &before];
            self.changes().rows(UPDATE, values).await?
        };
        Ok(!stored.is_empty())
    }

    async fn remove(&self, key: EndpointKey) -> Result<(), PortError> {
        let values: Values<'_> = &[&key.clinic.uuid(), &key.id.uuid()];
        self.changes().rows(REMOVE, values).await.map(drop)
    }
}

/// One that can't be read must not stop the others.
fn readable(row: &Row) -> Option<WebhookEndpoint> {
    endpoint(row)
        .inspect_err(|error| {
            let id = column::<Uuid>(row, 1).ok();
            tracing::error!(%error, endpoint = ?id, "a webhook endpoint is skipped");
        })
        .ok()
}

fn endpoint(row: &Row) -> Result<WebhookEndpoint, PortError> {
    let id = |at| column::<Uuid>(row, at);
    let key = EndpointKey {
        clinic: ClinicId::new(id(0)?),
        id: EndpointId::new(id(1)?),
    };
    WebhookRow::read(column(row, 3)?, key, column(row, 2)?)
}
