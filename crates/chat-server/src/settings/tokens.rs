//! Tokens that others sign, as settings.

use confique::Config;
use std::path::PathBuf;

/// Tokens and their public keys, besides those that are signed with `jwt_secret`.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct TokenSettings {
    /// Public keys: one in PEM (`PUBLIC KEY`), or a JWK or JWK set. Ed25519, P-256 and RSA keys are for EdDSA, ES256 and
    /// RS256.
    #[config(env = "VISIT_CHAT_TOKENS_KEYS")]
    pub keys: Option<String>,

    /// A file with the keys, instead of `keys`.
    #[config(env = "VISIT_CHAT_TOKENS_KEYS_FILE")]
    pub keys_file: Option<PathBuf>,

    /// The address of a JWK set, instead of `keys`: `https://`, or `http://` on this machine. It is fetched again as its
    /// `Cache-Control` says, within 1 to 15 minutes, and for an unknown `kid` at most once a minute.
    #[config(env = "VISIT_CHAT_TOKENS_KEYS_URL")]
    pub keys_url: Option<String>,

    /// The issuer (`iss`) of tokens signed with these keys. Required with them.
    #[config(env = "VISIT_CHAT_TOKENS_ISSUER")]
    pub issuer: Option<String>,

    /// The audience (`aud`) of tokens signed with these keys.
    #[config(env = "VISIT_CHAT_TOKENS_AUDIENCE", default = "visit-chat")]
    pub audience: String,

    /// How many seconds the clocks of the issuers may differ from this machine's, at most 600.
    #[config(env = "VISIT_CHAT_TOKENS_CLOCK_SKEW_SECONDS", default = 60)]
    pub clock_skew_seconds: u16,

    /// How often the token of a live connection is checked again, in seconds.
    #[config(env = "VISIT_CHAT_TOKENS_RECHECK_SECONDS", default = 60)]
    pub recheck_seconds: std::num::NonZeroU32,

    /// Certificates of the authorities that sign those of `keys_url` and of the identity provider, besides the system's.
    #[config(env = "VISIT_CHAT_TOKENS_AUTHORITIES")]
    pub authorities: Option<PathBuf>,
}
