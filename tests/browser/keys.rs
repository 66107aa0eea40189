//! The keyboard: input methods, keyboards on the screen, dialogs and the picture viewer.

use crate::setting::{OneToOne, Opened, Setting, chat, composer, direct_message};
use serde_json::json;
use std::fs;
use visit_chat_tests::{Window, eventually, files};

#[tokio::test]
async fn enter_of_an_input_method_does_not_send() {
    let mut setting = Setting::new();
    let Opened {
        direct, provider, ..
    } = setting.opened().await;
    provider.type_into(&composer(&direct), "こんにち").await;
    // Chromium and Firefox during the composition, Safari after it: the code of the input method.
    let enter = "const input = bySelector('.composer-text')[0];
        const key = (about) => input.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...about }));
        input.dispatchEvent(new CompositionEvent('compositionstart'));
        const during = key({ isComposing: true });
        input.dispatchEvent(new CompositionEvent('compositionend'));
        return [during, key({ keyCode: 229 })]";
    assert_eq!(provider.run(enter).await, json!([true, true]));
    assert_eq!(provider.value(&composer(&direct)).await, "こんにち");
    provider.type_into(&composer(&direct), "は\n").await;
    provider
        .sees(
            &format!("{}//li[@data-message]", chat(&direct)),
            "こんにちは",
        )
        .await;
}

#[tokio::test]
async fn words_of_an_input_method_are_kept() {
    let mut setting = Setting::new();
    let Opened {
        direct, provider, ..
    } = setting.opened().await;
    // Firefox may report the last change of a composition after its end.
    let compose = "const input = bySelector('.composer-text')[0];
        const change = (text) => (input.value = text);
        const report = () => input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        input.dispatchEvent(new CompositionEvent('compositionstart'));
        change('きょう');
        report();
        change('今日');
        input.dispatchEvent(new CompositionEvent('compositionend'));
        report();";
    provider.run(compose).await;
    assert_eq!(provider.value(&composer(&direct)).await, "今日");
    provider.type_into(&composer(&direct), "は\n").await;
    provider
        .sees(&format!("{}//li[@data-message]", chat(&direct)), "今日は")
        .await;
    assert_eq!(provider.value(&composer(&direct)).await, "");
}

#[tokio::test]
async fn enter_of_a_keyboard_on_the_screen_breaks_the_line() {
    let mut setting = Setting::new();
    let OneToOne { carla, direct, .. } = setting.one_to_one().await;
    let provider = setting.dashboard().await;
    provider
        .run_first(
            "const real = window.matchMedia.bind(window);
             window.matchMedia = (query) => query.includes('pointer: coarse') ? { ...real('all'), matches: true } : real(query);",
        )
        .await;
    provider
        .goto(&format!("{}/dashboard", setting.server.url()))
        .await;
    direct_message(&provider, &carla).await;
    provider.type_into(&composer(&direct), "one\ntwo").await;
    assert_eq!(provider.value(&composer(&direct)).await, "one\ntwo");
    let hint = "const input = bySelector('.composer-text')[0];
        return [input.enterKeyHint, parseFloat(getComputedStyle(input).fontSize) >= 16]";
    assert_eq!(provider.run(hint).await, json!(["enter", true]));
    provider.press("Send to Carla Mendes").await;
    provider
        .sees(&format!("{}//li[@data-message]", chat(&direct)), "one\ntwo")
        .await;
}

#[tokio::test]
async fn characters_left_are_counted_near_the_limit() {
    let mut setting = Setting::new();
    let Opened { provider, .. } = setting.opened().await;
    let fill = |more: i32| {
        format!(
            "const {{ model }} = bySelector('visit-chat')[0];
             const input = bySelector('.composer-text')[0];
             input.value = '😀'.repeat(model.view.limits.max_text_chars + {more});
             input.dispatchEvent(new Event('input', {{ bubbles: true }}));
             return bySelector('.left')[0].textContent"
        )
    };
    provider
        .run(
            "window.said = [];
             const status = bySelector('.characters-left [role=status]')[0];
             new MutationObserver(() => status.textContent && said.push(status.textContent))
               .observe(status, { childList: true });",
        )
        .await;
    assert_eq!(provider.run(&fill(-300)).await, "");
    assert_eq!(provider.run(&fill(-120)).await, "120 characters left");
    assert_eq!(provider.run(&fill(-119)).await, "119 characters left");
    assert_eq!(provider.run(&fill(-1)).await, "1 character left");
    let over = "12 characters too many. Shorten the text.";
    assert_eq!(provider.run(&fill(12)).await, over);
    // Not with each key.
    assert_eq!(
        provider.run("return said").await,
        json!(["120 characters left", "1 character left", over])
    );
    // As the server counts: without blanks at the ends, and what is invisible.
    let clean = "const { model } = bySelector('visit-chat')[0];
        const input = bySelector('.composer-text')[0];
        input.value = ' ' + 'a\u{00AD}'.repeat(model.view.limits.max_text_chars);
        input.dispatchEvent(new Event('input', { bubbles: true }));
        return bySelector('.left')[0].textContent";
    assert_eq!(provider.run(clean).await, "0 characters left");
}

#[tokio::test]
async fn characters_left_are_counted_in_a_correction() {
    let mut setting = Setting::new();
    let Opened {
        direct, provider, ..
    } = setting.opened().await;
    provider.type_into(&composer(&direct), "Short\n").await;
    provider
        .has(&format!("{}//li[@data-message]", chat(&direct)))
        .await;
    provider
        .run("bySelector('[data-message]')[0].focus()")
        .await;
    provider.press("Correct message").await;
    provider.has("//dialog").await;
    let fill = "const { model } = bySelector('visit-chat')[0];
        const input = bySelector('dialog textarea')[0];
        input.value = 'a'.repeat(model.view.limits.max_text_chars - 7);
        input.dispatchEvent(new Event('input', { bubbles: true }));
        const words = bySelector('dialog .left')[0];
        return [words.textContent, input.getAttribute('aria-describedby') === words.id]";
    assert_eq!(provider.run(fill).await, json!(["7 characters left", true]));
}

async fn has_focus(window: &Window, css: &str) {
    let script = format!("return Boolean(focused()?.matches(\"{css}\"))");
    eventually(&format!("the focus on {css}"), || async {
        (window.run(&script).await == true).then_some(())
    })
    .await;
}

#[tokio::test]
async fn focus_returns_from_a_dialog_to_its_message() {
    let mut setting = Setting::new();
    let Opened {
        direct, provider, ..
    } = setting.opened().await;
    provider
        .type_into(&composer(&direct), "The wrong words\n")
        .await;
    let own = format!(
        "{}//li[@data-message][contains(., 'The wrong words')]",
        chat(&direct)
    );
    provider.has(&own).await;
    provider
        .run("bySelector('[data-message]')[0].focus()")
        .await;
    provider.press("Retract message").await;
    provider.has("//dialog").await;
    provider.keys("\u{E00C}").await;
    has_focus(&provider, "[aria-label='Retract message'], [data-message]").await;
    // The message is drawn again while the dialog is open.
    provider.press("Correct message").await;
    provider.type_into("//dialog//textarea", "!").await;
    provider.press("Correct").await;
    provider.sees(&own, "Corrected").await;
    has_focus(&provider, "[aria-label='Correct message'], [data-message]").await;
}

#[tokio::test]
async fn pictures_are_viewed_by_keyboard() {
    let mut setting = Setting::new();
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = setting.opened().await;
    for (name, width) in [("one.png", 300), ("two.png", 200)] {
        let photo = setting.folder.path().join(name);
        fs::write(&photo, files::png(width, 120)).unwrap();
        let picker = format!("{}//input[@type='file']", chat(&direct));
        provider.choose_file(&picker, &photo).await;
        provider
            .has(&format!(
                "{}//li[contains(@class,'chip ready')]",
                chat(&direct)
            ))
            .await;
        provider
            .type_into(&composer(&direct), &format!("Picture {name}\n"))
            .await;
        patient
            .sees(&chat(&direct), &format!("Picture {name}"))
            .await;
    }
    patient.press("Enlarge two.png").await;
    patient.sees("//dialog", "2 of 2").await;
    patient.keys("\u{E012}").await;
    patient.sees("//dialog", "one.png 1 of 2").await;
    let width = "return bySelector('dialog img')[0].naturalWidth";
    eventually("the other picture", || async {
        (patient.run(width).await == 300).then_some(())
    })
    .await;
    patient.keys("\u{E014}").await;
    patient.sees("//dialog", "two.png 2 of 2").await;
    // What is retracted is no longer shown.
    patient.keys("\u{E00C}").await;
    has_focus(&patient, "[aria-label='Enlarge two.png']").await;
    eventually("the end of the viewer", || async {
        (patient.count("//dialog").await == 0).then_some(())
    })
    .await;
    patient.press("Enlarge two.png").await;
    patient.has("//dialog").await;
    provider
        .run("bySelector('[data-message]').at(-1).focus()")
        .await;
    provider
        .click("(//button[@aria-label='Retract message'])[last()]")
        .await;
    provider
        .type_into("//dialog//textarea", "Another patient")
        .await;
    provider.press("Retract").await;
    eventually("the end of the viewer", || async {
        (patient.count("//dialog").await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn version_1_message_read_in_one_tab_is_read_in_the_other() {
    let mut setting = Setting::under_version_1();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let first = setting.dashboard().await;
    direct_message(&first, &carla).await;
    first.press("Minimize chat").await;
    setting
        .say(&setting.provider, visit, &direct, "Hello")
        .await;
    setting.say(&carla, visit, &direct, "Are you there?").await;
    let badge = format!(
        "//li[@data-person='{}']//span[@class='badge' and not(@hidden)]",
        carla.id
    );
    first.sees(&badge, "1").await;
    // Another tab of this browser shows it.
    let read = format!(
        "window.other = window.open('/dashboard');
         const wait = () => new Promise((done) => setTimeout(done, 100));
         const find = async (what) => {{
           for (let tries = 0; tries < 100; tries++) {{
             const page = window.other.document.querySelector('waiting-room')?.shadowRoot;
             const found = page && what(page);
             if (found) return found;
             await wait();
           }}
           throw new Error(String(what));
         }};
         window.other.Document.prototype.hasFocus = () => true;
         (await find((page) => page.querySelector(\"li[data-person='{}'] button\"))).click();
         window.other.Document.prototype.hasFocus = () => true;
         Object.defineProperty(window.other.document, 'hidden', {{ get: () => false }});
         (await find((page) => [...page.querySelectorAll('button')].find((b) => b.textContent === 'Direct Message'))).click();
         return true",
        carla.id
    );
    first
        .run(&format!("return (async () => {{ {read} }})()"))
        .await;
    eventually("no unread message in the first tab", || async {
        (first.count(&badge).await == 0).then_some(())
    })
    .await;
}
