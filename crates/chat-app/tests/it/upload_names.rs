//! The names of files: one call decides for check and upload.

use crate::{
    clinic::{PATIENT, PROVIDER, direct},
    uploading::{World, new_upload, upload},
};
use bytes::Bytes;
use chat_app::{AppError, FileRefused};
use chat_attachments::{AttachmentPolicy, Claim, fixture, judge};
use chat_domain::FileName;
use futures::stream;
use proptest::prelude::*;
use std::io::Cursor;

/// Names of a PNG: characters of all sorts before, in and behind an ending.
fn name() -> impl Strategy<Value = String> {
    let special: Vec<char> =
        " .:/\\\0\n\u{A0}\u{AD}\u{200B}\u{200C}\u{200D}\u{200E}\u{202D}\u{202E}\
        \u{2028}\u{2066}\u{2800}\u{FE0F}\u{FEFF}\u{1D173}\u{E0100}\u{E0041}\u{3164}é葛❤"
            .chars()
            .collect();
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9 ]{1,4}",
        4 => prop::sample::select(special).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
        1 => prop::sample::select(vec![".exe", ".js", ". Reg", "con", "::"]).prop_map(str::to_owned),
    ];
    let stem = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    let ending = prop::sample::select(vec![
        ".png",
        ".png",
        ".PNG",
        ".png ",
        ".p\u{200B}ng",
        ".jpg",
        ". Smith",
        "",
    ]);
    (stem, ending).prop_map(|(stem, ending)| stem + ending)
}

async fn uploaded(name: &str, bytes: &[u8]) -> Result<FileName, AppError> {
    let (_, service, visit) = World::with_visit().await;
    let new = new_upload(direct(PROVIDER, PATIENT), name, None);
    let uploaded = upload(&service, visit, PROVIDER, new, bytes).await?;
    Ok(uploaded.file.name)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn upload_accepts_exactly_the_names_that_the_check_accepts(name in name()) {
        let png = fixture::png(2, 2);
        let checked = judge(Cursor::new(&png), &Claim::named(&name), &AttachmentPolicy::DEFAULT).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        match runtime.block_on(uploaded(&name, &png)) {
            Ok(recorded) => {
                prop_assert!(checked.is_accepted(), "{}", checked.sentence());
                prop_assert_eq!(FileName::new(&name), Ok(recorded));
            }
            Err(AppError::FileRefused(FileRefused { code, sentence, .. })) => {
                prop_assert_eq!(code, checked.reason_code());
                prop_assert_eq!(sentence, checked.sentence());
                prop_assert_eq!(FileName::new(&name).is_err(), code == "name_unsafe");
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

#[tokio::test]
async fn pasted_names_are_recorded_as_displayed() {
    for (name, recorded) in [
        ("visit 10:30.png", "visit 10:30.png"),
        ("a\u{2800}b.png", "a b.png"),
        ("a\u{1D173}.png", "a.png"),
        ("葛\u{E0100}城.png", "葛\u{E0100}城.png"),
        ("a\u{E0100}.png", "a.png"),
        (
            " \u{200E}گزارش\u{200C}ها.png\u{FEFF} ",
            "گزارش\u{200C}ها.png",
        ),
        ("Node.js.png", "Node.js.png"),
    ] {
        let uploaded = uploaded(name, &fixture::png(2, 2)).await.unwrap();
        assert_eq!(uploaded.as_str(), recorded);
    }
}

#[tokio::test]
async fn name_is_judged_before_the_body_is_read() {
    let (world, service, visit) = World::with_visit().await;
    let new = new_upload(direct(PROVIDER, PATIENT), "a\u{202E}gnp.exe", None);
    let never = stream::poll_fn(
        |_| -> std::task::Poll<Option<Result<Bytes, std::io::Error>>> {
            panic!("a byte is asked for")
        },
    );
    let refused = service.upload(visit, PROVIDER, new, never).await;
    let Err(AppError::FileRefused(refused)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(refused.code, "name_unsafe");
    assert!(world.records().await.is_empty() && world.store.keys().is_empty());
}
