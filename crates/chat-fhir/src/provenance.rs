//! Corrections and retractions as `Provenance`.

use crate::{
    code,
    export::Export,
    id,
    model::{Coding, Instant, Provenance, ProvenanceAgent, ProvenanceEntity, Reference, Resource},
};
use chat_domain::{
    Entry, MessageId,
    view::{VersionReader, readable_message, version_numbers},
};
use std::ops::Range;
use uuid::Uuid;

impl Export<'_> {
    /// The correction of the version `before`.
    pub(crate) fn correction(
        &self,
        entry: &Entry,
        (message, version): (MessageId, u32),
        before: Reference,
    ) -> Resource {
        let id = id::correction(message, version);
        let target = vec![self.link_to(message, version)];
        let revised = ProvenanceEntity {
            role: "revision",
            what: before,
        };
        self.provenance(entry, (id, target), code::UPDATE, vec![revised])
    }

    /// The retraction of all versions that the recipient may know.
    pub(crate) fn retraction(&self, entry: &Entry, message: MessageId) -> Vec<Resource> {
        let versions: Vec<_> = self.known_versions(entry, message).collect();
        if versions.is_empty() {
            return Vec::new();
        }
        let target = versions.into_iter();
        let target = target.map(|version| self.link_to(message, version));
        let target = (id::retraction(message), target.collect());
        vec![self.provenance(entry, target, code::NULLIFY, Vec::new())]
    }

    fn known_versions(&self, entry: &Entry, message: MessageId) -> Range<u32> {
        let newest = self.state.messages.get(&message);
        let newest = newest.map_or(0, |message| message.version());
        let end = newest.saturating_add(1);
        let Some(me) = self.viewer else {
            return 1..end;
        };
        let seen = readable_message(self.state, me.person, entry).is_some();
        let reader = VersionReader::Participant(me.person);
        let numbers = version_numbers(self.state, reader, message);
        match numbers {
            Ok(_) if seen && self.state.rules().keeps_read_marks => 1..end,
            Ok(_) if seen => newest..end,
            _ => end..end,
        }
    }

    fn provenance(
        &self,
        entry: &Entry,
        (id, target): (Uuid, Vec<Reference>),
        activity: Coding,
        entity: Vec<ProvenanceEntity>,
    ) -> Resource {
        Resource::Provenance(Provenance {
            id: id.to_string(),
            target,
            occurred_date_time: Instant(entry.at),
            recorded: Instant(entry.at),
            activity: activity.into(),
            agent: vec![ProvenanceAgent {
                kind: code::AUTHOR.into(),
                who: self.actor(entry.actor),
            }],
            entity,
        })
    }
}
