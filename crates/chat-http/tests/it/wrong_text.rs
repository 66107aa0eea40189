//! Invalid text, for every operation with text.

use crate::examples::all;
use serde_json::json;

#[tokio::test]
async fn deceptive_empty_and_overlong_texts_are_refused() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    let long = "x".repeat(8_001);
    let (hidden, controls, turned) = ("\u{200B}\u{0}\u{202E}", "5\u{0} mg", "5\u{202E} mg");
    // (end of the path, field, text, code)
    let cases = [
        (
            "/chats/{chat}/messages",
            "/text",
            controls,
            "forbidden_character",
        ),
        (
            "/chats/{chat}/messages",
            "/text",
            turned,
            "forbidden_character",
        ),
        (
            "/chats/{chat}/messages",
            "/text",
            "5\u{202D} mg",
            "forbidden_character",
        ),
        ("/chats/{chat}/messages", "/text", "\u{200B}", "text_empty"),
        ("/chats/{chat}/messages", "/text", &long, "text_too_long"),
        ("/correction", "/text", controls, "forbidden_character"),
        ("/correction", "/text", turned, "forbidden_character"),
        ("/correction", "/text", "", "text_empty"),
        ("/correction", "/text", &long, "text_too_long"),
        ("/retraction", "/reason", turned, "forbidden_character"),
        ("/retraction", "/reason", "\u{200B}\u{FE0F}", "text_empty"),
        ("/retraction", "/reason", &long, "text_too_long"),
        ("/removal", "/reason", turned, "forbidden_character"),
        ("/removal", "/reason", "\u{200B}\u{FE0F}", "text_empty"),
        ("/removal", "/reason", &long, "text_too_long"),
        ("/undo", "/reason", turned, "forbidden_character"),
        ("/undo", "/reason", &long, "text_too_long"),
        ("/participants/{person}", "/name", hidden, "text_empty"),
        ("/participants/{person}", "/name", &long, "text_too_long"),
        (
            "/participants/{person}",
            "/second_identifier",
            hidden,
            "text_empty",
        ),
        ("/oversight", "/reason", turned, "forbidden_character"),
        ("/oversight", "/reason", "\u{200B}\u{FE0F}", "text_empty"),
        ("/oversight", "/reason", &long, "text_too_long"),
        ("/participants", "/name", hidden, "text_empty"),
        ("/participants", "/name", &long, "text_too_long"),
        ("/participants", "/second_identifier", hidden, "text_empty"),
        ("/v1/visits", "/participants/0/name", hidden, "text_empty"),
        (
            "/v1/visits",
            "/participants/3/second_identifier",
            &long,
            "text_too_long",
        ),
    ];
    for (end, field, text, code) in cases {
        let mut fitting = examples
            .iter()
            .filter(|e| e.path.ends_with(end) && e.body.is_some())
            .cloned();
        let mut example = fitting.next().unwrap();
        *example.body.as_mut().unwrap().pointer_mut(field).unwrap() = json!(text);
        let answer = example.ask(&clinic).await;
        assert_eq!(answer.refuses(422, code)["rule"], "F6", "{end} {field}");
    }
    assert_eq!(clinic.versions().await, before);
}

/// Names are labels: invisible characters are removed, not refused (P7).
#[tokio::test]
async fn labels_are_cleaned() {
    let (clinic, examples) = all().await;
    let mut example = examples
        .iter()
        .find(|example| example.path.ends_with("/participants"))
        .cloned()
        .unwrap();
    example.body.as_mut().unwrap()["name"] = json!(" G\u{202E}i\u{0}l \n ");
    assert_eq!(example.ask(&clinic).await.status, 204);
    let view = clinic
        .get(&clinic.path(""), &example.token)
        .await
        .expect(200)
        .json();
    let newest = view["participants"].as_array().unwrap().last().unwrap();
    assert_eq!(newest["name"], "Gil");
}
