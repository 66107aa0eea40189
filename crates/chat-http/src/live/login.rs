//! The login of a live connection: it ends when its token expires, when the host refuses it later, or when the person is
//! signed out.

use super::close::End;
use crate::{
    authenticate::{AuthenticationError, Identity, Subject},
    router::App,
};
use axum::{
    extract::OriginalUri,
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header, request::Parts},
};
use chat_app::SignOutWatch;
use chat_domain::VisitId;
use futures::{
    FutureExt as _,
    future::{BoxFuture, Fuse},
};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::time::{Instant, Sleep, sleep, timeout};

/// Maximum duration of a timer.
pub(crate) const MAX_TIMER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// When a connection is checked for the first time.
const FIRST_CHECK: Duration = Duration::from_secs(1);

/// Headers that identify no one: of the handshake, and about the browser and what it displays.
const NOT_KEPT: [HeaderName; 11] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::CACHE_CONTROL,
    header::CONNECTION,
    header::PRAGMA,
    header::SEC_WEBSOCKET_EXTENSIONS,
    header::SEC_WEBSOCKET_KEY,
    header::SEC_WEBSOCKET_VERSION,
    header::UPGRADE,
    header::USER_AGENT,
];

type Answer = Result<Identity, AuthenticationError>;

/// Who is connected, checked again and again.
pub(super) struct Login {
    pub(super) app: App,
    identity: Identity,
    /// What the authenticator identifies the caller by.
    head: Arc<Parts>,
    /// The next check, or the expiry if that is earlier.
    timer: Pin<Box<Sleep>>,
    check_at: Instant,
    /// The check in progress.
    check: Option<BoxFuture<'static, Answer>>,
    signed_out: Fuse<BoxFuture<'static, ()>>,
}

impl Login {
    /// The login of the request that opens the connection.
    pub(super) fn new(app: App, identity: Identity, head: Parts) -> Self {
        let person = identity.person();
        let (service, clinic) = (&app.service, identity.clinic);
        let session = match identity.subject {
            Subject::Invited { session, .. } => Some(service.watch_session(clinic, session)),
            Subject::Person { .. } | Subject::Host | Subject::ReadingHost => None,
        };
        let signed_out = ended(person.map(|it| service.watch_sign_out(clinic, it)));
        let signed_out = async move {
            tokio::select! {
                () = signed_out => {}
                () = ended(session) => {}
            }
        };
        // Soon: the person may have been signed out after the authenticator answered and before the watch began.
        let check_at = Instant::now() + app.options.live.recheck_every.min(FIRST_CHECK);
        let mut login = Self {
            app,
            identity,
            head: Arc::new(compact(head)),
            timer: Box::pin(sleep(Duration::ZERO)),
            check_at,
            check: None,
            signed_out: signed_out.boxed().fuse(),
        };
        login.set_timer();
        login
    }

    /// The only visit that the login reaches; `None` without such a limit.
    pub(super) fn only_visit(&self) -> Option<VisitId> {
        self.identity.only_visit()
    }

    /// Ready when the login has ended.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<End> {
        if self.poll_signed_out(context).is_ready() {
            return Poll::Ready(End::SignedOut);
        }
        loop {
            if let Some(check) = &mut self.check
                && let Poll::Ready(answer) = check.poll_unpin(context)
            {
                self.check = None;
                if let Some(end) = self.judge(answer) {
                    return Poll::Ready(end);
                }
                self.check_at = Instant::now() + self.app.options.live.recheck_every.min(MAX_TIMER);
                self.set_timer();
            }
            std::task::ready!(self.timer.as_mut().poll(context));
            if self.is_expired() {
                return Poll::Ready(End::Unauthorized("expired"));
            }
            if self.check.is_none() && self.check_at <= Instant::now() {
                self.check = Some(self.begin_check());
            }
            self.set_timer();
        }
    }

    /// Ready once the person was signed out; once only.
    pub(super) fn poll_signed_out(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.signed_out.poll_unpin(context)
    }

    fn is_expired(&self) -> bool {
        let expires_at = self.identity.expires_at;
        expires_at.is_some_and(|at| at <= OffsetDateTime::now_utc())
    }

    fn set_timer(&mut self) {
        let now = Instant::now();
        let check = match self.check {
            // Its answer wakes the task.
            Some(_) => MAX_TIMER,
            None => self.check_at.saturating_duration_since(now),
        };
        let next = check.min(until(self.identity.expires_at));
        self.timer.as_mut().reset(now + next);
    }

    fn begin_check(&self) -> BoxFuture<'static, Answer> {
        let (authenticator, head) = (Arc::clone(&self.app.authenticator), Arc::clone(&self.head));
        let limit = self.app.options.request_timeout;
        let check = async move {
            let answer = timeout(limit, authenticator.authenticate(&head)).await;
            answer.unwrap_or_else(|_| Err(AuthenticationError::Unavailable("timeout".into())))
        };
        check.boxed()
    }

    /// What the answer to a check means. The login holds while no answer can be had: one that is up to the host would
    /// otherwise end every call when the host's login is down.
    fn judge(&mut self, answer: Answer) -> Option<End> {
        let same = |new: &Identity| {
            let reached = |it: &Identity| (it.clinic, it.person(), it.only_visit());
            reached(new) == reached(&self.identity)
        };
        match answer {
            Ok(new) if same(&new) => {
                self.identity = new;
                None
            }
            Ok(_) => Some(End::Unauthorized("another_caller")),
            Err(AuthenticationError::Token(fault)) => Some(End::Unauthorized(fault.code())),
            Err(AuthenticationError::Missing | AuthenticationError::Invalid) => {
                Some(End::Unauthorized("refused"))
            }
            Err(AuthenticationError::Unavailable(error)) => {
                tracing::warn!(%error, "a live connection's login can't be checked");
                None
            }
        }
    }
}

/// Returns when the watch ends; never without one.
async fn ended(watch: Option<SignOutWatch>) {
    match watch {
        Some(watch) => watch.signed_out().await,
        None => std::future::pending().await,
    }
}

/// Time left until the given time.
fn until(time: Option<OffsetDateTime>) -> Duration {
    let left = time.map(|time| time - OffsetDateTime::now_utc());
    let left = left.map_or(MAX_TIMER, |left| left.try_into().unwrap_or_default());
    left.min(MAX_TIMER)
}

/// The head without [`NOT_KEPT`], copied: its parts would otherwise keep the buffer that the request was read into.
fn compact(mut head: Parts) -> Parts {
    let kept = |name: &HeaderName| !NOT_KEPT.contains(name);
    let mut headers = HeaderMap::with_capacity(head.headers.keys().filter(|it| kept(it)).count());
    for (name, value) in head.headers.iter().filter(|(name, _)| kept(name)) {
        // A value that was valid is valid.
        if let Ok(mut copy) = HeaderValue::from_bytes(value.as_bytes()) {
            copy.set_sensitive(value.is_sensitive());
            headers.append(name, copy);
        }
    }
    head.headers = headers;
    let copied = |uri: &Uri| uri.to_string().parse().unwrap_or_else(|_| uri.clone());
    head.uri = copied(&head.uri);
    if let Some(OriginalUri(uri)) = head.extensions.get() {
        let uri = OriginalUri(copied(uri));
        head.extensions.insert(uri);
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    #[test]
    fn what_may_identify_the_caller_is_kept() {
        let request = Request::get("/chat/v1/live?x=1")
            .header("cookie", "session=1")
            .header("cookie", "more=2")
            .header("sec-websocket-protocol", "visit-chat.v1, bearer.a.b.c")
            .header("x-user", "ada")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("user-agent", "browser")
            .extension(OriginalUri(Uri::from_static("/host/chat/v1/live")))
            .extension(7_u8);
        let head = compact(request.body(()).unwrap().into_parts().0);
        let cookies: Vec<_> = head.headers.get_all("cookie").iter().collect();
        assert_eq!(cookies, ["session=1", "more=2"]);
        assert_eq!(head.headers.len(), 4);
        assert_eq!(crate::authenticate::bearer(&head), Some("a.b.c"));
        assert_eq!(head.uri, "/chat/v1/live?x=1");
        let OriginalUri(original) = head.extensions.get().unwrap();
        assert_eq!(original, "/host/chat/v1/live");
        assert_eq!(head.extensions.get(), Some(&7_u8));
    }
}
