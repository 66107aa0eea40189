//! A composer that is greyed out, for people at it.

use crate::setting::{OneToOne, Setting, composer, greyed, open};
use reqwest::Method;
use serde_json::json;
use visit_chat_tests::eventually;

#[tokio::test]
async fn composer_keeps_focus_and_text_and_says_why_while_it_is_greyed_out() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    setting
        .say(&setting.provider, visit, &direct, "Hello")
        .await;
    patient.has(&open(&direct)).await;
    patient.type_into(&composer(&direct), "My knee").await;
    patient
        .run(
            "window.box = focused();
             box.setSelectionRange(3, 3);
             window.reasons = [];
             const refusal = box.closest('form').querySelector('.refusal');
             new MutationObserver((all) => reasons.push(...all.flatMap((one) => [...one.addedNodes].map((node) => node.data))))
               .observe(refusal, { childList: true });",
        )
        .await;
    let lock = |method| {
        let path = format!("/visits/{}/chats/{direct}/lock", visit.id);
        setting
            .clinic
            .request(&setting.provider.token, method, &path)
            .send()
    };
    assert!(lock(Method::PUT).await.unwrap().status().is_success());
    patient.has(&greyed(&direct)).await;
    // The screen and screen readers have the reason, and the keys do nothing.
    patient.keys("x\u{E007}").await;
    let state = "const described = (one) => one.getAttribute('aria-describedby').split(' ')
          .map((id) => one.getRootNode().getElementById(id).textContent).filter(Boolean);
        const form = box.closest('form');
        const send = form.querySelector('.send');
        return [focused() === box, box.value, box.selectionStart, send.getAttribute('aria-disabled'), send.disabled,
          JSON.stringify(described(box)) === JSON.stringify(described(send)), described(send)[0].includes('locked')]";
    assert_eq!(
        patient.run(state).await,
        json!([true, "My knee", 3, "true", false, true, true])
    );
    // A press on the button announces the reason again.
    patient
        .click(&format!(
            "{}/ancestor::form//button[@type='submit']",
            composer(&direct)
        ))
        .await;
    eventually("the reason once more", || async {
        let reasons = patient.run("return reasons.length").await;
        (reasons.as_u64()? >= 2).then_some(())
    })
    .await;
    assert_eq!(
        patient.run("return new Set(reasons).size").await,
        json!(1),
        "one reason"
    );
    patient.run("box.focus()").await;

    assert!(lock(Method::DELETE).await.unwrap().status().is_success());
    patient.has(&open(&direct)).await;
    patient.keys("left \u{E007}").await;
    eventually("the message", || async {
        let page = setting
            .clinic
            .messages(&carla, visit, &direct, "limit=10")
            .await;
        (page["messages"][1]["text"] == "My left knee").then_some(())
    })
    .await;
}
