//! Files on their way to the server, and what becomes of those that are abandoned.

use crate::setting::{OneToOne, Setting, chat, composer, direct_message};
use serde_json::json;
use std::{fs, path::Path};
use visit_chat_tests::{Window, eventually, files};

/// The provider at a direct chat.
async fn provider_at(setting: &mut Setting) -> (OneToOne, Window) {
    let one_to_one = setting.one_to_one().await;
    let provider = setting.dashboard().await;
    direct_message(&provider, &one_to_one.carla).await;
    (one_to_one, provider)
}

fn picker(direct: &str) -> String {
    format!("{}//input[@type='file']", chat(direct))
}

fn chip(direct: &str, state: &str) -> String {
    format!("{}//li[contains(@class,'chip {state}')]", chat(direct))
}

/// The number of files in the server's store.
fn stored(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    let count = |entry: fs::DirEntry| {
        let path = entry.path();
        if path.is_dir() { stored(&path) } else { 1 }
    };
    entries.map(|entry| count(entry.unwrap())).sum()
}

async fn something_is_stored(setting: &Setting) {
    let files = setting.folder.path().join("data/files");
    eventually("the file at the server", || async {
        (stored(&files) > 0).then_some(())
    })
    .await;
}

async fn nothing_is_stored(setting: &Setting) {
    let files = setting.folder.path().join("data/files");
    eventually("no file at the server", || async {
        (stored(&files) == 0).then_some(())
    })
    .await;
}

/// Keeps the browser from learning that an upload is stored.
const ANSWER_LATE: &str = "
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
      const done = this.onload;
      this.onload = () => setTimeout(done, 60_000);
      return send.call(this, body);
    };";

#[tokio::test]
async fn v6_abandoned_upload_leaves_nothing_at_the_server() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = provider_at(&mut setting).await;
    let photo = setting.folder.path().join("wrong.png");
    fs::write(&photo, files::png(120, 80)).unwrap();

    // Finished.
    provider.choose_file(&picker(&direct), &photo).await;
    provider.has(&chip(&direct, "ready")).await;
    something_is_stored(&setting).await;
    provider.press("Don't send wrong.png").await;
    nothing_is_stored(&setting).await;

    // All bytes are at the server, and the page does not know.
    provider.run(ANSWER_LATE).await;
    provider.choose_file(&picker(&direct), &photo).await;
    provider.has(&chip(&direct, "uploading")).await;
    something_is_stored(&setting).await;
    provider.press("Don't send wrong.png").await;
    assert_eq!(provider.count(&chip(&direct, "")).await, 0);
    nothing_is_stored(&setting).await;
}

#[tokio::test]
async fn progress_is_shown_and_giving_up_ends_the_request() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = provider_at(&mut setting).await;
    provider.slow_down(400_000).await;
    let photo = setting.folder.path().join("large.png");
    fs::write(&photo, files::large_png(1_500, 1_500)).unwrap();
    provider
        .run(
            "const abort = XMLHttpRequest.prototype.abort;
             window.aborted = 0;
             XMLHttpRequest.prototype.abort = function () { window.aborted += 1; abort.call(this); };",
        )
        .await;
    provider.choose_file(&picker(&direct), &photo).await;
    let progress = "return bySelector('.chip progress')[0]?.value ?? 0";
    eventually("some progress", || async {
        let part = provider.run(progress).await.as_f64()?;
        (part > 0.05 && part < 0.95).then_some(())
    })
    .await;
    provider
        .sees(&chip(&direct, "uploading"), "% uploaded")
        .await;
    provider.press("Don't send large.png").await;
    eventually("the end of the request", || async {
        (provider.run("return window.aborted").await == 1).then_some(())
    })
    .await;
}

/// Gives the page a file, as an event of this kind on an element.
fn give(event: &str, element: &str) -> String {
    let bytes = files::png(40, 30);
    format!(
        "const bytes = new Uint8Array({bytes:?});
         const data = new DataTransfer();
         data.items.add(new File([bytes], 'knee.png', {{ type: 'image/png' }}));
         const about = {{ bubbles: true, cancelable: true }};
         const event = {event};
         const target = bySelector('{element}')[0];
         return target.dispatchEvent(event);"
    )
}

#[tokio::test]
async fn pasted_picture_and_file_dropped_anywhere_on_a_chat_are_attached() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = provider_at(&mut setting).await;
    let ready = chip(&direct, "ready");
    let paste = "new ClipboardEvent('paste', { ...about, clipboardData: data })";
    provider.run(&give(paste, ".composer-text")).await;
    provider.has(&ready).await;
    let drop = "new DragEvent('drop', { ...about, dataTransfer: data })";
    provider.run(&give(drop, ".chat-log")).await;
    eventually("two files", || async {
        (provider.count(&ready).await == 2).then_some(())
    })
    .await;
    // Beside a chat: not opened by the browser, and not swallowed.
    assert_eq!(provider.run(&give(drop, "h1, main")).await, false);
    provider.sees("//body", "Drop files on a chat").await;
    assert_eq!(provider.count(&ready).await, 2);
}

#[tokio::test]
async fn refusal_of_several_files_lists_the_accepted_kinds_once() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = provider_at(&mut setting).await;
    for name in ["one.mp4", "two.mp4", "three.mp4"] {
        let video = setting.folder.path().join(name);
        fs::write(&video, files::mp4()).unwrap();
    }
    let paths = ["one.mp4", "two.mp4", "three.mp4"].map(|name| {
        let path = setting.folder.path().join(name);
        path.to_str().unwrap().to_owned()
    });
    let all = paths.join("\n");
    provider
        .choose_file(&picker(&direct), Path::new(&all))
        .await;
    let note = "return bySelector('.composer .note')[0].textContent";
    let text = eventually("three refusals", || async {
        let text = provider.run(note).await.as_str()?.to_owned();
        let lines = ["one.mp4", "two.mp4", "three.mp4"].map(|name| text.matches(name).count());
        (lines == [1, 1, 1]).then_some(text)
    })
    .await;
    assert_eq!(text.matches("You can send").count(), 1, "{text}");
    assert!(!text.contains("Write something"), "{text}");
}

#[tokio::test]
async fn reload_names_the_upload_that_it_cut_off() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = provider_at(&mut setting).await;
    let photo = setting.folder.path().join("knee.png");
    fs::write(&photo, files::png(120, 80)).unwrap();
    provider.run(ANSWER_LATE).await;
    provider.type_into(&composer(&direct), "My knee").await;
    provider.choose_file(&picker(&direct), &photo).await;
    provider.has(&chip(&direct, "uploading")).await;
    something_is_stored(&setting).await;
    let dashboard = format!("{}/dashboard", setting.server.url());
    provider.press("Close chat").await;
    provider.goto(&dashboard).await;
    provider.press("Draft in the chat with Carla Mendes").await;
    provider.sees(&chip(&direct, "cut"), "knee.png").await;
    provider
        .sees(&chip(&direct, "cut"), "Choose it again")
        .await;
    assert_eq!(provider.value(&composer(&direct)).await, "My knee");
    // What the server has of it is deleted, and the text does not go without the picture unseen.
    nothing_is_stored(&setting).await;
    provider.type_into(&composer(&direct), "\n").await;
    let note = format!("{}//*[@role='alert']", chat(&direct));
    provider.sees(&note, "knee.png was not uploaded").await;
    provider.press("Don't send knee.png").await;
    provider.type_into(&composer(&direct), "\n").await;
    let sent = format!(
        "{}//li[@data-message][contains(., 'My knee')]",
        chat(&direct)
    );
    provider.has(&sent).await;
}

#[tokio::test]
async fn upload_without_a_connection_can_be_repeated() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = provider_at(&mut setting).await;
    let photo = setting.folder.path().join("knee.png");
    fs::write(&photo, files::png(120, 80)).unwrap();
    provider
        .run(
            "const send = XMLHttpRequest.prototype.send;
             XMLHttpRequest.prototype.send = function () {
               XMLHttpRequest.prototype.send = send;
               setTimeout(() => this.onerror());
             };",
        )
        .await;
    provider.choose_file(&picker(&direct), &photo).await;
    provider
        .sees(&chip(&direct, "failed"), "Not uploaded")
        .await;
    provider.press("Try again").await;
    provider.has(&chip(&direct, "ready")).await;
    assert_eq!(
        provider.run("return bySelector('.chip').length").await,
        json!(1)
    );
}

#[tokio::test]
async fn file_stays_in_the_draft_when_the_chat_refuses_it() {
    let mut setting = Setting::new();
    let (OneToOne { direct, .. }, provider) = provider_at(&mut setting).await;
    let photo = setting.folder.path().join("knee.png");
    fs::write(&photo, files::png(120, 80)).unwrap();
    provider
        .run(
            "const send = XMLHttpRequest.prototype.send;
             XMLHttpRequest.prototype.send = function () {
               XMLHttpRequest.prototype.send = send;
               const response = { code: 'chat_locked', detail: 'The chat is locked for now.' };
               Object.defineProperties(this, { status: { value: 403 }, response: { value: response } });
               setTimeout(() => this.onload());
             };",
        )
        .await;
    provider.choose_file(&picker(&direct), &photo).await;
    provider
        .sees(&chip(&direct, "failed"), "Not uploaded")
        .await;
    let note = format!("{}//*[@role='alert']", chat(&direct));
    provider.sees(&note, "locked").await;
    provider.press("Try again").await;
    provider.has(&chip(&direct, "ready")).await;
}
