//! Which frames a login with one visit may send: those about its visit.

use super::frame;
use crate::{
    problem::Problem,
    wire::{ClientFrame, ServerFrame},
};
use bytes::Bytes;
use chat_domain::{Refusal, VisitId};

/// Checks that a frame is about this visit only, if there is such a limit.
///
/// # Errors
/// The answer, as for a visit that does not exist (M7); `None` to a signal, which has no answer.
pub(super) fn check(frame: &ClientFrame, only: Option<VisitId>) -> Result<(), Option<Bytes>> {
    let Some(only) = only else {
        return Ok(());
    };
    let Some(visit) = visit_of(frame) else {
        return match frame {
            ClientFrame::FollowDashboard { .. } => {
                Err(Some(refused(None, &Problem::one_visit_only())))
            }
            _ => Ok(()),
        };
    };
    if visit == only {
        return Ok(());
    }
    let unknown = Refusal::VisitUnknown;
    Err(match frame {
        ClientFrame::Follow { .. } => {
            let refusal = unknown.into();
            Some(frame::text(&ServerFrame::Ended { visit, refusal }))
        }
        ClientFrame::Send { request, .. } | ClientFrame::MarkRead { request, .. } => {
            Some(refused(Some(*request), &unknown.into()))
        }
        _ => None,
    })
}

/// The visit that a frame begins something in.
pub(super) fn visit_of(frame: &ClientFrame) -> Option<VisitId> {
    match frame {
        ClientFrame::Follow { visit, .. }
        | ClientFrame::Send { visit, .. }
        | ClientFrame::MarkRead { visit, .. }
        | ClientFrame::Typing { visit, .. } => Some(*visit),
        ClientFrame::FollowDashboard { .. }
        | ClientFrame::Unfollow { .. }
        | ClientFrame::UnfollowDashboard {} => None,
    }
}

fn refused(request: Option<u64>, problem: &Problem) -> Bytes {
    let problem = problem.document();
    frame::text(&ServerFrame::Problem { request, problem })
}
