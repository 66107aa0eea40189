//! The follow-up of a completed visit (W8).

use crate::setting::{OneToOne, Setting, chat, composer, greyed, open};

/// The choice above the list that shows the visits that wait.
const WAITING: &str = "//label[span[text()='Waiting for an answer']]";

/// The clock of this device is days ahead of the server's.
const FAST: &str = "const now = Date.now; Date.now = () => now() + 240 * 3_600_000;";

#[tokio::test]
async fn w8_patient_writes_in_a_follow_up_and_the_provider_answers_and_ends_it() {
    let mut setting = Setting::with(&[("VISIT_CHAT_POLICY_FOLLOW_UP_HOURS", "72")]);
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let provider = setting.provider.clone();
    setting.say(&provider, visit, &direct, "Rest today.").await;
    let patient = setting.attend(&carla, visit).await;
    setting.clinic.act(&provider, visit, "complete_visit").await;
    let over = "Direct message · follow-up until";
    patient.sees(&chat(&direct), over).await;
    patient
        .sees("//main", "Direct messages stay open for now.")
        .await;
    patient.has(&greyed("visit")).await;
    patient.has(&open(&direct)).await;
    patient
        .type_into(&composer(&direct), "The rash is back.\n")
        .await;
    patient.sees(&chat(&direct), "The rash is back.").await;

    let link = setting.clinic.link("dashboard", &provider, None);
    let dashboard = setting.browser.open(&link).await;
    dashboard.run_first(FAST).await;
    dashboard.goto("about:blank").await;
    dashboard.goto(&link).await;
    dashboard
        .sees("//p[@class='waiting-count']", "1 visit waits for an answer")
        .await;
    dashboard.click(WAITING).await;
    let card = "//article";
    dashboard.sees(card, "Completed · follow-up until").await;
    dashboard.click("//div[@class='waiting']/button").await;
    dashboard.sees(&chat(&direct), over).await;
    dashboard
        .type_into(&composer(&direct), "Please call us.\n")
        .await;
    patient.sees(&chat(&direct), "Please call us.").await;
    setting.clinic.act(&provider, visit, "end_follow_up").await;
    patient.has(&greyed(&direct)).await;
    patient
        .sees(&chat(&direct), "The visit is over. Its chat is read-only.")
        .await;
    for window in [patient, dashboard] {
        assert_eq!(window.complaints().await, [""; 0]);
    }
}
