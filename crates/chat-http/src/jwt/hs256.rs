//! HMAC with SHA-256 (RFC 7518, section 3.2), which signs and verifies with one secret.

use super::{compact::encode, error::JwtError, secret::check_secret};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The name of the algorithm.
pub(super) const NAME: &str = "HS256";

/// The header of the tokens issued here.
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// A shared secret.
#[derive(Clone)]
pub(super) struct Secret(Hmac<Sha256>);

impl Secret {
    /// A secret that [`check_secret`] accepts.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`].
    pub(super) fn new(secret: &[u8]) -> Result<Self, JwtError> {
        check_secret(secret)?;
        let mac = Hmac::new_from_slice(secret);
        mac.map(Self).map_err(|_| JwtError::NotSigned)
    }

    /// The payload with header and signature, in compact form.
    pub(super) fn sign(&self, payload: &[u8]) -> String {
        let token = format!("{}.{}", encode(HEADER.as_bytes()), encode(payload));
        self.signed(&token)
    }

    /// A header and a payload with their signature.
    pub(super) fn signed(&self, signed: &str) -> String {
        let mut token = signed.to_owned();
        let signature = self.mac(&token).finalize().into_bytes();
        token.push('.');
        token.push_str(&encode(&signature));
        token
    }

    /// Whether the signature is valid, compared in constant time.
    pub(super) fn verifies(&self, signed: &str, signature: &[u8]) -> bool {
        self.mac(signed).verify_slice(signature).is_ok()
    }

    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(signed.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::compact::{Compact, decode},
        *,
    };

    /// RFC 7515, appendix A.1.
    const RFC_KEY: &str =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    const RFC_TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn opens(key: &Secret, token: &str) -> bool {
        Compact::parse(token).is_ok_and(|token| key.verifies(token.signed, &token.signature))
    }

    #[test]
    fn rfc_7515_example_verifies_and_no_change_of_it_does() {
        let key = Secret::new(&decode(RFC_KEY).unwrap()).unwrap();
        assert!(opens(&key, RFC_TOKEN));
        let payload = Compact::parse(RFC_TOKEN).unwrap().payload().unwrap();
        assert!(payload.starts_with(b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,"));
        for at in 0..RFC_TOKEN.len() {
            let mut changed = RFC_TOKEN.to_owned().into_bytes();
            changed[at] ^= 1;
            let changed = String::from_utf8(changed).unwrap();
            assert!(!opens(&key, &changed), "{changed}");
            assert!(!opens(&key, &RFC_TOKEN[..at]), "{at}");
        }
        for after in [".", "=", ".e30", " ", "\n"] {
            assert!(!opens(&key, &format!("{RFC_TOKEN}{after}")), "{after:?}");
        }
    }

    #[test]
    fn only_the_signing_secret_verifies() {
        let secret = |n: u8| Secret::new(&std::array::from_fn::<u8, 32, _>(|i| i as u8 ^ n));
        let (key, other) = (secret(7).unwrap(), secret(64).unwrap());
        let token = key.sign(b"{}");
        assert!(opens(&key, &token) && !opens(&other, &token));
    }
}
