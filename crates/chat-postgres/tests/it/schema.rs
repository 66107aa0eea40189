//! The schema, and opening it.

use crate::{
    cluster::{client, database},
    open,
};
use chat_postgres::{
    OpenError, PostgresLogAudit, PostgresOptions, PostgresVisitLog, SCHEMA_VERSION,
};

async fn refusal(connection: &str) -> OpenError {
    match PostgresVisitLog::open(connection, PostgresOptions::default()).await {
        Err(error) => error,
        Ok(_) => panic!("it was opened"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_together_migrate_once() {
    let database = database();
    let starts = (0..8).map(|_| open(&database));
    futures::future::join_all(starts).await;
    let client = client(&database).await;
    let count = "SELECT count(*) FROM schema_migration";
    let count: i64 = client.query_one(count, &[]).await.unwrap().get(0);
    assert_eq!(count, i64::from(SCHEMA_VERSION));
}

#[tokio::test]
async fn newer_schema_is_refused_and_left_unchanged() {
    let database = database();
    drop(open(&database).await);
    let client = client(&database).await;
    let newer = "INSERT INTO schema_migration VALUES (99, 'of_tomorrow', now())";
    client.batch_execute(newer).await.unwrap();
    let error = refusal(&database).await;
    assert!(
        matches!(error, OpenError::NewerSchema { found: 99, .. }),
        "{error}"
    );
    let audit = PostgresLogAudit::open(&database).await;
    assert!(matches!(
        audit,
        Err(OpenError::NewerSchema { found: 99, .. })
    ));
}

#[tokio::test]
async fn audit_of_a_database_without_the_schema_is_refused_and_makes_none() {
    let database = database();
    for _ in 0..2 {
        let audit = PostgresLogAudit::open(&database).await;
        assert!(matches!(
            audit,
            Err(OpenError::OlderSchema { found: 0, .. })
        ));
    }
}

#[tokio::test]
async fn database_that_cannot_be_reached_is_an_error_without_a_password() {
    let connection = "host=/nowhere user=chat password=confidential dbname=chat";
    let error = refusal(connection).await;
    assert!(matches!(error, OpenError::Database(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("confidential"));
    let error = refusal("port=confidential").await;
    assert!(matches!(error, OpenError::Config(_)), "{error}");
}
