//! A reader of the feed: pages, and waiting for the next event.

use super::{
    cursor::EventCursor,
    page::{EventPage, Feed, FeedEvent},
};
use crate::error::AppError;
use chat_ports::{Fanout, HintStream, Topic};
use futures::{FutureExt as _, StreamExt as _};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, sleep_until};

/// How long a reader lets hints gather before it looks: the longest delay of an event, and what bounds the number of passes.
const GATHER: Duration = Duration::from_millis(50);

/// Events that a stream reads ahead.
const AHEAD: usize = 100;

/// One reader. A hint only makes it look earlier: without hints it polls.
pub(crate) struct Reader {
    feed: Feed,
    fanout: Arc<dyn Fanout>,
    poll_every: Duration,
    hints: Option<HintStream>,
    cursor: EventCursor,
    ahead: VecDeque<FeedEvent>,
}

impl Reader {
    /// A reader that begins after `cursor`.
    ///
    /// # Errors
    /// [`AppError::UnknownCursor`].
    pub(crate) async fn begin(
        feed: Feed,
        fanout: Arc<dyn Fanout>,
        poll_every: Duration,
        cursor: EventCursor,
    ) -> Result<Self, AppError> {
        feed.check(cursor).await?;
        Ok(Self {
            feed,
            fanout,
            poll_every,
            hints: None,
            cursor,
            ahead: VecDeque::new(),
        })
    }

    /// The next events, at most `limit`. Waits until `deadline` for the first of them; without one, as long as it takes.
    pub(crate) async fn page(
        &mut self,
        limit: usize,
        deadline: Option<Instant>,
    ) -> Result<EventPage, AppError> {
        loop {
            let waits = deadline.is_none_or(|deadline| Instant::now() < deadline);
            if waits {
                // Before the look, so that nothing falls between the two.
                self.listen().await;
            }
            let page = self.feed.page(self.cursor, limit).await?;
            self.cursor = page.cursor;
            if !page.events.is_empty() || !waits {
                return Ok(page);
            }
            if !page.more {
                self.wait(deadline).await;
            }
        }
    }

    /// The next event, however long it takes.
    pub(crate) async fn next(&mut self) -> Result<FeedEvent, AppError> {
        loop {
            if let Some(event) = self.ahead.pop_front() {
                return Ok(event);
            }
            let page = self.page(AHEAD, None).await?;
            self.ahead = page.events.into();
        }
    }

    async fn listen(&mut self) {
        if self.hints.is_some() {
            return;
        }
        let topic = Topic::Clinic(self.feed.clinic);
        match self.fanout.subscribe(topic).await {
            Ok(hints) => self.hints = Some(hints),
            Err(error) => tracing::warn!(%error, "no hints; the event feed polls"),
        }
    }

    /// Until a hint, the next poll or the deadline.
    async fn wait(&mut self, deadline: Option<Instant>) {
        let poll = Instant::now() + self.poll_every;
        let until = deadline.map_or(poll, |deadline| deadline.min(poll));
        let Some(hints) = &mut self.hints else {
            return sleep_until(until).await;
        };
        tokio::select! {
            hint = hints.next() => {
                if hint.is_none() {
                    self.hints = None; // the fan-out has stopped
                    return sleep_until(until).await;
                }
            }
            () = sleep_until(until) => return,
        }
        sleep(GATHER).await;
        // What has gathered is read by the one look that follows.
        while let Some(Some(_)) = hints.next().now_or_never() {}
    }
}
