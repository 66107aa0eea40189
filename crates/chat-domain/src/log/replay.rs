//! Replay: verifies a log by deciding each entry again from the state before it (G2).

use super::{Entry, Seq};
use crate::{
    command::{Command, NewParticipant, ParticipantEdit, ScheduleVisit, SendMessage, VisitEdit},
    decide::{decide, was_once_written},
    event::Event,
    evolve::evolve,
    policy::Policy,
    refusal::Refusal,
    visit::{Departure, VisitState},
};
use thiserror::Error;

/// An entry that the log before it does not permit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Violation {
    /// The entry's position is not the next one (G1).
    #[error("entry {found} stands where entry {expected} should be")]
    OutOfSequence {
        /// The expected position.
        expected: Seq,
        /// The actual position.
        found: Seq,
    },
    /// The rules refuse it.
    #[error("entry {seq} was not permitted: {refusal}")]
    Forbidden {
        /// The entry's position.
        seq: Seq,
        /// The reason.
        refusal: Refusal,
    },
    /// The rules permit the command, but decide a different event than the stored one.
    #[error("entry {seq} is not what was decided")]
    NotAsDecided {
        /// The entry's position.
        seq: Seq,
    },
}

/// Folds a log and checks that the state before each entry permitted it.
///
/// # Errors
/// The first [`Violation`].
pub fn replay<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<VisitState, Violation> {
    let mut state = VisitState::default();
    for entry in entries {
        check(&state, entry)?;
        evolve(&mut state, entry);
    }
    Ok(state)
}

/// Checks one entry against the state before it.
///
/// # Errors
/// A [`Violation`].
pub fn check(state: &VisitState, entry: &Entry) -> Result<(), Violation> {
    let expected = state.version.next();
    if entry.seq != expected {
        // G1
        return Err(Violation::OutOfSequence {
            expected,
            found: entry.seq,
        });
    }
    let seq = entry.seq;
    match decide(state, entry.actor, &command_of(&entry.event)) {
        Err(refusal) => Err(Violation::Forbidden { seq, refusal }), // G2
        Ok(events) if events.iter().eq([&entry.event]) => Ok(()),
        Ok(events) if events.is_empty() && was_once_written(state, entry) => Ok(()),
        Ok(_) => Err(Violation::NotAsDecided { seq }),
    }
}

/// The command that decides exactly this event.
#[must_use]
pub fn command_of(event: &Event) -> Command {
    match event.clone() {
        Event::VisitScheduled {
            clinic,
            visit,
            kind,
            scheduled_for,
            policy,
            notices,
            rules,
        } => {
            let participants = Vec::new();
            Command::ScheduleVisit(ScheduleVisit {
                clinic,
                visit,
                kind,
                scheduled_for,
                policy,
                notices,
                rules,
                participants,
            })
        }
        Event::ParticipantAdded {
            person,
            role,
            name,
            second_identifier,
            shares_history,
        } => Command::AddParticipant(NewParticipant {
            person,
            role,
            name,
            second_identifier,
            shares_history,
        }),
        Event::ParticipantRemoved { person, reason } => {
            Command::RemoveParticipant { person, reason }
        }
        Event::RemovalUndone { person, reason } => Command::UndoRemoval { person, reason },
        Event::VisitEdited {
            scheduled_for,
            policy,
        } => Command::EditVisit(VisitEdit {
            scheduled_for,
            policy: policy.as_ref().map(Policy::as_choices).unwrap_or_default(),
        }),
        Event::ParticipantEdited {
            person,
            role,
            name,
            second_identifier,
        } => Command::EditParticipant(ParticipantEdit {
            person,
            role: Some(role),
            name: Some(name),
            second_identifier: Some(second_identifier),
        }),
        Event::HandedOver { from, to } => Command::HandOver { from, to },
        Event::WaitingRoomEntered { person } => Command::EnterWaitingRoom { person },
        Event::CallJoined { person } => Command::JoinCall { person },
        Event::CallJoinReported { person } => Command::JoinCall { person },
        Event::ParticipantLeft {
            person,
            how: Departure::Left,
        } => Command::Leave { person },
        Event::ParticipantLeft {
            person,
            how: Departure::Dropped,
        } => Command::Drop { person },
        Event::CallEnded => Command::EndCall,
        Event::VisitCompleted => Command::CompleteVisit,
        Event::VisitCancelled => Command::CancelVisit,
        Event::VisitMarkedNoShow => Command::MarkNoShow,
        Event::VisitMarkedLeftWithoutBeingSeen => Command::MarkLeftWithoutBeingSeen,
        Event::FollowUpEnded => Command::EndFollowUp,
        Event::VisitReopened => Command::ReopenVisit,
        Event::ChatLocked { chat } => Command::LockChat { chat },
        Event::ChatUnlocked { chat } => Command::UnlockChat { chat },
        Event::FileStaged { chat, file, upload } => Command::StageFile { chat, file, upload },
        Event::FileDiscarded { attachment } => Command::DiscardFile { attachment },
        Event::MessageSent {
            chat,
            recipient,
            message,
            client_id,
            text,
            files,
            number: _,
        } => {
            let files = files.iter().map(|file| file.attachment).collect();
            Command::SendMessage(SendMessage {
                chat,
                recipient,
                message,
                client_id,
                text,
                files,
            })
        }
        Event::MessageCorrected { message, text, .. } => Command::CorrectMessage { message, text },
        Event::MessageRetracted {
            message, reason, ..
        } => Command::RetractMessage { message, reason },
        Event::ChatRead { chat, through } => Command::MarkRead { chat, through },
        Event::NoAnswerNeeded { chat, through } => Command::NoAnswerNeeded { chat, through },
        Event::NoticeSent { notice, text } => Command::SendNotice { notice, text },
        Event::NoticeSettled { sender, notice } => Command::SettleNotice { sender, notice },
        Event::PeopleReminded {
            of,
            reminder,
            people,
        } => Command::RemindPeople {
            of,
            reminder,
            people,
        },
        Event::WaitEscalated { of, .. } => Command::EscalateWait { of },
        Event::GlassBroken { chat, reason, .. } => Command::BreakGlass { chat, reason },
    }
}
