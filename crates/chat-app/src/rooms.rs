//! The visits in memory.

use crate::{
    room::Room,
    settings::{Ports, Settings},
};
use chat_ports::VisitKey;
use moka::sync::Cache;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// Finds the one [`Room`] of a visit.
///
/// A process never has two rooms of one visit: one of them would not hear what the other commits.
/// So who is in use is known by weak references, and the cache only decides who stays when idle.
pub(crate) struct Rooms {
    ports: Ports,
    settings: Settings,
    in_use: Mutex<InUse>,
    idle: Cache<VisitKey, Arc<Room>>,
}

#[derive(Default)]
struct InUse {
    rooms: HashMap<VisitKey, Weak<Room>>,
    sweep_at: usize,
}

impl Rooms {
    pub(crate) fn new(ports: Ports, settings: &Settings) -> Self {
        Self {
            ports,
            settings: settings.clone(),
            in_use: Mutex::default(),
            idle: Cache::new(settings.idle_visits),
        }
    }

    /// Keeps a room when its user is done with it. Visits that don't exist are not kept: anybody
    /// can invent ids.
    pub(crate) fn keep(&self, room: &Arc<Room>) {
        if room.exists() && self.idle.get(&room.visit).is_none() {
            self.idle.insert(room.visit, Arc::clone(room));
        }
    }

    /// The room of a visit, whether or not there is such a visit.
    pub(crate) fn get(&self, visit: VisitKey) -> Arc<Room> {
        let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = in_use.rooms.get(&visit).and_then(Weak::upgrade) {
            return room;
        }
        if in_use.rooms.len() >= in_use.sweep_at {
            in_use.rooms.retain(|_, room| room.strong_count() > 0);
            in_use.sweep_at = (2 * in_use.rooms.len()).max(1_024);
        }
        let room = Arc::new(Room::new(visit, self.ports.clone(), self.settings.nodes));
        in_use.rooms.insert(visit, Arc::downgrade(&room));
        room
    }
}
