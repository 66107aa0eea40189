//! The chat windows at the bottom right of the dashboard.

use crate::setting::{Setting, chat, composer, direct_message, open};
use visit_chat_tests::{Person, Visit, Window};

async fn picture(window: &Window, name: &str) {
    if let Ok(folder) = std::env::var("PICTURES") {
        std::fs::write(format!("{folder}/{name}.png"), window.screenshot().await).unwrap();
    }
}

/// Visits with one patient each.
async fn visits(setting: &Setting, people: Vec<Person>) -> Vec<(Person, Visit)> {
    let mut all = Vec::new();
    for patient in people {
        let both = [&setting.provider, &patient];
        let visit = setting.clinic.schedule("one_to_one", &both).await;
        all.push((patient, visit));
    }
    all
}

/// No window of the dock overlaps another or leaves the screen.
async fn stands_clear(window: &Window) {
    let script = "const boxes = [...bySelector('.dock')[0].children].map((one) => one.getBoundingClientRect())
            .filter((box) => box.width > 0);
        const out = boxes.some((box) => box.left < 0 || box.right > innerWidth + 1 || box.top < 0 || box.bottom > innerHeight + 1);
        const over = boxes.some((one) => boxes.some((other) => one !== other && one.left < other.right - 1 && other.left < one.right - 1));
        return out || over";
    window.becomes(script, false).await;
}

#[tokio::test]
async fn chats_with_two_people_of_one_name_are_told_apart() {
    let mut setting = Setting::new();
    let one = setting
        .clinic
        .person("patient", "Maria Garcia")
        .born("born 1984-03-12");
    let other = setting
        .clinic
        .person("patient", "Maria  GARCÍA")
        .born("born 1991-07-30");
    let all = visits(&setting, vec![one, other]).await;
    let provider = setting.dashboard().await;
    for (patient, visit) in &all {
        direct_message(&provider, patient).await;
        let direct = patient.direct(&setting.provider);
        let digits = visit.id.to_string().to_uppercase();
        let short = format!("{}-{}", &digits[28..32], &digits[32..]);
        let title = format!("{}//h2", chat(&direct));
        provider.sees(&title, &short).await;
        provider
            .sees(&title, patient.second_identifier.unwrap())
            .await;
        let to = format!(
            "{}//*[contains(@placeholder, '{short}') or contains(@aria-label, '{short}')]",
            chat(&direct)
        );
        provider.has(&to).await;
    }
    picture(&provider, "same-name").await;
}

#[tokio::test]
async fn several_chats_stand_side_by_side_and_none_is_lost() {
    let mut setting = Setting::new();
    let names = [
        "Ana Silva",
        "Ben Okafor",
        "Carla Mendes",
        "Dora Weiss",
        "Emil Novak",
    ];
    let people = names.map(|name| setting.clinic.person("patient", name));
    let all = visits(&setting, people.into()).await;
    let provider = setting.dashboard().await;
    for (patient, _) in &all {
        let name = format!("li[data-person='{}'] button", patient.id);
        let uncover = format!("bySelector(\"{name}\")[0].focus()");
        provider.run(&uncover).await;
        direct_message(&provider, patient).await;
        stands_clear(&provider).await;
    }
    picture(&provider, "five-chats").await;
    let key = |at: usize| all[at].0.direct(&setting.provider);
    provider.type_into(&composer(&key(4)), "a draft").await;
    let hidden = |at| format!("{}[@hidden]", chat(&key(at)));
    provider.has(&hidden(0)).await;
    provider
        .click("//button[contains(@class, 'dock-rest')]")
        .await;
    provider
        .click("//*[@role='menuitem'][contains(., 'Ana Silva')]")
        .await;
    provider.has(&open(&key(0))).await;
    stands_clear(&provider).await;
    assert_eq!(provider.value(&composer(&key(4))).await, "a draft");
    // An arriving message changes neither the windows nor the focus (P6).
    let focus = "return closest(focused(), 'visit-chat')?.dataset.chat";
    assert_eq!(provider.run(focus).await, key(0));
    setting
        .say(&setting.provider, all[1].1, &key(1), "Hello.")
        .await;
    setting.say(&all[1].0, all[1].1, &key(1), "Help me.").await;
    provider
        .has("//p[@class='waiting-count'][contains(., '1 visit')]")
        .await;
    assert_eq!(provider.run(focus).await, key(0));

    // Escape gives the focus back to the name.
    provider.keys("\u{E00C}").await;
    provider.becomes(FOCUSED, all[0].0.id.to_string()).await;
    provider.resize(1000, 700).await;
    let fits = "return bySelector('.dock visit-chat').filter((one) => !one.hidden).length <= 2";
    provider.becomes(fits, true).await;
    stands_clear(&provider).await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn chat_that_opens_or_closes_moves_nothing_on_the_dashboard() {
    let mut setting = Setting::new();
    let ana = setting.clinic.person("patient", "Ana Silva");
    visits(
        &setting,
        vec![setting.clinic.person("patient", "Ben Okafor")],
    )
    .await;
    let people = [&setting.provider, &ana];
    setting.clinic.schedule("one_to_one", &people).await;
    let provider = setting.dashboard().await;
    for (width, height) in [(1920, 1080), (1366, 768), (1024, 768), (700, 900)] {
        provider.resize(width, height).await;
        let before = provider.run(PLACES).await;
        direct_message(&provider, &ana).await;
        let direct = ana.direct(&setting.provider);
        provider.has(&open(&direct)).await;
        assert_eq!(provider.run(PLACES).await, before, "opened, {width}");
        provider.press("Close chat").await;
        provider.counts("//visit-chat", 0).await;
        assert_eq!(provider.run(PLACES).await, before, "closed, {width}");
    }
}

/// The person of the dashboard whose name has the focus.
const FOCUSED: &str = "return focused()?.closest('li')?.dataset.person";

/// Where everything on the dashboard stands.
const PLACES: &str = "const inside = document.querySelector('waiting-room').shadowRoot.querySelectorAll('p, input, button, article, .person');
return [document.querySelector('h1'), ...inside].map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return [left, top, right, bottom];
});";

#[tokio::test]
async fn control_that_gets_the_focus_is_not_under_a_chat() {
    let mut setting = Setting::new();
    let people = (0..20)
        .map(|_| setting.clinic.person("patient", "Ana Silva"))
        .collect();
    let all = visits(&setting, people).await;
    let provider = setting.dashboard().await;
    direct_message(&provider, &all[0].0).await;
    let covered =
        "const buttons = bySelector('article button').filter((one) => one.checkVisibility());
        return buttons.filter((one) => {
            one.focus();
            const box = one.getBoundingClientRect();
            const top = elementAt(box.left + box.width / 2, box.top + box.height / 2);
            return !top || closest(top, '.dock') !== null;
        }).length";
    assert_eq!(provider.run(covered).await, 0);
}

#[tokio::test]
async fn chat_covers_the_dashboard_of_a_phone_and_gives_it_back() {
    let mut setting = Setting::new();
    let people = ["Ana Silva", "Ben Okafor"].map(|name| setting.clinic.person("patient", name));
    let all = visits(&setting, people.into()).await;
    let provider = setting.dashboard().await;
    provider.phone().await;
    picture(&provider, "board-phone").await;
    let key = |at: usize| all[at].0.direct(&setting.provider);
    direct_message(&provider, &all[0].0).await;
    provider.has(&open(&key(0))).await;
    picture(&provider, "chat-phone").await;
    let covers =
        "const box = bySelector('.dock visit-chat:not([hidden])')[0].getBoundingClientRect();
        const way = bySelector('.dock-behind')[0].getBoundingClientRect();
        return [box.left, box.top - way.bottom, box.width, box.bottom, way.top].map(Math.round)";
    let covered = serde_json::json!([0, 0, 390, 844, 0]);
    provider.becomes(covers, covered).await;
    // What arrives elsewhere moves nothing.
    let head = "return bySelector('.chat-head')[0].getBoundingClientRect().top";
    let way = "//button[contains(@class, 'dock-behind')]";
    provider.sees(way, "Show the dashboard").await;
    let before = provider.run(head).await;
    let (ben, visit) = &all[1];
    setting
        .say(&setting.provider, *visit, &key(1), "Hello.")
        .await;
    setting.say(ben, *visit, &key(1), "Help me.").await;
    provider.sees(way, "1 visit with messages.").await;
    assert_eq!(provider.run(head).await, before);
    provider.has("//main[@inert]").await;
    provider.press("Minimize chat").await;
    provider.has("//main[not(@inert)]").await;
    provider
        .sees("//button[contains(@class, 'dock-rest')]", "Open chats (1)")
        .await;
    direct_message(&provider, &all[1].0).await;
    provider.has(&open(&key(1))).await;
    provider.keys("\u{E00C}").await;
    provider.becomes(FOCUSED, all[1].0.id.to_string()).await;
    assert_eq!(provider.complaints().await, [""; 0]);
}
