//! The oversight page.

use super::shots::Shots;
use crate::setting::{OneToOne, Setting};
use uuid::Uuid;
use visit_chat_tests::Token;

/// The reason, in the form.
const REASON: &str = "//div[label[starts-with(., 'Reason')]]/textarea";

#[tokio::test]
async fn oversight_of_a_chat() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let OneToOne { visit, .. } = setting.one_to_one().await;
    let mut token = Token::person(setting.clinic.id, Uuid::now_v7());
    token.oversight = true;
    let url = setting.server.url();
    let link = format!("{url}/oversight#token={}&visit={}", token.sign(), visit.id);
    let window = setting.browser.open(&link).await;
    window.has(REASON).await;
    window.click("//option[@value='direct']").await;
    shots.take(&window, "oversight-form").await;
    window.click("//option[@value='visit']").await;
    window.type_into(REASON, "Complaint 17").await;
    window.press("Read the chat").await;
    window.sees("//p[@role='alert']", "not found").await;
    shots.take(&window, "oversight-refused").await;

    for number in 1..=60 {
        let text = format!("This is the message with the number {number}.");
        setting.say(&setting.provider, visit, "visit", &text).await;
    }
    window.press("Read the chat").await;
    window.sees("//section", "the number 60.").await;
    shots.take(&window, "oversight-chat").await;
    window.run("scrollTo(0, 1e6)").await;
    shots.take(&window, "oversight-chat-end").await;
    shots.end();
}
