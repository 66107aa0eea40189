//! The meaning of each frame for what is followed.

use super::{
    event::Event,
    followed::{Board, Followed, Next, Place},
};
use crate::error::{Problem, is_temporary};
use chat_domain::VisitId;
use chat_wire::{ClientFrame, ServerFrame};
use std::time::Duration;
use time::format_description::well_known::Rfc3339;

/// What a frame leads to.
pub(super) enum Effect {
    Report(Event),
    /// Nothing to report.
    Nothing,
    /// Follow the visit again.
    Resume(VisitId),
}

impl Followed {
    /// Takes in a frame.
    pub(super) fn apply(&mut self, frame: ServerFrame<'static>) -> Effect {
        match frame {
            ServerFrame::View { visit, view } => match self.visits.get_mut(&visit) {
                Some(place) => {
                    place.begin();
                    Effect::Report(Event::View { visit, view })
                }
                None => Effect::Nothing,
            },
            ServerFrame::Chat { visit, page } => match self.begun(visit) {
                Some(place) => {
                    place.replace(page.chat, page.last);
                    Effect::Report(Event::Page { visit, page })
                }
                None => Effect::Nothing,
            },
            ServerFrame::Message {
                visit,
                chat,
                number,
                message,
            } => match self.begun(visit).map(|place| place.advance(chat, number)) {
                Some(Next::Deliver) => Effect::Report(Event::Message {
                    visit,
                    chat,
                    number,
                    message,
                }),
                Some(Next::Resume) => Effect::Resume(visit),
                Some(Next::Skip) | None => Effect::Nothing,
            },
            ServerFrame::Reading { visit, reading } => {
                self.if_begun(visit, Event::Reading { visit, reading })
            }
            ServerFrame::Typing {
                visit,
                chat,
                person,
            } => {
                let event = Event::Typing {
                    visit,
                    chat,
                    person,
                };
                self.if_begun(visit, event)
            }
            ServerFrame::Ended { visit, refusal } => match self.visits.remove(&visit) {
                Some(_) => Effect::Report(Event::Ended { visit, refusal }),
                None => Effect::Nothing,
            },
            ServerFrame::Failed {
                visit: Some(visit),
                problem,
            } => self.visit_failed(visit, problem),
            ServerFrame::Failed {
                visit: None,
                problem,
            } => self.dashboard_failed(problem),
            ServerFrame::DashboardRow { view } => self.shown(Event::DashboardRow { view }),
            ServerFrame::DashboardRowRemoved { visit } => {
                self.shown(Event::DashboardRowRemoved { visit })
            }
            ServerFrame::DashboardWaiting { visits } => {
                self.shown(Event::DashboardWaiting { visits })
            }
            ServerFrame::Problem { problem, .. } => Effect::Report(Event::Refused {
                problem: Box::new(problem),
            }),
            // Messages are sent by requests.
            ServerFrame::Receipt { .. } | ServerFrame::Heartbeat {} => Effect::Nothing,
        }
    }

    fn begun(&mut self, visit: VisitId) -> Option<&mut Place> {
        let place = self.visits.get_mut(&visit);
        place.filter(|place| place.has_begun())
    }

    fn if_begun(&mut self, visit: VisitId, event: Event) -> Effect {
        match self.begun(visit) {
            Some(_) => Effect::Report(event),
            None => Effect::Nothing,
        }
    }

    fn shown(&mut self, event: Event) -> Effect {
        match &mut self.dashboard {
            Some(board) => {
                board.again.works();
                Effect::Report(event)
            }
            None => Effect::Nothing,
        }
    }

    fn visit_failed(&mut self, visit: VisitId, problem: Problem) -> Effect {
        let Some(place) = self.visits.get_mut(&visit) else {
            return Effect::Nothing;
        };
        if is_temporary(&problem) {
            place.again.later(asked(&problem));
            return Effect::Nothing;
        }
        self.visits.remove(&visit);
        let problem = Box::new(problem);
        Effect::Report(Event::NotFollowed { visit, problem })
    }

    fn dashboard_failed(&mut self, problem: Problem) -> Effect {
        let Some(board) = &mut self.dashboard else {
            return Effect::Nothing;
        };
        if is_temporary(&problem) {
            board.again.later(asked(&problem));
            return Effect::Nothing;
        }
        self.dashboard = None;
        let problem = Box::new(problem);
        Effect::Report(Event::NoDashboard { problem })
    }
}

impl Board {
    /// The frame that follows the dashboard.
    pub(super) fn follow(&mut self) -> ClientFrame {
        self.again.due = None;
        // The server permits only years that can be written.
        let text =
            |time: Option<time::OffsetDateTime>| time.and_then(|it| it.format(&Rfc3339).ok());
        ClientFrame::FollowDashboard {
            phases: self.filter.phases.clone(),
            from: text(self.filter.from),
            until: text(self.filter.until),
            waiting: self.filter.waiting,
        }
    }
}

fn asked(problem: &Problem) -> Option<Duration> {
    problem.retry_after.map(Duration::from_secs)
}
