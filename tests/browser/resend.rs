//! Messages that were written without a connection.

use crate::setting::{OneToOne, Setting, chat, composer, open, show};
use serde_json::json;
use visit_chat_tests::{Person, Visit, Window, eventually};

/// A patient who may write.
async fn patient_who_writes(setting: &mut Setting) -> (OneToOne, Window) {
    let one_to_one = setting.one_to_one().await;
    let OneToOne {
        carla,
        visit,
        direct,
    } = &one_to_one;
    let patient = setting.attend(carla, *visit).await;
    setting
        .say(&setting.provider, *visit, direct, "Hello")
        .await;
    patient.has(&open(direct)).await;
    (one_to_one, patient)
}

/// Messages don't get through until `window.broken` is false. The page's clock is `window.late` milliseconds ahead.
const BROKEN: &str = "
    const real = window.fetch;
    window.broken = true;
    window.fetch = (url, options) =>
      window.broken && String(url).endsWith('/messages') ? Promise.reject(new TypeError()) : real(url, options);
    const now = Date.now;
    window.late = 0;
    Date.now = () => now() + window.late;
    window.back = () => { window.broken = false; dispatchEvent(new Event('online')); };";

async fn texts(setting: &Setting, person: &Person, visit: Visit, direct: &str) -> Vec<String> {
    let page = setting
        .clinic
        .messages(person, visit, direct, "limit=10")
        .await;
    let messages = page["messages"].as_array().unwrap().iter();
    messages
        .map(|message| message["text"].as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn become_stored(setting: &Setting, one: &OneToOne, expected: &[&str]) {
    eventually("the messages to be stored", || async {
        let texts = texts(setting, &one.carla, one.visit, &one.direct).await;
        (texts == expected).then_some(())
    })
    .await;
}

#[tokio::test]
async fn f7_messages_written_offline_go_by_themselves_in_order() {
    let mut setting = Setting::new();
    let (one, patient) = patient_who_writes(&mut setting).await;
    patient.run(BROKEN).await;
    for text in ["first\n", "second\n", "third\n"] {
        patient.type_into(&composer(&one.direct), text).await;
    }
    patient.sees(&chat(&one.direct), "Not sent").await;
    patient
        .sees(
            &chat(&one.direct),
            "It goes by itself if the connection is back",
        )
        .await;
    patient.run("window.back()").await;
    become_stored(&setting, &one, &["Hello", "first", "second", "third"]).await;
    let pending = format!("{}//li[contains(@class,'pending')]", chat(&one.direct));
    patient.counts(&pending, 0).await;
}

#[tokio::test]
async fn old_message_waits_for_the_person() {
    let mut setting = Setting::new();
    let (one, patient) = patient_who_writes(&mut setting).await;
    patient.run(BROKEN).await;
    patient
        .type_into(&composer(&one.direct), "My head hurts\n")
        .await;
    patient.sees(&chat(&one.direct), "Not sent").await;
    patient.run("window.late = 301_000; window.back()").await;
    patient
        .sees(&chat(&one.direct), "Send it if it still applies")
        .await;
    assert_eq!(
        texts(&setting, &one.carla, one.visit, &one.direct).await,
        ["Hello"]
    );
    patient.press("Try again").await;
    become_stored(&setting, &one, &["Hello", "My head hurts"]).await;
}

#[tokio::test]
async fn message_to_changed_people_waits_for_the_person() {
    let mut setting = Setting::new();
    let (one, patient) = patient_who_writes(&mut setting).await;
    setting
        .clinic
        .act(&setting.provider, one.visit, "join_call")
        .await;
    setting
        .say(&setting.provider, one.visit, "visit", "Welcome")
        .await;
    show(&patient, "visit").await;
    patient.has(&open("visit")).await;
    patient.run(BROKEN).await;
    patient
        .type_into(&composer("visit"), "It is private\n")
        .await;
    patient.sees(&chat("visit"), "Not sent").await;
    // Another guest than the one it was written to.
    patient
        .run(
            "const { model } = bySelector(\"visit-chat[data-chat='visit']\")[0];
             const guest = { ...model.view.participants[0], person: 'p9', name: 'A guest' };
             const changed = { ...model.view, participants: [...model.view.participants, guest] };
             model.refresh = async () => model.show(changed);
             model.show(changed);
             window.back();",
        )
        .await;
    patient
        .sees(&chat("visit"), "The people in this chat have changed")
        .await;
    assert_eq!(
        texts(&setting, &one.carla, one.visit, "visit").await,
        ["Welcome"]
    );
    patient.press("Edit").await;
    patient.holds(&composer("visit"), "It is private").await;
}

#[tokio::test]
async fn refused_messages_become_the_draft_in_their_order() {
    let mut setting = Setting::new();
    let (one, patient) = patient_who_writes(&mut setting).await;
    patient.run(BROKEN).await;
    for text in ["first\n", "second\n", "third"] {
        patient.type_into(&composer(&one.direct), text).await;
    }
    patient.sees(&chat(&one.direct), "Not sent").await;
    let path = format!("/visits/{}/chats/{}/lock", one.visit.id, one.direct);
    let lock = setting
        .clinic
        .request(&setting.provider.token, reqwest::Method::PUT, &path);
    assert!(lock.send().await.unwrap().status().is_success());
    patient.run("window.back()").await;
    patient
        .sees(
            &format!("{}//*[@role='alert']", chat(&one.direct)),
            "locked",
        )
        .await;
    patient
        .holds(&composer(&one.direct), "first\nsecond\nthird")
        .await;
    assert_eq!(
        texts(&setting, &one.carla, one.visit, &one.direct).await,
        ["Hello"]
    );
}

#[tokio::test]
async fn reload_keeps_what_was_not_sent_and_sends_it() {
    let mut setting = Setting::new();
    let (one, patient) = patient_who_writes(&mut setting).await;
    patient.run(BROKEN).await;
    patient.type_into(&composer(&one.direct), "first\n").await;
    patient.type_into(&composer(&one.direct), "second\n").await;
    patient.sees(&chat(&one.direct), "Not sent").await;
    patient
        .goto(&format!("{}/visit", setting.server.url()))
        .await;
    become_stored(&setting, &one, &["Hello", "first", "second"]).await;
    let stored = format!("{}//li[@data-message]", chat(&one.direct));
    patient.counts(&stored, 3).await;
    let kept = "return Object.keys(sessionStorage).filter((key) => key.includes('outbox'))";
    patient.becomes(kept, json!([])).await;
}

#[tokio::test]
async fn retry_sends_no_earlier_message_to_changed_people() {
    let mut setting = Setting::new();
    let (one, patient) = patient_who_writes(&mut setting).await;
    setting
        .clinic
        .act(&setting.provider, one.visit, "join_call")
        .await;
    setting
        .say(&setting.provider, one.visit, "visit", "Welcome")
        .await;
    show(&patient, "visit").await;
    patient.has(&open("visit")).await;
    patient.run(BROKEN).await;
    // The page can't look who is in the chat until someone has joined.
    patient
        .run(
            "const { model } = bySelector(\"visit-chat[data-chat='visit']\")[0];
             model.refresh = () => Promise.reject({ again: true });
             const guest = { ...model.view.participants[0], person: 'p9', name: 'A guest' };
             const changed = { ...model.view, participants: [...model.view.participants, guest] };
             window.join = () => {
               window.broken = false;
               model.refresh = async () => model.show(changed);
             };",
        )
        .await;
    for text in ["It is private\n", "I have a question\n"] {
        patient.type_into(&composer("visit"), text).await;
    }
    let pending = |text: &str| {
        let chat = chat("visit");
        format!("{chat}//li[contains(@class,'pending')][contains(., '{text}')]")
    };
    patient.sees(&pending("question"), "Not sent").await;
    patient
        .run(
            "window.join();
             [...bySelector('.pending .failed-buttons button:first-child')].at(-1).click()",
        )
        .await;
    patient
        .sees(&pending("private"), "The people in this chat have changed")
        .await;
    patient
        .sees(&pending("question"), "The message before it was not sent")
        .await;
    assert_eq!(
        texts(&setting, &one.carla, one.visit, "visit").await,
        ["Welcome"]
    );
    patient
        .run("[...bySelector('.pending .failed-buttons button:first-child')].at(-1).click()")
        .await;
    eventually("only the second message", || async {
        let texts = texts(&setting, &one.carla, one.visit, "visit").await;
        (texts == ["Welcome", "I have a question"]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn message_that_goes_by_itself_leaves_the_list_where_it_is() {
    let mut setting = Setting::new();
    let (one, patient) = patient_who_writes(&mut setting).await;
    for number in 1..=30 {
        let text = format!("line {number}.");
        setting
            .say(&setting.provider, one.visit, &one.direct, &text)
            .await;
    }
    patient.sees(&chat(&one.direct), "line 30.").await;
    patient.run(BROKEN).await;
    patient.type_into(&composer(&one.direct), "mine\n").await;
    patient.sees(&chat(&one.direct), "Not sent").await;
    let log = format!("visit-chat[data-chat='{}'] .chat-log", one.direct);
    patient
        .run(&format!("bySelector(\"{log}\")[0].scrollTop = 0"))
        .await;
    let is_kept =
        "return Object.keys(sessionStorage).some((key) => key.includes('visit-chat.place.'))";
    eventually("the place to be kept", || async {
        (patient.run(is_kept).await == true).then_some(())
    })
    .await;
    patient
        .goto(&format!("{}/visit", setting.server.url()))
        .await;
    patient.sees(&chat(&one.direct), "mine").await;
    eventually("the message to be stored", || async {
        let page = setting
            .clinic
            .messages(&one.carla, one.visit, &one.direct, "limit=1")
            .await;
        (page["messages"][0]["text"] == "mine").then_some(())
    })
    .await;
    let pending = format!("{}//li[contains(@class,'pending')]", chat(&one.direct));
    patient.counts(&pending, 0).await;
    let near_the_top = format!("return bySelector(\"{log}\")[0].scrollTop < 100");
    patient.becomes(&near_the_top, true).await;
}

#[tokio::test]
async fn refusal_after_the_client_ended_leaves_the_message_to_the_next() {
    let mut setting = Setting::new();
    let (one, patient) = patient_who_writes(&mut setting).await;
    patient
        .run(
            "const real = window.fetch;
             const refusal = JSON.stringify({ code: 'chat_locked', detail: 'The chat is locked.' });
             window.fetch = (url, options) =>
               String(url).endsWith('/messages') && options.method === 'POST'
                 ? new Promise((answer) => (window.refuse = () => answer(new Response(refusal, { status: 403 }))))
                 : real(url, options);",
        )
        .await;
    patient.type_into(&composer(&one.direct), "first\n").await;
    eventually("the request", || async {
        (patient.run("return 'refuse' in window").await == true).then_some(())
    })
    .await;
    patient
        .run("bySelector('my-visit')[0].client.stop(); window.refuse()")
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let kept = "return Object.entries(sessionStorage)
        .filter(([, value]) => value.includes('first')).map(([key]) => key.split('.')[1])";
    assert_eq!(patient.run(kept).await, json!(["outbox"]));
}
