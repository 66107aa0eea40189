//! The notices of a visit, and how long they wait (W7, R4).

use crate::{
    id::{NoticeId, PersonId},
    log::seq::Seq,
    text::NoticeText,
};
use imbl::{OrdMap, OrdSet};
use time::OffsetDateTime;

/// A notice that an attendee sent to the care team. It belongs to no chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sender's id for it.
    pub id: NoticeId,
    /// The text, as it was on the clinic's list.
    pub text: NoticeText,
    /// When it was committed.
    pub sent_at: OffsetDateTime,
    /// Whether it waits, or how its wait ended.
    pub status: NoticeStatus,
}

/// Whether a notice waits, or how its wait ended (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeStatus {
    /// No one of the care team has seen to it.
    Waiting,
    /// One of the care team recorded that they saw to it.
    Settled {
        /// Who; in a view, `None` if the viewer may not know of them (M7).
        by: Option<PersonId>,
        /// When.
        at: OffsetDateTime,
    },
    /// The visit was closed before.
    Closed,
}

/// All notices of a visit.
///
/// Cloning is cheap: the maps are shared between clones. The end of a wait takes O(log n) for each notice that waited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    sent: OrdMap<(PersonId, Seq), Notice>,
    ids: OrdMap<(PersonId, NoticeId), Seq>,
    waiting: OrdSet<(PersonId, Seq)>,
}

impl Notices {
    /// A notice and its position in the log, by its sender's id for it.
    #[must_use]
    pub fn get(&self, sender: PersonId, id: NoticeId) -> Option<(Seq, &Notice)> {
        let seq = *self.ids.get(&(sender, id))?;
        self.sent.get(&(sender, seq)).map(|notice| (seq, notice))
    }

    /// A person's notices with their positions in the log, oldest first.
    pub fn of(&self, sender: PersonId) -> impl DoubleEndedIterator<Item = (Seq, &Notice)> {
        let all = (sender, Seq::ZERO)..=(sender, Seq(u64::MAX));
        self.sent
            .range(all)
            .map(|((_, seq), notice)| (*seq, notice))
    }

    /// A person's notices that wait, oldest first.
    pub fn waiting(&self, sender: PersonId) -> impl Iterator<Item = &Notice> {
        let all = (sender, Seq::ZERO)..=(sender, Seq(u64::MAX));
        let waiting = self.waiting.range(all);
        waiting.filter_map(|place| self.sent.get(place))
    }

    /// The notices that wait, with their senders.
    pub fn all_waiting(&self) -> impl Iterator<Item = (PersonId, &Notice)> {
        let waiting = self.waiting.iter();
        waiting.filter_map(|place| Some((place.0, self.sent.get(place)?)))
    }

    /// Since when a notice of anyone waits.
    #[must_use]
    pub fn waiting_since(&self) -> Option<OffsetDateTime> {
        let oldest = self.waiting.iter().min_by_key(|(_, seq)| *seq)?;
        self.sent.get(oldest).map(|notice| notice.sent_at)
    }

    /// Whether a notice of this sender at or before a position waits.
    #[must_use]
    pub fn waits_through(&self, sender: PersonId, through: Seq) -> bool {
        let places = (sender, Seq::ZERO)..=(sender, through);
        self.waiting.range(places).next().is_some()
    }

    /// Records a notice, which waits.
    pub(crate) fn send(&mut self, sender: PersonId, seq: Seq, notice: Notice) {
        self.ids.insert((sender, notice.id), seq);
        self.sent.insert((sender, seq), notice);
        self.waiting.insert((sender, seq));
    }

    /// Ends the wait of a sender's notices up to `through`.
    pub(crate) fn settle(&mut self, sender: PersonId, through: Seq, status: NoticeStatus) {
        let places = (sender, Seq::ZERO)..=(sender, through);
        let ended: Vec<_> = self.waiting.range(places).copied().collect();
        ended.into_iter().for_each(|place| self.end(place, status));
    }

    /// Ends the wait of all notices.
    pub(crate) fn close(&mut self) {
        let ended: Vec<_> = self.waiting.iter().copied().collect();
        ended
            .into_iter()
            .for_each(|place| self.end(place, NoticeStatus::Closed));
    }

    fn end(&mut self, place: (PersonId, Seq), status: NoticeStatus) {
        self.waiting.remove(&place);
        if let Some(notice) = self.sent.get_mut(&place) {
            notice.status = status;
        }
    }
}
