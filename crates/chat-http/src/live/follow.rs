//! Following a visit or the dashboard on a client's behalf, each in a task of its own.

use super::outbox::{Outbox, Topic};
use crate::{problem::Problem, wire::ServerFrame};
use chat_app::{AppError, ChatService, DashboardFilter, DashboardUpdate, Seen, Update};
use chat_domain::{ClinicId, PersonId, VisitId};
use chat_ports::VisitKey;
use futures::{FutureExt as _, StreamExt as _};
use std::{future::Future, panic::AssertUnwindSafe, pin::pin};

/// Follows a visit until it ends, fails, or the connection is gone.
pub(super) async fn visit(
    service: ChatService,
    visit: VisitKey,
    person: PersonId,
    seen: Seen,
    outbox: Outbox,
) {
    let id = visit.visit;
    guarded(&outbox, async {
        let mut updates = pin!(service.subscribe(visit, person, seen).await?);
        while let Some(update) = updates.next().await {
            let (frame, last) = visit_frame(id, update?);
            if last {
                outbox.end(frame).await;
                return Ok(());
            }
            if outbox.put(frame).await.is_none() {
                return Ok(());
            }
        }
        Ok(())
    })
    .await;
}

/// Follows the dashboard until it fails or the connection is gone.
pub(super) async fn dashboard(
    service: ChatService,
    clinic: ClinicId,
    person: PersonId,
    filter: DashboardFilter,
    outbox: Outbox,
) {
    guarded(&outbox, async {
        let mut updates = pin!(service.follow_dashboard(clinic, person, filter).await?);
        while let Some(update) = updates.next().await {
            let frame = match update? {
                DashboardUpdate::Shown(view) => ServerFrame::DashboardShown {
                    view: Box::new((*view).into()),
                },
                DashboardUpdate::Gone(visit) => ServerFrame::DashboardGone { visit },
            };
            if outbox.put(frame).await.is_none() {
                return Ok(());
            }
        }
        Ok(())
    })
    .await;
}

/// Runs a following, and tells the client how it broke, if it does.
async fn guarded(outbox: &Outbox, following: impl Future<Output = Result<(), AppError>>) {
    let visit = match outbox.following.topic {
        Topic::Visit(visit) => Some(visit),
        Topic::Dashboard => None,
    };
    // A panic in an adapter would else leave the client waiting for what never comes.
    let problem = match AssertUnwindSafe(following).catch_unwind().await {
        Ok(Ok(())) => return,
        Ok(Err(error)) => match (visit, error) {
            (Some(visit), AppError::Refused(refusal)) => {
                outbox
                    .end(ServerFrame::Ended {
                        visit,
                        refusal: refusal.into(),
                    })
                    .await;
                return;
            }
            (_, error) => Problem::from(error),
        },
        Err(_) => {
            tracing::error!("following panicked");
            Problem::internal()
        }
    };
    outbox
        .end(ServerFrame::Failed {
            visit,
            problem: problem.document(),
        })
        .await;
}

fn visit_frame(visit: VisitId, update: Update) -> (ServerFrame<'static>, bool) {
    match update {
        Update::View(view) => (
            ServerFrame::View {
                visit,
                view: Box::new((*view).into()),
            },
            false,
        ),
        Update::Chat(page) => (
            ServerFrame::Chat {
                visit,
                page: page.into(),
            },
            false,
        ),
        Update::Message {
            chat,
            number,
            message,
        } => {
            let message = Box::new((*message).into());
            (
                ServerFrame::Message {
                    visit,
                    chat,
                    number,
                    message,
                },
                false,
            )
        }
        Update::Ended(refusal) => (
            ServerFrame::Ended {
                visit,
                refusal: refusal.into(),
            },
            true,
        ),
    }
}
