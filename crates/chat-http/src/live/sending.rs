//! Messages that a client sends on the live connection.

use crate::{problem::Problem, wire::ServerFrame};
use chat_app::{AppError, ChatService, NewMessage, Receipt};
use chat_domain::PersonId;
use chat_ports::VisitKey;
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use std::task::{Context, Poll, Waker};
use tokio_util::task::AbortOnDropHandle;

/// Messages that are being sent, and not yet answered.
#[derive(Default)]
pub(super) struct Sending {
    /// The one that has no place in its visit's queue yet. Others wait, to keep their order.
    beginning: Option<AbortOnDropHandle<BoxFuture<'static, Sent>>>,
    under_way: FuturesUnordered<BoxFuture<'static, Sent>>,
}

/// What became of a message.
pub(super) struct Sent {
    request: u64,
    result: Result<Receipt, AppError>,
}

impl Sending {
    /// Whether nothing waits for an answer.
    pub(super) fn is_empty(&self) -> bool {
        self.beginning.is_none() && self.under_way.is_empty()
    }

    /// Whether one more message can be sent now, with at most `max` under way.
    pub(super) fn takes_more(&self, max: usize) -> bool {
        self.beginning.is_none() && self.under_way.len() < max
    }

    /// Begins to send. Several messages of one visit are under way together, so that they share
    /// their commits, and still keep their order: each takes its place in the visit's queue before
    /// the next one begins.
    pub(super) fn begin(
        &mut self,
        service: ChatService,
        visit: VisitKey,
        sender: PersonId,
        request: u64,
        new: NewMessage,
    ) {
        #[expect(
            clippy::async_yields_async,
            reason = "the place in the queue is awaited first, the receipt later"
        )]
        let beginning = async move {
            match service.begin_send(visit, sender, new).await {
                Ok(sending) => sending.map(move |result| Sent { request, result }).boxed(),
                Err(error) => {
                    let result = Err(error);
                    std::future::ready(Sent { request, result }).boxed()
                }
            }
        };
        let mut beginning = beginning.boxed();
        match beginning.poll_unpin(&mut Context::from_waker(Waker::noop())) {
            // Most have their place at once.
            Poll::Ready(sending) => self.under_way.push(sending),
            // Spawned: it must hold no lock or storage connection while this client does not read.
            Poll::Pending => self.beginning = Some(AbortOnDropHandle::new(tokio::spawn(beginning))),
        }
    }

    /// The next answer; pending while there is none.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Sent> {
        self.poll_beginning(context);
        match self.under_way.poll_next_unpin(context) {
            Poll::Ready(Some(sent)) => Poll::Ready(sent),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// Lets the message that begins take its place.
    fn poll_beginning(&mut self, context: &mut Context<'_>) {
        if let Some(beginning) = &mut self.beginning
            && let Poll::Ready(begun) = beginning.poll_unpin(context)
        {
            self.beginning = None;
            // One that panicked has no answer, as one whose connection broke: it is sent again (F7).
            self.under_way.extend(begun);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_under_way_and_no_more() {
        let sending = Sending::default();
        for _ in 0..64 {
            assert!(sending.takes_more(64));
            sending.under_way.push(std::future::pending().boxed());
        }
        assert!(!sending.takes_more(64));
    }
}
