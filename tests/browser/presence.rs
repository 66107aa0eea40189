//! Closed browsers, and returns (V9).

use crate::setting::{OneToOne, Setting, chat, composer, greyed, open};
use visit_chat_tests::{Person, Visit, Window, eventually};

const DROPPED: &str = "Dr. Ruth Adeyemi lost the connection. \
    You can write again when they are back; your draft is kept.";

#[tokio::test]
async fn w2_patient_sees_that_the_provider_was_cut_off_and_keeps_the_draft() {
    let mut setting = Setting::with_a_short_lease();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let link = setting.clinic.link("call", &setting.provider, Some(visit));
    let provider = setting.browser.open(&link).await;
    provider.press("Join call").await;
    patient.press("Join call").await;
    patient.press("Chat").await;
    patient.press("Direct Message").await;
    patient.has(&open(&direct)).await;
    patient
        .type_into(&composer(&direct), "Since this morning")
        .await;

    provider.goto("about:blank").await;
    patient.has(&greyed(&direct)).await;
    patient.sees(&chat(&direct), DROPPED).await;
    patient.sees(&chat(&direct), "Lost the connection").await;
    patient.press("All participants").await;
    patient.sees(&chat("visit"), DROPPED).await;
    patient.press("Direct Message").await;
    assert_eq!(
        patient.value(&composer(&direct)).await,
        "Since this morning"
    );
    // The page of the call reports the return by itself, restored or loaded again.
    provider.back().await;
    patient.has(&open(&direct)).await;
    provider.goto("about:blank").await;
    patient.has(&greyed(&direct)).await;
    // The care team's dashboard shows it, too.
    let dashboard = setting.dashboard().await;
    dashboard
        .sees("//article", "Lost the connection since")
        .await;
    provider.goto(&link).await;
    patient.has(&open(&direct)).await;
    assert_eq!(
        patient.value(&composer(&direct)).await,
        "Since this morning"
    );
    patient.type_into(&composer(&direct), " it hurts\n").await;
    patient
        .sees(&chat(&direct), "Since this morning it hurts")
        .await;
}

/// Cuts the page's live connection, and fails new ones until it is restored.
const CUT: &str = "
    window.realSocket = window.WebSocket;
    window.WebSocket = class {
        constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 50); }
        send() {}
        close() {}
    };
    dispatchEvent(new Event('offline'));";

/// The page can't be seen, and its next action fails on the way.
const HIDE_AND_FAIL: &str = "
    Object.defineProperty(document, 'hidden', { get: () => true });
    const real = window.fetch;
    window.fetch = (url, init) => {
        if (!String(url).endsWith('/actions')) return real(url, init);
        window.fetch = real;
        return Promise.resolve(new Response('{}', { status: 503 }));
    };";

/// Waits until a person was dropped.
pub(crate) async fn is_dropped(setting: &Setting, visit: Visit, person: &Person) {
    let id = person.id.to_string();
    eventually("the drop", || async {
        let view = setting.clinic.view(&setting.provider, visit).await;
        let mut people = view["participants"].as_array().unwrap().iter();
        let me = people.find(|one| one["person"] == *id).unwrap();
        (me["departure"] == "dropped").then_some(())
    })
    .await;
}

/// The provider in the call, and the patient beside their direct chat, which is open.
async fn in_the_call(setting: &mut Setting, carla: &Person, visit: Visit) -> [Window; 2] {
    let patient = setting.attend(carla, visit).await;
    let link = setting.clinic.link("call", &setting.provider, Some(visit));
    let provider = setting.browser.open(&link).await;
    provider.press("Join call").await;
    patient.press("Join call").await;
    patient.press("Chat").await;
    patient.press("Direct Message").await;
    [provider, patient]
}

#[tokio::test]
async fn v9_call_in_a_background_tab_is_rejoined_once_the_connection_is_back() {
    let mut setting = Setting::with_a_short_lease();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let [provider, patient] = in_the_call(&mut setting, &carla, visit).await;
    patient.has(&open(&direct)).await;
    provider.run(HIDE_AND_FAIL).await;
    provider.run(CUT).await;
    is_dropped(&setting, visit, &setting.provider).await;
    patient.has(&greyed(&direct)).await;
    provider
        .run("window.WebSocket = window.realSocket; dispatchEvent(new Event('online'))")
        .await;
    patient.has(&open(&direct)).await;
}

#[tokio::test]
async fn v9_page_opened_on_another_day_joins_no_call_by_itself() {
    let mut setting = Setting::with_a_short_lease();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let [provider, patient] = in_the_call(&mut setting, &carla, visit).await;
    patient.has(&open(&direct)).await;
    provider.goto("about:blank").await;
    is_dropped(&setting, visit, &setting.provider).await;
    let tomorrow = "const get = Headers.prototype.get;
        Headers.prototype.get = function (name) {
            const value = get.call(this, name);
            const tomorrow = () => new Date(Date.parse(value) + 24 * 3_600_000).toUTCString();
            return name === 'date' && value ? tomorrow() : value;
        };";
    provider.run_first(tomorrow).await;
    let link = setting.clinic.link("call", &setting.provider, Some(visit));
    provider.goto(&link).await;
    provider.sees("//main", "You are not in the call.").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    is_dropped(&setting, visit, &setting.provider).await;
    provider.press("Join call").await;
    patient.has(&open(&direct)).await;
}

#[tokio::test]
async fn v9_page_returns_by_the_servers_clock() {
    let mut setting = Setting::with_a_short_lease();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let [provider, patient] = in_the_call(&mut setting, &carla, visit).await;
    patient.has(&open(&direct)).await;
    provider.goto("about:blank").await;
    is_dropped(&setting, visit, &setting.provider).await;
    let fast = "const now = Date.now; Date.now = () => now() + 24 * 3_600_000;";
    provider.run_first(fast).await;
    let link = setting.clinic.link("call", &setting.provider, Some(visit));
    provider.goto(&link).await;
    patient.has(&open(&direct)).await;
}
