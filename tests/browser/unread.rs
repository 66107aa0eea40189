//! Unread messages above the screen, which keep later ones from counting as read (R1).

use crate::setting::{OneToOne, Setting, chat, composer, direct_message};
use serde_json::Value;
use visit_chat_tests::{Window, eventually};

const BAR: &str = "//div[@class='unread-bar'][not(@hidden)]";

/// More than the page of messages that a client gets first.
const MANY: usize = 60;

/// A patient who has sent many messages, and the provider at their chat, whose newest messages are on the screen.
async fn long_unread_chat(setting: &mut Setting, width: u32) -> (OneToOne, Window) {
    let one_to_one = setting.one_to_one().await;
    let OneToOne {
        carla,
        visit,
        direct,
    } = &one_to_one;
    setting
        .say(&setting.provider, *visit, direct, "Hello.")
        .await;
    for number in 1..=MANY {
        setting
            .say(carla, *visit, direct, &format!("line {number}."))
            .await;
    }
    let provider = setting.dashboard().await;
    provider.resize(width, 800).await;
    direct_message(&provider, carla).await;
    provider.sees(&chat(direct), "line 60.").await;
    (one_to_one, provider)
}

async fn waits(setting: &Setting, one_to_one: &OneToOne) -> bool {
    let view = setting
        .clinic
        .view(&setting.provider, one_to_one.visit)
        .await;
    view["waiting_since"] != Value::Null
}

async fn no_wait(setting: &Setting, one_to_one: &OneToOne) {
    eventually("the end of the wait", || async {
        (!waits(setting, one_to_one).await).then_some(())
    })
    .await;
}

async fn no_bar(window: &Window) {
    window.counts(BAR, 0).await;
}

/// Waits until a text is on the screen.
async fn on_screen(window: &Window, text: &str) {
    let script = format!(
        "const log = bySelector('.chat-log')[0].getBoundingClientRect();
         const items = bySelector('[data-message]');
         const item = items.find((one) => one.querySelector('.text')?.textContent === {text:?});
         const at = item?.getBoundingClientRect();
         return Boolean(at) && at.top >= log.top - 1 && at.bottom <= log.bottom + 1;"
    );
    eventually(&format!("{text:?} on the screen"), || async {
        (window.run(&script).await == true).then_some(())
    })
    .await;
}

#[tokio::test]
async fn r1_answer_to_more_than_a_page_of_unread_messages_ends_the_wait_once_all_are_marked() {
    let mut setting = Setting::new();
    let (one_to_one, provider) = long_unread_chat(&mut setting, 1280).await;
    let direct = &one_to_one.direct;
    provider.sees(BAR, " earlier messages are unread.").await;
    // All but those that were on the screen.
    let number = "const number = parseInt(bySelector('.unread-bar span')[0].textContent);
        return number >= 50 && number < 58";
    provider.becomes(number, true).await;

    // R4: they have not read what waits.
    provider.type_into(&composer(direct), "Yes?\n").await;
    provider.sees(&chat(direct), "Yes?").await;
    assert!(waits(&setting, &one_to_one).await);
    provider.press("Mark everything as read").await;
    no_bar(&provider).await;
    let badge = "//main//span[@class='badge' and not(@hidden)]";
    provider.counts(badge, 0).await;
    assert!(waits(&setting, &one_to_one).await);
    provider.type_into(&composer(direct), "I see.\n").await;
    no_wait(&setting, &one_to_one).await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn r1_unread_messages_are_shown_from_the_oldest_on_a_phone_by_keyboard() {
    let mut setting = Setting::new();
    let (one_to_one, provider) = long_unread_chat(&mut setting, 390).await;
    let show = format!("{BAR}//button[text()='Show them']");
    provider.has(&show).await;
    let wider = "return document.documentElement.scrollWidth > innerWidth";
    provider.becomes(wider, false).await;
    provider.type_into(&show, "\n").await;
    on_screen(&provider, "line 1.").await;
    no_bar(&provider).await;
    assert!(waits(&setting, &one_to_one).await);
    // Down to the end, a screen at a time.
    let focus = "return focused().className";
    provider.becomes(focus, "chat-log").await;
    eventually("the end of the chat", || async {
        let script = "const log = bySelector('.chat-log')[0];
            log.scrollTop += log.clientHeight / 2;
            return log.scrollTop + log.clientHeight >= log.scrollHeight - 1";
        (provider.run(script).await == true).then_some(())
    })
    .await;
    let badge = "//main//span[@class='badge' and not(@hidden)]";
    provider.counts(badge, 0).await;
    let direct = &one_to_one.direct;
    provider.type_into(&composer(direct), "I see.\n").await;
    no_wait(&setting, &one_to_one).await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn r1_marking_everything_as_read_leaves_what_is_below_the_screen_unread() {
    let mut setting = Setting::new();
    let (one_to_one, provider) = long_unread_chat(&mut setting, 1280).await;
    provider.has(BAR).await;
    provider
        .run("bySelector('.chat-log')[0].scrollTop = 300")
        .await;
    provider.press("Mark everything as read").await;
    no_bar(&provider).await;
    provider
        .has("//main//span[@class='badge' and not(@hidden)]")
        .await;
    let direct = &one_to_one.direct;
    provider.type_into(&composer(direct), "I see.\n").await;
    provider.sees(&chat(direct), "I see.").await;
    assert!(waits(&setting, &one_to_one).await);
}
