//! Messages that are edited while it is not known whether they were stored.

use crate::setting::{OneToOne, Setting, chat, composer, open};
use serde_json::{Value, json};
use std::fs;
use visit_chat_tests::{Window, eventually, files};

/// With `window.cut`, no message or correction reaches the server (`"before"`), its answer is lost (`"after"`), or that of a
/// correction is (`"correction"`). With `window.deaf`, no message arrives.
const NETWORK: &str = "
    const real = window.fetch;
    window.cut = '';
    window.fetch = async (url, options) => {
      const cut = window.cut === 'correction' ? /\\/correction$/u : /\\/(messages|correction)$/u;
      const isCut = window.cut && options?.method === 'POST' && cut.test(String(url));
      if (!isCut || window.cut !== 'before') {
        const answer = await real(url, options);
        if (!isCut) return answer;
      }
      throw new TypeError();
    };
    const { model } = bySelector(\"visit-chat[data-chat^='direct']\")[0];
    const apply = model.apply.bind(model);
    const missed = [];
    window.deaf = false;
    model.apply = (frame) => (window.deaf && ['message', 'chat'].includes(frame.type) ? missed.push(frame) : apply(frame));
    window.hear = () => { window.deaf = false; missed.splice(0).forEach(apply); };
    window.back = () => { window.cut = ''; dispatchEvent(new Event('online')); };";

struct Patient {
    setting: Setting,
    one: OneToOne,
    window: Window,
}

impl Patient {
    async fn new() -> Self {
        let mut setting = Setting::new();
        let one = setting.one_to_one().await;
        let window = setting.attend(&one.carla, one.visit).await;
        setting
            .say(&setting.provider, one.visit, &one.direct, "Hello")
            .await;
        window.has(&open(&one.direct)).await;
        window.run(NETWORK).await;
        Self {
            setting,
            one,
            window,
        }
    }

    /// Sends what the composer is to contain, over a network that is cut like this. No message arrives.
    async fn sends(&self, text: &str, cut: &str) {
        let window = &self.window;
        window
            .run(&format!("window.deaf = true; window.cut = '{cut}'"))
            .await;
        window
            .run("const box = bySelector(\"visit-chat[data-chat^='direct'] .composer-text\")[0]; box.focus(); box.select()")
            .await;
        window.keys(&format!("{text}\u{E007}")).await;
        let pending = format!(
            "{}//li[contains(@class,'pending')][contains(., '{text}')]",
            chat(&self.one.direct)
        );
        window.sees(&pending, "Not sent").await;
    }

    async fn takes_back(&self) {
        self.window.press("Edit").await;
        let line = "//div[contains(@class,'edit-line')][not(@hidden)]";
        let line = format!("{}{line}", chat(&self.one.direct));
        self.window.has(&line).await;
    }

    /// The versions and texts of the messages after the first.
    async fn stored(&self) -> Value {
        let OneToOne {
            carla,
            visit,
            direct,
        } = &self.one;
        let clinic = &self.setting.clinic;
        let page = clinic.messages(carla, *visit, direct, "limit=100").await;
        let messages = page["messages"].as_array().unwrap().iter().skip(1);
        messages
            .map(|one| json!([one["version"], one["text"]]))
            .collect()
    }

    /// Waits until exactly these versions and texts are stored and, once they have arrived, nothing waits to be sent.
    async fn has_stored(&self, expected: Value) {
        eventually(&format!("only {expected}"), || async {
            (self.stored().await == expected).then_some(())
        })
        .await;
        self.window.run("hear()").await;
        let pending = format!("{}//li[contains(@class,'pending')]", chat(&self.one.direct));
        eventually("nothing to send", || async {
            (self.window.count(&pending).await == 0).then_some(())
        })
        .await;
        assert_eq!(self.stored().await, expected);
    }
}

#[tokio::test]
async fn f7_edited_message_is_stored_once_wherever_the_network_was_cut() {
    let patient = Patient::new().await;
    // Each with where the first attempt, the edited one and an edit of that were cut, and the version that is stored.
    for (round, (cuts, version)) in [
        (vec!["before"], 1),
        (vec!["after"], 2),
        (vec!["before", "before"], 1),
        (vec!["before", "after"], 2),
        (vec!["after", "before"], 2),
        (vec!["after", "after"], 2),
        (vec!["after", "correction"], 3),
    ]
    .into_iter()
    .enumerate()
    {
        let before = patient.stored().await;
        for (attempt, cut) in cuts.iter().enumerate() {
            if attempt > 0 {
                patient.takes_back().await;
            }
            patient.sends(&format!("{round}: {attempt} mg"), cut).await;
        }
        patient.takes_back().await;
        let text = format!("{round}: 50 mg");
        patient.sends(&text, "before").await;
        patient.window.run("back()").await;
        let mut expected = before.as_array().unwrap().clone();
        expected.push(json!([version, text]));
        patient.has_stored(json!(expected)).await;
    }
}

#[tokio::test]
async fn f7_edit_learns_that_its_message_was_stored() {
    let patient = Patient::new().await;
    let direct = &patient.one.direct;
    patient.sends("Take 10 mg", "after").await;
    patient.takes_back().await;
    // As it was sent, it needs no correction.
    patient.window.run("hear()").await;
    eventually("an empty box", || async {
        patient
            .window
            .value(&composer(direct))
            .await
            .is_empty()
            .then_some(())
    })
    .await;
    patient.sends("Take 20 mg", "after").await;
    patient.takes_back().await;
    patient.window.type_into(&composer(direct), "!").await;
    patient.window.run("hear()").await;
    patient
        .window
        .sees(
            &chat(direct),
            "Corrects “Take 20 mg”, which was sent after all.",
        )
        .await;
    patient.window.run("back()").await;
    patient.window.type_into(&composer(direct), "\n").await;
    let stored = json!([[1, "Take 10 mg"], [2, "Take 20 mg!"]]);
    patient.has_stored(stored).await;
}

#[tokio::test]
async fn f7_edit_survives_a_reload_and_can_become_another_message() {
    let patient = Patient::new().await;
    let (window, direct) = (&patient.window, &patient.one.direct);
    let reload = || async {
        let url = format!("{}/visit", patient.setting.server.url());
        window.goto(&url).await;
        window.has(&open(direct)).await;
        window.run(NETWORK).await;
    };
    patient.sends("Take 10 mg", "before").await;
    patient.takes_back().await;
    reload().await;
    window.sees(&chat(direct), "In place of “Take 10 mg”").await;
    window.type_into(&composer(direct), " now\n").await;
    patient.has_stored(json!([[1, "Take 10 mg now"]])).await;
    patient.sends("Take 20 mg", "after").await;
    patient.takes_back().await;
    let separate = "//button[text()='Send as a new message']";
    window.click(&format!("{}{separate}", chat(direct))).await;
    patient.sends("Something else", "before").await;
    window.run("hear(); back()").await;
    let stored = json!([
        [1, "Take 10 mg now"],
        [1, "Take 20 mg"],
        [1, "Something else"]
    ]);
    patient.has_stored(stored).await;
}

#[tokio::test]
async fn f7_edit_that_drops_a_stored_file_goes_back_to_the_draft() {
    let patient = Patient::new().await;
    let (window, direct) = (&patient.window, &patient.one.direct);
    let photo = patient.setting.folder.path().join("knee.png");
    fs::write(&photo, files::png(120, 80)).unwrap();
    let here = chat(direct);
    window
        .choose_file(&format!("{here}//input[@type='file']"), &photo)
        .await;
    window
        .has(&format!("{here}//li[contains(@class,'chip ready')]"))
        .await;
    patient.sends("My knee", "after").await;
    patient.takes_back().await;
    window.press("Don't send knee.png").await;
    window.run("window.cut = ''").await;
    window.type_into(&composer(direct), "!\n").await;
    window
        .sees(
            &format!("{here}//*[@role='alert']"),
            "The first message was sent, with its files.",
        )
        .await;
    assert_eq!(window.value(&composer(direct)).await, "My knee!");
    assert_eq!(patient.stored().await, json!([[1, "My knee"]]));
}
