//! Which messages wait for an answer, according to the notes (R4).

use super::Notes;
use chat_domain::{ChatKey, PersonId};

impl Notes<'_> {
    /// Whether the person is or was on the care side of the chat.
    #[must_use]
    pub fn is_on_care_side(&self, who: PersonId, chat: &ChatKey) -> bool {
        match chat {
            ChatKey::Visit => self.was_care(who),
            ChatKey::Direct(pair) => pair.care == who,
        }
    }

    /// The number of the oldest attendee's message of a chat that waits (R4).
    #[must_use]
    pub fn waiting(&self, chat: &ChatKey) -> Option<u64> {
        self.oldest_waiting(chat, |_| true)
    }

    /// The number of the oldest one that waits for a person: not one sent while they were removed (W9).
    #[must_use]
    pub fn waiting_for(&self, who: PersonId, chat: &ChatKey) -> Option<u64> {
        self.oldest_waiting(chat, |at| !self.missed(who, at))
    }

    /// A message waits that is neither retracted nor set aside by the closing of the visit or by someone who
    /// could read it, and that no standing message of the care side follows.
    fn oldest_waiting(&self, chat: &ChatKey, fits: impl Fn(usize) -> bool) -> Option<u64> {
        let found = self.chats.get(chat)?;
        let standing = || {
            let of_chat = self.messages.values().filter(|one| one.chat == *chat);
            of_chat.filter(|one| one.retracted.is_none())
        };
        let answers = standing().filter(|one| self.is_on_care_side(one.author, chat));
        let answered = answers.map(|one| one.at).max();
        let mut asked: Vec<_> = standing()
            .filter(|one| !self.is_on_care_side(one.author, chat))
            .map(|one| one.at)
            .collect();
        asked.sort_unstable();
        let place = |at| found.entries.iter().position(|entry| *entry == at);
        let places = asked.into_iter().filter(|at| Some(*at) > answered);
        let mut open = places.filter(|at| fits(*at)).filter_map(|at| {
            let place = place(at)?;
            let mut aside = found.set_aside.iter();
            let aside = aside.any(|(count, by)| {
                place < *count && by.is_none_or(|by| !self.missed(by, at)) // W9
            });
            (!aside).then_some(place)
        });
        open.next().map(|place| place as u64 + 1)
    }
}
