//! Following one visit or the dashboard as a stream, for a service that embeds the chat.

use super::{Followed, Follower, Seen, Update, board::DashboardUpdate};
use crate::{dashboard::DashboardFilter, error::AppError, service::ChatService};
use chat_domain::{ClinicId, PersonId};
use chat_ports::VisitKey;
use futures::{Stream, StreamExt as _};

impl ChatService {
    /// Follows a visit, as [`Follower::follow`]. The stream ends after [`Update::Ended`] or an error;
    /// the client resumes with what it has seen.
    ///
    /// # Errors
    /// [`AppError::Refused`] as [`ChatService::view`].
    pub async fn subscribe(
        &self,
        visit: VisitKey,
        person: PersonId,
        seen: Seen,
    ) -> Result<impl Stream<Item = Result<Update, AppError>> + Send + use<>, AppError> {
        self.view(visit, person).await?;
        let mut follower = self.follower(visit.clinic, person);
        follower.follow(visit.visit, seen);
        Ok(stream(follower, |followed| match followed {
            Followed::Visit(_, update) => {
                let last = matches!(update, Update::Ended(_));
                Some((Ok(update), last))
            }
            Followed::VisitFailed(_, error) => Some((Err(error), true)),
            Followed::Dashboard(_) | Followed::DashboardFailed(_) => None,
        }))
    }

    /// Follows a person's visits, as [`Follower::follow_dashboard`]. The stream ends after an error; what
    /// keeps the visits from being followed comes as its first item.
    pub fn follow_dashboard(
        &self,
        clinic: ClinicId,
        person: PersonId,
        filter: DashboardFilter,
    ) -> impl Stream<Item = Result<DashboardUpdate, AppError>> + Send + use<> {
        let mut follower = self.follower(clinic, person);
        follower.follow_dashboard(filter);
        stream(follower, |followed| match followed {
            Followed::Dashboard(update) => Some((Ok(update), false)),
            Followed::DashboardFailed(error) => Some((Err(error), true)),
            Followed::Visit(..) | Followed::VisitFailed(..) => None,
        })
    }
}

/// What a follower takes, until the last of it.
fn stream<T, P>(follower: Follower, pick: P) -> impl Stream<Item = T> + Send + use<T, P>
where
    T: Send + 'static,
    P: Fn(Followed) -> Option<(T, bool)> + Send + 'static,
{
    futures::stream::unfold((Some(follower), pick), |(follower, pick)| async move {
        let mut follower = follower?;
        loop {
            let followed = follower.next().await;
            if let Some((item, last)) = pick(followed) {
                return Some((item, ((!last).then_some(follower), pick)));
            }
        }
    })
    .fuse()
}
