//! A visit of one patient: the greyed-out chat, and how it opens.

use crate::setting::{
    OneToOne, Opened, Setting, chat, composer, direct_message, greyed, open, show,
};

const NOT_STARTED: &str = "once your provider has sent the first message";

#[tokio::test]
async fn w2_patient_can_write_after_the_provider() {
    let mut setting = Setting::new();
    let carla = setting
        .clinic
        .person("patient", "Carla Mendes")
        .born("born 1979-11-02");
    let visit = setting
        .clinic
        .schedule("one_to_one", &[&setting.provider, &carla])
        .await;
    let direct = carla.direct(&setting.provider);

    let patient = setting.attend(&carla, visit).await;
    patient.has(&greyed(&direct)).await;
    patient.sees(&chat(&direct), NOT_STARTED).await;
    show(&patient, "visit").await;
    patient.sees(&chat("visit"), NOT_STARTED).await;
    show(&patient, &direct).await;
    patient.run("window.notReloaded = true").await;

    let provider = setting.dashboard().await;
    // For how long depends on the machine.
    provider.sees("//article", "Waiting ").await;
    direct_message(&provider, &carla).await;
    provider
        .sees(&format!("{}//h2", chat(&direct)), "Carla Mendes")
        .await;
    stands_at_the_bottom_right(&provider).await;
    provider
        .type_into(&composer(&direct), "Good morning, can you hear me?\n")
        .await;

    patient
        .sees(&chat(&direct), "Good morning, can you hear me?")
        .await;
    patient.has(&open(&direct)).await;
    assert!(!patient.text().await.contains("undefined"));
    // W5: the direct chat opens nothing else.
    patient.has(&greyed("visit")).await;
    patient
        .type_into(&composer(&direct), "Yes, good morning!\n")
        .await;
    provider.sees(&chat(&direct), "Yes, good morning!").await;
    assert_eq!(patient.run("return window.notReloaded").await, true);
    assert_eq!(provider.count("//visit-chat").await, 1);
    for window in [&patient, &provider] {
        assert!(
            window.complaints().await.is_empty(),
            "the pages work without a complaint"
        );
    }
}

async fn stands_at_the_bottom_right(window: &visit_chat_tests::Window) {
    let gaps = window
        .run(
            "const box = bySelector('.dock visit-chat')[0].getBoundingClientRect();
             const page = document.documentElement;
             return [page.clientWidth - box.right, page.clientHeight - box.bottom]",
        )
        .await;
    let gaps: Vec<f64> = gaps
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| gap.as_f64().unwrap())
        .collect();
    assert!(gaps.iter().all(|gap| (0.0..40.0).contains(gap)), "{gaps:?}");
}

#[tokio::test]
async fn w6_care_team_locks_a_chat_and_the_reason_is_shown() {
    let mut setting = Setting::new();
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = setting.opened().await;
    provider.type_into(&composer(&direct), "Hello\n").await;
    patient.has(&open(&direct)).await;
    patient
        .type_into(&composer(&direct), "half a sentence")
        .await;

    provider.press("Lock chat for attendees").await;
    patient.has(&greyed(&direct)).await;
    patient
        .sees(&chat(&direct), "The care team has locked this chat")
        .await;
    provider.press("Unlock chat for attendees").await;
    patient.has(&open(&direct)).await;
    assert_eq!(patient.value(&composer(&direct)).await, "half a sentence");
}

#[tokio::test]
async fn invalid_link_says_so() {
    let mut setting = Setting::new();
    let OneToOne {
        mut carla, visit, ..
    } = setting.one_to_one().await;
    carla.token = "not-a-token".to_owned();
    let link = setting.clinic.link("visit", &carla, Some(visit));
    let window = setting.browser.open(&link).await;
    window.sees("//body", "This link is no longer valid").await;
    // The token is removed from the address bar, and does not reach the log.
    assert!(!window.url().await.contains("token"));
    assert!(!setting.server.log().contains("not-a-token"));
}
