//! The dashboards that are open on this node.

use super::Signal;
use crate::{
    rooms::Rooms,
    settings::{Nodes, Ports, Settings},
};
use chat_domain::{ClinicId, PersonId, VisitState};
use chat_ports::{HintStream, Topic, VisitKey};
use futures::StreamExt as _;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

/// Finds the open dashboards that a change concerns: those of the visit's participants. It is asked
/// only if more than messages has changed, so what a message costs does not depend on how many are
/// open.
pub(crate) struct Boards {
    open: Mutex<HashMap<ClinicId, Clinic>>,
    nodes: Nodes,
    poll_every: Duration,
}

/// The open dashboards of a clinic.
#[derive(Default)]
struct Clinic {
    people: HashMap<PersonId, Vec<Arc<Signal>>>,
    /// Whether a task listens for what other nodes append.
    listened: bool,
}

impl Boards {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            open: Mutex::default(),
            nodes: settings.nodes,
            poll_every: settings.poll_every,
        }
    }

    /// Tells the dashboards on which a visit may look different now.
    pub(crate) fn changed(&self, visit: VisitKey, state: &VisitState) {
        let open = self.lock();
        let Some(clinic) = open.get(&visit.clinic) else {
            return;
        };
        let people = state.participants.keys();
        for signal in people
            .filter_map(|person| clinic.people.get(person))
            .flatten()
        {
            signal.raise_line(visit.visit);
        }
    }

    /// Tells all dashboards of a clinic that any visit may look different.
    fn all_changed(&self, clinic: ClinicId) {
        let open = self.lock();
        let of_clinic = open.get(&clinic).into_iter();
        for signal in of_clinic.flat_map(|clinic| clinic.people.values().flatten()) {
            signal.raise_all_lines();
        }
    }

    /// Opens a person's dashboard until the answer is dropped.
    pub(crate) fn open(
        self: &Arc<Self>,
        (clinic, person): (ClinicId, PersonId),
        signal: &Arc<Signal>,
        rooms: &Arc<Rooms>,
        ports: &Ports,
    ) -> OpenBoard {
        let mut open = self.lock();
        let of_clinic = open.entry(clinic).or_default();
        let of_person = of_clinic.people.entry(person).or_default();
        of_person.push(Arc::clone(signal));
        let several = self.nodes == Nodes::Several;
        let first = several && !std::mem::replace(&mut of_clinic.listened, several);
        drop(open);
        if first {
            let listening = listen(
                clinic,
                Arc::downgrade(self),
                Arc::downgrade(rooms),
                ports.clone(),
            );
            tokio::spawn(listening);
        }
        OpenBoard {
            boards: Arc::clone(self),
            clinic,
            person,
            signal: Arc::clone(signal),
        }
    }

    /// Whether listening may end because no dashboard of the clinic is open. If so, the next dashboard
    /// starts a new task.
    fn listening_ends(&self, clinic: ClinicId) -> bool {
        let mut open = self.lock();
        if open
            .get(&clinic)
            .is_some_and(|clinic| !clinic.people.is_empty())
        {
            return false;
        }
        open.remove(&clinic);
        true
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ClinicId, Clinic>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hears of what other nodes change in a clinic, while a dashboard of it is open here: one
/// subscription for all of them. Visits in which only messages are new are not looked at.
async fn listen(clinic: ClinicId, boards: Weak<Boards>, rooms: Weak<Rooms>, ports: Ports) {
    let mut hints: Option<HintStream> = None;
    while let Some(poll_every) = open_still(clinic, &boards) {
        let Some(stream) = &mut hints else {
            match ports.fanout.subscribe(Topic::Clinic(clinic)).await {
                Ok(stream) => {
                    hints = Some(stream);
                    // What changed before the subscription was not heard.
                    if let Some(boards) = boards.upgrade() {
                        boards.all_changed(clinic);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "no hints; dashboards list from time to time");
                    tokio::time::sleep(poll_every).await;
                }
            }
            continue;
        };
        let hint = match tokio::time::timeout(poll_every, stream.next()).await {
            Err(_) => continue,
            Ok(None) => {
                hints = None;
                tokio::time::sleep(poll_every).await;
                continue;
            }
            Ok(Some(hint)) => hint,
        };
        let Some(rooms) = rooms.upgrade() else { return };
        let room = rooms.get(hint.visit);
        if room
            .cached()
            .is_some_and(|known| known.views_changed >= hint.views_changed)
        {
            continue;
        }
        if let Err(error) = room.heard(&hint).await {
            tracing::warn!(%error, "dashboards look at a visit again later");
        }
        rooms.keep(&room);
    }
}

fn open_still(clinic: ClinicId, boards: &Weak<Boards>) -> Option<Duration> {
    let boards = boards.upgrade()?;
    (!boards.listening_ends(clinic)).then_some(boards.poll_every)
}

/// A dashboard that is open.
pub(crate) struct OpenBoard {
    boards: Arc<Boards>,
    clinic: ClinicId,
    person: PersonId,
    signal: Arc<Signal>,
}

impl Drop for OpenBoard {
    fn drop(&mut self) {
        let mut open = self.boards.lock();
        let Some(clinic) = open.get_mut(&self.clinic) else {
            return;
        };
        if let Some(of_person) = clinic.people.get_mut(&self.person) {
            let mine = of_person.iter().position(|s| Arc::ptr_eq(s, &self.signal));
            if let Some(mine) = mine {
                of_person.swap_remove(mine);
            }
            if of_person.is_empty() {
                clinic.people.remove(&self.person);
            }
        }
        // A task that listens removes the entry when it ends.
        if clinic.people.is_empty() && !clinic.listened {
            open.remove(&self.clinic);
        }
    }
}
