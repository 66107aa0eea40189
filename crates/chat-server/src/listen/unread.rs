//! Responses buffered in memory until the client reads them.

use crate::limits::Limits;
use axum::{
    body::{Body, Bytes},
    response::IntoResponse as _,
};
use bytes::Buf;
use chat_http::{Problem, RequestId, Share, Shares};
use hyper::{
    Response,
    body::{Body as HttpBody, Frame, SizeHint},
};
use std::{
    net::IpAddr,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// Responses up to this size are not counted: the number of connections bounds them.
pub(crate) const UNCOUNTED: usize = 8 * 1024;

/// Counts the bytes of responses from when they are in memory until they are written.
#[derive(Clone)]
pub(crate) struct Unread {
    most: usize,
    most_per_network: usize,
    all: Shares<()>,
    networks: Shares<IpAddr>,
}

/// The bytes of one response, until it is written.
struct Counted {
    _all: Share<()>,
    _network: Option<Share<IpAddr>>,
}

impl Unread {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            most: limits.unread_bytes,
            most_per_network: limits.unread_bytes_per_address,
            all: Shares::default(),
            networks: Shares::default(),
        }
    }

    /// The response, or a refusal if the client leaves too many bytes unread. A streamed body, such
    /// as a download, has only a chunk in memory and is not counted.
    pub(crate) fn count(
        &self,
        answer: Response<Body>,
        network: Option<IpAddr>,
    ) -> Response<CountedBody> {
        let size = answer.body().size_hint().exact().unwrap_or_default();
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size <= UNCOUNTED {
            return answer.map(|body| CountedBody {
                body,
                counted: None,
            });
        }
        match self.take(network, size) {
            Some(counted) => answer.map(|body| CountedBody {
                body,
                counted: Some(counted),
            }),
            None => {
                let id = RequestId::of(answer.headers());
                let mut refused = Problem::unavailable().into_response();
                id.mark(&mut refused);
                refused.map(|body| CountedBody {
                    body,
                    counted: None,
                })
            }
        }
    }

    fn take(&self, network: Option<IpAddr>, size: usize) -> Option<Counted> {
        let most = self.most_per_network;
        let of_network = match network {
            Some(network) => Some(self.networks.take(network, size, most)?),
            None => None,
        };
        Some(Counted {
            _network: of_network,
            _all: self.all.take((), size, self.most)?,
        })
    }
}

/// A body that stays counted until its bytes are written.
pub(crate) struct CountedBody {
    body: Body,
    counted: Option<Counted>,
}

impl HttpBody for CountedBody {
    type Data = CountedBytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<CountedBytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        // A body of known size is a single chunk; the count moves with it.
        let counted = self.counted.take();
        Poll::Ready(frame.map(|frame| {
            frame.map(|frame| {
                frame.map_data(|bytes| CountedBytes {
                    bytes,
                    _counted: counted,
                })
            })
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Bytes that are counted until they are written.
pub(crate) struct CountedBytes {
    bytes: Bytes,
    _counted: Option<Counted>,
}

impl Buf for CountedBytes {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
    }
}
