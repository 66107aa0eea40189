//! Timeouts that a slow reader does not run into.
//!
//! The read timeout of `reqwest` goes on while a chunk waits to be read. Here only the service's
//! silence counts: until it begins its response, and while a reader waits for the next chunk.

use async_trait::async_trait;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
        HttpResponseBody, HttpService, ReqwestConnector,
    },
};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

/// How long the service may be silent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience(pub(super) Duration);

impl HttpConnector for Patience {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(Patient {
            client,
            silence: self.0,
        }))
    }
}

#[derive(Debug)]
struct Patient {
    client: HttpClient,
    silence: Duration,
}

#[async_trait]
impl HttpService for Patient {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let response = timeout(self.silence, self.client.execute(request)).await;
        let response = response.map_err(|_| timed_out())??;
        let silence = self.silence;
        Ok(response.map(|body| {
            HttpResponseBody::new(PatientBody {
                body,
                silence,
                deadline: None,
            })
        }))
    }
}

struct PatientBody {
    body: HttpResponseBody,
    silence: Duration,
    /// When the reader that waits gives up.
    deadline: Option<Pin<Box<Sleep>>>,
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
            return Poll::Ready(frame);
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

fn timed_out() -> HttpError {
    let silence = io::Error::new(io::ErrorKind::TimedOut, "the service was silent");
    HttpError::new(HttpErrorKind::Timeout, silence)
}
