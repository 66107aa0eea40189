//! Which messages wait for an answer, according to the notes (R4).

use super::Notes;
use chat_domain::{ChatKey, PersonId};
use std::collections::BTreeSet;

impl Notes<'_> {
    /// Whether the person is or was on the care side of the chat.
    #[must_use]
    pub fn is_on_care_side(&self, who: PersonId, chat: &ChatKey) -> bool {
        match chat {
            ChatKey::Visit => self.was_care(who),
            ChatKey::Direct(pair) => pair.care == who,
        }
    }

    /// Whether the person stands in for the care side of a direct chat: a provider who took over from it or, if
    /// there is none and it was removed, anyone of the care team (R4, V7).
    #[must_use]
    pub fn stands_in(&self, who: PersonId, chat: &ChatKey) -> bool {
        let ChatKey::Direct(pair) = chat else {
            return false;
        };
        let fits = |next| self.reads_for(next, chat);
        let mut reached = vec![pair.care];
        for one in &self.handovers {
            if reached.contains(&one.from) {
                reached.push(one.to);
            }
        }
        let others = reached.into_iter().filter(|to| *to != pair.care);
        let took_over: Vec<_> = others.filter(|to| fits(*to)).collect();
        let stands_in = if took_over.is_empty() {
            self.is_care(who) && !self.takes_part(pair.care)
        } else {
            took_over.contains(&who)
        };
        stands_in && who != pair.care && self.rules.is_some_and(|rules| rules.passes_waits_on)
    }

    /// Whether a wait in a direct chat of others is shown to the person (R4).
    #[must_use]
    pub fn knows_passed_on(&self, who: PersonId, chat: &ChatKey) -> bool {
        self.stands_in(who, chat) && self.waiting_for(who, chat).is_some()
    }

    /// The number of the oldest attendee's message or correction of a chat that waits (R4).
    #[must_use]
    pub fn waiting(&self, chat: &ChatKey) -> Option<u64> {
        self.all_waiting(chat, |_, _| true).first().copied()
    }

    /// The number of the oldest one that waits for a person: not one sent while they were removed (W9).
    #[must_use]
    pub fn waiting_for(&self, who: PersonId, chat: &ChatKey) -> Option<u64> {
        self.waits(who, chat).first().copied()
    }

    /// Whether the entry with this number waits for a person.
    #[must_use]
    pub fn waits_at(&self, who: PersonId, chat: &ChatKey, number: u64) -> bool {
        self.waits(who, chat).contains(&number)
    }

    /// What waits for a person: no message that was sent while they were removed and, unless they stand in, none of its
    /// corrections (W9).
    fn waits(&self, who: PersonId, chat: &ChatKey) -> BTreeSet<u64> {
        let stands_in = self.stands_in(who, chat);
        self.all_waiting(chat, |sent, at| {
            !self.missed(who, if stands_in { at } else { sent })
        })
    }

    /// A message waits that is neither retracted nor set aside by the closing of the visit or by someone who
    /// could read it, and that no standing message of the care side answers: not one by someone who could not read it.
    pub(super) fn all_waiting(
        &self,
        chat: &ChatKey,
        fits: impl Fn(usize, usize) -> bool,
    ) -> BTreeSet<u64> {
        let Some(found) = self.chats.get(chat) else {
            return BTreeSet::new();
        };
        let reading_counts = self.rules.is_some_and(|rules| rules.answers_what_was_read);
        let place = |at: usize| found.entries.iter().position(|entry| *entry == at);
        let of_chat = self.messages.values().filter(|one| one.chat == *chat);
        let (answers, asked): (Vec<_>, Vec<_>) = of_chat
            .filter(|one| one.retracted.is_none())
            .partition(|one| self.is_on_care_side(one.author, chat));
        let answers = answers.into_iter().filter_map(|answer| {
            let through = if reading_counts {
                let marks = found.marks.iter();
                let own = marks.filter(|(at, by, _)| *by == answer.author && *at < answer.at);
                own.map(|(_, _, count)| *count).max()
            } else {
                place(answer.at)
            };
            Some((answer.author, through?))
        });
        let answers: Vec<_> = answers.collect();
        let is_answered = |sent: usize, place: usize| {
            let mut answers = answers.iter();
            answers.any(|(by, through)| place < *through && !self.missed(*by, sent)) // W9
        };
        let texts = asked.into_iter().flat_map(|one| {
            let corrections = one.texts.iter().map(|(at, _)| *at).skip(1);
            let corrections = corrections.filter(|_| reading_counts);
            let texts = std::iter::once(one.at).chain(corrections);
            texts.map(|at| (one.at, at))
        });
        let texts = texts.filter(|(sent, at)| fits(*sent, *at));
        let stood_in = |by| matches!(chat, ChatKey::Direct(pair) if pair.care != by);
        let waiting = texts.filter_map(|(sent, at)| {
            let place = place(at).filter(|place| !is_answered(sent, *place))?;
            let mut aside = found.set_aside.iter();
            let aside = aside.any(|(count, by)| {
                let counts = |by| if stood_in(by) { at } else { sent };
                place < *count && by.is_none_or(|by| !self.missed(by, counts(by))) // W9
            });
            (!aside).then_some(place)
        });
        waiting.map(|place| place as u64 + 1).collect()
    }
}
