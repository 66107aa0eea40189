//! The texts in another language, and those that a host gives.

use crate::setting::{Setting, chat, composer, show};
use axum::{Router, response::Html, routing::get};
use tokio::net::TcpListener;
use visit_chat_tests::Window;

/// A link to a page in Spanish.
fn in_spanish(link: &str) -> String {
    link.replace('#', "?lang=es#")
}

/// What the pages say in English where Spanish was asked for.
async fn says_no_english(window: &Window) {
    let text = window.text().await;
    for english in [
        "Visit ",
        "Message",
        "Participants",
        "waiting",
        "Provider",
        "Patient",
        "Everyone",
        "You ",
        "call",
    ] {
        assert!(!text.contains(english), "{english:?} in\n{text}");
    }
    let language = window.run("return document.documentElement.lang").await;
    assert_eq!(language, "es");
}

#[tokio::test]
async fn pages_are_in_spanish_where_it_is_asked_for() {
    let mut setting = Setting::new();
    let opened = setting.one_to_one().await;

    let link = setting
        .clinic
        .link("visit", &opened.carla, Some(opened.visit));
    let patient = setting.browser.open(&in_spanish(&link)).await;
    patient
        .sees("//main", "Usted está en la sala de espera.")
        .await;
    show(&patient, "visit").await;
    patient
        .sees(&chat("visit"), "Podrá escribir aquí cuando su profesional")
        .await;
    says_no_english(&patient).await;
    show(&patient, &opened.direct).await;

    let link = setting.clinic.link("dashboard", &setting.provider, None);
    let provider = setting.browser.open(&in_spanish(&link)).await;
    provider.sees("//h1", "Panel de la sala de espera").await;
    provider.sees("//article", "Espera desde hace ").await;
    says_no_english(&provider).await;
    provider
        .click(&format!("//li[@data-person='{}']//button", opened.carla.id))
        .await;
    provider.press("Mensaje directo").await;
    provider
        .type_into(&composer(&opened.direct), "¿Cómo está?\n")
        .await;
    patient.sees(&chat(&opened.direct), "¿Cómo está?").await;
    provider.sees(&chat(&opened.direct), "Visto hoy,").await;

    provider.press("Cerrar el chat").await;
    provider.press("Unirse a la llamada").await;
    provider.sees("//call-chat", "Consulta individual").await;
    provider.press("Chat").await;
    provider.has("//button[.='Enviar a todos los participantes' or @aria-label='Enviar a todos los participantes']").await;
    says_no_english(&provider).await;
    for window in [&patient, &provider] {
        assert_eq!(window.complaints().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn host_gives_texts_of_its_own() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let portal = format!("http://{}", listener.local_addr().unwrap());
    let mut setting = Setting::with(&[("VISIT_CHAT_LIMITS_ALLOWED_ORIGINS", &portal)]);
    setting.one_to_one().await;
    let page = |language: &str, choice: &str| {
        let (server, token) = (setting.server.url(), &setting.provider.token);
        format!(
            r#"<!doctype html>
<html lang="{language}">
<title>Portal</title>
<waiting-room base-url="{server}/chat/v1"></waiting-room>
<script type="module">
  import {{ useTexts }} from "{server}/web/index.js";
  useTexts({choice});
  document.querySelector("waiting-room").token = "{token}";
</script>"#
        )
    };
    let single = page(
        "es",
        r#"{ texts: { presence: { expected: "Llegará pronto" } } }"#,
    );
    let whole = page(
        "en",
        r#"{ language: "ar", texts: { presence: { expected: "لم يصل بعد" } } }"#,
    );
    let host = Router::new()
        .route("/single", get(async || Html(single)))
        .route("/whole", get(async || Html(whole)));
    tokio::spawn(async { axum::serve(listener, host).await });

    let provider = setting.browser.open(&format!("{portal}/single")).await;
    provider.sees("//article", "Llegará pronto").await;
    provider.sees("//waiting-room", "Consultas de hoy").await;
    provider.goto(&format!("{portal}/whole")).await;
    provider.sees("//article", "لم يصل بعد").await;
    // What is missing is in English.
    provider.sees("//waiting-room", "Visits today").await;
    let shown =
        "const { dir, lang } = document.querySelector('waiting-room'); return dir + ' ' + lang";
    assert_eq!(provider.run(shown).await, "rtl ar");
}
