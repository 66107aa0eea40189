//! The answers of `chat-domain`.

use crate::{
    questions::{Ask, Question},
    visits::Visit,
};
use chat_domain::{
    Actor, Refusal, RuleId,
    access::{access, may_oversee, may_oversee_file, may_read_file, may_signal_typing},
    decide, reads_entry,
};

impl Question {
    /// The answer of `chat-domain`: permitted, or refused with the rule it names, if any.
    pub fn domain(&self, visit: &Visit) -> Result<(), Option<RuleId>> {
        let state = &visit.state;
        let answer = match (&self.ask, self.actor) {
            (Ask::ReadChat(chat), Actor::Person(person)) => access(state, person, chat).read,
            (Ask::ReadChat(chat), Actor::Overseer(person)) => {
                may_oversee(state, person, chat).map(drop)
            }
            (Ask::ReadEntry(entry), Actor::Person(person)) => {
                let reads = reads_entry(state, person, &visit.log[*entry]);
                return if reads { Ok(()) } else { Err(None) };
            }
            (Ask::ReadEntry(entry), Actor::Overseer(person)) => {
                let (chat, number) = visit.log[*entry].event.chat_entry().unwrap();
                let broken =
                    may_oversee(state, person, &chat).map_err(|r| Some(r.explain().rule))?;
                return if number <= broken.through {
                    Ok(())
                } else {
                    Err(None)
                };
            }
            (Ask::ReadFile(file), Actor::Person(person)) => {
                may_read_file(state, person, *file).map(drop)
            }
            (Ask::ReadFile(file), Actor::Overseer(person)) => {
                may_oversee_file(state, person, *file).map(drop)
            }
            (Ask::WriteChat(chat), Actor::Person(person)) => access(state, person, chat).write,
            (Ask::SignalTyping(chat), Actor::Person(person)) => {
                let signals = may_signal_typing(state, person, chat);
                return if signals { Ok(()) } else { Err(None) };
            }
            (Ask::Do(command), actor) => decide(state, actor, command).map(drop),
            (ask, actor) => panic!("unexpected question: {actor:?} {ask:?}"),
        };
        answer.map_err(|refusal| {
            assert!(
                is_of_permission(refusal),
                "not well-formed: {refusal:?} {self:?}"
            );
            Some(refusal.explain().rule)
        })
    }
}

/// Whether a refusal concerns permission rather than malformed content.
const fn is_of_permission(refusal: Refusal) -> bool {
    match refusal {
        Refusal::Text(_)
        | Refusal::TooManyFiles { .. }
        | Refusal::FileTooLarge { .. }
        | Refusal::ClientIdReused
        | Refusal::UploadIdReused
        | Refusal::NoticeIdReused
        | Refusal::IdInUse => false,
        Refusal::VisitUnknown
        | Refusal::ChatUnknown
        | Refusal::MessageUnknown
        | Refusal::FileUnknown
        | Refusal::PersonUnknown
        | Refusal::NotEntered
        | Refusal::HistoryNotShared
        | Refusal::ReadMarksNotKept
        | Refusal::NoAnswerNeededNotRecorded
        | Refusal::NoNotices
        | Refusal::NoticesAreForAttendees
        | Refusal::NoticeNotOffered
        | Refusal::NoticeUnknown
        | Refusal::RoleHasNoDirectChats
        | Refusal::TwoAttendees
        | Refusal::TwoCareTeamMembers
        | Refusal::GuestsHaveNoDirectChats
        | Refusal::StaffHaveNoDirectChats
        | Refusal::NotAnOverseer
        | Refusal::NotStarted
        | Refusal::ProviderDropped
        | Refusal::ServiceOnly
        | Refusal::NoReminders
        | Refusal::PresenceNotLeased
        | Refusal::Locked
        | Refusal::VisitClosed { .. }
        | Refusal::SomeoneWaits
        | Refusal::Removed
        | Refusal::RecipientMismatch
        | Refusal::RecipientRemoved
        | Refusal::NotTheAuthor
        | Refusal::AlreadyRetracted
        | Refusal::CareTeamOnly
        | Refusal::NotYourPresence
        | Refusal::AlreadyScheduled
        | Refusal::AlreadyRemoved
        | Refusal::NotRemoved
        | Refusal::CallUnderway
        | Refusal::PatientHasAttended
        | Refusal::NoPatientHasAttended
        | Refusal::PatientWasSeen
        | Refusal::LeftWithoutBeingSeenUnknown
        | Refusal::WaitingRoomIsForAttendees
        | Refusal::NoCallInProgress
        | Refusal::AlreadyAParticipant
        | Refusal::OnePatientOnly
        | Refusal::NotEditable
        | Refusal::RoleFixed
        | Refusal::HostOnly
        | Refusal::PolicyFixed
        | Refusal::LastProvider
        | Refusal::PersonQuotaExceeded { .. }
        | Refusal::VisitQuotaExceeded { .. }
        | Refusal::PersonFileCountExceeded { .. }
        | Refusal::VisitFileCountExceeded { .. }
        | Refusal::FileAlreadySent
        | Refusal::NoHandover
        | Refusal::NotBetweenProviders
        | Refusal::NotYoursToHandOver
        | Refusal::EntryQuotaExceeded { .. }
        | Refusal::TextQuotaExceeded { .. }
        | Refusal::TooManyCorrections { .. }
        | Refusal::ActQuotaExceeded { .. } => true,
    }
}
