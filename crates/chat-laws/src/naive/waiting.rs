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

    /// The number of the oldest attendee's message of a chat that waits: neither retracted nor set aside, and
    /// no message of the care side that stands follows it (R4).
    #[must_use]
    pub fn waiting(&self, chat: &ChatKey) -> Option<u64> {
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
        let mut open = places.filter_map(place).filter(|at| *at >= found.set_aside);
        open.next().map(|place| place as u64 + 1)
    }
}
