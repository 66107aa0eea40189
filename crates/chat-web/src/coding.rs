//! Content codings: how content is compressed for its transfer.

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coding {
    /// As it is.
    Identity,
    /// Brotli, which browsers accept over TLS and from their own machine. A sixth shorter than gzip.
    Brotli,
    /// The gzip format.
    Gzip,
}

/// Brotli's best quality: two percent fewer bytes than the next, in twice the time, once for each file.
const BROTLI_QUALITY: i32 = 11;

impl Coding {
    /// The coding for a client that sent this `Accept-Encoding` field; `None` if it sent none. Brotli is preferred to
    /// gzip. The identity is the fallback even if the client excludes it, since a response that the client may be able
    /// to read is better than none.
    #[must_use]
    pub fn accepted(field: Option<&str>) -> Self {
        let weight = |name: &str| field.and_then(|field| weight(field, name));
        let any = || weight("*").unwrap_or(0.0);
        let brotli = weight("br").unwrap_or_else(any);
        let gzip = weight("gzip").or(weight("x-gzip")).unwrap_or_else(any);
        let best = brotli.max(gzip);
        if best <= 0.0 || weight("identity").is_some_and(|same| same > best) {
            Self::Identity
        } else if brotli >= gzip {
            Self::Brotli
        } else {
            Self::Gzip
        }
    }

    /// The name in `Content-Encoding`; none of the identity.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// The content in this coding; `None` if it can't be encoded, and of the identity.
    pub(crate) fn encode(self, mut content: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Identity => None,
            Self::Brotli => {
                let parameters = BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    size_hint: content.len(),
                    ..BrotliEncoderParams::default()
                };
                let mut encoded = Vec::new();
                brotli::BrotliCompress(&mut content, &mut encoded, &parameters).ok()?;
                Some(encoded)
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(content).ok()?;
                encoder.finish().ok()
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_get_the_coding_that_they_prefer() {
        for (field, coding) in [
            ("br", Coding::Brotli),
            ("gzip, deflate, br", Coding::Brotli),
            ("*", Coding::Brotli),
            ("gzip;q=0, *", Coding::Brotli),
            ("deflate, *;q=0.5", Coding::Brotli),
            ("identity;q=0.5, BR;Q=1", Coding::Brotli),
            ("gzip", Coding::Gzip),
            ("GZIP", Coding::Gzip),
            ("br;q=0.8, gzip;q=1.0, *;q=0.1", Coding::Gzip),
            ("x-gzip", Coding::Gzip),
            ("gzip ; q=0.001", Coding::Gzip),
            ("br;q=0, *", Coding::Gzip),
            ("identity;q=0, gzip", Coding::Gzip),
            ("", Coding::Identity),
            ("identity", Coding::Identity),
            ("deflate", Coding::Identity),
            ("gzip;q=0", Coding::Identity),
            ("gzip;q=0.000, br;q=0, *", Coding::Identity),
            ("*;q=0", Coding::Identity),
            ("br;q=0.5, gzip;q=0.5, identity", Coding::Identity),
            ("gzip;q=wrong", Coding::Identity),
            ("gzipped", Coding::Identity),
        ] {
            assert_eq!(Coding::accepted(Some(field)), coding, "{field}");
        }
        assert_eq!(Coding::accepted(None), Coding::Identity);
    }
}
