//! The frame of an update.

use super::frame;
use crate::{
    problem::Problem,
    wire::{ServerFrame, page_out},
};
use bytes::Bytes;
use chat_app::{AppError, DashboardUpdate, Followed, Update};
use chat_domain::VisitId;

pub(super) fn frame(followed: Followed) -> Bytes {
    match followed {
        Followed::Visit(visit, update) => of_visit(visit, update),
        Followed::VisitFailed(visit, error) => failed(Some(visit), error),
        Followed::Dashboard(update) => frame::text(&match update {
            DashboardUpdate::Shown(view) => ServerFrame::DashboardRow {
                view: Box::new((*view).into()),
            },
            DashboardUpdate::Gone(visit) => ServerFrame::DashboardRowRemoved { visit },
            DashboardUpdate::Waiting(visits) => ServerFrame::DashboardWaiting {
                visits: u32::try_from(visits).unwrap_or(u32::MAX),
            },
        }),
        Followed::DashboardFailed(error) => failed(None, error),
    }
}

fn of_visit(visit: VisitId, update: Update) -> Bytes {
    match update {
        Update::View(view) => frame::text(&ServerFrame::View {
            visit,
            view: Box::new((*view).into()),
        }),
        Update::Chat(page) => frame::text(&ServerFrame::Chat {
            visit,
            page: page_out(page),
        }),
        Update::Message(delivery) => delivery.encoded::<frame::Json>(),
        Update::Reading(reading) => frame::text(&ServerFrame::Reading {
            visit,
            reading: reading.into(),
        }),
        Update::Typing { chat, person } => frame::text(&ServerFrame::Typing {
            visit,
            chat,
            person,
        }),
        Update::Ended(refusal) => frame::text(&ServerFrame::Ended {
            visit,
            refusal: refusal.into(),
        }),
    }
}

fn failed(visit: Option<VisitId>, error: AppError) -> Bytes {
    let problem = Problem::from(error);
    let problem = problem.document();
    frame::text(&ServerFrame::Failed { visit, problem })
}
