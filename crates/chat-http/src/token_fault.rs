//! Why a token is refused.

use thiserror::Error;

/// What is wrong with a token. Names claims, and never values, keys or secrets: clients get it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TokenFault {
    /// Not a JWT in compact form (RFC 7519, section 3), or its header or claims are not a JSON object with unique names.
    #[error("The token is not a valid JWT.")]
    Malformed,
    /// The header has another type, an extension that must be understood (`crit`) or an unencoded payload.
    #[error("The token has a type or an extension that is not supported.")]
    UnsupportedHeader,
    /// No key has the header's `kid`; or several keys are known, and the header has no `kid`.
    #[error("The key of the token is not known.")]
    UnknownKey,
    /// The header's `alg` is not the algorithm of the key (RFC 8725, section 3.1).
    #[error("The token names another algorithm than that of its key.")]
    WrongAlgorithm,
    /// The signature is not that of the key.
    #[error("The signature of the token is not valid.")]
    BadSignature,
    /// `exp` has passed.
    #[error("Your session has expired. Sign in again.")]
    Expired,
    /// `nbf` or `iat` is in the future.
    #[error("The token is not valid yet.")]
    NotYetValid,
    /// `aud` does not name this service.
    #[error("The token is for another audience.")]
    WrongAudience,
    /// `iss` is another issuer.
    #[error("The token is from another issuer.")]
    WrongIssuer,
    /// A required claim is absent.
    #[error("The token has no claim {0}.")]
    MissingClaim(String),
    /// A claim has the wrong type or form, or contradicts another one.
    #[error("The claim {0} of the token is not valid.")]
    InvalidClaim(String),
}

impl TokenFault {
    /// A stable code: `token_fault` in a problem, and the reason of a live connection's close (4401).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnsupportedHeader => "unsupported_header",
            Self::UnknownKey => "unknown_key",
            Self::WrongAlgorithm => "wrong_algorithm",
            Self::BadSignature => "bad_signature",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::WrongAudience => "wrong_audience",
            Self::WrongIssuer => "wrong_issuer",
            Self::MissingClaim(_) => "missing_claim",
            Self::InvalidClaim(_) => "invalid_claim",
        }
    }
}
