//! Messages and read marks that the client sends on the live connection.

use crate::{
    problem::Problem,
    wire::{ServerFrame, receipt_out},
};
use chat_app::{AppError, ChatService, Receipt};
use chat_domain::{ChatKey, NewMessage, PersonId, ReaderNumber, VisitId};
use chat_ports::VisitKey;
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use std::task::{Context, Poll, Waker};
use tokio_util::task::AbortOnDropHandle;

/// Messages being sent whose answers are pending.
#[derive(Default)]
pub(super) struct Sending {
    /// The message that is not in its visit's queue yet. Later ones wait, to keep the order.
    beginning: Option<AbortOnDropHandle<BoxFuture<'static, Sent>>>,
    in_progress: FuturesUnordered<BoxFuture<'static, Sent>>,
}

/// The result of a send; without a receipt, of a read mark that was accepted.
pub(super) struct Sent {
    request: u64,
    about: (VisitId, ChatKey),
    result: Result<Option<Receipt>, AppError>,
}

impl Sending {
    /// Whether no answers are pending.
    pub(super) fn is_empty(&self) -> bool {
        self.beginning.is_none() && self.in_progress.is_empty()
    }

    /// Whether one more message can be sent, with at most `max` in progress.
    pub(super) fn takes_more(&self, max: usize) -> bool {
        self.beginning.is_none() && self.in_progress.len() < max
    }

    /// Begins a send. Several messages of one visit can be in progress, so that they share commits,
    /// and still keep their order: each enters the visit's queue before the next one begins.
    pub(super) fn begin(
        &mut self,
        service: ChatService,
        visit: VisitKey,
        sender: PersonId,
        request: u64,
        new: NewMessage,
    ) {
        let about = (visit.visit, new.chat);
        #[expect(
            clippy::async_yields_async,
            reason = "entering the queue is awaited first, the receipt later"
        )]
        let beginning = async move {
            match service.begin_send(visit, sender, new).await {
                Ok(sending) => {
                    let sent = sending.map(move |result| Sent {
                        request,
                        about,
                        result: result.map(Some),
                    });
                    sent.boxed()
                }
                Err(error) => {
                    let result = Err(error);
                    let sent = Sent {
                        request,
                        about,
                        result,
                    };
                    std::future::ready(sent).boxed()
                }
            }
        };
        let mut beginning = beginning.boxed();
        match beginning.poll_unpin(&mut Context::from_waker(Waker::noop())) {
            // Most enter the queue immediately.
            Poll::Ready(sending) => self.in_progress.push(sending),
            // Spawned: it must not hold a lock or storage connection while this client does not
            // read.
            Poll::Pending => self.beginning = Some(AbortOnDropHandle::new(tokio::spawn(beginning))),
        }
    }

    /// Begins a read mark. It needs no answer unless it is refused, and is stored later: it takes none of
    /// the places of messages while it waits for its turn.
    pub(super) fn mark_read(
        &mut self,
        service: ChatService,
        visit: VisitKey,
        person: PersonId,
        request: u64,
        (chat, through): (ChatKey, ReaderNumber),
    ) {
        let about = (visit.visit, chat);
        let marking = async move {
            let marked = service.begin_mark_read(visit, person, chat, through);
            let result = marked.await.map(|_stored_later| None);
            Sent {
                request,
                about,
                result,
            }
        };
        let mut marking = marking.boxed();
        let marked = match marking.poll_unpin(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(marked) => std::future::ready(marked).boxed(),
            // Spawned, as above, and not aborted: nothing repeats the mark of a client that is gone.
            Poll::Pending => tokio::spawn(marking)
                .map(move |marked| {
                    // A panicked mark has no answer: the client sees no confirmation.
                    let result = Ok(None);
                    marked.unwrap_or(Sent {
                        request,
                        about,
                        result,
                    })
                })
                .boxed(),
        };
        self.in_progress.push(marked);
    }

    /// The next answer; pending if there is none.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Sent> {
        self.poll_beginning(context);
        match self.in_progress.poll_next_unpin(context) {
            Poll::Ready(Some(sent)) => Poll::Ready(sent),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// Polls the message that is entering the queue.
    fn poll_beginning(&mut self, context: &mut Context<'_>) {
        if let Some(beginning) = &mut self.beginning
            && let Poll::Ready(begun) = beginning.poll_unpin(context)
        {
            self.beginning = None;
            // A panicked send has no answer, as after a lost connection: the client retries (F7).
            self.in_progress.extend(begun);
        }
    }
}

impl Sent {
    /// What was refused, and the code of its rule.
    pub(super) fn refusal(&self) -> Option<(VisitId, ChatKey, &'static str)> {
        let (visit, chat) = self.about;
        match &self.result {
            Err(AppError::Refused(refusal)) => Some((visit, chat, refusal.explain().code)),
            _ => None,
        }
    }

    /// Passes the answer's frame to `write`, if it has one.
    pub(super) fn frame<T>(self, write: impl FnOnce(&ServerFrame<'_>) -> T) -> Option<T> {
        let Self {
            request, result, ..
        } = self;
        match result {
            Ok(receipt) => receipt.map(|receipt| {
                let receipt = receipt_out(receipt);
                write(&ServerFrame::Receipt { request, receipt })
            }),
            Err(error) => {
                let problem = Problem::from(error);
                let problem = problem.document();
                Some(write(&ServerFrame::Problem {
                    request: Some(request),
                    problem,
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sends_in_progress_are_bounded() {
        let sending = Sending::default();
        for _ in 0..64 {
            assert!(sending.takes_more(64));
            sending.in_progress.push(std::future::pending().boxed());
        }
        assert!(!sending.takes_more(64));
    }
}
