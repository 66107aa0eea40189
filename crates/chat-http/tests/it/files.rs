//! Uploads and downloads (F1 to F5).

use crate::{
    clinic::{ADA, BEN, Clinic, PIA, direct, send_body},
    http::{Answer, keys, request},
};
use axum::{
    body::Body,
    http::{Method, header, request::Builder},
};
use bytes::Bytes;
use chat_attachments::fixture;
use futures::stream;
use serde_json::json;
use std::fmt::Write as _;

impl Clinic {
    pub(crate) async fn upload(
        &self,
        person: u128,
        chat: &str,
        name: &str,
        media_type: &str,
        bytes: impl Into<Body>,
    ) -> Answer {
        let request = self.upload_request(person, chat, name);
        let request = request.header(header::CONTENT_TYPE, media_type);
        self.send(request.body(bytes.into()).unwrap()).await
    }

    /// With an `Upload-Id`.
    pub(crate) async fn upload_as(
        &self,
        upload: Option<&str>,
        person: u128,
        chat: &str,
        name: &str,
        bytes: impl Into<Body>,
    ) -> Answer {
        let mut request = self.upload_request(person, chat, name);
        if let Some(upload) = upload {
            request = request.header("upload-id", upload);
        }
        self.send(request.body(bytes.into()).unwrap()).await
    }

    pub(crate) fn upload_request(&self, person: u128, chat: &str, name: &str) -> Builder {
        let mut encoded = String::new();
        for byte in name.bytes() {
            write!(encoded, "%{byte:02x}").unwrap();
        }
        let path = self.path(&format!("/chats/{chat}/files"));
        request(Method::POST, &path, &self.token(person)).header(
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{encoded}"),
        )
    }

    /// Uploads a file for the visit chat and sends it there.
    pub(crate) async fn sent(&self, name: &str, bytes: Vec<u8>) -> Sent {
        let file = self.upload_as(None, ADA, "visit", name, bytes).await;
        let file = file.expect(201).json();
        let mut body = send_body("visit", ADA, "look");
        body["files"] = json!([file["attachment"]]);
        let path = self.path("/chats/visit/messages");
        let sent = self.post(&path, &self.token(ADA), &body).await.expect(200);
        Sent {
            file: file["attachment"].as_str().unwrap().to_owned(),
            message: sent.json()["message"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) async fn read(&self, person: u128, file: &str, range: Option<&str>) -> Answer {
        let headers: Vec<_> = range.map(|range| ("range", range)).into_iter().collect();
        self.read_with(person, file, &headers).await
    }

    pub(crate) async fn read_with(
        &self,
        person: u128,
        file: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = self.path(&format!("/files/{file}"));
        let mut request = request(Method::GET, &path, &self.token(person));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

/// A file, and the message that carries it.
pub(crate) struct Sent {
    pub(crate) file: String,
    pub(crate) message: String,
}

#[tokio::test]
async fn file_is_readable_between_its_message_and_its_retraction() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    let png = fixture::png(3, 2);
    let name = "Röntgen; \"links\" 100%.png";
    let answer = clinic
        .upload(ADA, &chat, name, "image/png", png.clone())
        .await
        .expect(201);
    let file = answer.json();
    assert_eq!(
        keys(&file),
        [
            "attachment",
            "is_image",
            "media_type",
            "name",
            "removed",
            "sha256",
            "size",
            "stage",
            "upload"
        ]
    );
    assert_eq!(file["name"], name);
    assert_eq!(
        (&file["media_type"], &file["is_image"]),
        (&json!("image/png"), &json!(true))
    );
    let attachment = file["attachment"].as_str().unwrap();

    // Not before a message carries it, not even for the uploader.
    for person in [ADA, PIA] {
        clinic
            .read(person, attachment, None)
            .await
            .refuses(404, "file_unknown");
    }
    let mut body = send_body(&chat, ADA, "");
    body["files"] = json!([attachment]);
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    let sent = clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .expect(200)
        .json();

    let read = clinic.read(PIA, attachment, None).await.expect(200);
    assert_eq!(read.body.len() as u64, file["size"].as_u64().unwrap());
    assert_eq!(read.header("content-length"), read.body.len().to_string());
    assert_eq!(read.header("content-type"), "image/png");
    assert_eq!(read.header("cache-control"), "private, no-store");
    assert_eq!(read.header("accept-ranges"), "bytes");
    assert!(
        read.header("content-security-policy")
            .starts_with("sandbox")
    );
    assert_eq!(
        read.header("content-disposition"),
        "attachment; filename=\"R_ntgen; _links_ 100_.png\"; \
         filename*=UTF-8''R%C3%B6ntgen%3B%20_links_%20100%25.png"
    );
    // Ben is in the visit but not in this chat: to him the file does not exist.
    let unknown = clinic
        .read(BEN, &uuid::Uuid::now_v7().to_string(), None)
        .await;
    assert_eq!(clinic.read(BEN, attachment, None).await, unknown);
    unknown.refuses(404, "file_unknown");

    let message = sent["message"].as_str().unwrap();
    let retraction = clinic.path(&format!("/messages/{message}/retraction"));
    let because = json!({ "reason": "wrong patient" });
    clinic
        .post(&retraction, &clinic.token(ADA), &because)
        .await
        .expect(204);
    clinic
        .read(PIA, attachment, None)
        .await
        .refuses(404, "file_unknown");
}

#[tokio::test]
async fn head_and_range_requests_follow_rfc_9110() {
    let clinic = Clinic::new().await;
    let file = clinic.sent("a.png", fixture::png(20, 20)).await.file;
    let whole = clinic.read(ADA, &file, None).await.expect(200);
    let size = whole.body.len();

    let path = clinic.path(&format!("/files/{file}"));
    let head = clinic
        .call(Method::HEAD, &path, &clinic.token(ADA))
        .await
        .expect(200);
    assert!(head.body.is_empty());
    assert_eq!(head.headers, whole.headers);

    let last = size - 1;
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=5-", 5, size),
        ("bytes=-4", size - 4, size),
        ("bytes=0-99999999", 0, size),
    ] {
        let part = clinic.read(ADA, &file, Some(range)).await.expect(206);
        assert_eq!(part.body, whole.body.slice(from..to), "{range}");
        assert_eq!(
            part.header("content-range"),
            format!("bytes {from}-{}/{size}", to - 1)
        );
        assert_eq!(part.header("content-length"), (to - from).to_string());
    }
    for range in ["bytes=0-0,2-3", "lines=1-2", "bytes=9-2", "nonsense"] {
        assert_eq!(clinic.read(ADA, &file, Some(range)).await, whole, "{range}");
    }
    for range in [format!("bytes={size}-"), "bytes=-0".to_owned()] {
        let answer = clinic.read(ADA, &file, Some(&range)).await;
        answer.refuses(416, "range_not_satisfiable");
        assert_eq!(answer.header("content-range"), format!("bytes */{size}"));
    }
    // A range of the bytes whose validator the client has, otherwise the whole file.
    let range = format!("bytes=1-{last}");
    let etag = whole.header("etag");
    for (condition, status) in [
        (etag, 206),
        ("\"x\"", 200),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 200),
    ] {
        let conditional = [("range", range.as_str()), ("if-range", condition)];
        let answer = clinic.read_with(ADA, &file, &conditional).await;
        assert_eq!(answer.expect(status).header("etag"), etag);
    }
    let known = clinic
        .read_with(ADA, &file, &[("if-none-match", etag)])
        .await;
    assert!(known.expect(304).body.is_empty());
}

#[tokio::test]
async fn renamed_video_is_reported_as_a_video() {
    let clinic = Clinic::new().await;
    let before = clinic.version().await;
    let answer = clinic
        .upload(ADA, "visit", "scan.png", "image/png", fixture::mp4())
        .await;
    let problem = answer.refuses(415, "not_accepted");
    assert_eq!(problem["rule"], "F2");
    assert!(
        problem["detail"].as_str().unwrap().contains("MP4"),
        "{problem}"
    );
    assert!(
        problem["detail"].as_str().unwrap().contains("You can send"),
        "{problem}"
    );
    let macros = fixture::docm();
    let answer = clinic
        .upload(ADA, "visit", "a.docm", "application/zip", macros)
        .await;
    assert_eq!(answer.status, 415);
    answer.problem();
    assert_eq!(clinic.version().await, before);
}

#[tokio::test]
async fn upload_requires_permission_to_write() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    let upload = async |person, chat: &str| {
        clinic
            .upload(person, chat, "a.png", "image/png", fixture::png(2, 2))
            .await
    };
    upload(PIA, &chat).await.refuses(403, "not_started");
    upload(BEN, &chat).await.refuses(404, "chat_unknown");
    upload(7, &chat).await.refuses(404, "visit_unknown");
    // A file uploaded for one chat can't be sent in another.
    let file = upload(ADA, &chat).await.expect(201).json();
    let mut body = send_body("visit", ADA, "look");
    body["files"] = json!([file["attachment"]]);
    let path = clinic.path("/chats/visit/messages");
    clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .refuses(404, "file_unknown");
}

#[tokio::test]
async fn upload_checks_names_and_sizes() {
    let clinic = Clinic::new().await;
    let before = clinic.version().await;
    let path = clinic.path("/chats/visit/files");
    for disposition in [
        None,
        Some("attachment"),
        Some("attachment; filename*=UTF-8''%FF"),
    ] {
        let mut nameless = request(Method::POST, &path, &clinic.token(ADA));
        if let Some(disposition) = disposition {
            nameless = nameless.header(header::CONTENT_DISPOSITION, disposition);
        }
        let nameless = nameless.body(fixture::png(2, 2).into()).unwrap();
        clinic
            .send(nameless)
            .await
            .refuses(400, "file_name_missing");
    }
    for name in ["a\0.png", "gnp\u{202E}.png", "../a.png", "a/b.png", ""] {
        let answer = clinic
            .upload(ADA, "visit", name, "image/png", fixture::png(2, 2))
            .await;
        assert!(answer.status.is_client_error(), "{name:?}: {answer:?}");
        answer.problem();
    }
    let huge =
        stream::iter((0..500).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![0; 65_536]))));
    let answer = clinic.upload(
        ADA,
        "visit",
        "a.bin",
        "application/octet-stream",
        Body::from_stream(huge),
    );
    assert_eq!(answer.await.status, 415); // refused by its first bytes
    // After a PDF header, any bytes may follow until the end.
    let mut start = fixture::pdf();
    start.resize(65_536, b' ');
    let huge =
        stream::iter((0..500).map(move |_| Ok::<_, std::io::Error>(Bytes::from(start.clone()))));
    let answer = clinic
        .upload_as(None, ADA, "visit", "a.pdf", Body::from_stream(huge))
        .await;
    answer.refuses(413, "file_too_large");
    let broken = stream::iter([
        Ok(Bytes::from_static(b"\x89PNG")),
        Err(std::io::Error::other("the connection broke")),
    ]);
    let answer = clinic
        .upload(
            ADA,
            "visit",
            "a.png",
            "image/png",
            Body::from_stream(broken),
        )
        .await;
    answer.refuses(400, "upload_interrupted");
    assert_eq!(clinic.version().await, before);
}
