//! Files: from an untrusted stream to a judged, scanned and stored file, and back to its readers.
//!
//! An upload is arriving, then held or released, or refused; the log decides which of its attempts
//! counts. Readers get a file only through a message that they may read.

mod access;
mod admission;
mod blocking;
pub(crate) mod claim;
pub(crate) mod collect;
pub(crate) mod download;
pub(crate) mod held;
mod intake;
mod quarantine;
pub(crate) mod refused;
mod scan;
mod spool;
pub(crate) mod status;
pub(crate) mod thumbnail;
pub(crate) mod upkeep;
pub(crate) mod upload;

use crate::engine::Engine;
use collect::Collector;
use held::Releaser;
use quarantine::Quarantine;
use scan::Scans;
use spool::Spools;
use std::sync::Arc;
use thumbnail::Thumbnails;
use upload::Uploads;

/// The parts of the service that deal with files.
pub(crate) struct Files {
    pub(crate) uploads: Arc<Uploads>,
    pub(crate) quarantine: Arc<Quarantine>,
    pub(crate) releaser: Arc<Releaser>,
    pub(crate) collector: Arc<Collector>,
    pub(crate) thumbnails: Thumbnails,
}

impl Files {
    pub(crate) fn new(engine: &Arc<Engine>) -> Self {
        let spools = Spools::new(&engine.settings);
        let scans = Arc::new(Scans::new(&engine.ports, &engine.settings.uploads));
        let quarantine = Arc::new(Quarantine::new(Arc::clone(engine)));
        let releaser = Releaser::new(Arc::clone(&quarantine), Arc::clone(&scans));
        let collector = Collector::new(Arc::clone(&quarantine));
        let uploads = Uploads::new(spools.clone(), Arc::clone(&quarantine), scans);
        Self {
            uploads: Arc::new(uploads),
            quarantine,
            releaser: Arc::new(releaser),
            collector: Arc::new(collector),
            thumbnails: Thumbnails::new(Arc::clone(engine), spools),
        }
    }
}
