use super::*;
use flate2::read::GzDecoder;
use std::io::Read as _;

fn asset(text: &'static str) -> Asset {
    Asset::new("page.js", Cow::Borrowed(text.as_bytes())).unwrap()
}

#[test]
fn gzip_holds_the_content() {
    let text = "export const same = 1;\n".repeat(100);
    let asset = Asset::new("a.js", Cow::Owned(text.clone().into_bytes())).unwrap();
    let gzip = asset.gzip().unwrap();
    let mut back = String::new();
    GzDecoder::new(gzip).read_to_string(&mut back).unwrap();
    assert_eq!(back, text);
    assert!(gzip.len() * 10 < text.len());
}

#[test]
fn content_that_gzip_makes_longer_has_no_gzip() {
    assert_eq!(asset("a").gzip(), None);
}

#[test]
fn only_files_of_pages_are_assets() {
    for name in ["page.js.map", "page", ".", "Cargo.toml"] {
        assert!(Asset::new(name, Cow::Borrowed(b"")).is_none(), "{name}");
    }
}

#[test]
fn tags_differ_by_content_and_coding() {
    let (one, other) = (asset("one"), asset("other"));
    assert_ne!(one.tag(Coding::Identity), other.tag(Coding::Identity));
    assert_ne!(one.tag(Coding::Identity), one.tag(Coding::Gzip));
}

#[test]
fn gzip_is_sent_only_to_clients_that_accept_it() {
    for field in [
        "gzip",
        "GZIP",
        "gzip, deflate, br",
        "br;q=1.0, gzip;q=0.8, *;q=0.1",
        "*",
        "x-gzip",
        "gzip ; q=0.001",
        "identity;q=0, gzip",
        "deflate, *;q=0.5",
        "identity;q=0.5, gzip;Q=1",
    ] {
        assert_eq!(Coding::accepted(Some(field)), Coding::Gzip, "{field}");
    }
    for field in [
        "",
        "identity",
        "br",
        "gzip;q=0",
        "gzip;q=0.000, *",
        "*;q=0",
        "gzip;q=0.5, identity",
        "gzip;q=wrong",
        "gzipped",
    ] {
        assert_eq!(Coding::accepted(Some(field)), Coding::Identity, "{field}");
    }
    assert_eq!(Coding::accepted(None), Coding::Identity);
}

#[test]
fn known_tag_is_found_in_a_list_and_weakened() {
    let tag = asset("one").tag(Coding::Gzip);
    for field in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        assert!(names_tag(&field, &tag), "{field}");
    }
    assert!(!names_tag("\"other\"", &tag));
    assert!(!names_tag("", &tag));
}
