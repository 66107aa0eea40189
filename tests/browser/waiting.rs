//! Messages that wait for an answer (R4), on the dashboard and in the chat.

use crate::setting::{OneToOne, Setting, chat, choose_action, composer};
use visit_chat_tests::{Visit, Window};

const COUNT: &str = "//p[@class='waiting-count']";

/// A choice above the list.
fn choice(label: &str) -> String {
    format!("//label[span[text()='{label}']]")
}

/// The button on a card that tells since when a chat waits.
fn waiting(visit: Visit) -> String {
    format!(
        "//article[.//button[@data-visit='{}']]//div[@class='waiting']/button",
        visit.id
    )
}

/// Waits until these visits are listed, in this order.
async fn lists(window: &Window, visits: &[Visit]) {
    let ids = "return bySelector('.visit-id').map((b) => b.dataset.visit)";
    let expected: Vec<_> = visits.iter().map(|visit| visit.id.to_string()).collect();
    window.becomes(ids, expected).await;
}

async fn titled(window: &Window, title: &str) {
    window.becomes("return document.title", title).await;
}

async fn no_one_waits(window: &Window) {
    let waits = "return bySelector('.waiting-count')[0].textContent";
    window.becomes(waits, "").await;
    titled(window, "Waiting Room Dashboard").await;
}

#[tokio::test]
async fn r4_message_that_waits_is_counted_listed_first_and_set_aside() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &carla];
    let mut visits = Vec::new();
    for _ in 0..4 {
        visits.push(setting.clinic.schedule("one_to_one", &people).await);
    }
    let last = visits[3];
    let direct = carla.direct(&setting.provider);
    setting
        .say(
            &setting.provider,
            last,
            &direct,
            "Tell me if you need help.",
        )
        .await;
    let provider = setting.dashboard().await;
    lists(&provider, &visits).await;
    no_one_waits(&provider).await;

    setting.say(&carla, last, &direct, "I need help.").await;
    provider.sees(COUNT, "1 visit waits for an answer").await;
    titled(&provider, "(1) Waiting Room Dashboard").await;
    let words = "Carla Mendes: waiting for an answer for less than a minute";
    provider.sees(&waiting(last), words).await;
    lists(&provider, &[last, visits[0], visits[1], visits[2]]).await;
    provider.click(&choice("Longest wait first")).await;
    lists(&provider, &visits).await;
    provider.click(&choice("Waiting for an answer")).await;
    lists(&provider, &[last]).await;

    provider.click(&waiting(last)).await;
    provider
        .sees(&chat(&direct), "Waiting for an answer since")
        .await;
    provider.sees(&chat(&direct), "I need help.").await;
    provider.press("No answer needed").await;
    no_one_waits(&provider).await;
    let record = format!("{}//li[@class='notice']", chat(&direct));
    provider
        .sees(&record, "Dr. Ruth Adeyemi: no answer needed, ")
        .await;
    lists(&provider, &[]).await;
    // The chat stays open, and the next message waits again until it is answered.
    setting.say(&carla, last, &direct, "Are you there?").await;
    provider.sees(COUNT, "1 visit waits for an answer").await;
    provider.type_into(&composer(&direct), "Yes.\n").await;
    no_one_waits(&provider).await;
    // The record stays where it was made.
    let followed = format!("{record}/following-sibling::li[contains(., 'Are you there?')]");
    provider.has(&followed).await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn r4_colleagues_and_patients_are_shown_nothing_of_a_direct_chat_that_waits() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let colleague = setting.clinic.person("provider", "Dr. Li Wei");
    let people = [&setting.provider, &colleague, &carla];
    let visit = setting.clinic.schedule("one_to_one", &people).await;
    let direct = carla.direct(&setting.provider);
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    setting.say(&carla, visit, &direct, "I need help.").await;
    let link = setting.clinic.link("dashboard", &colleague, None);
    let theirs = setting.browser.open(&link).await;
    lists(&theirs, &[visit]).await;
    let patient = setting.attend(&carla, visit).await;
    patient.sees(&chat(&direct), "I need help.").await;
    let mine = setting.dashboard().await;
    mine.sees(COUNT, "1 visit waits for an answer").await;
    no_one_waits(&theirs).await;
    for window in [&theirs, &patient] {
        assert!(!window.text().await.contains("for an answer since"));
        assert!(!window.text().await.contains("for an answer for"));
    }
}

#[tokio::test]
async fn r4_closing_a_visit_says_what_still_waits() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let provider = setting.dashboard().await;
    let asks = async |rest: &str| {
        choose_action(&provider, visit, "Complete visit").await;
        provider
            .sees("//dialog//h2", "Complete the visit of Carla Mendes?")
            .await;
        provider.sees("//dialog", &short_id(visit)).await;
        provider
            .sees("//dialog", "The visit chat closes for everyone.")
            .await;
        provider.sees("//dialog", rest).await;
    };
    asks("No message waits for an answer.").await;
    provider.press("Back").await;
    let help = format!("{}//button[text()='I need help now']", chat(&direct));
    patient.click(&help).await;
    provider.sees(COUNT, "1 visit waits for an answer").await;
    asks("1 notice still waits for an answer. Closing a chat ends its wait.").await;
    provider.press("Back").await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    setting.say(&carla, visit, &direct, "I need help.").await;
    provider.has(&waiting(visit)).await;
    asks("Messages in 1 chat and 1 notice still wait for an answer. Closing a chat ends its wait.")
        .await;
    provider
        .click("//dialog//button[text()='Complete visit']")
        .await;
    no_one_waits(&provider).await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

/// A visit's id as shown.
fn short_id(visit: Visit) -> String {
    let id = visit.id.to_string().to_uppercase();
    let digits = &id[id.len() - 8..];
    format!("{}-{}", &digits[..4], &digits[4..])
}
