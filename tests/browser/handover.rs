//! Handing a visit over (V7).

use crate::setting::{Setting, chat, show};
use visit_chat_tests::{Person, Window, eventually};

fn option(list: &str, person: &Person) -> String {
    format!("//select[@id='{list}']/option[@value='{}']", person.id)
}

async fn hand_over(window: &Window, from: &Person, to: &Person) {
    window.press("More").await;
    window.press("Hand over…").await;
    window.click(&option("handover-from", from)).await;
    window.click(&option("handover-to", to)).await;
    window.press("Hand over").await;
}

#[tokio::test]
async fn v7_patient_sees_who_takes_over_and_the_new_provider_reads_on() {
    let mut setting = Setting::with(&[("VISIT_CHAT_POLICY_HANDOVER_OPENS_DIRECT_CHATS", "yes")]);
    let next = setting.clinic.person("provider", "Dr. Amir Haddad");
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &next, &carla];
    let visit = setting.clinic.schedule("one_to_one", &people).await;
    let direct = carla.direct(&setting.provider);
    setting
        .say(&setting.provider, visit, &direct, "Take 5 mg.")
        .await;
    let patient = setting.attend(&carla, visit).await;
    let provider = setting.dashboard().await;
    hand_over(&provider, &setting.provider, &next).await;

    let takes_over = "Dr. Amir Haddad takes over from Dr. Ruth Adeyemi";
    show(&patient, "visit").await;
    patient.sees(&chat("visit"), takes_over).await;
    show(&patient, &direct).await;
    patient.sees(&chat(&direct), takes_over).await;
    patient
        .sees(&chat(&direct), "Dr. Amir Haddad can read the messages here")
        .await;
    setting
        .say(&setting.provider, visit, &direct, "Good luck.")
        .await;

    let link = setting.clinic.link("dashboard", &next, None);
    let colleague = setting.browser.open(&link).await;
    colleague
        .press("Read Dr. Ruth Adeyemi’s earlier messages with Carla Mendes")
        .await;
    colleague.sees("//dialog", "Take 5 mg.").await;
    assert_eq!(
        colleague
            .count("//dialog//p[contains(., 'Good luck.')]")
            .await,
        0
    );
    assert_eq!(colleague.count("//dialog//textarea").await, 0);
    for window in [patient, provider, colleague] {
        assert_eq!(window.complaints().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn r4_new_provider_sees_who_waits_for_the_previous_one_and_ends_the_wait() {
    let mut setting = Setting::new();
    let next = setting.clinic.person("provider", "Dr. Amir Haddad");
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &next, &carla];
    let visit = setting.clinic.schedule("one_to_one", &people).await;
    let direct = carla.direct(&setting.provider);
    let hello = "Tell me if you need help.";
    setting.say(&setting.provider, visit, &direct, hello).await;
    setting.say(&carla, visit, &direct, "I need help.").await;
    let link = setting.clinic.link("dashboard", &next, None);
    let colleague = setting.browser.open(&link).await;
    let provider = setting.dashboard().await;
    hand_over(&provider, &setting.provider, &next).await;

    let line = "//div[@class='passed-on']";
    // For how long depends on the machine.
    let waits = "Carla Mendes: waiting for Dr. Ruth Adeyemi, who handed over, for ";
    colleague.sees(line, waits).await;
    let count = "//p[@class='waiting-count']";
    colleague.sees(count, "1 visit waits for an answer").await;
    assert!(!colleague.text().await.contains("I need help."));
    colleague.press("Write to them").await;
    colleague
        .sees(&chat(&carla.direct(&next)), "Carla Mendes")
        .await;
    // It would cover the line.
    colleague.click("//button[@aria-label='Close chat']").await;
    colleague
        .click(&format!("{line}//button[text()='No answer needed']"))
        .await;
    eventually("the line to go", || async {
        (colleague.count(line).await == 0).then_some(())
    })
    .await;
    for window in [provider, colleague] {
        assert_eq!(window.complaints().await, Vec::<String>::new());
    }
}
