//! The list of messages: what is in view, how it is ordered, and what it costs.

use crate::setting::{OneToOne, Opened, Setting, chat, composer, direct_message};
use serde_json::{Value, json};
use std::fs;
use visit_chat_tests::{Window, eventually, files};

const LOG: &str = "bySelector('visit-chat .chat-log')[0]";

async fn is_at_the_end(window: &Window) {
    let script = format!(
        "const log = {LOG}; return log.scrollHeight - log.scrollTop - log.clientHeight < 2"
    );
    eventually("the end of the list", || async {
        (window.run(&script).await == true).then_some(())
    })
    .await;
}

/// The provider at the end of a chat with a number of own messages.
async fn long_chat(setting: &mut Setting, count: usize) -> (OneToOne, Window) {
    let one_to_one = setting.one_to_one().await;
    for number in 1..=count {
        let text = format!("line {number}.");
        let OneToOne { visit, direct, .. } = &one_to_one;
        setting.say(&setting.provider, *visit, direct, &text).await;
    }
    let provider = setting.dashboard().await;
    direct_message(&provider, &one_to_one.carla).await;
    let last = format!("line {count}.");
    provider.sees(&chat(&one_to_one.direct), &last).await;
    (one_to_one, provider)
}

#[tokio::test]
async fn list_follows_the_newest_message_after_a_picture() {
    let mut setting = Setting::new();
    let (one_to_one, provider) = long_chat(&mut setting, 15).await;
    let OneToOne {
        carla,
        visit,
        direct,
    } = &one_to_one;
    let photo = setting.folder.path().join("knee.png");
    fs::write(&photo, files::png(900, 1200)).unwrap();
    let patient = setting.attend(carla, *visit).await;
    let picker = format!("{}//input[@type='file']", chat(direct));
    patient.choose_file(&picker, &photo).await;
    patient
        .has(&format!(
            "{}//li[contains(@class,'chip ready')]",
            chat(direct)
        ))
        .await;
    patient.type_into(&composer(direct), "My knee\n").await;
    provider.sees(&chat(direct), "My knee").await;
    eventually("the picture to be shown", || async {
        let width = "return bySelector('img.picture')[0]?.naturalWidth ?? 0";
        (provider.run(width).await.as_u64()? > 0).then_some(())
    })
    .await;
    is_at_the_end(&provider).await;
    for text in ["And", "it", "hurts"] {
        setting.say(carla, *visit, direct, text).await;
    }
    provider.sees(&chat(direct), "hurts").await;
    is_at_the_end(&provider).await;
}

#[tokio::test]
async fn own_message_is_brought_into_view() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = long_chat(&mut setting, 30).await;
    provider.run(&format!("{LOG}.scrollTop = 0")).await;
    provider
        .has("//button[contains(@class,'newer')][not(@hidden)][text()='Latest ↓']")
        .await;
    provider.type_into(&composer(&direct), "What I say\n").await;
    provider.sees(&chat(&direct), "What I say").await;
    is_at_the_end(&provider).await;
    provider.run(&format!("{LOG}.scrollTop = 0")).await;
    provider.press("Latest ↓").await;
    is_at_the_end(&provider).await;
}

#[tokio::test]
async fn long_word_neither_widens_the_list_nor_moves_the_send_button() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = long_chat(&mut setting, 1).await;
    provider.resize(390, 844).await;
    let word = "https://clinic.example/".to_owned() + &"abcdefghij".repeat(30);
    let fits = "const box = bySelector('visit-chat')[0].getBoundingClientRect();
        const send = bySelector('.send')[0].getBoundingClientRect();
        const log = bySelector('.chat-log')[0];
        return [send.right <= box.right, send.width > 30, log.scrollWidth <= log.clientWidth,
          document.documentElement.scrollWidth <= innerWidth]";
    let all = json!([true, true, true, true]);
    provider.type_into(&composer(&direct), &word).await;
    assert_eq!(provider.run(fits).await, all);
    provider.type_into(&composer(&direct), "\n").await;
    provider.sees(&chat(&direct), &word).await;
    assert_eq!(provider.run(fits).await, all);
}

#[tokio::test]
async fn web_addresses_are_links_that_lead_where_they_seem_to() {
    let mut setting = Setting::new();
    let (OneToOne { visit, direct, .. }, provider) = long_chat(&mut setting, 1).await;
    let text = "See (https://clinic.example/a_(b)?q=1). Not javascript:alert(1), \
        https://bank.example@evil.example/x, https://аpple.example/ or <b>http://x</b>; \
        HTTP://Plan.Example/É, ftp://clinic.example";
    setting.say(&setting.provider, visit, &direct, text).await;
    provider.sees(&chat(&direct), "javascript:alert(1)").await;
    let links = provider
        .run("return bySelector('.text a').map((a) => [a.textContent, a.target, a.rel])")
        .await;
    let rel = "noopener noreferrer nofollow";
    assert_eq!(
        links,
        json!([
            ["https://clinic.example/a_(b)?q=1", "_blank", rel],
            ["HTTP://Plan.Example/É", "_blank", rel]
        ])
    );
    // Everything is shown as it was written.
    let shown = "return bySelector('.text').at(-1).textContent";
    assert_eq!(provider.run(shown).await, text);
}

#[tokio::test]
async fn days_are_named_and_a_page_open_past_midnight_renames_them() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = long_chat(&mut setting, 3).await;
    let day = format!("{}//li[@class='day-line']", chat(&direct));
    provider.sees(&day, "Today").await;
    assert_eq!(provider.count(&day).await, 1);
    // A day passes.
    provider
        .run(
            "const real = Date;
             window.Date = class extends real {
               constructor(...given) { given.length > 0 ? super(...given) : super(real.now() + 86_400_000); }
               static now() { return real.now() + 86_400_000; }
             };
             document.dispatchEvent(new Event('visibilitychange'));",
        )
        .await;
    provider.sees(&day, "Yesterday").await;
    assert_eq!(provider.count(&day).await, 1);
}

#[tokio::test]
async fn messages_of_one_author_are_a_group() {
    let mut setting = Setting::new();
    let (
        OneToOne {
            carla,
            visit,
            direct,
        },
        provider,
    ) = long_chat(&mut setting, 2).await;
    setting.say(&carla, visit, &direct, "Mine").await;
    provider.sees(&chat(&direct), "Mine").await;
    let follows = "return bySelector('.message').map((one) => one.classList.contains('follows'))";
    assert_eq!(provider.run(follows).await, json!([false, true, false]));
    let names = "return bySelector('.message-head').filter((one) => one.offsetHeight > 2).length";
    assert_eq!(provider.run(names).await, 2);
}

/// Gives the page messages of the patient, as if they came from the server, this number each second. Counts
/// how long after the last one it is shown.
fn flood(number: usize, rate: usize, first: usize) -> String {
    format!(
        "const {{ model, chat, shadowRoot: list }} = bySelector('visit-chat')[0];
         const author = chat.split(':')[2];
         const text = (n) => `flood ${{n}}.`;
         const give = (n) => {{
           const message = {{ message: `m${{n}}`, number: n, chat, author, client_id: `c${{n}}`, text: text(n),
             files: [], sent_at: new Date().toISOString(), version: 1, version_number: n, retraction: null }};
           model.apply({{ type: 'message', visit: model.visit, chat, number: n, message }});
         }};
         let n = {first};
         const end = {first} + {number};
         window.shown = null;
         let given = 0;
         const last = text(end - 1);
         const look = () => {{
           const texts = list.querySelectorAll('.message .text');
           if (texts[texts.length - 1]?.textContent === last) window.shown = performance.now() - given;
           else requestAnimationFrame(look);
         }};
         const begun = performance.now();
         const timer = setInterval(() => {{
           const due = Math.min(end, {first} + (performance.now() - begun) / 1_000 * {rate});
           while (n < due) give(n++);
           if (n >= end) {{ clearInterval(timer); given = performance.now(); look(); }}
         }}, 4);"
    )
}

#[tokio::test]
async fn flood_is_shown_as_it_comes() {
    let mut setting = Setting::new();
    let (_, provider) = long_chat(&mut setting, 5).await;
    provider.run(&flood(2_000, 250, 1_000)).await;
    eventually("the end of the flood", || async {
        provider.run("return window.shown").await.as_f64()
    })
    .await;
    is_at_the_end(&provider).await;
}

#[tokio::test]
async fn ten_thousand_messages_have_few_elements_and_are_all_reached() {
    let mut setting = Setting::new();
    let (_, provider) = long_chat(&mut setting, 5).await;
    provider.run(&flood(10_000, 5_000, 1_000)).await;
    eventually("the end of the flood", || async {
        provider.run("return window.shown").await.as_f64()
    })
    .await;
    let elements = "return bySelector('.message').length";
    assert!(provider.run(elements).await.as_u64().unwrap() <= 240);
    // Upward, a screen at a time, what was on the screen stays near.
    let up = format!(
        "const log = {LOG};
         const seen = new Set();
         for (let step = 0; step < 120; step++) {{
           log.scrollTop -= log.clientHeight * 0.8;
           await new Promise(requestAnimationFrame);
           const {{ top, bottom }} = log.getBoundingClientRect();
           for (const item of log.querySelectorAll('.message')) {{
             const at = item.getBoundingClientRect();
             if (at.top < bottom && at.bottom > top) seen.add(Number(item.dataset.message.slice(1)));
           }}
         }}
         const numbers = [...seen].filter(Number.isFinite).sort((a, b) => a - b);
         const gaps = numbers.filter((n, at) => at > 0 && n !== numbers[at - 1] + 1).length;
         return [numbers.length, gaps, bySelector('.message').length]"
    );
    let found = provider
        .run(&format!("return (async () => {{ {up} }})()"))
        .await;
    let [seen, gaps, elements] = [0, 1, 2].map(|at| found[at].as_u64().unwrap());
    println!("{seen} messages seen, {gaps} gaps, {elements} elements");
    assert!(seen > 300 && gaps == 0 && elements <= 240, "{found}");
    provider.press("Latest ↓").await;
    is_at_the_end(&provider).await;
    let last = "return bySelector('.message .text').at(-1).textContent";
    assert_eq!(provider.run(last).await, "flood 10999.");
}

#[tokio::test]
async fn new_messages_begin_at_a_line() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    for text in ["First new", "Second new"] {
        setting.say(&carla, visit, &direct, text).await;
    }
    let provider = setting.dashboard().await;
    direct_message(&provider, &carla).await;
    let after =
        "return bySelector('.new-line')[0]?.nextElementSibling.querySelector('.text').textContent";
    eventually("the line", || async {
        (provider.run(after).await == "First new").then_some(())
    })
    .await;
    // It stays while they are read, and goes with the answer.
    setting.say(&carla, visit, &direct, "Third").await;
    provider.sees(&chat(&direct), "Third").await;
    assert_eq!(provider.run(after).await, "First new");
    provider.type_into(&composer(&direct), "I see\n").await;
    eventually("no line", || async {
        (provider.run(after).await == Value::Null).then_some(())
    })
    .await;
}

#[tokio::test]
async fn line_of_new_messages_stands_below_their_day() {
    let mut setting = Setting::new();
    let one = setting.one_to_one().await;
    let first = "The first message";
    setting
        .say(&setting.provider, one.visit, &one.direct, first)
        .await;
    let patient = setting.attend(&one.carla, one.visit).await;
    patient.sees(&chat(&one.direct), first).await;
    let lines = "return bySelector('.messages > li').map((line) => line.className)";
    eventually("the lines", || async {
        (patient.run(lines).await == serde_json::json!(["day-line", "new-line", "message"]))
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn screen_readers_get_each_message_once() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    for number in 1..=70 {
        let text = format!("line {number}.");
        setting.say(&setting.provider, visit, &direct, &text).await;
    }
    let patient = setting.attend(&carla, visit).await;
    patient.sees(&chat(&direct), "line 70.").await;
    patient
        .run(
            "window.announced = [];
             const log = bySelector(\"[data-chat^='direct'] [role='log']\")[0];
             new MutationObserver((all) => {
               for (const { addedNodes } of all) for (const node of addedNodes) window.announced.push(node.textContent);
             }).observe(log, { childList: true, subtree: true, characterData: true });
             const live = bySelector(\"[data-chat^='direct'] .chat-log [aria-live]\");
             window.regions = [live.length, log.contains(live[0])];",
        )
        .await;
    assert_eq!(patient.run("return window.regions").await, json!([1, true]));
    patient
        .run("bySelector(\"[data-chat^='direct'] .chat-log\")[0].scrollTop = 0")
        .await;
    patient.sees(&chat(&direct), "line 1.").await;
    setting
        .say(&setting.provider, visit, &direct, "How are you?")
        .await;
    let announced = "return window.announced";
    eventually("the announcement", || async {
        (patient.run(announced).await == json!(["Dr. Ruth Adeyemi: How are you?"])).then_some(())
    })
    .await;
    patient.press("New messages ↓").await;
    patient.type_into(&composer(&direct), "Fine\n").await;
    let stored = format!("{}//li[@data-message][contains(., 'Fine')]", chat(&direct));
    patient.has(&stored).await;
    assert_eq!(
        patient.run(announced).await,
        json!(["Dr. Ruth Adeyemi: How are you?"])
    );
}

#[tokio::test]
async fn states_are_words() {
    let mut setting = Setting::new();
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = setting.opened().await;
    // The patient looks elsewhere at first.
    patient.run("document.hasFocus = () => false").await;
    provider
        .type_into(&composer(&direct), "Stop taking it.\n")
        .await;
    let own = format!("{}//li[contains(@class,'mine')]", chat(&direct));
    provider.sees(&own, "Sent").await;
    patient.sees(&chat(&direct), "Stop taking it.").await;
    patient
        .run("delete document.hasFocus; dispatchEvent(new Event('focus'))")
        .await;
    provider.sees(&own, "Seen at ").await;
}
