//! Photos without their metadata.

use crate::setting::{Setting, chat, composer, direct_message};
use serde_json::{Value, json};
use std::fs;
use visit_chat_tests::{Window, eventually, files};

const SECRETS: [&str; 3] = [
    "48.8584 N 2.2945 E, third floor",
    "Example Phone 7, serial 0815-4711",
    "taken in the kitchen of Carla Mendes",
];

#[tokio::test]
async fn f9_photo_is_shown_upright_and_without_metadata() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let visit = setting
        .clinic
        .schedule("one_to_one", &[&setting.provider, &carla])
        .await;
    let direct = carla.direct(&setting.provider);
    let patient = setting.attend(&carla, visit).await;
    let provider = setting.dashboard().await;
    direct_message(&provider, &carla).await;
    patient.run(REMEMBER).await;
    let photo = setting.folder.path().join("rash.jpg");
    let bytes = files::photo(SECRETS);
    assert!(SECRETS.iter().all(|secret| holds(&bytes, secret)));
    fs::write(&photo, &bytes).unwrap();

    let picker = format!("{}//input[@type='file']", chat(&direct));
    provider.choose_file(&picker, &photo).await;
    let chip = format!("{}//li[contains(@class,'chip ready')]", chat(&direct));
    let notice = "Location, device, and comment data were removed.";
    provider.sees(&chip, notice).await;
    provider.type_into(&composer(&direct), "Like this?\n").await;

    patient.sees(&chat(&direct), "Like this?").await;
    // The chat shows a thumbnail.
    let small = "bySelector('img.picture')[0]";
    assert_eq!(looks(&patient, small, 320).await, upright(213, 320));
    if let Some(folder) = std::env::var_os("SCREENSHOTS") {
        let shown = patient.screenshot().await;
        fs::write(std::path::Path::new(&folder).join("stripped.png"), shown).unwrap();
    }
    let kept = bytes_of(&patient, small).await;
    assert!(kept.starts_with(b"\xff\xd8") && kept.len() < bytes.len());
    assert!(!SECRETS.iter().any(|secret| holds(&kept, secret)));

    // A click shows the full picture and offers to save it.
    patient.press("Enlarge rash.jpg").await;
    let whole = "bySelector('dialog img')[0]";
    assert_eq!(looks(&patient, whole, 600).await, upright(400, 600));
    let saved = bytes_of(&patient, whole).await;
    for secret in SECRETS {
        assert!(!holds(&saved, secret), "{secret}");
    }
    // Nothing was recompressed: the remaining bytes are as sent.
    let end = bytes.len() - 1_000;
    assert!(saved.ends_with(&bytes[end..]));
    patient
        .run(
            "window.saved = [];
             HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download); }",
        )
        .await;
    patient.press("Save").await;
    patient
        .becomes("return window.saved", json!(["rash.jpg"]))
        .await;
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes
        .windows(secret.len())
        .any(|window| window == secret.as_bytes())
}

/// The size of an upright photo, and whether it is red above and blue below.
fn upright(width: u32, height: u32) -> Value {
    json!([width, height, true, true])
}

/// How an image looks once it has this height: its size, and the colors above and below.
async fn looks(window: &Window, image: &str, height: u32) -> Value {
    eventually("the picture to be decoded", || async {
        let found = window
            .run(&format!("return {image}?.naturalHeight ?? 0"))
            .await;
        (found == height).then_some(())
    })
    .await;
    let script = format!(
        "const image = {image};
         const canvas = document.createElement('canvas');
         canvas.width = image.naturalWidth;
         canvas.height = image.naturalHeight;
         const context = canvas.getContext('2d');
         context.drawImage(image, 0, 0);
         const at = (y) => context.getImageData(canvas.width / 2, canvas.height * y, 1, 1).data;
         const [above, below] = [at(0.1), at(0.9)];
         return [canvas.width, canvas.height, above[0] > 150 && above[2] < 90, below[2] > 150 && below[0] < 90];"
    );
    window.run(&script).await
}

/// Records the bytes of pictures, since the page's policy forbids scripts to fetch them again.
const REMEMBER: &str = "
    window.blobs = new Map();
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      const url = make.call(URL, blob);
      window.blobs.set(url, blob);
      return url;
    };";

/// The bytes that the browser got for an image.
async fn bytes_of(window: &Window, image: &str) -> Vec<u8> {
    let script = format!(
        "return window.blobs.get({image}.src).arrayBuffer()
           .then((bytes) => Array.from(new Uint8Array(bytes)))"
    );
    serde_json::from_value(window.run(&script).await).unwrap()
}
