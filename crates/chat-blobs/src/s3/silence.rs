//! A timeout that a slow reader does not run into: only the service's silence counts, while a reader waits for the next
//! chunk of a response.

use super::failure::{kind, timed_out};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use object_store::client::HttpError;
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// A response's body.
pub(super) struct PatientBody {
    body: Incoming,
    silence: Duration,
    /// When the reader that waits gives up.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl PatientBody {
    pub(super) const fn new(body: Incoming, silence: Duration) -> Self {
        Self {
            body,
            silence,
            deadline: None,
        }
    }
}

impl Body for PatientBody {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            self.deadline = None;
            let failed = |error| HttpError::new(kind(&error), error);
            return Poll::Ready(frame.map(|frame| frame.map_err(failed)));
        }
        let end = Instant::now() + self.silence;
        let deadline = self
            .deadline
            .get_or_insert_with(|| Box::pin(sleep_until(end)));
        let is_over = deadline.as_mut().poll(context);
        is_over.map(|()| Some(Err(timed_out())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
