//! JSON Web Signatures in their compact form (RFC 7515, section 3.1).

use crate::{extract::from_object, token_fault::TokenFault};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, de::IgnoredAny};

/// A token in its parts. Nothing of it is verified.
pub(super) struct Compact<'a> {
    /// What the signature covers.
    pub(super) signed: &'a str,
    payload: &'a str,
    pub(super) signature: Vec<u8>,
    /// Names the algorithm; the key decides which one is used.
    pub(super) alg: String,
    /// Names the key.
    pub(super) kid: Option<String>,
}

impl<'a> Compact<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    /// [`TokenFault::Malformed`] and [`TokenFault::UnsupportedHeader`].
    pub(super) fn parse(token: &'a str) -> Result<Self, TokenFault> {
        let parts = || {
            let (signed, signature) = token.rsplit_once('.')?;
            let (header, payload) = signed.split_once('.')?;
            if payload.contains('.') {
                return None;
            }
            let header: Header = from_object(&decode(header)?).ok()?;
            Some((signed, payload, decode(signature)?, header))
        };
        let (signed, payload, signature, header) = parts().ok_or(TokenFault::Malformed)?;
        if !header.is_supported() {
            return Err(TokenFault::UnsupportedHeader);
        }
        Ok(Self {
            signed,
            payload,
            signature,
            alg: header.alg,
            kid: header.kid,
        })
    }

    /// The decoded payload.
    pub(super) fn payload(&self) -> Result<Vec<u8>, TokenFault> {
        decode(self.payload).ok_or(TokenFault::Malformed)
    }
}

/// Decodes base64url in its canonical form: no padding, no line breaks, no trailing bits.
pub(super) fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).ok()
}

/// Encodes base64url without padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The header parameters that matter. All others are ignored, above all keys that a token brings itself (`jwk`,
/// `jku`, `x5c`).
#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default, deserialize_with = "text")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "text")]
    typ: Option<String>,
    /// Extensions that must be understood (section 4.1.11). None are supported.
    #[serde(default, deserialize_with = "present")]
    crit: bool,
    /// Unencoded payloads (RFC 7797).
    #[serde(default, deserialize_with = "present")]
    b64: bool,
}

impl Header {
    fn is_supported(&self) -> bool {
        self.is_access_token() && !self.crit && !self.b64
    }

    /// Rejects other types, which serve other purposes (RFC 8725, section 3.11).
    fn is_access_token(&self) -> bool {
        let Some(media_type) = &self.typ else {
            return true;
        };
        let media_type = media_type.to_ascii_lowercase();
        let short = media_type.strip_prefix("application/");
        matches!(short.unwrap_or(&media_type), "jwt" | "at+jwt")
    }
}

/// A text; `null` is refused.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    String::deserialize(from).map(Some)
}

/// True for any value, including `null`.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(from).map(|_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(header: &str) -> Option<TokenFault> {
        let token = format!("{}.e30.AA", encode(header.as_bytes()));
        Compact::parse(&token).err()
    }

    #[test]
    fn header_names_algorithm_and_key() {
        let token = format!("{}.e30.AA", encode(br#"{"alg":"ES256","kid":"7"}"#));
        let parsed = Compact::parse(&token).unwrap();
        assert_eq!((&*parsed.alg, parsed.kid.as_deref()), ("ES256", Some("7")));
        assert_eq!(parsed.payload().as_deref(), Ok(&b"{}"[..]));
        for good in [
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"HS256","typ":"jwt"}"#,
            r#"{"typ":"application/at+jwt","alg":"HS256","kid":"1","x5c":[null],"jwk":{},"jku":"x"}"#,
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn unsupported_and_malformed_headers_are_refused() {
        for bad in [
            "",
            "{}",
            "null",
            r#"["HS256"]"#,
            r#"{"alg":["HS256"]}"#,
            r#"{"alg":null}"#,
            r#"{"alg":"HS256","alg":"HS256"}"#,
            r#"{"alg":"HS256","kid":null}"#,
            r#"{"alg":"HS256","kid":7}"#,
            r#"{"alg":"HS256","kid":"1","kid":"2"}"#,
            r#"{"alg":"HS256","typ":null}"#,
            r#"{"alg":"HS256"} "x""#,
        ] {
            assert_eq!(fault(bad), Some(TokenFault::Malformed), "{bad}");
        }
        for bad in [
            r#"{"alg":"HS256","typ":"logout+jwt"}"#,
            r#"{"alg":"HS256","typ":"JWE"}"#,
            r#"{"alg":"HS256","crit":["exp"]}"#,
            r#"{"alg":"HS256","crit":["b64"],"b64":true}"#,
            r#"{"alg":"HS256","crit":[]}"#,
            r#"{"alg":"HS256","crit":null}"#,
            r#"{"alg":"HS256","b64":false}"#,
        ] {
            assert_eq!(fault(bad), Some(TokenFault::UnsupportedHeader), "{bad}");
        }
    }
}
