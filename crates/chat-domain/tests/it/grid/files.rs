//! What the product answers about files that no message carries yet (F5, V6).

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

    fn give_up(&self) -> Answer {
        self.to(&Command::DiscardFile {
            attachment: self.file,
        })
    }

    /// Another's file, which is answered as one that is not there (M7).
    fn give_up_others(&self) -> Answer {
        let attachment = NEW.attachment();
        let absent = self.to(&Command::DiscardFile { attachment });
        assert_eq!(self.give_up(), absent);
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
    action(&["give", "up", "own"], Some(About::OwnFile), |asked| {
        asked.give_up()
    }),
    action(&["give", "up", "oth."], Some(About::OtherFile), |asked| {
        asked.give_up_others()
    }),
];
