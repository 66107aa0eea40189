use super::*;
use brotli::Decompressor;
use flate2::read::GzDecoder;
use std::io::Read as _;

fn asset(text: &'static str) -> Asset {
    Asset::new("page.js", Cow::Borrowed(text.as_bytes())).unwrap()
}

#[test]
fn codings_hold_the_content() {
    let text = "export const same = 1;\n".repeat(100);
    let asset = Asset::new("a.js", Cow::Owned(text.clone().into_bytes())).unwrap();
    for coding in [Coding::Brotli, Coding::Gzip, Coding::Identity] {
        let (used, encoded) = asset.encoded(coding);
        assert_eq!(used, coding);
        let mut back = String::new();
        let read = match coding {
            Coding::Brotli => Decompressor::new(encoded, 4096).read_to_string(&mut back),
            Coding::Gzip => GzDecoder::new(encoded).read_to_string(&mut back),
            Coding::Identity => (&mut &*encoded).read_to_string(&mut back),
        };
        assert_eq!(read.unwrap(), text.len());
        assert_eq!(back, text);
        assert_eq!(encoded.len() * 10 < text.len(), coding != Coding::Identity);
    }
}

#[test]
fn content_that_a_coding_makes_longer_stays_as_it_is() {
    for coding in [Coding::Brotli, Coding::Gzip] {
        assert_eq!(asset("a").encoded(coding), (Coding::Identity, &b"a"[..]));
    }
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
    assert_ne!(one.tag(Coding::Brotli), one.tag(Coding::Gzip));
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
