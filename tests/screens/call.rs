//! The call.

use super::shots::Shots;
use crate::{
    in_call::{Call, call},
    setting::{Setting, chat, composer},
};

#[tokio::test]
async fn call_in_each_state() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let Call {
        ana,
        visit,
        to_ana,
        to_ben,
        provider,
        anas,
        ..
    } = call(&mut setting, false).await;
    shots.take(&provider, "call-maximized").await;
    setting
        .say(
            &setting.provider,
            visit,
            &to_ana,
            "Is it quiet where you are?",
        )
        .await;
    setting.say(&ana, visit, &to_ana, "Yes, I am alone.").await;
    provider.sees("//span[@class='badge']", "1").await;
    shots.take(&provider, "call-unread").await;
    shots.take(&anas, "call-patient-unread").await;
    provider.press("Participants").await;
    shots.take(&provider, "call-participants").await;
    provider.press("Close participants").await;
    provider.press("All participants").await;
    setting
        .say(&setting.provider, visit, "visit", "Welcome, everyone.")
        .await;
    setting.say(&ana, visit, "visit", "Good morning!").await;
    provider.sees(&chat("visit"), "Good morning!").await;
    shots.take(&provider, "call-everyone").await;
    provider.press("Direct Message").await;
    provider.has(&composer(&to_ana)).await;
    shots.take(&provider, "call-private").await;
    provider
        .click("//ul[@class='direct-list']//button[contains(., 'Ben')]")
        .await;
    provider
        .type_into(&composer(&to_ben), "A draft for Ben")
        .await;
    shots.take(&provider, "call-list").await;
    provider.press("Toggle Maximize View").await;
    shots.take(&provider, "call-small").await;
    anas.press("Chat").await;
    shots.take(&anas, "call-patient-private").await;
    anas.press("Leave").await;
    anas.sees("//main", "The call is in progress").await;
    let link = setting.clinic.link("call", &ana, Some(visit));
    let outside = setting.browser.open(&link).await;
    outside
        .has("//button[@data-action='join_call'][not(@hidden)]")
        .await;
    shots.take(&outside, "call-outside").await;
    shots.end();
}
