//! The open dashboards of this node.

use super::signal::Signal;
use crate::settings::{Nodes, Settings};
use chat_domain::{ClinicId, PersonId, VisitState};
use chat_ports::VisitKey;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Finds the open dashboards that a change concerns: those of the visit's participants. Messages alone
/// do not ask it, so a message costs the same with any number of open dashboards.
pub(crate) struct Boards {
    open: Mutex<HashMap<ClinicId, Clinic>>,
    nodes: Nodes,
}

/// The open dashboards of a clinic.
#[derive(Default)]
struct Clinic {
    people: HashMap<PersonId, Vec<Arc<Signal>>>,
    /// Whether a task listens for the appends of other nodes.
    listened: bool,
}

impl Boards {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            open: Mutex::default(),
            nodes: settings.nodes,
        }
    }

    /// Signals the dashboards on which a visit may look different now.
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

    /// Signals all dashboards of a clinic that any visit may look different.
    pub(super) fn all_changed(&self, clinic: ClinicId) {
        let open = self.lock();
        let of_clinic = open.get(&clinic).into_iter();
        for signal in of_clinic.flat_map(|clinic| clinic.people.values().flatten()) {
            signal.raise_all_lines();
        }
    }

    /// Opens a person's dashboard until the answer is dropped. Also returns whether the caller must
    /// start the task that listens for other nodes.
    pub(super) fn open(
        self: &Arc<Self>,
        (clinic, person): (ClinicId, PersonId),
        signal: &Arc<Signal>,
    ) -> (OpenBoard, bool) {
        let mut open = self.lock();
        let of_clinic = open.entry(clinic).or_default();
        let of_person = of_clinic.people.entry(person).or_default();
        of_person.push(Arc::clone(signal));
        let several = self.nodes == Nodes::Several;
        let first = several && !std::mem::replace(&mut of_clinic.listened, several);
        drop(open);
        let board = OpenBoard {
            boards: Arc::clone(self),
            clinic,
            person,
            signal: Arc::clone(signal),
        };
        (board, first)
    }

    /// Whether listening may end because no dashboard of the clinic is open. If so, the next dashboard
    /// starts a new task.
    pub(super) fn listening_ends(&self, clinic: ClinicId) -> bool {
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
