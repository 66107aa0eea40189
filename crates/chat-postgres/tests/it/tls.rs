//! Connections with TLS, to a server that wants it from every TCP connection.

mod authority;
mod between;

use crate::cluster::client;
use authority::Authority;
use between::{Between, without_tls};
use chat_postgres::{OpenError, PostgresLogAudit, PostgresOptions, PostgresVisitLog};
use chat_test_servers::Postgres;
use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt as _};
use tempfile::TempDir;

const NAME: &str = "db.example";
const PASSWORD: &str = "of-the-tests";

struct Server {
    cluster: Postgres,
    authority: Authority,
    files: TempDir,
}

impl Server {
    async fn start() -> Self {
        let authority = Authority::new();
        let (certificate, key) = authority.certificate(NAME);
        let files = tempfile::tempdir().unwrap();
        fs::write(files.path().join("trusted.pem"), authority.pem()).unwrap();
        fs::write(files.path().join("other.pem"), Authority::new().pem()).unwrap();
        // Another process could take the port before the server does; then the server does not start, which the test reports.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let port = port.unwrap().port();
        let settings = ["listen_addresses=127.0.0.1", "ssl=on"];
        let cluster = Postgres::start_prepared(port, &settings, |data| {
            let key_file = data.join("server.key");
            fs::write(data.join("server.crt"), certificate.pem()).unwrap();
            fs::write(&key_file, key.serialize_pem()).unwrap();
            fs::set_permissions(key_file, fs::Permissions::from_mode(0o600)).unwrap();
            let access = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
            fs::write(data.join("pg_hba.conf"), access).unwrap();
        });
        let server = Self {
            cluster,
            authority,
            files,
        };
        let password = format!("ALTER ROLE chat PASSWORD '{PASSWORD}'");
        server
            .direct()
            .await
            .batch_execute(&password)
            .await
            .unwrap();
        server
    }

    /// A connection by the Unix socket.
    async fn direct(&self) -> tokio_postgres::Client {
        client(&self.cluster.connection("postgres")).await
    }

    /// A connection string by TCP, with a name that the certificate may have or not.
    fn at(&self, name: &str, port: u16, more: &str) -> String {
        let folder = self.files.path().display();
        let more = more.replace("ROOTS/", &format!("{folder}/"));
        format!(
            "host={name} hostaddr=127.0.0.1 port={port} user=chat password={PASSWORD} dbname=postgres {more}"
        )
    }

    async fn accepts(&self, name: &str, more: &str) {
        let connection = self.at(name, self.cluster.port(), more);
        if let Err(error) = opened(&connection).await {
            panic!("{name} {more}: {error}");
        }
        PostgresLogAudit::open(&connection).await.unwrap();
    }

    async fn refuses(&self, name: &str, port: u16, more: &str, why: &str) {
        let connection = self.at(name, port, more);
        let Err(error) = opened(&connection).await else {
            panic!("{name} {more} was accepted");
        };
        assert!(error.to_string().contains(why), "{name} {more}: {error}");
        assert!(!format!("{error:?}").contains(PASSWORD));
        assert!(PostgresLogAudit::open(&connection).await.is_err());
    }
}

async fn opened(connection: &str) -> Result<PostgresVisitLog, OpenError> {
    PostgresVisitLog::open(connection, PostgresOptions::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_must_be_what_the_connection_string_asks_for() {
    let server = Server::start().await;
    let trusted = "sslrootcert=ROOTS/trusted.pem";
    let other = "sslrootcert=ROOTS/other.pem";

    for mode in ["", "sslmode=verify-full"] {
        server.accepts(NAME, &format!("{mode} {trusted}")).await;
        let wrong_name = format!("{mode} {trusted}");
        let refused = server.refuses(
            "elsewhere.example",
            server.cluster.port(),
            &wrong_name,
            "not valid for name",
        );
        refused.await;
        let unknown = format!("{mode} {other}");
        let refused = server.refuses(
            NAME,
            server.cluster.port(),
            &unknown,
            "invalid peer certificate",
        );
        refused.await;
        let of_the_system = format!("{mode} sslrootcert=system");
        let refused = server.refuses(
            NAME,
            server.cluster.port(),
            &of_the_system,
            "invalid peer certificate",
        );
        refused.await;
    }
    for verify_ca in ["verify-ca", "require"] {
        let mode = format!("sslmode={verify_ca}");
        server.accepts(NAME, &format!("{mode} {trusted}")).await;
        server
            .accepts("elsewhere.example", &format!("{mode} {trusted}"))
            .await;
        let unknown = format!("{mode} {other}");
        let refused = server.refuses(
            NAME,
            server.cluster.port(),
            &unknown,
            "invalid peer certificate",
        );
        refused.await;
    }
    for any in ["sslmode=require", "sslmode=prefer"] {
        server.accepts("elsewhere.example", any).await;
    }
    let plain = server.refuses(
        NAME,
        server.cluster.port(),
        "sslmode=disable",
        "SQLSTATE 28000",
    );
    plain.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn server_without_tls_is_refused_unless_that_is_asked_for() {
    let server = Server::start().await;
    let port = without_tls(server.cluster.socket()).await;
    for mode in [
        "",
        "sslmode=verify-full",
        "sslmode=verify-ca",
        "sslmode=require",
    ] {
        let asked = format!("{mode} sslrootcert=ROOTS/trusted.pem");
        server
            .refuses(NAME, port, &asked, "does not support TLS")
            .await;
    }
    for mode in ["sslmode=disable", "sslmode=prefer"] {
        opened(&server.at(NAME, port, mode)).await.unwrap();
    }
    let local = server.at("localhost", port, "");
    opened(&local).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn all_connections_of_a_node_have_tls() {
    let server = Server::start().await;
    let connection = server.at(NAME, server.cluster.port(), "sslrootcert=ROOTS/trusted.pem");
    let log = opened(&connection).await.unwrap();
    log.check_reads().await.unwrap();
    log.check_writes().await.unwrap();
    let audit = PostgresLogAudit::open(&connection).await.unwrap();

    let direct = server.direct().await;
    let sessions = "SELECT count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl)
        FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    let row = direct.query_one(sessions, &[]).await.unwrap();
    let (with, without): (i64, i64) = (row.get(0), row.get(1));
    assert!(with >= 3, "the writer, a reader and the audit");
    assert_eq!(without, 0);
    drop((log, audit));
}

#[tokio::test(flavor = "multi_thread")]
async fn password_is_bound_to_the_certificate_of_the_server() {
    let server = Server::start().await;
    // It ends the TLS of the client and begins its own, with another trusted certificate for the same name.
    let between = Between::start(&server.authority, NAME, server.cluster.port()).await;
    let trusted = "sslrootcert=ROOTS/trusted.pem";
    for binding in ["", "channel_binding=require"] {
        let bound = format!("{trusted} {binding}");
        server.accepts(NAME, &bound).await;
        let refused = server.refuses(NAME, between.port, &bound, "SQLSTATE 28");
        refused.await;
    }
    let unbound = format!("{trusted} channel_binding=disable");
    opened(&server.at(NAME, between.port, &unbound))
        .await
        .unwrap();
}
