//! Counts of commands and answers.

use crate::explore::Absorb;
use chat_domain::{Command, Refusal};
use std::collections::BTreeMap;

/// A command's variant name.
pub type Variant = &'static str;

/// The kind of answer to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It produced entries.
    Accepted,
    /// It was a no-op.
    Nothing,
    /// It was refused.
    Refused,
}

/// Counts of answers and refusals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of answers to each command, by kind.
    pub answers: BTreeMap<(Variant, Answer), u64>,
    /// The number of refusals, by stable code.
    pub refusals: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub(super) fn count(&mut self, command: &Command, answer: Answer) {
        *self.answers.entry((variant(command), answer)).or_default() += 1;
    }

    pub(super) fn count_refusal(&mut self, refusal: &Refusal) {
        *self.refusals.entry(refusal.explain().code).or_default() += 1;
    }
}

impl Absorb for Tally {
    fn absorb(&mut self, other: Self) {
        for (key, count) in other.answers {
            *self.answers.entry(key).or_default() += count;
        }
        for (key, count) in other.refusals {
            *self.refusals.entry(key).or_default() += count;
        }
    }
}

impl Tally {
    /// The variant names of all commands.
    pub const VARIANTS: [Variant; 30] = [
        "ScheduleVisit",
        "AddParticipant",
        "RemoveParticipant",
        "HandOver",
        "UndoRemoval",
        "EditVisit",
        "EditParticipant",
        "EnterWaitingRoom",
        "JoinCall",
        "Leave",
        "Drop",
        "EndCall",
        "CompleteVisit",
        "CancelVisit",
        "MarkNoShow",
        "MarkLeftWithoutBeingSeen",
        "EndFollowUp",
        "ReopenVisit",
        "LockChat",
        "UnlockChat",
        "StageFile",
        "DiscardFile",
        "SendMessage",
        "CorrectMessage",
        "RetractMessage",
        "MarkRead",
        "NoAnswerNeeded",
        "SendNotice",
        "SettleNotice",
        "BreakGlass",
    ];
}

/// A command's variant name. A new command must be added here; the model's tests then fail until it
/// is covered.
fn variant(command: &Command) -> Variant {
    match command {
        Command::ScheduleVisit(_) => "ScheduleVisit",
        Command::AddParticipant(_) => "AddParticipant",
        Command::RemoveParticipant { .. } => "RemoveParticipant",
        Command::HandOver { .. } => "HandOver",
        Command::EnterWaitingRoom { .. } => "EnterWaitingRoom",
        Command::JoinCall { .. } => "JoinCall",
        Command::Leave { .. } => "Leave",
        Command::Drop { .. } => "Drop",
        Command::EndCall => "EndCall",
        Command::CompleteVisit => "CompleteVisit",
        Command::CancelVisit => "CancelVisit",
        Command::MarkNoShow => "MarkNoShow",
        Command::MarkLeftWithoutBeingSeen => "MarkLeftWithoutBeingSeen",
        Command::UndoRemoval { .. } => "UndoRemoval",
        Command::EditVisit(_) => "EditVisit",
        Command::EditParticipant(_) => "EditParticipant",
        Command::EndFollowUp => "EndFollowUp",
        Command::ReopenVisit => "ReopenVisit",
        Command::LockChat { .. } => "LockChat",
        Command::UnlockChat { .. } => "UnlockChat",
        Command::StageFile { .. } => "StageFile",
        Command::DiscardFile { .. } => "DiscardFile",
        Command::SendMessage(_) => "SendMessage",
        Command::CorrectMessage { .. } => "CorrectMessage",
        Command::RetractMessage { .. } => "RetractMessage",
        Command::MarkRead { .. } => "MarkRead",
        Command::NoAnswerNeeded { .. } => "NoAnswerNeeded",
        Command::SendNotice { .. } => "SendNotice",
        Command::SettleNotice { .. } => "SettleNotice",
        Command::BreakGlass { .. } => "BreakGlass",
        // The model has no time, so its service reminds no one.
        Command::RemindPeople { .. } => "RemindPeople",
        Command::EscalateWait { .. } => "EscalateWait",
    }
}
