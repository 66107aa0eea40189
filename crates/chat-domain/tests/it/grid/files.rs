//! The product's answers about unsent files (F5, V6).

use super::{
    answers::{About, Action, Asked, action},
    cast::NEW,
    table::Answer,
};
use chat_domain::Command;

impl Asked<'_> {
    fn send(&self) -> Answer {
        self.to(&NEW.send(self.me, self.chat, &[self.file]))
    }

    fn discard(&self) -> Answer {
        self.to(&Command::DiscardFile {
            attachment: self.file,
        })
    }

    /// Discards another's file, which must get the answer of an absent file (M7).
    fn discard_others(&self) -> Answer {
        let attachment = NEW.attachment();
        let absent = self.to(&Command::DiscardFile { attachment });
        assert_eq!(self.discard(), absent);
        absent
    }
}

pub const ACTIONS: [Action; 6] = [
    action(&["send", "own"], Some(About::OwnFile), |asked| asked.send()),
    action(&["send", "oth."], Some(About::OtherFile), |asked| {
        asked.send()
    }),
    action(&["open", "own"], Some(About::OwnFile), |asked| asked.open()),
    action(&["open", "oth."], Some(About::OtherFile), |asked| {
        asked.open()
    }),
    action(&["dis-", "card", "own"], Some(About::OwnFile), |asked| {
        asked.discard()
    }),
    action(&["dis-", "card", "oth."], Some(About::OtherFile), |asked| {
        asked.discard_others()
    }),
];
