//! A file of a page, with its forms on the wire.

use crate::hex::hex;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};
use std::{borrow::Cow, io::Write as _, sync::OnceLock};

/// A file that a page consists of: a script, a style or a picture.
#[derive(Debug)]
pub struct Asset {
    bytes: Cow<'static, [u8]>,
    media_type: &'static str,
    digest: String,
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

    /// The content in the gzip format; `None` if that is not shorter. Compressed when first asked for.
    #[must_use]
    pub fn gzip(&self) -> Option<&[u8]> {
        let gzip = self.gzip.get_or_init(|| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&self.bytes).ok()?;
            let gzip = encoder.finish().ok()?;
            (gzip.len() < self.bytes.len()).then_some(gzip)
        });
        gzip.as_deref()
    }

    /// The entity tag of one form of the content. Each form has its own, since the tags are strong.
    #[must_use]
    pub fn tag(&self, coding: Coding) -> String {
        match coding {
            Coding::Identity => format!("\"{}\"", self.digest),
            Coding::Gzip => format!("\"{}-gzip\"", self.digest),
        }
    }
}

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Identity,
    /// The gzip format.
    Gzip,
}

impl Coding {
    /// The coding for a client that sent this `Accept-Encoding` field; `None` if it sent none. The identity is the
    /// fallback even if the client excludes it, since a response that the client may be able to read is better than
    /// none.
    #[must_use]
    pub fn accepted(field: Option<&str>) -> Self {
        let gzip = field.is_some_and(|field| {
            let weight = |name: &str| weight(field, name);
            let gzip = weight("gzip").or(weight("x-gzip")).or(weight("*"));
            gzip.is_some_and(|gzip| {
                gzip > 0.0 && weight("identity").is_none_or(|same| same <= gzip)
            })
        });
        if gzip { Self::Gzip } else { Self::Identity }
    }
}

/// The weight that a field gives to a coding; `None` if it does not name it.
fn weight(field: &str, coding: &str) -> Option<f32> {
    field.split(',').find_map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next()?;
        let quality = parts.find_map(|part| {
            part.strip_prefix(['q', 'Q'])?
                .trim_start()
                .strip_prefix('=')
        });
        name.eq_ignore_ascii_case(coding)
            .then(|| quality.map_or(1.0, |quality| quality.trim().parse().unwrap_or(0.0)))
    })
}

/// Whether an `If-None-Match` field names this tag, compared weakly: a proxy that compresses weakens tags.
#[must_use]
pub fn names_tag(field: &str, tag: &str) -> bool {
    let mut named = field.split(',').map(str::trim);
    named.any(|named| named == "*" || named.strip_prefix("W/").unwrap_or(named) == tag)
}

#[cfg(test)]
mod tests;
