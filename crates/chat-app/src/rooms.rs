//! The visits in memory.

use crate::{
    live::Boards,
    room::Room,
    settings::{Ports, Settings},
};
use chat_ports::VisitKey;
use moka::sync::Cache;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

/// Finds the one [`Room`] of a visit.
///
/// A process never has two rooms of one visit: one of them would not hear what the other commits.
/// Weak references find the rooms in use; the cache only decides which idle rooms stay.
pub(crate) struct Rooms {
    ports: Ports,
    settings: Settings,
    boards: Arc<Boards>,
    in_use: Mutex<InUse>,
    /// Bounded by the bytes that the visits take.
    idle: Cache<VisitKey, Arc<Room>>,
}

#[derive(Default)]
struct InUse {
    rooms: HashMap<VisitKey, Weak<Room>>,
    sweep_at: usize,
}

impl Rooms {
    pub(crate) fn new(ports: Ports, settings: &Settings, boards: Arc<Boards>) -> Self {
        let idle = Cache::builder()
            .max_capacity(settings.idle_visit_bytes)
            .weigher(|_, room: &Arc<Room>| room.weigh())
            .build();
        Self {
            ports,
            settings: settings.clone(),
            boards,
            in_use: Mutex::default(),
            idle,
        }
    }

    /// Keeps a room when its user is done with it, and weighs it again if it has grown. Visits that
    /// don't exist are not kept: anybody can invent ids.
    pub(crate) fn keep(&self, room: &Arc<Room>) {
        if room.exists() && (room.has_grown() || self.idle.get(&room.visit).is_none()) {
            self.idle.insert(room.visit, Arc::clone(room));
        }
    }

    /// The room of a visit, if it is in memory.
    pub(crate) fn known(&self, visit: VisitKey) -> Option<Arc<Room>> {
        self.lock().rooms.get(&visit).and_then(Weak::upgrade)
    }

    /// The room of a visit, whether or not there is such a visit.
    pub(crate) fn get(&self, visit: VisitKey) -> Arc<Room> {
        let mut in_use = self.lock();
        if let Some(room) = in_use.rooms.get(&visit).and_then(Weak::upgrade) {
            return room;
        }
        if in_use.rooms.len() >= in_use.sweep_at {
            in_use.rooms.retain(|_, room| room.strong_count() > 0);
            in_use.sweep_at = (2 * in_use.rooms.len()).max(1_024);
        }
        let (ports, boards) = (self.ports.clone(), Arc::clone(&self.boards));
        let room = Arc::new(Room::new(visit, ports, &self.settings, boards));
        in_use.rooms.insert(visit, Arc::downgrade(&room));
        room
    }

    fn lock(&self) -> MutexGuard<'_, InUse> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
