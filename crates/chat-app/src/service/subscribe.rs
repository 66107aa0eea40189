//! Following: a follower for a connection, or one visit or dashboard as a stream.

use super::ChatService;
use crate::{
    error::AppError,
    live::{
        board::DashboardUpdate,
        follower::{Followed, Follower},
        update::{Seen, Update},
    },
    visits::list::DashboardFilter,
};
use chat_domain::{ChatKey, ClinicId, PersonId};
use chat_ports::VisitKey;
use futures::{Stream, StreamExt as _};
use std::sync::Arc;

impl ChatService {
    /// A follower of nothing yet, on behalf of a person.
    #[must_use]
    pub fn follower(&self, clinic: ClinicId, person: PersonId) -> Follower {
        Follower::new(Arc::clone(&self.inner.engine), clinic, person)
    }

    /// Signals that a person types in a chat: at most every few seconds while their text changes, and never the text
    /// (R5). Those who would read their message now get [`Update::Typing`], on other nodes too if the visit
    /// is in the memory of this one.
    ///
    /// Best effort and never answered: a signal is dropped if the person may not write there, if they are unknown,
    /// or if it comes too often. Nothing is stored, and no presence is reported.
    pub fn signal_typing(&self, visit: VisitKey, person: PersonId, chat: ChatKey) {
        self.inner.engine.signal_typing(visit, person, chat);
    }

    /// Follows a visit, as [`Follower::follow`]. The stream ends after [`Update::Ended`] or an error;
    /// the client resumes with the numbers it has seen.
    ///
    /// # Errors
    /// [`AppError::Refused`] as [`ChatService::view`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::{Seen, Update};
    /// use futures::StreamExt as _;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, .. } = &clinic;
    /// let updates = service.subscribe(*visit, *patient, Seen::default()).await?;
    /// let mut updates = std::pin::pin!(updates);
    /// clinic.says("Good morning.").await?;
    /// while let Some(update) = updates.next().await {
    ///     match update? {
    ///         Update::Message(_) => break,
    ///         Update::Chat(page) if !page.messages.is_empty() => break,
    ///         _ => {} // the view, the chats so far
    ///     }
    /// }
    /// # Ok(())
    /// # });
    /// # }
    /// ```
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

    /// Follows a person's visits, as [`Follower::follow_dashboard`]. The stream ends after an error; a
    /// refusal is its first item.
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

/// The picked updates of a follower, up to the last.
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
