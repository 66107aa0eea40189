//! Formats that an accepted file may not contain or carry.

use chat_attachments::fixture;
use fixture::Zip;

/// How readers or runners find a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// At any offset of a file.
    Anywhere,
    /// At any offset, but as text that a document may also quote.
    Text,
    /// Only at the start of a file or of the data after it.
    AtItsStart,
}

/// A format, as a small file.
pub(super) struct Guest {
    pub(super) name: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) found: Found,
}

/// All guests.
pub(super) fn all() -> Vec<Guest> {
    use Found::{Anywhere, AtItsStart, Text};
    let guest = |name, bytes: Vec<u8>, found| Guest { name, bytes, found };
    let class = b"\xca\xfe\xba\xbe\0\0\0\x37\0\x0d\x0a\0\x03\0\x0a".to_vec();
    let jar = Zip::new()
        .deflated("META-INF/MANIFEST.MF", "Main-Class: A\n")
        .stored("A.class", &class)
        .finish();
    let wide = [
        b"\0\0\0\x01ftyp\0\0\0\0\0\0\0\x20isom\0\0\x02\0isommp41".as_slice(),
        b"\0\0\0\x08moov",
    ]
    .concat();
    let mut windows = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec();
    windows.resize(0x3c, 0);
    windows.extend_from_slice(b"\x40\0\0\0PE\0\0\x4c\x01\x01\0");
    let mut tar = b"run.sh".to_vec();
    tar.resize(257, 0);
    tar.extend_from_slice(b"ustar\x0000");
    tar.resize(1536, 0);
    vec![
        guest("zip", Zip::new().stored("a.txt", "a").finish(), Anywhere),
        guest("jar", jar, Anywhere),
        guest("docx", fixture::docx(), Anywhere),
        guest("mp4", fixture::mp4(), Anywhere),
        guest("mp4 of 64 bits", wide, AtItsStart),
        guest("moov", b"\0\0\0\x10moov\0\0\0\x08trak".to_vec(), AtItsStart),
        guest(
            "mdat",
            b"\0\0\0\x10mdat\x01\x02\x03\x04\x05\x06\x07\x08".to_vec(),
            AtItsStart,
        ),
        guest("pdf", fixture::pdf(), Anywhere),
        guest("script", b"#!/bin/sh\nid > /tmp/a\n".to_vec(), AtItsStart),
        guest(
            "html",
            b"<html><body onload=a()></body></html>".to_vec(),
            Text,
        ),
        guest(
            "svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/>".to_vec(),
            Text,
        ),
        guest("js", b"<script>alert(1)</script>".to_vec(), Text),
        guest("php", b"<?php system($_GET[0]); ?>".to_vec(), Text),
        guest("exe", windows, Anywhere),
        guest(
            "elf",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0".to_vec(),
            Anywhere,
        ),
        guest(
            "mach-o",
            b"\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0".to_vec(),
            Anywhere,
        ),
        guest(
            "mach-o, other order",
            b"\xfe\xed\xfa\xcf\x01\0\0\x07\0\0\0\x03".to_vec(),
            Anywhere,
        ),
        guest("class", class, Anywhere),
        guest(
            "rar",
            b"Rar!\x1a\x07\x01\0\x33\x92\xb5\xe5\x0a\x01\x05\x06".to_vec(),
            Anywhere,
        ),
        guest(
            "7z",
            b"7z\xbc\xaf\x27\x1c\0\x04\x5b\x7d\x2a\x1e\0\0\0\0".to_vec(),
            Anywhere,
        ),
        guest("tar", tar, AtItsStart),
        guest("ole", fixture::doc(), Anywhere),
        guest("msi", super::installer(), Anywhere),
    ]
}
