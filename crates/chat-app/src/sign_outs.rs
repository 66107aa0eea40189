//! Who was signed out: ends what a person has open, on this node and on others.

use chat_domain::{ClinicId, PersonId};
use chat_ports::{Fanout, PortError, SignOut};
use futures::{FutureExt as _, StreamExt as _};
use std::{
    collections::HashMap,
    convert::Infallible,
    fmt,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};
use tokio::runtime::Handle;
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

/// How long a fan-out may take to spread a sign-out.
const SPREADING: Duration = Duration::from_secs(1);

/// The people who have something open.
#[derive(Default)]
pub(crate) struct SignOuts {
    people: People,
    listening: OnceLock<AbortOnDropHandle<Infallible>>,
}

type People = Arc<Mutex<HashMap<SignOut, Open>>>;

/// What a person has open.
struct Open {
    /// Canceled by the sign-out.
    ended: CancellationToken,
    /// How many watches there are.
    watches: usize,
    /// Whose watches these are, since a person may come back while old ones still end.
    id: Arc<()>,
}

/// Watches one person's sign-out, for a connection or a download. Connections that open after a sign-out are not ended
/// by it.
pub struct SignOutWatch {
    people: People,
    person: SignOut,
    ended: CancellationToken,
    id: Arc<()>,
}

impl SignOuts {
    pub(crate) fn watch(&self, clinic: ClinicId, person: PersonId) -> SignOutWatch {
        let person = SignOut { clinic, person };
        let mut people = lock(&self.people);
        let open = people.entry(person).or_insert_with(|| Open {
            ended: CancellationToken::new(),
            watches: 0,
            id: Arc::default(),
        });
        open.watches += 1;
        SignOutWatch {
            people: Arc::clone(&self.people),
            person,
            ended: open.ended.clone(),
            id: Arc::clone(&open.id),
        }
    }

    /// Ends what the person has open on this node.
    pub(crate) fn end(&self, clinic: ClinicId, person: PersonId) {
        end(&self.people, SignOut { clinic, person });
    }

    /// Listens to the sign-outs of other nodes, once.
    pub(crate) fn listen(&self, runtime: &Handle, fanout: &Arc<dyn Fanout>, again: Duration) {
        self.listening.get_or_init(|| {
            let (people, fanout) = (Arc::clone(&self.people), Arc::clone(fanout));
            AbortOnDropHandle::new(runtime.spawn(listen(people, fanout, again)))
        });
    }
}

impl SignOutWatch {
    /// Whether the person was signed out.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended.is_cancelled()
    }

    /// Returns once the person was signed out.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn signed_out(&self) {
        self.ended.cancelled().await;
    }
}

impl Drop for SignOutWatch {
    fn drop(&mut self) {
        let mut people = lock(&self.people);
        let Some(open) = people.get_mut(&self.person) else {
            return;
        };
        if !Arc::ptr_eq(&open.id, &self.id) {
            return;
        }
        open.watches -= 1;
        if open.watches == 0 {
            people.remove(&self.person);
            // Releases the memory that a burst has needed.
            if people.capacity() > 64 && people.len() < people.capacity() / 4 {
                people.shrink_to(64);
            }
        }
    }
}

/// Omits the person: ids stay out of logs.
impl fmt::Debug for SignOutWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignOutWatch").finish_non_exhaustive()
    }
}

/// Sends a sign-out to other nodes.
///
/// # Errors
/// [`PortError::Unavailable`].
pub(crate) async fn send(fanout: &dyn Fanout, person: SignOut) -> Result<(), PortError> {
    let sent = tokio::time::timeout(SPREADING, fanout.sign_out(person)).await;
    sent.unwrap_or_else(|_| Err(PortError::unavailable("the fan-out timed out")))
}

/// Ends what the people have open whom other nodes sign out. Subscribes again after a failure.
async fn listen(people: People, fanout: Arc<dyn Fanout>, again: Duration) -> Infallible {
    loop {
        let listening = async {
            let mut sign_outs = fanout.subscribe_sign_outs().await?;
            while let Some(person) = sign_outs.next().await {
                end(&people, person);
            }
            Ok::<_, PortError>(())
        };
        // A panic in an adapter must not end the listening for good.
        match AssertUnwindSafe(listening).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "sign-outs of other nodes do not arrive"),
            Err(_) => tracing::error!("listening for sign-outs panicked"),
        }
        tokio::time::sleep(again).await;
    }
}

fn end(people: &People, person: SignOut) {
    let open = lock(people).remove(&person);
    if let Some(open) = open {
        open.ended.cancel();
    }
}

fn lock(people: &People) -> MutexGuard<'_, HashMap<SignOut, Open>> {
    people.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn ids(clinic: u128, person: u128) -> (ClinicId, PersonId) {
        let id = Uuid::from_u128;
        (ClinicId::new(id(clinic)), PersonId::new(id(person)))
    }

    fn has_ended(watch: &SignOutWatch) -> bool {
        let waits = watch.signed_out().now_or_never().is_none();
        assert_eq!(watch.has_ended(), !waits);
        !waits
    }

    #[test]
    fn sign_out_ends_what_the_person_has_open_and_nothing_else() {
        let sign_outs = SignOuts::default();
        let watch = |(clinic, person)| sign_outs.watch(clinic, person);
        let [first, second] = [watch(ids(1, 1)), watch(ids(1, 1))];
        let others = [watch(ids(1, 2)), watch(ids(2, 1))];
        let (clinic, person) = ids(1, 1);
        sign_outs.end(clinic, person);
        assert!(has_ended(&first) && has_ended(&second));
        assert!(!others.iter().any(has_ended));
        // The person is back, and the old watches end only now.
        let back = watch(ids(1, 1));
        drop((first, second));
        assert!(!has_ended(&back));
        sign_outs.end(clinic, person);
        assert!(has_ended(&back));
    }

    #[test]
    fn people_with_nothing_open_are_not_kept() {
        let sign_outs = SignOuts::default();
        let watches: Vec<_> = (0..1_000)
            .flat_map(|n| [ids(1, n), ids(1, n)])
            .map(|(clinic, person)| sign_outs.watch(clinic, person))
            .collect();
        assert_eq!(lock(&sign_outs.people).len(), 1_000);
        drop(watches);
        let people = lock(&sign_outs.people);
        assert!(people.is_empty() && people.capacity() < 500);
    }
}
