use super::*;
use std::collections::BTreeSet;

/// Most bytes of a page with its scripts and styles, compressed.
const MOST: usize = 60 * 1024;

fn site() -> &'static Site {
    Site::get().unwrap()
}

fn get(path: &str) -> Response {
    get_with(path, &[])
}

fn get_with(path: &str, fields: &[(HeaderName, &str)]) -> Response {
    let field = |(name, value): &(HeaderName, &str)| (name.clone(), value.parse().unwrap());
    let headers = fields.iter().map(field).collect();
    page(site(), &Method::GET, &path.parse().unwrap(), &headers)
}

fn hashed(path: &str) -> String {
    format!("/assets/{}{path}", site().parts.digest())
}

fn text(asset: &Asset) -> &str {
    std::str::from_utf8(asset.bytes()).unwrap()
}

/// The addresses that a page refers to.
fn links(page: &Asset) -> Vec<&str> {
    let parts = text(page).split(['"']);
    parts.filter(|part| part.starts_with('/')).collect()
}

#[test]
fn pages_have_a_strict_content_security_policy() {
    for path in [
        "/",
        "/dashboard",
        "/visit",
        "/call",
        "/oversight",
        "/join",
        "/page.css",
        "/web/index.js",
        &hashed("/web/index.js"),
        "/nowhere",
    ] {
        let headers = get(path).headers().clone();
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[REFERRER_POLICY], "no-referrer", "{path}");
    }
}

#[test]
fn only_embedded_files_are_served() {
    for (path, media_type) in [
        ("/dashboard", "text/html; charset=utf-8"),
        ("/page.js", "text/javascript; charset=utf-8"),
        (&hashed("/page.css"), "text/css; charset=utf-8"),
    ] {
        let response = get(path);
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()[CONTENT_TYPE], media_type, "{path}");
    }
    for path in [
        "/nowhere",
        "/../Cargo.toml",
        "/pages/page.js",
        "/page.js.map",
        "/web/../page.js",
        "/web",
        "/assets",
        "/assets/page.js",
        &hashed(""),
        &hashed("/"),
        &hashed("/nowhere.js"),
        &hashed("/dashboard.html"),
        &hashed("/../page.js"),
        "/.",
    ] {
        let response = get(path);
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(response.headers()[CACHE_CONTROL], CHECKED, "{path}");
    }
    for path in ["/call", "/page.js", &hashed("/page.js")] {
        let posted = page(
            site(),
            &Method::POST,
            &path.parse().unwrap(),
            &HeaderMap::new(),
        );
        assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(posted.headers()[ALLOW], "GET, HEAD", "{path}");
        assert_eq!(posted.headers()[CACHE_CONTROL], CHECKED, "{path}");
        let asked = page(
            site(),
            &Method::HEAD,
            &path.parse().unwrap(),
            &HeaderMap::new(),
        );
        assert_eq!(asked.status(), StatusCode::OK, "{path}");
        assert!(asked.headers().contains_key(ETAG), "{path}");
    }
}

#[test]
fn only_addresses_with_the_current_digest_are_kept() {
    for (path, cached) in [
        ("/dashboard", CHECKED),
        ("/page.js", CHECKED),
        ("/web/index.js", CHECKED),
        (&hashed("/web/index.js"), KEPT),
        ("/assets/of-another-version/web/index.js", CHECKED),
    ] {
        assert_eq!(get(path).headers()[CACHE_CONTROL], cached, "{path}");
    }
}

#[test]
fn content_is_compressed_for_clients_that_accept_it() {
    for path in ["/dashboard", "/page.css", &hashed("/web/index.js")] {
        let plain = get(path);
        let refused = get_with(path, &[(ACCEPT_ENCODING, "gzip;q=0")]);
        let mut tags = BTreeSet::from([plain.headers()[ETAG].to_str().unwrap().to_owned()]);
        for (accepted, coding) in [("gzip, deflate, br", "br"), ("gzip, deflate", "gzip")] {
            let encoded = get_with(path, &[(ACCEPT_ENCODING, accepted)]);
            assert_eq!(encoded.headers()[CONTENT_ENCODING], coding, "{path}");
            assert_eq!(encoded.headers()[VARY], "accept-encoding", "{path}");
            assert!(
                tags.insert(encoded.headers()[ETAG].to_str().unwrap().to_owned()),
                "{path}"
            );
        }
        for response in [&plain, &refused] {
            assert!(!response.headers().contains_key(CONTENT_ENCODING), "{path}");
            assert_eq!(response.headers()[VARY], "accept-encoding", "{path}");
        }
    }
}

/// A worker of the runtime does other work while a file is encoded.
#[tokio::test]
async fn files_are_encoded_off_the_runtimes_workers() {
    let site: &'static Site = Box::leak(Box::new(Site::new().unwrap()));
    let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("br"))]);
    let path = Uri::from_static("/dashboard.js");
    let ask = || tokio::spawn(respond(site, Method::GET, path.clone(), headers.clone()));
    let asked = [ask(), ask()];
    tokio::task::yield_now().await;
    assert!(asked.iter().all(|answer| !answer.is_finished()));
    for answer in asked {
        assert_eq!(answer.await.unwrap().headers()[CONTENT_ENCODING], "br");
    }
}

#[test]
fn cached_form_gets_304_and_the_other_form_does_not() {
    for path in ["/dashboard", "/web/index.js", &hashed("/web/index.js")] {
        for coding in ["identity", "br", "gzip"] {
            let first = get_with(path, &[(ACCEPT_ENCODING, coding)]);
            let tag = first.headers()[ETAG].to_str().unwrap();
            for (asked, status) in [
                (coding, StatusCode::NOT_MODIFIED),
                (if coding == "gzip" { "br" } else { "gzip" }, StatusCode::OK),
            ] {
                let fields = [(ACCEPT_ENCODING, asked), (IF_NONE_MATCH, tag)];
                let again = get_with(path, &fields);
                assert_eq!(again.status(), status, "{path} {coding} {asked}");
                assert_eq!(again.headers()[VARY], "accept-encoding", "{path}");
                assert_eq!(
                    again.headers()[CACHE_CONTROL],
                    first.headers()[CACHE_CONTROL]
                );
            }
        }
    }
}

#[test]
fn pages_load_one_script_that_imports_nothing() {
    for (name, page) in &site().pages {
        let links = links(page).into_iter();
        let scripts: Vec<_> = links.filter(|link| link.ends_with(".js")).collect();
        assert_eq!(scripts.len(), usize::from(name != "index"), "{name}");
        for script in scripts {
            let script = text(
                site()
                    .parts
                    .get(script.strip_prefix(&hashed("/")).unwrap())
                    .unwrap(),
            );
            let mut lines = script.lines();
            let import = lines.find(|line| line.starts_with("import "));
            assert_eq!(import, None, "{name}");
        }
    }
}

#[test]
fn pages_refer_only_to_existing_parts_under_the_digest() {
    for (name, page) in &site().pages {
        for link in links(page) {
            let part = link.strip_prefix(&hashed("/"));
            let found = part.and_then(|part| site().parts.get(part));
            assert!(found.is_some(), "{name}: {link}");
        }
    }
}

#[test]
fn pages_stay_small_when_compressed() {
    for (name, page) in &site().pages {
        let mut parts: Vec<_> = links(page);
        parts.sort_unstable();
        parts.dedup();
        let parts = parts.into_iter().map(|link| {
            let part = link.strip_prefix(&hashed("/")).unwrap();
            site().parts.get(part).unwrap()
        });
        let size = |asset: &'static Asset| asset.encoded(Coding::Brotli).1.len();
        let total: usize = parts.chain([page]).map(size).sum();
        println!("{name}: {total} bytes");
        assert!(total < MOST, "{name}: {total} bytes");
    }
}

/// What a policy can't check: markup built from text.
#[test]
fn pages_have_no_markup_from_text() {
    let pages = site()
        .pages
        .iter()
        .map(|(name, page)| (name.as_str(), page));
    for (name, asset) in pages.chain(site().parts.assets()) {
        let text = text(asset);
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
    }
}

#[test]
fn texts_of_the_pages_exist_and_are_used() {
    let english = site().parts.get("web/texts/en.js").unwrap();
    let (_, area) = text(english).split_once("\n  pages: {\n").unwrap();
    let (area, _) = area.split_once("\n  },").unwrap();
    let existing: BTreeSet<_> = area
        .lines()
        .filter_map(|line| Some(format!("pages.{}", line.trim().split_once(':')?.0)))
        .collect();
    let pages = site().pages.values();
    let used: BTreeSet<_> = pages
        .chain(["page.js", "join.js"].map(|script| site().parts.get(script).unwrap()))
        .flat_map(|asset| text(asset).split('"'))
        .filter(|part| part.starts_with("pages."))
        .map(str::to_owned)
        .collect();
    assert_eq!(used, existing);
}

#[test]
fn what_pages_load_is_compressed_at_the_start() {
    for page in site().pages.values() {
        for link in links(page).iter().filter(|link| link.contains('.')) {
            let Some(Served::Kept(part)) = site().find(link) else {
                panic!("{link} is no part");
            };
            let mut loaded = site().loaded();
            assert!(loaded.any(|asset| std::ptr::eq(asset, part)), "{link}");
        }
    }
}

#[test]
fn what_the_dashboard_loads_after_a_click_fits_its_script_and_is_compressed_at_the_start() {
    let script = text(site().parts.get("dashboard.js").unwrap());
    for module in [
        "chat/viewer.js",
        "people/participants.js",
        "waiting-room/handover.js",
        "waiting-room/many.js",
    ] {
        let path = format!("dashboard/web/{module}");
        assert!(script.contains(&format!("import(\"./{path}\")")), "{path}");
        let part = site().parts.get(&path).unwrap();
        let (first, _) = text(part).split_once('\n').unwrap();
        let (name, from) = first
            .strip_prefix("import { ")
            .and_then(|rest| rest.split_once(" } from "))
            .unwrap();
        assert_eq!(from, "\"./../../../dashboard.js\";", "{path}");
        let export = format!("\nexport const {name} = {{ ");
        assert!(script.contains(&export), "{path}: {name}");
        let mut loaded = site().loaded();
        assert!(loaded.any(|asset| std::ptr::eq(asset, part)), "{path}");
    }
}

/// A page waits for its texts, so they can't wait for the page.
#[test]
fn texts_of_a_language_import_nothing_of_the_page() {
    for name in site().pages.keys().filter(|name| *name != "index") {
        let path = format!("{name}/web/texts/es.js");
        let texts = text(site().parts.get(&path).unwrap());
        assert!(!texts.contains("import "), "{path}");
    }
}
