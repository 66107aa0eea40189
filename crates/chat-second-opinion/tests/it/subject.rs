//! What a question is about: its action, person, message and chat.

use crate::{
    facts::Facts,
    questions::{Ask, Question},
};
use chat_domain::{ChatKey, Command, MessageId, PersonId};

impl Question {
    /// The action, by its name in the schema.
    pub const fn action(&self) -> &'static str {
        match &self.ask {
            Ask::ReadChat(_) => "readChat",
            Ask::ReadEntry(_) => "readEntry",
            Ask::ReadFile(_) => "readFile",
            Ask::WriteChat(_) => "writeChat",
            Ask::SignalTyping(_) => "signalTyping",
            Ask::Do(command) => match command {
                Command::SendMessage(_) => "sendMessage",
                Command::StageFile { .. } => "stageFile",
                Command::DiscardFile { .. } => "discardFile",
                Command::CorrectMessage { .. } => "correctMessage",
                Command::RetractMessage { .. } => "retractMessage",
                Command::LockChat { .. } => "lockChat",
                Command::UnlockChat { .. } => "unlockChat",
                Command::BreakGlass { .. } => "breakGlass",
                Command::MarkRead { .. } => "markRead",
                Command::NoAnswerNeeded { .. } => "noAnswerNeeded",
                Command::SendNotice { .. } => "sendNotice",
                Command::SettleNotice { .. } => "settleNotice",
                // Never asked: who may read and write is not changed by it.
                Command::RemindPeople { .. } => "remindPeople",
                Command::EscalateWait { .. } => "escalateWait",
                Command::ScheduleVisit(_) => "scheduleVisit",
                Command::AddParticipant(_) => "addParticipant",
                Command::RemoveParticipant { .. } => "removeParticipant",
                Command::HandOver { .. } => "handOver",
                Command::EnterWaitingRoom { .. } => "enterWaitingRoom",
                Command::JoinCall { .. } => "joinCall",
                Command::Leave { .. } => "leave",
                Command::Drop { .. } => "drop",
                Command::EndCall => "endCall",
                Command::CompleteVisit => "completeVisit",
                Command::CancelVisit => "cancelVisit",
                Command::MarkNoShow => "markNoShow",
                Command::MarkLeftWithoutBeingSeen => "markLeftWithoutBeingSeen",
                Command::UndoRemoval { .. } => "undoRemoval",
                Command::EditVisit(_) => "editVisit",
                Command::EditParticipant(_) => "editParticipant",
                Command::EndFollowUp => "endFollowUp",
                Command::ReopenVisit => "reopenVisit",
            },
        }
    }
}

/// The person that a presence or membership command is about.
pub fn whom(command: &Command) -> Option<PersonId> {
    match command {
        Command::AddParticipant(new) => Some(new.person),
        Command::HandOver { from, .. } => Some(*from),
        Command::EditParticipant(edit) => Some(edit.person),
        Command::RemoveParticipant { person, .. }
        | Command::UndoRemoval { person, .. }
        | Command::EnterWaitingRoom { person }
        | Command::JoinCall { person }
        | Command::Leave { person }
        | Command::Drop { person } => Some(*person),
        _ => None,
    }
}

/// The message that a command is about.
pub const fn which(command: &Command) -> Option<MessageId> {
    match command {
        Command::CorrectMessage { message, .. } | Command::RetractMessage { message, .. } => {
            Some(*message)
        }
        _ => None,
    }
}

/// The chat that a question is about; `None` for the visit.
pub fn chat_of(facts: &Facts<'_>, question: &Question) -> Option<ChatKey> {
    match &question.ask {
        Ask::ReadChat(chat) | Ask::WriteChat(chat) | Ask::SignalTyping(chat) => Some(*chat),
        Ask::ReadEntry(entry) => Some(facts.0[*entry].event.chat_entry()?.0),
        Ask::ReadFile(file) => facts
            .files()
            .into_iter()
            .find(|(id, ..)| id == file)
            .map(|f| f.2),
        Ask::Do(command) => match command {
            Command::SendMessage(message) => Some(message.chat),
            Command::StageFile { chat, .. }
            | Command::LockChat { chat }
            | Command::UnlockChat { chat }
            | Command::MarkRead { chat, .. }
            | Command::NoAnswerNeeded { chat, .. }
            | Command::BreakGlass { chat, .. } => Some(*chat),
            _ => Some(facts.message(which(command)?)?.chat),
        },
    }
}
