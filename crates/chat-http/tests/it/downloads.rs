//! Downloads: access and headers (F5, RFC 6266, RFC 9110).

use crate::{
    clinic::{ADA, Clinic, OUTSIDER, PIA, QUIN},
    http::{Answer, request},
};
use axum::{body::Body, http::Method};
use chat_attachments::fixture;
use serde_json::json;

impl Clinic {
    async fn thumbnail(&self, person: u128, file: &str) -> Answer {
        let path = self.path(&format!("/files/{file}/thumbnail"));
        self.get(&path, &self.token(person)).await
    }
}

#[track_caller]
fn is_cautious(answer: &Answer) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("sandbox;"), "{policy}");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn download_opens_the_file_once_and_a_304_or_416_never() {
    let clinic = Clinic::new().await;
    let file = clinic.sent("a.pdf", fixture::pdf()).await.file;
    let opened = async |headers: &[(&str, &str)], status: u16| {
        let before = clinic.files.opened();
        let answer = clinic.read_with(ADA, &file, headers).await;
        let etag = answer.expect(status).header("etag").to_owned();
        (clinic.files.opened() - before, etag)
    };
    let (once, etag) = opened(&[], 200).await;
    assert_eq!(once, 1);
    assert_eq!(opened(&[("range", "bytes=0-3")], 206).await.0, 1);
    let known = [("if-none-match", etag.as_str())];
    assert_eq!(opened(&known, 304).await.0, 0);
    let before = clinic.files.opened();
    let beyond = clinic.read(ADA, &file, Some("bytes=999999-")).await;
    beyond.refuses(416, "range_not_satisfiable");
    assert_eq!(clinic.files.opened(), before);
}

#[tokio::test]
async fn an_overseers_download_opens_the_file_once_and_a_thumbnail_is_made_once() {
    let clinic = Clinic::new().await;
    let file = clinic.sent("a.png", fixture::png(8, 8)).await.file;
    let (file, overseer) = (clinic.path(&format!("/files/{file}")), clinic.overseer());
    let opened = async |path: &str, status: u16| {
        let before = clinic.files.opened();
        clinic.get(path, &overseer).await.expect(status);
        clinic.files.opened() - before
    };
    assert_eq!(opened(&file, 404).await, 0);
    let glass = clinic.path("/chats/visit/oversight");
    let why = json!({ "reason": "complaint 17" });
    clinic.post(&glass, &overseer, &why).await.expect(200);
    assert_eq!(opened(&file, 200).await, 1);
    let thumbnail = format!("{file}/thumbnail");
    assert_eq!(opened(&thumbnail, 200).await, 1);
    assert_eq!(opened(&thumbnail, 200).await, 0);
}

#[tokio::test]
async fn every_file_response_forbids_content_sniffing() {
    let clinic = Clinic::new().await;
    let file = clinic.sent("a.pdf", fixture::pdf()).await.file;
    is_cautious(&clinic.read(ADA, &file, None).await.expect(200));
    is_cautious(&clinic.read(ADA, &file, Some("bytes=0-3")).await.expect(206));
    let head = clinic.path(&format!("/files/{file}"));
    let head = clinic.call(Method::HEAD, &head, &clinic.token(ADA)).await;
    is_cautious(&head.expect(200));
    let etag = clinic
        .read(ADA, &file, None)
        .await
        .header("etag")
        .to_owned();
    let known = [("if-none-match", etag.as_str())];
    is_cautious(&clinic.read_with(ADA, &file, &known).await.expect(304));
    let photo = clinic.sent("a.png", fixture::png(4, 4)).await.file;
    is_cautious(&clinic.thumbnail(ADA, &photo).await.expect(200));
    // `problem` checks the headers of errors.
    clinic
        .read(ADA, &file, Some("bytes=999999-"))
        .await
        .refuses(416, "range_not_satisfiable");
    clinic
        .read(OUTSIDER, &file, None)
        .await
        .refuses(404, "visit_unknown");
    let anonymous = request(Method::GET, &clinic.path(&format!("/files/{file}")), "");
    let anonymous = clinic.send(anonymous.body(Body::empty()).unwrap()).await;
    anonymous.refuses(401, "unauthenticated");
}

#[tokio::test]
async fn only_pictures_are_served_inline_and_only_on_request() {
    let clinic = Clinic::new().await;
    for (name, bytes, shown) in [
        ("a.png", fixture::png(2, 2), true),
        ("a.jpg", fixture::jpeg(), true),
        ("a.gif", fixture::gif(), true),
        ("a.pdf", fixture::pdf(), false),
        ("a.rtf", fixture::rtf(), false),
        ("a.docx", fixture::docx(), false),
    ] {
        let file = clinic.sent(name, bytes).await.file;
        for (query, asked) in [("", false), ("?inline", true), ("?inline=true", true)] {
            let answer = clinic
                .get(
                    &clinic.path(&format!("/files/{file}{query}")),
                    &clinic.token(ADA),
                )
                .await
                .expect(200);
            is_cautious(&answer);
            let disposition = answer.header("content-disposition");
            let expected = if shown && asked {
                "inline; "
            } else {
                "attachment; "
            };
            assert!(
                disposition.starts_with(expected),
                "{name}{query}: {disposition}"
            );
            assert!(disposition.ends_with(name), "{disposition}");
        }
    }
}

#[tokio::test]
async fn file_names_survive_the_ascii_header() {
    let clinic = Clinic::new().await;
    let long = "é".repeat(125) + ".png"; // 254 bytes
    for (name, saved) in [
        ("it's; 100% \"mine\".png", "it's; 100% _mine_.png"),
        ("visit 10:30 <1|2>?*.png", "visit 10_30 _1_2___.png"),
        ("写真.png", "写真.png"),
        ("-x y.png", "-x y.png"),
        (&long, &long),
    ] {
        let file = clinic.sent(name, fixture::png(2, 2)).await.file;
        let answer = clinic.read(ADA, &file, None).await.expect(200);
        let page = clinic.path("/chats/visit/messages");
        let page = clinic.get(&page, &clinic.token(ADA)).await.expect(200);
        assert!(page.json().to_string().contains(&json!(name).to_string()));
        let disposition = answer.header("content-disposition");
        assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
        let (_, encoded) = disposition.split_once("filename*=UTF-8''").unwrap();
        let mut bytes = Vec::new();
        let mut rest = encoded.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let hex = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
                }
                byte => byte,
            });
        }
        assert_eq!(String::from_utf8(bytes).unwrap(), saved);
    }
}

#[tokio::test]
async fn thumbnail_is_a_small_jpeg_and_only_for_pictures() {
    let clinic = Clinic::new().await;
    for (name, bytes) in [
        ("a.png", fixture::png(900, 30)),
        ("a.jpg", fixture::jpeg_with_location()),
        ("a.gif", fixture::gif()),
    ] {
        let file = clinic.sent(name, bytes).await.file;
        let small = clinic.thumbnail(ADA, &file).await.expect(200);
        assert_eq!(small.header("content-type"), "image/jpeg");
        assert_eq!(small.header("content-disposition"), "inline");
        assert!(small.body.starts_with(&[0xff, 0xd8, 0xff]), "{name}");
        assert!(small.body.ends_with(&[0xff, 0xd9]), "{name}");
        assert_eq!(clinic.thumbnail(ADA, &file).await, small);
    }
    let file = clinic.sent("a.pdf", fixture::pdf()).await.file;
    clinic
        .thumbnail(ADA, &file)
        .await
        .refuses(404, "no_thumbnail");
    // Only readers of the file learn whether it has a thumbnail.
    let chat = crate::clinic::direct(ADA, PIA);
    let private = clinic
        .upload_as(None, ADA, &chat, "a.png", fixture::png(4, 4))
        .await;
    let private = private.expect(201).json()["attachment"]
        .as_str()
        .unwrap()
        .to_owned();
    let unknown = clinic
        .thumbnail(QUIN, &uuid::Uuid::now_v7().to_string())
        .await;
    assert_eq!(clinic.thumbnail(QUIN, &private).await, unknown);
    unknown.refuses(404, "file_unknown");
}

#[tokio::test]
async fn f5_file_of_a_retracted_message_is_unreadable_and_a_removed_reader_reads_nothing() {
    let clinic = Clinic::new().await;
    for person in [PIA, QUIN] {
        clinic.act(person, "enter_waiting_room").await;
    }
    let (kept, retracted) = (
        clinic.sent("a.png", fixture::png(20, 20)).await,
        clinic.sent("b.png", fixture::png(30, 30)).await,
    );
    let because = json!({ "reason": "wrong patient" });
    for file in [&kept.file, &retracted.file] {
        for person in [PIA, QUIN] {
            clinic.read(person, file, None).await.expect(200);
            clinic.thumbnail(person, file).await.expect(200);
        }
    }
    let retraction = clinic.path(&format!("/messages/{}/retraction", retracted.message));
    clinic
        .post(&retraction, &clinic.token(ADA), &because)
        .await
        .expect(204);
    for person in [ADA, PIA, QUIN] {
        clinic
            .read(person, &retracted.file, None)
            .await
            .refuses(404, "file_unknown");
        let range = clinic
            .read(person, &retracted.file, Some("bytes=0-1"))
            .await;
        range.refuses(404, "file_unknown");
        let small = clinic.thumbnail(person, &retracted.file).await;
        small.refuses(404, "file_unknown");
        clinic.read(person, &kept.file, None).await.expect(200);
    }
    let removal = clinic.path(&format!("/participants/{}/removal", crate::clinic::id(PIA)));
    clinic
        .post(&removal, &clinic.token(ADA), &because)
        .await
        .expect(204);
    clinic
        .read(PIA, &kept.file, None)
        .await
        .refuses(403, "removed");
    clinic.read(QUIN, &kept.file, None).await.expect(200);
}
