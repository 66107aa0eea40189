//! Notices to the care team, according to the notes (W7, R4).

use super::{Notes, parts::Notice};
use chat_domain::{Actor, Event, PersonId, chat::NoticeStatus};

impl Notes<'_> {
    /// Whether the person may send a notice: an attendee who has entered an open visit whose rules have
    /// notices.
    #[must_use]
    pub fn may_notify(&self, who: PersonId) -> bool {
        let entered = self.people.get(&who).is_some_and(|p| p.came.is_some());
        let has_notices = self.rules.is_some_and(|rules| rules.notices.is_some());
        has_notices && self.is_attendee(who) && entered && self.open()
    }

    /// The notices of a sender that wait (R4).
    #[must_use]
    pub fn waiting_notices(&self, sender: PersonId) -> Vec<&Notice<'_>> {
        let own = self.notices.iter().filter(|one| one.sender == sender);
        own.filter(|one| self.notice_status(one) == NoticeStatus::Waiting)
            .collect()
    }

    /// What ended the wait of a notice: the first later entry that closes the visit, or by which one of the
    /// care team has seen to this notice or a newer one of its sender (R4).
    #[must_use]
    pub fn notice_status(&self, of: &Notice<'_>) -> NoticeStatus {
        let mut later = self.log.iter().skip(of.at + 1);
        let end = later.find_map(|entry| match (&entry.event, entry.actor) {
            (
                Event::VisitCompleted
                | Event::VisitCancelled
                | Event::VisitMarkedNoShow
                | Event::VisitMarkedLeftWithoutBeingSeen,
                _,
            ) => Some(NoticeStatus::Closed),
            (Event::NoticeSettled { sender, notice }, Actor::Person(by)) => {
                let mut sent = self.notices.iter();
                let named = sent.find(|one| (one.sender, one.id) == (*sender, *notice))?;
                let (by, at) = (Some(by), entry.at);
                (*sender == of.sender && named.at >= of.at)
                    .then_some(NoticeStatus::Settled { by, at })
            }
            _ => None,
        });
        end.unwrap_or(NoticeStatus::Waiting)
    }
}
