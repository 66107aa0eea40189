//! The decision: from a state and a command to events, or to a refusal that names its rule.

mod chat;
mod edits;
mod file;
mod lifecycle;
mod message;
mod notice;
mod participants;
mod presence;
mod reminders;

pub(crate) use edits::may_edit;
pub(crate) use message::was_once_written;
pub(crate) use participants::{may_add, may_remove};

use crate::{
    access::participant, command::Command, event::Event, id::PersonId, log::Actor,
    refusal::Refusal, visit::VisitState,
};

/// Decides a command. Returns its events; empty if the command is a no-op.
///
/// A pure function. Fails closed: a command is refused unless a rule permits it.
///
/// # Errors
/// The [`Refusal`], which names its rule.
pub fn decide(state: &VisitState, actor: Actor, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::ScheduleVisit(visit) => lifecycle::schedule(state, actor, visit),
        Command::AddParticipant(new) => participants::add(state, actor, new),
        Command::RemoveParticipant { person, reason } => {
            participants::remove(state, actor, *person, reason)
        }
        Command::UndoRemoval { person, reason } => {
            edits::undo_removal(state, actor, *person, reason)
        }
        Command::EditVisit(edit) => edits::visit(state, actor, edit),
        Command::EditParticipant(edit) => edits::participant(state, actor, edit),
        Command::HandOver { from, to } => participants::hand_over(state, actor, *from, *to),
        Command::EnterWaitingRoom { person } => presence::enter(state, actor, *person),
        Command::JoinCall { person } => presence::join(state, actor, *person),
        Command::Leave { person } => presence::leave(state, actor, *person),
        Command::Drop { person } => presence::drop(state, actor, *person),
        Command::EndCall => presence::end_call(state, actor),
        Command::CompleteVisit => lifecycle::complete(state, actor),
        Command::CancelVisit => lifecycle::cancel(state, actor),
        Command::MarkNoShow => lifecycle::no_show(state, actor),
        Command::MarkLeftWithoutBeingSeen => lifecycle::left_without_being_seen(state, actor),
        Command::EndFollowUp => lifecycle::end_follow_up(state, actor),
        Command::ReopenVisit => lifecycle::reopen(state, actor),
        Command::LockChat { chat } => chat::lock(state, actor, chat),
        Command::UnlockChat { chat } => chat::unlock(state, actor, chat),
        Command::StageFile { chat, file, upload } => file::stage(state, actor, chat, file, *upload),
        Command::DiscardFile { attachment } => file::discard(state, actor, *attachment),
        Command::SendMessage(send) => message::send(state, actor, send),
        Command::CorrectMessage { message, text } => message::correct(state, actor, *message, text),
        Command::RetractMessage { message, reason } => {
            message::retract(state, actor, *message, reason)
        }
        Command::MarkRead { chat, through } => chat::mark_read(state, actor, chat, *through),
        Command::NoAnswerNeeded { chat, through } => {
            chat::no_answer_needed(state, actor, chat, *through)
        }
        Command::SendNotice { notice, text } => {
            notice::send(state, person(state, actor)?, *notice, text)
        }
        Command::SettleNotice { sender, notice } => {
            notice::settle(state, person(state, actor)?, *sender, *notice)
        }
        Command::RemindPeople {
            of,
            reminder,
            people,
        } => reminders::remind(state, actor, *of, *reminder, people),
        Command::EscalateWait { of } => reminders::escalate(state, actor, *of),
        Command::BreakGlass { chat, reason } => chat::break_glass(state, actor, chat, reason),
    }
}

/// The actor, who must be a participant: the host, overseers and the service never write.
fn person(state: &VisitState, actor: Actor) -> Result<PersonId, Refusal> {
    match actor {
        Actor::Person(person) => participant(state, person).map(|me| me.person),
        Actor::Host | Actor::Overseer(_) | Actor::Service => Err(Refusal::VisitUnknown),
    }
}
