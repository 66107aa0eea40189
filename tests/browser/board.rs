//! The list of the dashboard: who waits comes first, and many visits stay clear.

use crate::setting::{OneToOne, Setting, choose_action, open};
use visit_chat_tests::{Person, Visit, Window};

/// Pictures for a look, if a folder is given.
async fn picture(window: &Window, name: &str) {
    if let Ok(folder) = std::env::var("PICTURES") {
        std::fs::write(format!("{folder}/{name}.png"), window.screenshot().await).unwrap();
    }
}

async fn fits(window: &Window) {
    let wider =
        "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    window.becomes(wider, false).await;
}

async fn first(window: &Window, visit: Visit) {
    let at = format!("(//article)[1]//button[@data-visit='{}']", visit.id);
    window.has(&at).await;
}

fn direct_of<'a>(setting: &Setting, patient: &'a Person) -> (&'a Person, String) {
    (patient, patient.direct(&setting.provider))
}

#[tokio::test]
async fn sixty_visits_are_short_and_a_message_below_the_fold_is_one_click_away() {
    let mut setting = Setting::new();
    let names = ["Carla Mendes", "Ben Okafor", "Ana Silva", "Maria Garcia"];
    let mut all = Vec::new();
    for at in 0..60 {
        let patient = setting.clinic.person("patient", names[at % 4]);
        let people = [&setting.provider, &patient];
        let visit = setting.clinic.schedule("one_to_one", &people).await;
        all.push((patient, visit));
    }
    let provider = setting.dashboard().await;
    provider.counts("//article", 60).await;
    picture(&provider, "sixty").await;
    let height = provider
        .run("return document.documentElement.scrollHeight")
        .await;
    assert!(height.as_u64().unwrap() < 4_500, "{height}");

    // Who waits is first, and is not moved from under the hand of the person.
    let (patient, visit) = &all[59];
    let (_, direct) = direct_of(&setting, patient);
    setting
        .say(&setting.provider, *visit, &direct, "Hello.")
        .await;
    setting.say(patient, *visit, &direct, "Help me.").await;
    first(&provider, *visit).await;

    // A colleague's message waits for no answer, and is counted, too.
    let colleague = setting.clinic.person("provider", "Dr. Li Wei");
    let ben = setting.clinic.person("patient", "Zoë Quiroga");
    let people = [&setting.provider, &colleague, &ben];
    let low = setting.clinic.schedule("group", &people).await;
    provider.run("scrollTo(0, 0)").await;
    setting.say(&colleague, low, "visit", "Please look.").await;
    provider
        .sees(
            "//p[@class='unread-count']",
            "1 visit with other unread messages",
        )
        .await;
    let title = "return document.title";
    provider.becomes(title, "(2) Waiting Room Dashboard").await;
    let at = "return focused()?.dataset.visit";
    provider.press("Next").await;
    provider.becomes(at, visit.id.to_string()).await;
    provider.press("Next").await;
    provider.becomes(at, low.id.to_string()).await;
    let seen = "const box = focused().getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight";
    provider.becomes(seen, true).await;

    let search = "//input[@type='search']";
    provider.type_into(search, "zoe").await;
    provider.counts("//article", 1).await;
    first(&provider, low).await;
    provider.run("bySelector('.search')[0].value = ''").await;
    let id = all[7].1.id.to_string().to_uppercase();
    let short = format!("{}-{}", &id[28..32], &id[32..]);
    provider.type_into(search, &short).await;
    first(&provider, all[7].1).await;
    provider.counts("//article", 1).await;
    provider.type_into(search, "x").await;
    provider
        .sees("//main", "No visit matches the search.")
        .await;
    // The next one is found in spite of the search.
    provider.press("Next").await;
    first(&provider, *visit).await;
    provider.phone().await;
    fits(&provider).await;
    picture(&provider, "sixty-phone").await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn long_names_stay_inside_the_dashboard() {
    let mut setting = Setting::new();
    let long = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewarenwohlge";
    let ana = setting.clinic.person("patient", long).born(long);
    let ben = setting.clinic.person(
        "patient",
        "Maria del Carmen Fernández de la Vega y González",
    );
    let guest = setting.clinic.person("guest", long);
    let people = [&setting.provider, &ana, &ben, &guest];
    let visit = setting.clinic.schedule("group", &people).await;
    let direct = ana.direct(&setting.provider);
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    setting.say(&ana, visit, &direct, "Help me.").await;
    let provider = setting.dashboard().await;
    provider
        .sees("//div[@class='waiting']", "waiting for an answer")
        .await;
    for width in ["wide", "phone"] {
        if width == "phone" {
            provider.phone().await;
        }
        fits(&provider).await;
        picture(&provider, &format!("long-{width}")).await;
        provider
            .click("//button[contains(@class, 'details')]")
            .await;
        fits(&provider).await;
        let out = "const all = bySelector('article button');
            return all.some((one) => one.getBoundingClientRect().right > innerWidth + 1)";
        provider.becomes(out, false).await;
        picture(&provider, &format!("long-{width}-open")).await;
        provider
            .click("//button[contains(@class, 'details')]")
            .await;
    }
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn visit_id_and_names_lead_to_each_way_to_write_or_say_why_not() {
    let mut setting = Setting::new();
    let ana = setting
        .clinic
        .person("patient", "Ana Silva")
        .born("born 1984-03-12");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let guest = setting.clinic.person("guest", "Maria Silva");
    let staff = setting.clinic.person("staff", "Sam Reed");
    let people = [&setting.provider, &ana, &ben, &guest, &staff];
    let visit = setting.clinic.schedule("group", &people).await;
    // Ben arrives first, and is the primary patient.
    setting.clinic.act(&ben, visit, "enter_waiting_room").await;
    let provider = setting.dashboard().await;
    provider.sees("//article", "Primary").await;
    let id = format!("//article//button[@data-visit='{}']", visit.id);
    provider.click(&id).await;
    let entries = "return bySelector('[role=menuitem]').map((one) => one.textContent)";
    let expected = serde_json::json!([
        "Visit chat",
        "Direct Message: Ben Okafor · Primary",
        "Direct Message: Ana Silva born 1984-03-12",
        "Direct messages with guests are turned off for this visit.",
    ]);
    provider.becomes(entries, expected).await;
    picture(&provider, "visit-menu").await;
    provider.keys("\u{E00C}").await;
    let focused = "return focused()?.dataset.visit";
    provider.becomes(focused, visit.id.to_string()).await;
    provider.click(&id).await;
    provider
        .click("//*[@role='menuitem'][contains(., 'Ana Silva')]")
        .await;
    provider.has(&open(&ana.direct(&setting.provider))).await;

    let row = |person: &Person| format!("//li[@data-person='{}']", person.id);
    provider.click(&format!("{}//button", row(&guest))).await;
    provider
        .sees(
            "//*[@role='menu']",
            "Direct messages with guests are turned off for this visit.",
        )
        .await;
    provider.press("Visit chat").await;
    provider.has(&open("visit")).await;
    provider
        .click("//button[contains(@class, 'details')]")
        .await;
    provider
        .sees(
            &row(&staff),
            "Direct messages are between a provider and a patient, not within the care team.",
        )
        .await;
    provider
        .sees(
            &row(&guest),
            "Direct messages with guests are turned off for this visit.",
        )
        .await;
    picture(&provider, "details").await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn one_first_action_a_visit_and_reasons_in_words() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let provider = setting.dashboard().await;
    let join = "//article//footer/button[text()='Join call'][not(@hidden)]";
    assert_eq!(provider.count(join).await, 0, "there is no one to talk to");
    // A person who writes without having arrived is not just expected.
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    setting.say(&carla, visit, &direct, "I am late.").await;
    let row = format!("//li[@data-person='{}']", carla.id);
    provider.sees(&row, "Has written, not arrived yet").await;
    setting
        .clinic
        .act(&carla, visit, "enter_waiting_room")
        .await;
    provider.has(join).await;
    provider.sees(&row, "Waiting less than a minute").await;

    choose_action(&provider, visit, "Cancel visit").await;
    provider
        .sees("//dialog//h2", "Cancel the visit of Carla Mendes?")
        .await;
    provider
        .sees(
            "//dialog",
            "All chats of this visit close for everyone. You can reopen the visit.",
        )
        .await;
    provider
        .sees("//dialog", "Messages in 1 chat still wait for an answer.")
        .await;
    picture(&provider, "cancel").await;
    provider.keys("\u{E00C}").await;
    // The focus returns to the menu's button.
    provider
        .becomes("return focused()?.textContent", "More")
        .await;
    assert_eq!(provider.complaints().await, [""; 0]);
}
