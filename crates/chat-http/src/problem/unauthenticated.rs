//! Callers without a valid token.

use super::Problem;
use crate::token_fault::TokenFault;
use axum::http::{StatusCode, header};

impl Problem {
    /// No token (RFC 6750, section 3).
    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "You are not signed in. Sign in and try again.",
        )
        .with(header::WWW_AUTHENTICATE, "Bearer")
    }

    /// A token that is invalid or has expired (RFC 6750, section 3); with the fault, if the client may know it.
    pub(crate) fn invalid_token(fault: Option<&TokenFault>) -> Self {
        let detail = fault.unwrap_or(&TokenFault::Expired).to_string();
        let challenge = match fault {
            Some(fault) if is_description(&detail) => {
                let code = fault.code();
                format!("Bearer error=\"invalid_token\", error_description=\"{code}: {detail}\"")
            }
            _ => "Bearer error=\"invalid_token\"".to_owned(),
        };
        Self {
            token_fault: fault.map(TokenFault::code),
            ..Self::new(StatusCode::UNAUTHORIZED, "invalid_token", detail)
        }
        .with(header::WWW_AUTHENTICATE, challenge)
    }
}

/// Whether a text can be a description (RFC 6750, section 3). The names of claims may have other characters.
fn is_description(text: &str) -> bool {
    let fits = |it: char| matches!(it, ' '..='~') && it != '"' && it != '\\';
    text.chars().all(fits)
}
