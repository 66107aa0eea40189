//! Follows the feeds of clinics for their notifications.

use super::{Notifying, notifications, place};
use crate::{engine::Engine, error::AppError, events::cursor::EventCursor};
use chat_domain::ClinicId;
use futures::{StreamExt as _, future::join_all, stream::FuturesOrdered};
use std::{collections::BTreeMap, convert::Infallible, slice, sync::Arc};
use tokio::time::sleep;
use tokio_util::task::AbortOnDropHandle;

/// Events that are read together.
const PAGE: usize = 500;

/// Maximum number of pages whose notifications are not all sent yet: a notifier that fails delays none of the next ones.
const AHEAD: usize = 32;

/// Follows the feeds of the clinics whose upkeep is this node's, after each reminder and once every
/// [`Settings::close_every`](crate::Settings).
pub(crate) async fn run(engine: Arc<Engine>) -> Infallible {
    let mut running: BTreeMap<ClinicId, AbortOnDropHandle<()>> = BTreeMap::new();
    let mut news = engine.visits.notifying().news.subscribe();
    let mut handovers = engine.membership.handovers();
    loop {
        news.mark_unchanged();
        match place::placed(&engine).await {
            Ok(clinics) => {
                running.retain(|_, task| !task.is_finished());
                let ours = |clinic: &ClinicId| engine.membership.is_responsible(*clinic);
                for clinic in clinics.into_iter().filter(ours) {
                    running.entry(clinic).or_insert_with(|| {
                        let engine = Arc::clone(&engine);
                        AbortOnDropHandle::new(tokio::spawn(serve(engine, clinic)))
                    });
                }
            }
            Err(error) => tracing::warn!(%error, "notifications are sent later"),
        }
        // The senders of both live as long as the service.
        tokio::select! {
            () = sleep(engine.settings.close_every) => {}
            _ = news.changed() => {}
            _ = handovers.changed() => {}
        }
    }
}

async fn serve(engine: Arc<Engine>, clinic: ClinicId) {
    if let Err(error) = follow(&engine, clinic).await {
        tracing::warn!(%error, "a clinic's notifications are sent later");
    }
}

/// Follows the feed of a clinic until its upkeep is another node's. What is not recorded as sent is sent again.
async fn follow(engine: &Engine, clinic: ClinicId) -> Result<(), AppError> {
    let notifying = engine.visits.notifying();
    let mut news = notifying.news.subscribe();
    let Some(mut at) = place::find(engine, clinic).await? else {
        return Ok(());
    };
    let feed = place::feed(engine, clinic)?;
    let mut sending = FuturesOrdered::new();
    while engine.membership.is_responsible(clinic) {
        // Before the look, so that nothing falls between the two.
        news.mark_unchanged();
        let mut is_done = true;
        if sending.len() < AHEAD {
            let page = feed.page(at, PAGE).await?;
            is_done = !page.more;
            if page.cursor != at {
                at = page.cursor;
                let named = page
                    .events
                    .iter()
                    .flat_map(|event| notifications(event.visit, slice::from_ref(&event.entry)));
                let sent = sent(notifying, named.collect(), at);
                sending.push_back(AbortOnDropHandle::new(tokio::spawn(sent)));
            }
        }
        tokio::select! {
            biased;
            Some(sent) = sending.next() => {
                let sent = sent.map_err(AppError::unavailable)?;
                place::move_to(engine, clinic, sent).await?;
            }
            () = std::future::ready(()), if !is_done => {}
            _ = news.changed() => {}
            () = sleep(engine.settings.close_every) => {}
        }
    }
    Ok(())
}

/// Returns the cursor once everything before it was sent.
fn sent(
    notifying: &Notifying,
    notifications: Vec<chat_ports::Notification>,
    cursor: EventCursor,
) -> impl Future<Output = EventCursor> + use<> {
    let sendings = notifying.sendings(notifications);
    async move {
        join_all(sendings).await;
        cursor
    }
}
