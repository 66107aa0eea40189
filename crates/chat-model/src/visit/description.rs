//! Readable paths.

use super::{
    cast::{Chat, Who},
    model::{At, VisitModel},
    step::{Again, Ask, By, Guests, Msg, Sending, Step},
};
use crate::explore::{Finding, Model as _};
use chat_domain::Event;
use std::fmt::Write as _;

/// A finding in words: the broken laws, the path with its answers, and the changes of the last
/// step.
#[must_use]
pub fn describe(model: &VisitModel, finding: &Finding<Step>) -> String {
    let mut text = String::new();
    for broken in &finding.broken {
        let _ = writeln!(text, "broken: {}\n        {}", broken.law, broken.how);
    }
    let mut at = At::default();
    let mut before = At::default();
    let opening = model.world.opening.iter().copied();
    for (n, step) in opening.chain(finding.path.iter().copied()).enumerate() {
        let (next, answer) = model.answer(&at, step);
        let answer = match answer {
            Err(refusal) => format!("refused: {}", refusal.explain().code),
            Ok(entries) if entries.is_empty() => "no-op".to_owned(),
            Ok(entries) => {
                let names: Vec<_> = entries.iter().map(|e| name_of(&e.event)).collect();
                format!("accepted: {}", names.join(", "))
            }
        };
        let _ = writeln!(text, "{:>3}. {} … {answer}", n + 1, sentence(step));
        let after = next.unwrap_or_else(|| at.clone());
        before = std::mem::replace(&mut at, after);
    }
    let changed = super::difference(&before.state, &at.state);
    text + if changed.is_empty() {
        "The last step changed nothing.\n"
    } else {
        "The last step changed:\n"
    } + &changed
}

impl VisitModel {
    /// The state at the end of a path.
    #[must_use]
    pub fn walk(&self, path: &[Step]) -> At {
        (path.iter()).fold(self.start(), |at, step| self.follow(at, *step))
    }
}

fn name_of(event: &Event) -> String {
    let mut text = format!("{event:?}");
    if let Some(end) = text.find([' ', '{']) {
        text.truncate(end);
    }
    text
}

fn sentence(step: Step) -> String {
    let by = match step.by {
        By::Person(who) => who.name(),
        By::Host => "the host",
        By::Overseer => "an overseer",
        By::Service => "the service",
    };
    format!("{by} {}", deed(step.ask))
}

fn deed(ask: Ask) -> String {
    let of = |who: Who| who.name();
    match ask {
        Ask::Schedule(Guests::Everyone) => "schedules the visit with everyone".to_owned(),
        Ask::Schedule(Guests::Few) => "schedules the visit with Dr. A and patient 1".to_owned(),
        Ask::Schedule(Guests::Twice) => "schedules the visit with one person twice".to_owned(),
        Ask::Schedule(Guests::TwoPatients) => {
            "schedules the visit with Dr. A and both patients".to_owned()
        }
        Ask::Add(who) => format!("adds {}", of(who)),
        Ask::AddWithHistory(who) => format!("adds {} with the earlier chat", of(who)),
        Ask::Remove(who) => format!("removes {}", of(who)),
        Ask::HandOver(from, to) => format!("hands over from {} to {}", of(from), of(to)),
        Ask::RemoveOtherwise(who) => format!("removes {} for another reason", of(who)),
        Ask::Undo(who) => format!("undoes the removal of {}", of(who)),
        Ask::Rename(who) => format!("corrects the name of {}", of(who)),
        Ask::Become(who, role) => format!("makes {} a {}", of(who), role.word()),
        Ask::Move => "moves the visit".to_owned(),
        Ask::OpenHistory => "opens the history".to_owned(),
        Ask::Enter(who) => format!("reports {} in the waiting room", of(who)),
        Ask::Join(who) => format!("reports {} in the call", of(who)),
        Ask::Leave(who) => format!("reports that {} left", of(who)),
        Ask::Drop(who) => format!("drops {}", of(who)),
        Ask::EndCall => "ends the call".to_owned(),
        Ask::Complete => "completes the visit".to_owned(),
        Ask::Cancel => "cancels the visit".to_owned(),
        Ask::NoShow => "marks the visit as a no-show".to_owned(),
        Ask::LeftUnseen => "marks the visit as left without being seen".to_owned(),
        Ask::EndFollowUp => "ends the follow-up".to_owned(),
        Ask::Reopen => "reopens the visit".to_owned(),
        Ask::Lock(chat) => format!("locks {}", named(chat)),
        Ask::Unlock(chat) => format!("unlocks {}", named(chat)),
        Ask::Stage(chat) => format!("uploads a file for {}", named(chat)),
        Ask::StageHuge(chat) => format!("uploads an oversized file for {}", named(chat)),
        Ask::Restage(chat, how) => {
            let again = match how {
                Again::Same => "the same file again".to_owned(),
                Again::OtherContent => "another file with the same client id".to_owned(),
                Again::OtherChat(other) => {
                    format!("to {}, with the same client id, the file", named(other))
                }
            };
            format!("uploads {again} for {}", named(chat))
        }
        Ask::Discard(chat, uploader) => {
            format!("discards the file of {} for {}", of(uploader), named(chat))
        }
        Ask::Send(chat, how) => format!("sends {}in {}", manner(how), named(chat)),
        Ask::Resend(message, how) => {
            let again = match how {
                Again::Same => "resends".to_owned(),
                Again::OtherContent => "sends another text with the client id of".to_owned(),
                Again::OtherChat(chat) => {
                    format!("sends to {} with the client id of", named(chat))
                }
            };
            format!("{again} {}", numbered(message))
        }
        Ask::Correct(message, true) => format!("corrects {}", numbered(message)),
        Ask::Correct(message, false) => {
            format!("corrects {} to the text that it has", numbered(message))
        }
        Ask::Retract(message) => format!("retracts {}", numbered(message)),
        Ask::MarkRead(chat) => format!("has read all of {}", named(chat)),
        Ask::MarkBeyond(chat) => format!("has read more than all of {}", named(chat)),
        Ask::SetAside(chat) => format!("needs no answer in {}", named(chat)),
        Ask::Notify => "sends a notice".to_owned(),
        Ask::NotifyAgain(number, true) => format!("sends notice {number} again"),
        Ask::NotifyAgain(number, false) => {
            format!("sends another text with the id of notice {number}")
        }
        Ask::NotifyOther => "sends a notice that is not offered".to_owned(),
        Ask::Settle(who, number) => {
            format!("has seen to notice {number} of {}", of(who))
        }
        Ask::BreakGlass(chat) => format!("breaks the glass for {}", named(chat)),
    }
}

fn manner(how: Sending) -> String {
    match how {
        Sending::Plain => String::new(),
        Sending::To(who) => format!("to {} ", who.name()),
        Sending::ToEveryone => "to everyone ".to_owned(),
        Sending::Empty => "an empty message ".to_owned(),
        Sending::File(who) => format!("the file of {} ", who.name()),
        Sending::FileTwice(who) => format!("the file of {} twice ", who.name()),
        Sending::FileOf(chat) => format!("a file that was uploaded for {} ", named(chat)),
        Sending::TakenId(number) => format!("with the id of message {number} "),
    }
}

fn numbered(message: Msg) -> String {
    format!("message {} of {}", message.number, named(message.chat))
}

fn named(chat: Chat) -> String {
    match chat {
        Chat::Visit => "the visit chat".to_owned(),
        Chat::Direct(care, attendee) => {
            format!("the direct chat of {} and {}", care.name(), attendee.name())
        }
    }
}
