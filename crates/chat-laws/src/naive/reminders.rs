//! Who is to be reminded of what, according to the notes (R6, R7).

use super::{Message, Notes};
use chat_domain::{ChatKey, Event, MessageId, PersonId, chat::Unseen};

impl Notes<'_> {
    /// Whether the visit's rules and policy have reminders.
    #[must_use]
    pub fn has_reminders(&self) -> bool {
        let keeps = self.rules.is_some_and(|rules| rules.keeps_read_marks);
        let times = self.scheduled.map(|(_, policy)| {
            [
                policy.remind_care_team_after_minutes,
                policy.remind_care_team_again_after_minutes,
                policy.remind_attendees_after_minutes,
                policy.remind_attendees_again_after_minutes,
                policy.escalate_after_minutes,
            ]
        });
        let some = |times: [Option<u32>; 5]| times.into_iter().flatten().any(|time| time > 0);
        keeps && times.is_some_and(some)
    }

    /// The newest version of a message, as what someone has not seen, and its number in the chat.
    fn newest(&self, id: MessageId, message: &Message<'_>) -> Option<(Unseen, u64)> {
        let (at, _) = message.texts.last()?;
        let entries = &self.chats.get(&message.chat)?.entries;
        let number = entries.iter().position(|entry| entry == at)?;
        let of = Unseen::Message {
            chat: message.chat,
            message: id,
            version: u32::try_from(message.texts.len()).ok()?,
        };
        Some((of, number as u64 + 1))
    }

    /// The messages of one side of a chat in which someone can be reminded, that are not retracted.
    fn of_side(&self, chat: &ChatKey, care: bool) -> Vec<(&Message<'_>, Unseen, u64)> {
        if self.locked(chat) || !self.open_in(chat) {
            return Vec::new();
        }
        let messages = self.messages.iter().filter(|(_, message)| {
            let side = self.is_on_care_side(message.author, chat);
            message.chat == *chat && message.retracted.is_none() && side == care
        });
        let newest = messages.filter_map(|(id, message)| {
            let (of, number) = self.newest(*id, message)?;
            Some((message, of, number))
        });
        newest.collect()
    }

    /// The numbers of a message and its corrections in the chat, oldest first.
    fn versions(&self, message: &Message<'_>) -> Vec<u64> {
        let chat = self.chats.get(&message.chat);
        let entries = chat.map_or(&[][..], |chat| &chat.entries);
        let texts = message.texts.iter();
        let places = texts.filter_map(|(at, _)| entries.iter().position(|entry| entry == at));
        places.map(|number| number as u64 + 1).collect()
    }

    fn has_read(&self, who: PersonId, chat: &ChatKey, number: u64) -> bool {
        self.marked(who, chat) as u64 >= number
    }

    /// What the person is to be reminded of in a chat: the oldest message of the other side that they may read and have
    /// not, and of the care side, one that waits.
    #[must_use]
    pub fn oldest_unread(&self, who: PersonId, chat: &ChatKey) -> Option<Unseen> {
        let care = self.is_on_care_side(who, chat);
        let others = self.of_side(chat, !care).into_iter();
        let unread = others.filter(|(message, _, number)| {
            self.takes_part(who)
                && self.reads_as_member(who, message)
                && !self.has_read(who, chat, *number)
                && (!care || self.all_waiting(chat, |_, _| true).contains(number))
        });
        let oldest = unread.min_by_key(|(_, _, number)| *number);
        oldest.map(|(_, of, _)| of)
    }

    /// What is to be escalated in a chat, and to whom: the oldest message that waits and that no one of the care side has
    /// read. A corrected one stands where its oldest version stands that waits and that no one has read.
    #[must_use]
    pub fn oldest_unattended(&self, chat: &ChatKey) -> Option<(Unseen, Vec<PersonId>)> {
        let asked = self.of_side(chat, false).into_iter();
        let unattended = asked.filter_map(|(message, of, number)| {
            let people = self.people.keys().copied();
            let readers: Vec<_> = people
                .filter(|who| {
                    self.takes_part(*who)
                        && self.is_on_care_side(*who, chat)
                        && self.reads_as_member(*who, message)
                })
                .collect();
            let waiting = self.all_waiting(chat, |_, _| true);
            let unread = |number| !readers.iter().any(|who| self.has_read(*who, chat, number));
            let waits = waiting.contains(&number) && unread(number);
            let mut versions = self.versions(message).into_iter();
            let first = versions.find(|number| waiting.contains(number) && unread(*number));
            waits.then_some((of, first?, readers))
        });
        let oldest = unattended.min_by_key(|(_, number, _)| *number);
        oldest.map(|(of, _, readers)| (of, readers))
    }

    /// Whether the log has this reminder, or a later one, of a person.
    #[must_use]
    pub fn was_reminded(&self, who: PersonId, of: Unseen, reminder: u32) -> bool {
        self.log.iter().any(|entry| match &entry.event {
            Event::PeopleReminded {
                of: earlier,
                reminder: number,
                people,
            } => *earlier == of && *number >= reminder && people.contains(&who),
            _ => false,
        })
    }

    /// Whether the log has its escalation.
    #[must_use]
    pub fn was_escalated(&self, what: Unseen) -> bool {
        let mut entries = self.log.iter();
        entries.any(|entry| matches!(&entry.event, Event::WaitEscalated { of, .. } if *of == what))
    }
}
