//! A notice as an urgent `Communication`.

use crate::{
    code,
    export::Export,
    id,
    model::{Communication, Instant, Priority, Resource},
};
use chat_domain::{Actor, Entry, NoticeId, NoticeText, chat::NoticeStatus, reads_entry};

impl Export<'_> {
    pub(crate) fn notice(
        &self,
        entry: &Entry,
        notice: NoticeId,
        text: &NoticeText,
    ) -> Vec<Resource> {
        let Actor::Person(sender) = entry.actor else {
            return Vec::new();
        };
        if !self.reads(entry) {
            return Vec::new();
        }
        let status = self.state.notices.get(sender, notice);
        let status = status.map(|(_, notice)| notice.status);
        let of_sender = Some(sender);
        vec![Resource::Communication(Communication {
            category: vec![code::ALERT.into()],
            priority: Some(Priority::Urgent),
            subject: self.patient(of_sender).or_else(|| self.patient(None)),
            sent: Some(Instant(entry.at)),
            received: match status {
                Some(NoticeStatus::Settled { at, .. }) => Some(Instant(at)),
                Some(NoticeStatus::Waiting | NoticeStatus::Closed) | None => None,
            },
            recipient: self.notice_recipients(entry),
            sender: Some(self.person(sender)),
            payload: vec![self.text(text.as_str().to_owned())],
            ..Communication::new(
                id::notice(self.visit, sender, notice),
                self.encounter_link(),
            )
        })]
    }

    /// Whether the recipient may read an entry.
    pub(crate) fn reads(&self, entry: &Entry) -> bool {
        self.viewer
            .is_none_or(|me| reads_entry(self.state, me.person, entry))
    }
}
