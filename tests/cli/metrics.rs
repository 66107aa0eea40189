//! `/metrics`: each metric moves when its act happens.

use crate::{
    clamd::{Clamd, WORM},
    scene::{Scene, client},
};
use chat_client::DashboardFilter;
use chat_domain::VisitId;
use reqwest::{Method, StatusCode};
use std::path::Path;
use tokio::net::TcpListener;
use uuid::Uuid;
use visit_chat_tests::{Clinic, ServerProcess, Token, eventually, files};

/// A server with metrics and these variables, and their address.
pub(crate) fn measured(data: &Path, variables: &[(&str, &str)]) -> (ServerProcess, String) {
    let metrics = ("VISIT_CHAT_METRICS_LISTEN", "127.0.0.1:0");
    let variables = [&[metrics], variables].concat();
    let mut server = ServerProcess::serve_with(data, &variables);
    let line = server.next_line();
    let url = line.trim().strip_prefix("Metrics on ").unwrap().to_owned();
    (server, url)
}

/// All metrics now.
pub(crate) async fn scrape(url: &str) -> String {
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().await.unwrap()
}

/// The sum of the samples whose line begins so.
fn sum(text: &str, start: &str) -> f64 {
    let samples = text.lines().filter(|line| line.starts_with(start));
    let values = samples.filter_map(|line| line.rsplit(' ').next());
    values.map(|value| value.parse::<f64>().unwrap()).sum()
}

async fn reaches(url: &str, start: &str, wanted: f64) {
    eventually(&format!("{start} {wanted}"), async || {
        let text = scrape(url).await;
        let found = text.lines().any(|line| line.starts_with(start));
        (found && sum(&text, start) == wanted).then_some(())
    })
    .await;
}

#[tokio::test]
async fn sends_refusals_appends_and_requests_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (server, url) = measured(&folder.path().join("data"), &[]);
    let (clinic, provider, patient, visit) = Clinic::with_visit(server.url()).await;
    clinic.act(&patient, visit, "enter_waiting_room").await;
    let text = scrape(&url).await;
    assert_eq!(sum(&text, "visit_chat_sends_total{"), 0.0);
    assert_eq!(sum(&text, "visit_chat_refusals_total{"), 0.0);
    let appends = sum(&text, "visit_chat_append_seconds_count");
    assert!(appends >= 1.0, "the visit was scheduled: {text}");
    assert!(text.contains("visit_chat_build_info{version=\""), "{text}");
    assert!(sum(&text, "process_start_time_seconds") > 1e9);

    let refused = clinic.send(&patient, visit, "visit", Uuid::now_v7(), "hello");
    assert_eq!(refused.await.unwrap()["rule"], "W2");
    let sent = clinic.send(&provider, visit, "visit", Uuid::now_v7(), "hello");
    assert!(sent.await.unwrap()["message"].is_string());

    let text = scrape(&url).await;
    for (start, value) in [
        ("visit_chat_sends_total{outcome=\"stored\"}", 1.0),
        ("visit_chat_sends_total{outcome=\"refused\"}", 1.0),
        ("visit_chat_refusals_total{rule=\"W2\"}", 1.0),
        ("visit_chat_refusals_total{", 1.0),
        ("visit_chat_append_seconds_count", appends + 1.0),
        ("visit_chat_append_entries_count", appends + 1.0),
        ("visit_chat_queued_commands", 0.0),
        ("visit_chat_cached_visits", 1.0),
        ("visit_chat_hints_total{event=\"announced\"}", appends + 1.0),
    ] {
        assert_eq!(sum(&text, start), value, "{start}: {text}");
    }
    assert!(sum(&text, "visit_chat_cached_bytes") > 0.0);
    let posts = "visit_chat_http_requests_total{method=\"POST\",route=\"/chat/v1/visits/{visit}/chats/{chat}/messages\",status=";
    assert_eq!(sum(&text, &format!("{posts}\"2xx\"}}")), 1.0, "{text}");
    assert_eq!(sum(&text, &format!("{posts}\"4xx\"}}")), 1.0, "{text}");
    let took = "visit_chat_http_request_seconds_count{method=\"POST\",route=\"/chat/v1/visits/{visit}/chats/{chat}/messages\"}";
    assert_eq!(sum(&text, took), 2.0, "{text}");
}

#[tokio::test]
async fn live_connections_and_readers_are_counted_while_they_last() {
    let folder = tempfile::tempdir().unwrap();
    let (server, url) = measured(&folder.path().join("data"), &[]);
    let (clinic, provider, _, visit) = Clinic::with_visit(server.url()).await;
    let (live, events) = client(&clinic, &provider).live();
    live.follow(VisitId::new(visit.id)).await;
    live.follow_dashboard(DashboardFilter::default()).await;
    reaches(&url, "visit_chat_live_connections", 1.0).await;
    reaches(&url, "visit_chat_followed_visits", 1.0).await;
    reaches(&url, "visit_chat_followed_dashboards", 1.0).await;

    let host = Token::host(clinic.id).sign();
    let stream = clinic
        .request(&host, Method::GET, "/events")
        .header("accept", "text/event-stream")
        .send()
        .await
        .unwrap();
    reaches(&url, "visit_chat_event_readers", 1.0).await;
    drop((live, events, stream));
    for gauge in [
        "visit_chat_live_connections",
        "visit_chat_followed_visits",
        "visit_chat_followed_dashboards",
        "visit_chat_event_readers",
    ] {
        reaches(&url, gauge, 0.0).await;
    }
}

#[tokio::test]
async fn uploads_and_scans_are_counted_by_their_outcome() {
    let clamd = Clamd::start("").await;
    let folder = tempfile::tempdir().unwrap();
    let address = clamd.tcp().to_string();
    let scanner = [("VISIT_CHAT_SCANNER_CLAMD", &*address)];
    let (server, url) = measured(&folder.path().join("data"), &scanner);
    let scene = Scene::on(&server).await;
    let worm = [b"{\\rtf1 ", WORM, b"}"].concat();
    let mut stages = Vec::new();
    for (name, bytes) in [("a.pdf", files::pdf()), ("b.rtf", worm)] {
        stages.push(scene.upload(Uuid::now_v7(), name, &bytes).await.0);
    }
    assert_eq!(
        stages,
        [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY]
    );
    drop(clamd);
    let (held, _) = scene.upload(Uuid::now_v7(), "c.pdf", &files::pdf()).await;
    assert_eq!(held, StatusCode::ACCEPTED);
    let text = scrape(&url).await;
    for (start, value) in [
        ("visit_chat_uploads_total{outcome=\"stored\"}", 1.0),
        ("visit_chat_uploads_total{outcome=\"refused\"}", 1.0),
        ("visit_chat_uploads_total{outcome=\"held\"}", 1.0),
        ("visit_chat_scans_total{verdict=\"clean\"}", 1.0),
        ("visit_chat_scans_total{verdict=\"infected\"}", 1.0),
        ("visit_chat_scans_total{verdict=\"none\"}", 1.0),
        ("visit_chat_scan_seconds_count", 3.0),
    ] {
        assert_eq!(sum(&text, start), value, "{start}: {text}");
    }
}

#[tokio::test]
async fn requests_beyond_a_persons_rate_are_counted_by_kind() {
    let folder = tempfile::tempdir().unwrap();
    let limited = [("VISIT_CHAT_RATES_LIMITED", "true")];
    let (server, url) = measured(&folder.path().join("data"), &limited);
    let (clinic, provider, _, visit) = Clinic::with_visit(server.url()).await;
    let send = || clinic.send(&provider, visit, "visit", Uuid::now_v7(), "hello");
    let sent = futures::future::join_all((0..200).map(|_| send())).await;
    let limited = sent.iter().filter(|sent| {
        let sent = sent.as_ref().unwrap();
        sent["code"] == "rate_limited"
    });
    let limited = limited.count() as f64;
    assert!(limited > 0.0);
    let text = scrape(&url).await;
    let kind = "visit_chat_rate_limited_total{kind=\"message\"}";
    assert_eq!(sum(&text, kind), limited, "{text}");
    assert_eq!(
        sum(&text, "visit_chat_sends_total{outcome=\"limited\"}"),
        limited
    );
}

#[tokio::test]
async fn metrics_are_off_by_default_and_not_on_the_servers_own_address() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("a"));
    let answer = reqwest::get(format!("{}/metrics", server.url())).await;
    assert_eq!(answer.unwrap().status(), StatusCode::NOT_FOUND);
    let (server, _) = measured(&folder.path().join("b"), &[]);
    let answer = reqwest::get(format!("{}/metrics", server.url())).await;
    assert_eq!(answer.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn address_that_is_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = ServerProcess::command(["serve"]);
    command
        .env("VISIT_CHAT_DATA", &data)
        .env("VISIT_CHAT_LISTEN", "127.0.0.1:0")
        .env("VISIT_CHAT_JWT_SECRET", visit_chat_tests::SECRET)
        .env("VISIT_CHAT_METRICS_LISTEN", &address);
    let output = crate::run(&mut command);
    assert_eq!(output.code, 1);
    assert!(output.err.contains(&address), "{}", output.err);
    assert_eq!(output.out, "", "it does not serve without its metrics");
}
