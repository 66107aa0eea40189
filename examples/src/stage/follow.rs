//! Live updates.

use super::Stage;
use crate::{Outcome, cast::Player};
use chat_app::{AppError, Receipt, Seen, Update};
use chat_domain::{ChatKey, MessageId};
use futures::{FutureExt as _, StreamExt as _, stream::BoxStream};
use std::time::Duration;

/// Timeout, longer than any delivery takes.
const PATIENCE: Duration = Duration::from_secs(10);

/// A person whose screen follows the visit.
pub struct Follower {
    who: Player,
    updates: BoxStream<'static, Result<Update, AppError>>,
}

impl Stage {
    /// A person's screen follows the visit from now on. Its initial content is skipped.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn follows(&mut self, who: Player) -> Outcome<Follower> {
        self.act(&format!("{} keeps the visit open on a screen", who.label()));
        let view = self.service.view(self.visit, who.person).await?;
        let updates = self
            .service
            .subscribe(self.visit, who.person, Seen::new())
            .await?;
        let mut updates = updates.boxed();
        let readable = view
            .chats
            .iter()
            .filter(|chat| chat.access.read.is_ok())
            .count();
        for _ in 0..=readable {
            tokio::time::timeout(PATIENCE, updates.next())
                .await?
                .ok_or("the stream ended")??;
        }
        Ok(Follower { who, updates })
    }

    /// Records everything that has reached a follower when a certain message arrives. Returns the
    /// messages.
    ///
    /// # Errors
    /// If that message never arrives.
    pub async fn receives(
        &mut self,
        follower: &mut Follower,
        until: &Receipt,
    ) -> Outcome<Vec<(ChatKey, MessageId)>> {
        self.narrator
            .note(&format!("What reaches {}'s screen:", follower.who.label()));
        let mut received = Vec::new();
        while !received.contains(&(until.chat, until.message)) {
            let update = tokio::time::timeout(PATIENCE, follower.updates.next()).await?;
            self.record(update, &mut received)?;
        }
        // Updates committed before that message are ready too, but may come after it: order is per
        // chat.
        while let Some(update) = follower.updates.next().now_or_never() {
            self.record(update, &mut received)?;
        }
        Ok(received)
    }

    fn record(
        &mut self,
        update: Option<Result<Update, AppError>>,
        received: &mut Vec<(ChatKey, MessageId)>,
    ) -> Outcome {
        match update.ok_or("the stream ended")?? {
            Update::View(_) | Update::Reading(_) | Update::Typing { .. } => {} // names and states, shown elsewhere
            Update::Ended(refusal) => return Err(refusal.into()),
            Update::Message(delivery) => {
                let (chat, message) = (delivery.chat, &delivery.message);
                let line = format!("- {}: {}", self.chat(chat), self.quote(message));
                self.narrator.note(&line);
                received.push((chat, message.message));
            }
            Update::Chat(page) => {
                for message in page.messages {
                    let line = format!("- {}: {}", self.chat(page.chat), self.quote(&message));
                    self.narrator.note(&line);
                    received.push((page.chat, message.message));
                }
            }
        }
        Ok(())
    }
}
