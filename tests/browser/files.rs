//! Photos and documents.

use crate::setting::{Opened, Setting, chat, composer};
use std::fs;
use visit_chat_tests::{eventually, files};

#[tokio::test]
async fn f1_photo_is_delivered_and_f2_video_is_refused_by_name() {
    let mut setting = Setting::new();
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = setting.opened().await;

    let photo = setting.folder.path().join("knee.png");
    let video = setting.folder.path().join("knee.mp4");
    fs::write(&photo, files::png(120, 80)).unwrap();
    fs::write(&video, files::mp4()).unwrap();
    let picker = format!("{}//input[@type='file']", chat(&direct));

    // The draft is kept when a file is refused.
    provider.type_into(&composer(&direct), "Look at this").await;
    provider.choose_file(&picker, &video).await;
    provider
        .sees(&format!("{}//*[@role='alert']", chat(&direct)), "MP4")
        .await;
    assert_eq!(provider.value(&composer(&direct)).await, "Look at this");
    assert_eq!(
        provider
            .count(&format!("{}//li[contains(@class,'chip')]", chat(&direct)))
            .await,
        0
    );

    provider.choose_file(&picker, &photo).await;
    provider
        .has(&format!(
            "{}//li[contains(@class,'chip ready')]",
            chat(&direct)
        ))
        .await;
    provider.type_into(&composer(&direct), "\n").await;
    patient.sees(&chat(&direct), "Look at this").await;
    eventually("the photo to be decoded", || async {
        let width = patient
            .run("return bySelector('img')[0]?.naturalWidth ?? 0")
            .await;
        (width == 120).then_some(())
    })
    .await;
    assert_eq!(patient.count("//img").await, 1);
    assert_eq!(
        patient
            .count(&format!(
                "{}//li[contains(@class,'message')]",
                chat(&direct)
            ))
            .await,
        1
    );
    assert!(!patient.source().await.contains("knee.mp4"));
}

#[tokio::test]
async fn document_is_offered_for_download() {
    let mut setting = Setting::new();
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = setting.opened().await;
    let document = setting.folder.path().join("plan d'été.pdf");
    fs::write(&document, files::pdf()).unwrap();
    provider
        .choose_file(
            &format!("{}//input[@type='file']", chat(&direct)),
            &document,
        )
        .await;
    provider
        .has(&format!(
            "{}//li[contains(@class,'chip ready')]",
            chat(&direct)
        ))
        .await;
    provider.press("Send to Carla Mendes").await;

    // The content that the link would save, byte for byte.
    patient
        .run(
            "window.saved = [];
             const make = URL.createObjectURL;
             URL.createObjectURL = (blob) => { window.blob = blob; return make.call(URL, blob); };
             HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download); }",
        )
        .await;
    patient.press("Download plan d'été.pdf").await;
    eventually("the download", || async {
        (patient.run("return window.saved.length").await == 1).then_some(())
    })
    .await;
    assert_eq!(
        patient.run("return window.saved[0]").await,
        "plan d'été.pdf"
    );
    let bytes = patient
        .run("return window.blob.arrayBuffer().then((bytes) => Array.from(new Uint8Array(bytes)))")
        .await;
    assert_eq!(bytes, serde_json::json!(files::pdf()));
}
