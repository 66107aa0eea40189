//! Files that wait for the malware scanner, whose absence is simulated in the page's requests.

use crate::setting::{Setting, chat, composer, direct_message};
use std::fs;
use visit_chat_tests::{Person, Window, files};

/// Makes the page see a held file: at its upload, and at each status request until `window.scanned` is true. Later requests get
/// `then`, or the server's answer.
fn held(then: &str) -> String {
    format!(
        "const real = window.fetch;
         window.scanned = false;
         window.fetch = async (url, options) => {{
           const answer = await real(url, options);
           const asks = options?.method === 'GET' && String(url).includes('/uploads/');
           if (asks && !window.scanned) return Response.json({{ stage: 'held', file: {{}} }});
           return asks ? ({then} ?? answer) : answer;
         }};
         const {{ api }} = bySelector('visit-chat')[0].model;
         const upload = api.upload;
         api.upload = async (...given) => ({{ ...(await upload.apply(api, given)), stage: 'held' }});"
    )
}

async fn chosen(setting: &mut Setting, carla: &Person, then: &str) -> Window {
    let provider = setting.dashboard().await;
    direct_message(&provider, carla).await;
    provider.run(&held(then)).await;
    let document = setting.folder.path().join("plan.pdf");
    fs::write(&document, files::pdf()).unwrap();
    let direct = carla.direct(&setting.provider);
    let picker = format!("{}//input[@type='file']", chat(&direct));
    provider.choose_file(&picker, &document).await;
    let chip = format!("{}//li[contains(@class,'chip checking')]", chat(&direct));
    provider.sees(&chip, "plan.pdf (being checked)").await;
    provider
}

#[tokio::test]
async fn held_file_can_be_sent_once_scanned() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &carla];
    let visit = setting.clinic.schedule("one_to_one", &people).await;
    let direct = carla.direct(&setting.provider);
    let patient = setting.attend(&carla, visit).await;
    let provider = chosen(&mut setting, &carla, "null").await;
    provider.type_into(&composer(&direct), "The plan\n").await;
    let note = format!("{}//*[@role='alert']", chat(&direct));
    provider.sees(&note, "still being checked").await;
    provider.run("window.scanned = true").await;
    let ready = format!("{}//li[contains(@class,'chip ready')]", chat(&direct));
    provider.has(&ready).await;
    provider.type_into(&composer(&direct), "\n").await;
    patient.sees(&chat(&direct), "The plan").await;
    patient
        .has("//button[contains(@class,'file-button')]")
        .await;
}

#[tokio::test]
async fn held_file_that_is_refused_says_why() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &carla];
    setting.clinic.schedule("one_to_one", &people).await;
    let direct = carla.direct(&setting.provider);
    let refused =
        "Response.json({ stage: 'refused', code: 'malware', sentence: 'It carries malware.' })";
    let provider = chosen(&mut setting, &carla, refused).await;
    provider.run("window.scanned = true").await;
    let note = format!("{}//*[@role='alert']", chat(&direct));
    provider.sees(&note, "plan.pdf: It carries malware.").await;
    let chips = format!("{}//li[contains(@class,'chip')]", chat(&direct));
    assert_eq!(provider.count(&chips).await, 0);
}
