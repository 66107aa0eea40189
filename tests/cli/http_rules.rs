//! HTTP's requirements on requests are enforced on every path.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};
use visit_chat_tests::ServerProcess;

#[test]
fn every_path_requires_one_host_and_plain_bodies() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("data"));
    let address = server.url().trim_start_matches("http://").to_owned();
    for path in [
        "/",
        "/healthz",
        "/readyz",
        "/visit.html",
        "/nothing",
        "/chat/v1/me",
    ] {
        for (headers, status) in [
            ("", "400"),
            ("Host: a.example\r\nHost: a.example\r\n", "400"),
            (
                "Host: a.example\r\nTransfer-Encoding: gzip, chunked\r\n",
                "501",
            ),
            ("Host: a.example\r\nContent-Encoding: gzip\r\n", "415"),
        ] {
            let mut stream = TcpStream::connect(&address).unwrap();
            let asked = format!("GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
            stream.write_all(asked.as_bytes()).unwrap();
            let mut answer = String::new();
            // A connection that breaks after the response is fine.
            let _ = stream.read_to_string(&mut answer);
            let found = answer.split(' ').nth(1);
            assert_eq!(found, Some(status), "{asked}{answer}");
            assert!(
                answer.contains("application/problem+json"),
                "{asked}{answer}"
            );
        }
    }
}
