//! How pages are loaded: at addresses with a digest, compressed.

use crate::setting::Setting;
use serde_json::Value;

/// Address and sizes of each script and style that the page loaded.
const LOADED: &str = "return performance.getEntriesByType('resource')
    .filter(({ name }) => /\\.(js|css)$/.test(name))
    .map(({ name, encodedBodySize, decodedBodySize, transferSize }) =>
        ({ name, encodedBodySize, decodedBodySize, transferSize }));";

/// Most bytes of scripts and styles of a page, compressed.
const MOST: u64 = 60 * 1024;

#[tokio::test]
async fn scripts_are_compressed_and_kept() {
    let mut setting = Setting::new();
    let visit = setting.one_to_one().await;
    let page = setting.attend(&visit.carla, visit.visit).await;
    let url = page.url().await;
    let first = page.run(LOADED).await;
    let first = first.as_array().unwrap();
    assert_eq!(first.len(), 2, "{first:?}");
    let mut total = 0;
    for one in first {
        let name = one["name"].as_str().unwrap();
        assert!(name.contains("/assets/"), "{name}");
        let size = |key| one[key].as_u64().unwrap();
        let (encoded, decoded) = (size("encodedBodySize"), size("decodedBodySize"));
        assert!(encoded < decoded || decoded < 100, "{name} {decoded}");
        total += encoded;
    }
    assert!(total < MOST, "{total}");

    page.goto("about:blank").await;
    page.goto(&url).await;
    page.has("//my-visit").await;
    let again = page.run(LOADED).await;
    let again = again.as_array().unwrap();
    assert_eq!(again.len(), first.len());
    let sent = |one: &Value| one["transferSize"].as_u64() != Some(0);
    let sent: Vec<_> = again.iter().filter(|one| sent(one)).collect();
    assert!(sent.is_empty(), "asked for again: {sent:?}");
}
