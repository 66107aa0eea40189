//! Signed tokens (RFC 7519), for hosts whose login is a token: of their own, or of an identity provider.
//!
//! A key is for one algorithm. A token's header selects the key by `kid`, and never the algorithm (RFC 8725, section 3.1).

mod authenticator;
mod checks;
mod claims;
mod compact;
mod error;
mod hs256;
mod issuer;
mod key;
mod keys;
mod mapping;
mod secret;
mod source;
mod verified;
mod verifier;

#[cfg(feature = "public-keys")]
mod discovery;
#[cfg(feature = "public-keys")]
mod fetch;
#[cfg(feature = "public-keys")]
mod jwk;
#[cfg(feature = "public-keys")]
mod oidc;
#[cfg(feature = "public-keys")]
mod pem;
#[cfg(feature = "public-keys")]
mod public_key;
#[cfg(feature = "public-keys")]
mod published;
#[cfg(feature = "public-keys")]
mod written;

pub use authenticator::JwtAuthenticator;
pub use checks::TokenChecks;
pub use claims::TokenClaims;
pub use error::JwtError;
#[cfg(feature = "public-keys")]
pub use fetch::FetchOptions;
pub use issuer::{Claims, TokenIssuer};
pub use keys::TokenKeys;
pub use mapping::{ClaimMapping, ClaimNames, ClinicFrom};
#[cfg(feature = "public-keys")]
pub use oidc::OidcAuthenticator;
#[cfg(feature = "public-keys")]
pub use published::PublishedKeys;
pub use secret::{WeakSecret, check_secret};
