//! How the elements look: what a page can set, text from right to left, great magnification, and room beside pop-up chats.

use crate::setting::{Opened, Setting, chat, composer, direct_message, open};
use visit_chat_tests::{Window, eventually};

/// The lightness of the color behind an element, from 0 to 255.
async fn lightness(window: &Window, selector: &str) -> u64 {
    let script = format!(
        "const parts = getComputedStyle(bySelector({selector:?})[0]).backgroundColor.match(/[0-9]+/g).map(Number);
         return Math.round((parts[0] + parts[1] + parts[2]) / 3)"
    );
    window.run(&script).await.as_u64().unwrap()
}

#[tokio::test]
async fn page_sets_the_colors_and_the_theme_of_the_elements() {
    let mut setting = Setting::new();
    let Opened { patient, .. } = setting.opened().await;
    assert!(lightness(&patient, ".chat-head").await > 200);
    assert!(lightness(&patient, "my-visit").await > 200);

    patient
        .run("bySelector('my-visit')[0].setAttribute('theme', 'dark')")
        .await;
    for part in ["my-visit", "visit-chat", ".chat-head", ".composer-row"] {
        eventually(&format!("{part} to be dark"), || async {
            (lightness(&patient, part).await < 80).then_some(())
        })
        .await;
    }
    patient
        .run(
            "document.documentElement.style.setProperty('--vc-private', 'rgb(1, 2, 3)');
             document.documentElement.style.setProperty('--vc-paper', 'rgb(4, 5, 6)')",
        )
        .await;
    let color = "return ['[data-privacy=private] .privacy', 'visit-chat']
        .map((one) => getComputedStyle(bySelector(one)[0]).backgroundColor)";
    let colors = serde_json::json!(["rgb(1, 2, 3)", "rgb(4, 5, 6)"]);
    patient.becomes(color, colors).await;
    assert_eq!(patient.complaints().await, [""; 0]);
}

#[tokio::test]
async fn page_from_right_to_left_mirrors_chats_and_pop_ups() {
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    patient.has(&open(&direct)).await;
    patient.type_into(&composer(&direct), "It hurts.\n").await;
    provider.sees(&chat(&direct), "It hurts.").await;
    let mirror = "document.documentElement.dir = 'rtl'";
    patient.run(mirror).await;
    provider.run(mirror).await;
    // The own message at the left, the box for text at the right of the button that sends it.
    let sides = "const middle = (one) => { const { left, right } = one.getBoundingClientRect(); return (left + right) / 2; };
        const at = (selector) => middle(bySelector(selector).find((one) => one.checkVisibility()));
        return [at('.message.mine') < at('.chat-log:has(.mine)'), at('.send') < at('.composer-text')]";
    patient
        .becomes(sides, serde_json::json!([true, true]))
        .await;
    let dock = "return bySelector('.dock visit-chat')[0].getBoundingClientRect().left < 40";
    provider.becomes(dock, true).await;
    let fits = "return document.documentElement.scrollWidth <= innerWidth";
    provider.becomes(fits, true).await;
}

#[tokio::test]
async fn actions_of_a_visit_are_not_under_its_pop_up_chat() {
    let mut setting = Setting::new();
    let ana = setting.clinic.person("patient", "Ana Silva");
    let people = [&setting.provider, &ana];
    for _ in 0..14 {
        setting.clinic.schedule("one_to_one", &people).await;
    }
    let provider = setting.dashboard().await;
    provider.resize(1400, 900).await;
    direct_message(&provider, &ana).await;
    let under = "const chat = bySelector('.dock visit-chat')[0].getBoundingClientRect();
        return bySelector('article button').map((one) => one.getBoundingClientRect())
          .filter(({ right, width }) => width > 0 && right > chat.left).length";
    provider.becomes(under, 0).await;
}

#[tokio::test]
async fn greatly_enlarged_pages_lose_nothing() {
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    patient.has(&open(&direct)).await;
    for window in [&patient, &provider] {
        window.enlarge().await;
        let wide =
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        window.becomes(wide, false).await;
    }
    // Each control can be brought into the window, whole.
    let lost = "const controls = bySelector('button, textarea, label').filter((one) => one.checkVisibility() && !one.closest('[inert], .message-tools'));
        return controls.filter((one) => {
          if (one.getBoundingClientRect().width < 2) return false;
          one.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
          const { top, bottom, left, right } = one.getBoundingClientRect();
          return top < -1 || bottom > innerHeight + 1 || left < -1 || right > innerWidth + 1;
        }).map((one) => one.ariaLabel ?? one.textContent)";
    patient.becomes(lost, serde_json::json!([])).await;
    patient
        .type_into(&composer(&direct), "I can write.\n")
        .await;
    provider.sees(&chat(&direct), "I can write.").await;
}
