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

    /// The number of the oldest attendee's message or correction of a chat that waits (R4).
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
    /// could read it, and that no standing message of the care side answers.
    fn oldest_waiting(&self, chat: &ChatKey, fits: impl Fn(usize) -> bool) -> Option<u64> {
        let found = self.chats.get(chat)?;
        let reading_counts = self.rules.is_some_and(|rules| rules.answers_what_was_read);
        let place = |at: usize| found.entries.iter().position(|entry| *entry == at);
        let of_chat = self.messages.values().filter(|one| one.chat == *chat);
        let (answers, asked): (Vec<_>, Vec<_>) = of_chat
            .filter(|one| one.retracted.is_none())
            .partition(|one| self.is_on_care_side(one.author, chat));
        let answered = answers.into_iter().filter_map(|answer| {
            if reading_counts {
                let marks = found.marks.iter();
                let own = marks.filter(|(at, by, _)| *by == answer.author && *at < answer.at);
                own.map(|(_, _, count)| *count).max()
            } else {
                place(answer.at)
            }
        });
        let answered = answered.max().unwrap_or(0);
        let asked = asked.into_iter().filter(|one| fits(one.at));
        let texts = asked.flat_map(|one| {
            let corrections = one.texts.iter().map(|(at, _)| *at).skip(1);
            let corrections = corrections.filter(|_| reading_counts);
            let texts = std::iter::once(one.at).chain(corrections);
            texts.map(|at| (one.at, at))
        });
        let waiting = texts.filter_map(|(sent, at)| {
            let place = place(at).filter(|place| *place >= answered)?;
            let mut aside = found.set_aside.iter();
            let aside = aside.any(|(count, by)| {
                place < *count && by.is_none_or(|by| !self.missed(by, sent)) // W9
            });
            (!aside).then_some(place)
        });
        waiting.min().map(|place| place as u64 + 1)
    }
}
