//! When messages count as read.

use crate::setting::{OneToOne, Opened, Setting, chat, composer, direct_message};
use visit_chat_tests::{Person, Window, eventually};

/// The provider, at the end of a chat that is longer than its window.
async fn long_chat(setting: &mut Setting) -> (OneToOne, Window) {
    let one_to_one = setting.one_to_one().await;
    let OneToOne {
        carla,
        visit,
        direct,
    } = &one_to_one;
    let provider = setting.dashboard().await;
    for number in 1..=30 {
        let text = format!("line {number}.");
        setting.say(&setting.provider, *visit, direct, &text).await;
    }
    direct_message(&provider, carla).await;
    provider.sees(&chat(direct), "line 30.").await;
    (one_to_one, provider)
}

/// The badge with a person's unread messages.
fn unread(person: &Person) -> String {
    format!(
        "//li[@data-person='{}']//span[@class='badge' and not(@hidden)]",
        person.id
    )
}

#[tokio::test]
async fn message_out_of_sight_stays_unread_until_scrolled_to() {
    stays_unread_until_scrolled_to(Setting::new()).await;
}

#[tokio::test]
async fn version_1_message_out_of_sight_stays_unread_until_scrolled_to() {
    stays_unread_until_scrolled_to(Setting::under_version_1()).await;
}

async fn stays_unread_until_scrolled_to(mut setting: Setting) {
    let (one_to_one, provider) = long_chat(&mut setting).await;
    let OneToOne {
        carla,
        visit,
        direct,
    } = one_to_one;
    provider
        .run("bySelector('.chat-log')[0].scrollTop = 0")
        .await;
    setting.say(&carla, visit, &direct, "Are you there?").await;
    let unread = unread(&carla);
    provider.sees(&unread, "1").await;
    provider.press("New messages ↓").await;
    eventually("the message to count as read", || async {
        (provider.count(&unread).await == 0).then_some(())
    })
    .await;
    provider.sees(&chat(&direct), "Are you there?").await;
    provider
        .counts("//button[contains(@class,'newer')][not(@hidden)]", 0)
        .await;
}

#[tokio::test]
async fn new_message_does_not_scroll_back_after_scrolling_up() {
    let mut setting = Setting::new();
    let (one_to_one, provider) = long_chat(&mut setting).await;
    let OneToOne {
        carla,
        visit,
        direct,
    } = one_to_one;
    let top = "return bySelector('.chat-log')[0].scrollTop";
    provider.becomes(&format!("{top} > 100"), true).await;
    // A scroll event follows its scroll with a delay. Here the message always arrives in between.
    provider
        .run(
            "const chat = bySelector('visit-chat')[0];
             const log = chat.shadowRoot.querySelector('.chat-log');
             const apply = chat.model.apply.bind(chat.model);
             chat.model.apply = (frame) => {
               if (frame.type === 'message') log.scrollTop = 0;
               apply(frame);
             }",
        )
        .await;
    setting.say(&carla, visit, &direct, "Are you there?").await;
    provider.sees(&chat(&direct), "Are you there?").await;
    provider.sees(&unread(&carla), "1").await;
    provider
        .has("//button[text()='New messages ↓'][not(@hidden)]")
        .await;
    provider.becomes(top, 0).await;
}

/// Both sides at their windows, after the patient has seen a message of the provider. Also returns the path of a
/// person's own messages in their chat.
pub(crate) async fn seen_message(setting: &mut Setting, text: &str) -> (Opened, String) {
    let opened = setting.opened().await;
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = &opened;
    provider
        .type_into(&composer(direct), &format!("{text}\n"))
        .await;
    let own = format!("{}//li[contains(@class,'mine')]", chat(direct));
    patient.sees(&chat(direct), text).await;
    // A new browser may leave the focus in its address bar. What a visible page with the focus shows is read.
    patient.click(&chat(direct)).await;
    provider.sees(&own, "Seen").await;
    (opened, own)
}

#[tokio::test]
async fn r1_both_sides_see_who_has_read_a_message_on_every_device() {
    let mut setting = Setting::new();
    let (opened, own) = seen_message(&mut setting, "Stop taking it.").await;
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = opened;
    // The patient's answer is unread on both of the provider's devices until one of them shows it.
    provider.press("Minimize chat").await;
    let second = setting.dashboard().await;
    let unread = "//main//span[@class='badge' and not(@hidden)]";
    patient.type_into(&composer(&direct), "I will.\n").await;
    for device in [&provider, &second] {
        device.sees(unread, "1").await;
    }
    provider.press("Expand chat").await;
    for device in [&provider, &second] {
        eventually("the message to count as read", || async {
            (device.count(unread).await == 0).then_some(())
        })
        .await;
    }
    patient.sees(&own, "Seen").await;
}

#[tokio::test]
async fn r2_message_out_of_sight_is_not_marked_as_read() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    setting.say(&carla, visit, &direct, "I take 50 mg.").await;
    for number in 1..=30 {
        let text = format!("line {number}.");
        setting.say(&setting.provider, visit, &direct, &text).await;
    }
    let provider = setting.dashboard().await;
    direct_message(&provider, &carla).await;
    provider.sees(&chat(&direct), "line 30.").await;
    // The window is at its end; the patient's message is above it.
    let unread = unread(&carla);
    provider.sees(&unread, "1").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    provider.sees(&unread, "1").await;
    provider
        .run("bySelector('.chat-log')[0].scrollTop = 0")
        .await;
    eventually("the message to count as read", || async {
        (provider.count(&unread).await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn r3_retracted_message_tells_who_had_read_it() {
    let mut setting = Setting::new();
    let (opened, own) = seen_message(&mut setting, "For another patient.").await;
    let provider = opened.provider;
    provider
        .run("bySelector('[data-message]')[0].focus()")
        .await;
    provider.press("Retract message").await;
    provider
        .type_into("//dialog//textarea", "sent to the wrong person")
        .await;
    provider.press("Retract").await;
    provider.sees(&own, "Read before by Carla Mendes").await;
}

#[tokio::test]
async fn r3_retraction_tells_who_had_read_an_earlier_version() {
    let mut setting = Setting::new();
    let (opened, own) = seen_message(&mut setting, "For another patient.").await;
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = opened;
    patient.run("document.hasFocus = () => false").await;
    let focus = "bySelector('[data-message]')[0].focus()";
    provider.run(focus).await;
    provider.press("Correct message").await;
    provider
        .run("bySelector('dialog textarea')[0].value = ''")
        .await;
    provider.type_into("//dialog//textarea", "For you.").await;
    provider.press("Correct").await;
    patient.sees(&chat(&direct), "For you.").await;
    provider.sees(&own, "Corrected").await;

    // The versions can't be asked for at first.
    provider
        .run(
            "const real = window.fetch;
             window.fetch = (url, options) =>
               window.cut && String(url).endsWith('/versions') ? Promise.reject(new TypeError()) : real(url, options);
             window.cut = true;",
        )
        .await;
    provider.run(focus).await;
    provider.press("Retract message").await;
    let about = "//dialog//*[@id='ask-about']";
    provider.sees(about, "The connection failed").await;
    provider.run("window.cut = false").await;
    provider.press("Try again").await;
    provider.sees(about, "Seen by Carla Mendes").await;
    provider
        .type_into("//dialog//textarea", "sent to the wrong person")
        .await;
    provider.run("window.cut = true").await;
    provider.press("Retract").await;
    provider.sees(&own, "The connection failed").await;
    provider.run("window.cut = false").await;
    provider.press("Try again").await;
    provider.sees(&own, "Read before by Carla Mendes").await;
}

#[tokio::test]
async fn messages_count_as_read_after_a_window_was_closed_with_its_dialog() {
    let mut setting = Setting::new();
    let (opened, _) = seen_message(&mut setting, "Hello").await;
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = opened;
    provider
        .run("bySelector('[data-message]')[0].focus()")
        .await;
    provider.press("Retract message").await;
    provider.has("//dialog").await;
    provider
        .run("bySelector(\"[aria-label='Close chat']\")[0].click()")
        .await;
    provider.press("Carla Mendes").await;
    provider.press("Direct Message").await;
    patient.type_into(&composer(&direct), "My answer\n").await;
    let answer = format!("{}//li[contains(., 'My answer')]", chat(&direct));
    provider.has(&answer).await;
    patient.sees(&answer, "Seen").await;
}
