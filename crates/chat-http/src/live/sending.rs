//! Messages that a client sends on the live connection.

use crate::{problem::Problem, wire::ServerFrame};
use chat_app::{AppError, ChatService, NewMessage, Receipt};
use chat_domain::PersonId;
use chat_ports::VisitKey;
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use std::task::Poll;

/// Messages that are being sent, and not yet answered.
#[derive(Default)]
pub(super) struct Sending {
    under_way: FuturesUnordered<BoxFuture<'static, Sent>>,
}

/// What became of a message.
pub(super) struct Sent {
    request: u64,
    result: Result<Receipt, AppError>,
}

impl Sending {
    pub(super) fn len(&self) -> usize {
        self.under_way.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    /// Begins to send. Several messages of one visit are under way together, so that they share
    /// their commits, and still keep their order: a message takes its place in the visit's queue
    /// when its sending is first polled, which is here.
    pub(super) async fn begin(
        &mut self,
        service: ChatService,
        visit: VisitKey,
        sender: PersonId,
        request: u64,
        new: NewMessage,
    ) -> Option<Sent> {
        let mut sending = async move {
            let result = service.send(visit, sender, new).await;
            Sent { request, result }
        }
        .boxed();
        match futures::poll!(&mut sending) {
            Poll::Ready(sent) => Some(sent),
            Poll::Pending => {
                self.under_way.push(sending);
                None
            }
        }
    }

    /// The next answer; `None` while nothing is under way.
    pub(super) async fn next(&mut self) -> Option<Sent> {
        self.under_way.next().await
    }
}

impl Sent {
    /// Gives the answer's frame to `tell`.
    pub(super) fn frame<T>(self, tell: impl FnOnce(&ServerFrame<'_>) -> T) -> T {
        let Self { request, result } = self;
        match result {
            Ok(receipt) => tell(&ServerFrame::Receipt {
                request,
                receipt: receipt.into(),
            }),
            Err(error) => {
                let problem = Problem::from(error);
                let problem = problem.document();
                tell(&ServerFrame::Problem {
                    request: Some(request),
                    problem,
                })
            }
        }
    }
}
