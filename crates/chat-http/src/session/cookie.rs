//! The cookie of a session (RFC 6265).

use axum::http::{HeaderMap, HeaderValue, header};
use chat_app::TOKEN_PREFIX;

/// The cookie that a session's token is in, for pages that ask for one. Scripts can't read it, and other sites' pages don't send it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionCookie {
    /// `__Host-visit-chat`: over HTTPS only, and of this host only.
    #[default]
    Secure,
    /// `visit-chat`, over plain HTTP: for a trial on the own machine.
    Plain,
}

impl SessionCookie {
    /// The cookie's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secure => "__Host-visit-chat",
            Self::Plain => "visit-chat",
        }
    }

    /// The token in the request's cookies.
    pub(super) fn token(self, headers: &HeaderMap) -> Option<&str> {
        let fields = headers.get_all(header::COOKIE).iter();
        let cookies = fields.filter_map(|field| field.to_str().ok());
        let mut pairs = cookies.flat_map(|field| field.split(';'));
        pairs.find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.name() && value.starts_with(TOKEN_PREFIX)).then_some(value)
        })
    }

    /// The value of `Set-Cookie` that stores a token for these seconds.
    pub(crate) fn set(self, token: &str, seconds: i64) -> Option<HeaderValue> {
        let secure = match self {
            Self::Secure => "; Secure",
            Self::Plain => "",
        };
        let name = self.name();
        let cookie =
            format!("{name}={token}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict{secure}");
        let mut value = HeaderValue::try_from(cookie).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The value of `Set-Cookie` that deletes the cookie.
    pub(crate) fn delete(self) -> Option<HeaderValue> {
        self.set("", 0)
    }
}
