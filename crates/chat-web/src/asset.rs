//! A file of a page, with its forms on the wire.

use crate::{coding::Coding, hex::hex};
use sha2::{Digest as _, Sha256};
use std::{borrow::Cow, sync::OnceLock};

/// A file that a page consists of: a script, a style or a picture.
#[derive(Debug)]
pub struct Asset {
    bytes: Cow<'static, [u8]>,
    media_type: &'static str,
    digest: String,
    brotli: OnceLock<Option<Vec<u8>>>,
    gzip: OnceLock<Option<Vec<u8>>>,
}

impl Asset {
    /// The asset with this file name and content. `None` unless the name's extension is `html`, `js`, `css` or
    /// `svg`.
    #[must_use]
    pub fn new(name: &str, bytes: Cow<'static, [u8]>) -> Option<Self> {
        let media_type = match name.rsplit_once('.')?.1 {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => return None,
        };
        Some(Self {
            digest: hex(&Sha256::digest(&bytes)),
            bytes,
            media_type,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        })
    }

    /// The content.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// The digest of the content, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether [`encoded`](Self::encoded) has the content in this coding. If not, it encodes it, which can take a
    /// second: too long for a worker of an asynchronous runtime.
    #[must_use]
    pub fn is_encoded(&self, coding: Coding) -> bool {
        self.form(coding).is_none_or(|form| form.get().is_some())
    }

    /// The content in this coding, or as it is if the coding does not make it shorter. Encoded when first asked for.
    #[must_use]
    pub fn encoded(&self, coding: Coding) -> (Coding, &[u8]) {
        let Some(encoded) = self.form(coding) else {
            return (coding, &self.bytes);
        };
        let shorter = || {
            let encoded = coding.encode(&self.bytes)?;
            (encoded.len() < self.bytes.len()).then_some(encoded)
        };
        match encoded.get_or_init(shorter) {
            Some(encoded) => (coding, encoded),
            None => (Coding::Identity, &self.bytes),
        }
    }

    const fn form(&self, coding: Coding) -> Option<&OnceLock<Option<Vec<u8>>>> {
        match coding {
            Coding::Identity => None,
            Coding::Brotli => Some(&self.brotli),
            Coding::Gzip => Some(&self.gzip),
        }
    }

    /// The entity tag of one form of the content. Each form has its own, since the tags are strong.
    #[must_use]
    pub fn tag(&self, coding: Coding) -> String {
        match coding.name() {
            None => format!("\"{}\"", self.digest),
            Some(name) => format!("\"{}-{name}\"", self.digest),
        }
    }
}

/// Whether an `If-None-Match` field names this tag, compared weakly: a proxy that compresses weakens tags.
#[must_use]
pub fn names_tag(field: &str, tag: &str) -> bool {
    let mut named = field.split(',').map(str::trim);
    named.any(|named| named == "*" || named.strip_prefix("W/").unwrap_or(named) == tag)
}

#[cfg(test)]
mod tests;
