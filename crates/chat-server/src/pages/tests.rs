use super::*;

async fn get(path: &str) -> Response {
    page(Method::GET, path.parse().unwrap(), HeaderMap::new()).await
}

#[tokio::test]
async fn pages_have_a_strict_content_security_policy() {
    for path in [
        "/",
        "/dashboard",
        "/visit",
        "/call",
        "/page.css",
        "/web/index.js",
        "/nowhere",
    ] {
        let headers = get(path).await.headers().clone();
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[REFERRER_POLICY], "no-referrer", "{path}");
    }
}

#[tokio::test]
async fn only_embedded_files_are_served() {
    assert_eq!(
        get("/dashboard").await.headers()[CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    assert_eq!(
        get("/page.js").await.headers()[CONTENT_TYPE],
        "text/javascript; charset=utf-8"
    );
    for path in [
        "/nowhere",
        "/../Cargo.toml",
        "/pages/page.js",
        "/page.js.map",
        "/web/../page.js",
        "/web",
        "/.",
    ] {
        assert_eq!(get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let posted = page(Method::POST, "/call".parse().unwrap(), HeaderMap::new()).await;
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn cached_page_gets_304() {
    let tag = get("/web/index.js").await.headers()[ETAG].clone();
    let asked = HeaderMap::from_iter([(IF_NONE_MATCH, tag)]);
    let again = page(Method::GET, "/web/index.js".parse().unwrap(), asked).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

/// What a policy can't check: markup built from text, and imports of parts that don't exist.
#[test]
fn pages_have_no_markup_from_text_and_no_missing_imports() {
    let parts = Pages::iter().map(|name| format!("/{name}"));
    let modules = chat_web::paths().map(|path| format!("/web/{path}"));
    for name in parts.chain(modules) {
        let (file, _) = find(&name).unwrap();
        let text = std::str::from_utf8(&file.data).unwrap();
        for forbidden in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(!text.contains(forbidden), "{name} has {forbidden}");
        }
        assert!(
            !text.contains("<script>") && !text.contains(" style="),
            "{name} has inline parts"
        );
        let base = reqwest::Url::parse("http://clinic.test").unwrap();
        let base = base.join(&name).unwrap();
        for (at, found) in text.match_indices("from \".") {
            let path = text[at + found.len() - 1..].split('"').next().unwrap();
            let imported = base.join(path).unwrap();
            assert!(find(imported.path()).is_some(), "{name} imports {path}");
        }
    }
}
