//! JSON Web Signatures in their compact form (RFC 7515), HS256 (RFC 7518, section 3.2).

use super::JwtError;
use crate::extract::from_object;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Deserializer, de::IgnoredAny};
use sha2::Sha256;

/// The only accepted algorithm.
const ALGORITHM: &str = "HS256";

/// The header of the tokens issued here.
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// Signs and verifies. The algorithm is fixed: a token's header can't choose one (RFC 8725,
/// section 3.1).
#[derive(Clone)]
pub(super) struct Key(Hmac<Sha256>);

impl Key {
    /// A key for HS256.
    pub(super) fn hs256(secret: &[u8]) -> Result<Self, JwtError> {
        let mac = Hmac::new_from_slice(secret);
        mac.map(Self).map_err(|_| JwtError::NotSigned)
    }

    /// The payload with header and signature, in compact form.
    pub(super) fn sign(&self, payload: &[u8]) -> String {
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let mut token = format!("{}.{}", encode(HEADER.as_bytes()), encode(payload));
        let signature = self.mac(&token).finalize().into_bytes();
        token.push('.');
        token.push_str(&encode(&signature));
        token
    }

    /// The payload of a token signed with this key. Verifies the signature before parsing anything.
    pub(super) fn open(&self, token: &str) -> Option<Vec<u8>> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        self.mac(signed).verify_slice(&decode(signature)?).ok()?;
        let header: Header = from_object(&decode(header)?).ok()?;
        header.is_understood().then(|| decode(payload))?
    }

    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(signed.as_bytes());
        mac
    }
}

/// Decodes base64url in its canonical form: no padding, no line breaks, no trailing bits.
fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).ok()
}

/// The header parameters that matter. All others are ignored.
#[derive(Deserialize)]
struct Header {
    alg: String,
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
    fn is_understood(&self) -> bool {
        self.alg == ALGORITHM && self.is_access_token() && !self.crit && !self.b64
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

/// A text; `null` counts as absent.
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

    /// RFC 7515, appendix A.1.
    const RFC_KEY: &str =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    const RFC_TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn rfc_7515_example_verifies() {
        let key = Key::hs256(&decode(RFC_KEY).unwrap()).unwrap();
        let payload = key.open(RFC_TOKEN).unwrap();
        assert!(payload.starts_with(b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,"));
        for at in 0..RFC_TOKEN.len() {
            let mut changed = RFC_TOKEN.to_owned().into_bytes();
            changed[at] ^= 1;
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(key.open(&changed), None, "{changed}");
            assert_eq!(key.open(&RFC_TOKEN[..at]), None, "{at}");
        }
        assert_eq!(key.open(&format!("{RFC_TOKEN}.")), None);
        assert_eq!(key.open(&format!("{RFC_TOKEN}=")), None);
        assert_eq!(key.open(&format!("{RFC_TOKEN}.e30")), None);
    }

    #[test]
    fn only_the_signing_key_verifies() {
        let (key, other) = (Key::hs256(&[7; 32]).unwrap(), Key::hs256(&[8; 32]).unwrap());
        let token = key.sign(b"{}");
        assert_eq!(key.open(&token).as_deref(), Some(&b"{}"[..]));
        assert_eq!(other.open(&token), None);
    }

    #[test]
    fn unsupported_headers_are_refused_even_if_signed() {
        let key = Key::hs256(&[7; 32]).unwrap();
        let opens = |header: &str| {
            let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
            let signed = format!("{}.{}", encode(header.as_bytes()), encode(b"{}"));
            let signature = key.mac(&signed).finalize().into_bytes();
            key.open(&format!("{signed}.{}", encode(&signature)))
                .is_some()
        };
        for good in [
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"HS256","typ":"jwt"}"#,
            r#"{"typ":"application/at+jwt","alg":"HS256","kid":"1","x5c":[null]}"#,
        ] {
            assert!(opens(good), "{good}");
        }
        for bad in [
            "",
            "{}",
            "null",
            r#"["HS256"]"#,
            r#"{"alg":"none"}"#,
            r#"{"alg":"hs256"}"#,
            r#"{"alg":"HS384"}"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":["HS256"]}"#,
            r#"{"alg":null}"#,
            r#"{"alg":"HS256","alg":"HS256"}"#,
            r#"{"alg":"HS256","typ":"logout+jwt"}"#,
            r#"{"alg":"HS256","typ":"JWE"}"#,
            r#"{"alg":"HS256","typ":null}"#,
            r#"{"alg":"HS256","crit":["exp"]}"#,
            r#"{"alg":"HS256","crit":["b64"],"b64":true}"#,
            r#"{"alg":"HS256","crit":[]}"#,
            r#"{"alg":"HS256","crit":null}"#,
            r#"{"alg":"HS256","b64":false}"#,
            r#"{"alg":"HS256"} "x""#,
        ] {
            assert!(!opens(bad), "{bad}");
        }
    }
}
