//! Closed browsers, and returns (V9).

use crate::setting::{OneToOne, Setting, chat, composer, greyed, open};

const DROPPED: &str = "The provider lost the connection.";

#[tokio::test]
async fn w2_patient_sees_that_the_provider_was_cut_off_and_keeps_the_draft() {
    let mut setting = Setting::with_a_short_lease();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let link = setting.clinic.link("call", &setting.provider, Some(visit));
    let provider = setting.browser.open(&link).await;
    provider.press("Join call").await;
    patient.press("Join call").await;
    patient.press("Chat").await;
    patient.press("Direct Message").await;
    patient.has(&open(&direct)).await;
    patient
        .type_into(&composer(&direct), "Since this morning")
        .await;

    provider.goto("about:blank").await;
    patient.has(&greyed(&direct)).await;
    patient.sees(&chat(&direct), DROPPED).await;
    patient.sees(&chat(&direct), "Lost the connection").await;
    assert_eq!(
        patient.value(&composer(&direct)).await,
        "Since this morning"
    );
    // The page of the call reports the return by itself, restored or loaded again.
    provider.back().await;
    patient.has(&open(&direct)).await;
    provider.goto("about:blank").await;
    patient.has(&greyed(&direct)).await;
    // The care team's dashboard shows it, too.
    let dashboard = setting.dashboard().await;
    dashboard
        .sees("//article", "Lost the connection since")
        .await;
    provider.goto(&link).await;
    patient.has(&open(&direct)).await;
    assert_eq!(
        patient.value(&composer(&direct)).await,
        "Since this morning"
    );
    patient.type_into(&composer(&direct), " it hurts\n").await;
    patient
        .sees(&chat(&direct), "Since this morning it hurts")
        .await;
}
