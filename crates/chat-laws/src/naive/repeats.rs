//! Commands that ask for what is already so (H1), according to the notes.

use super::{Notes, parts::Place};
use chat_domain::{
    Actor, Command, Event, NewParticipant, ParticipantEdit, PersonId, Phase, Reason, Role,
    ScheduleVisit, VisitEdit,
};

impl Notes<'_> {
    /// Whether a command about the visit asks for what is already so, by an actor who may ask for it: it
    /// is a success that changes nothing.
    #[must_use]
    pub fn repeats(&self, actor: Actor, asked: &Command) -> bool {
        let manages = self.manages(actor);
        let service = actor == Actor::Service && self.scheduled.is_some();
        let reports = |person: &PersonId| {
            self.takes_part(*person) && (actor == Actor::Host || actor == Actor::Person(*person))
        };
        match asked {
            Command::ScheduleVisit(visit) => actor == Actor::Host && self.was_scheduled(visit),
            Command::AddParticipant(new) => {
                manages && self.takes_part(new.person) && self.was_added(new)
            }
            Command::RemoveParticipant { person, reason } => {
                manages && self.was_removed(*person) && self.why(*person, true) == Some(reason)
            }
            Command::UndoRemoval { person, reason } => {
                manages
                    && self.can_be_edited()
                    && self.takes_part(*person)
                    && self.why(*person, false) == Some(reason)
            }
            Command::EditVisit(edit) => manages && self.can_be_edited() && self.visit_is(edit),
            Command::EditParticipant(edit) => {
                manages && self.can_be_edited() && self.person_is(edit)
            }
            // V9: the host takes over a presence that the person reported.
            Command::EnterWaitingRoom { person } | Command::JoinCall { person }
                if actor == Actor::Host && self.leased(*person) =>
            {
                false
            }
            Command::EnterWaitingRoom { person } => {
                reports(person) && self.place(*person) == Place::Waiting
            }
            Command::JoinCall { person } => {
                let reported = self.people.get(person).is_some_and(|p| p.early);
                reports(person)
                    && (self.place(*person) == Place::Call || actor == Actor::Host && reported)
            }
            Command::Leave { person } => reports(person) && self.place(*person) == Place::Elsewhere,
            Command::EndCall => {
                let mut people = self.people.iter();
                let missing = people.any(|(who, person)| person.dropped && self.is_care(*who));
                manages && !self.call_underway() && !missing
            }
            Command::CompleteVisit => {
                let completes = service && self.has_completion_policy();
                (manages || completes) && self.phase == Phase::Completed
            }
            Command::EndFollowUp => (manages || service) && !self.follow_up,
            Command::CancelVisit => manages && self.phase == Phase::Cancelled,
            Command::MarkNoShow => manages && self.phase == Phase::NoShow,
            Command::MarkLeftWithoutBeingSeen => {
                manages && self.phase == Phase::LeftWithoutBeingSeen
            }
            Command::ReopenVisit => manages && self.open(),
            Command::HandOver { from, to } => {
                let mut current = self.handovers.iter();
                self.may_hand_over(actor, *from)
                    && current.any(|one| (one.from, one.to) == (*from, *to))
            }
            Command::Drop { person } => {
                let dropped = self.people.get(person).is_some_and(|p| p.dropped);
                actor == Actor::Service && self.takes_part(*person) && dropped
            }
            _ => false,
        }
    }

    /// Whether the actor may hand over a provider's part of the visit (V7).
    #[must_use]
    pub fn may_hand_over(&self, actor: Actor, from: PersonId) -> bool {
        let theirs = match actor {
            Actor::Host => true,
            Actor::Person(who) => who == from || self.role(who) == Some(Role::Staff),
            Actor::Overseer(_) | Actor::Service => false,
        };
        theirs && self.manages(actor) && self.rules.is_some_and(|rules| rules.hands_over)
    }

    /// Whether the rules of the visit know edits and undone removals (V4).
    #[must_use]
    pub fn can_be_edited(&self) -> bool {
        self.rules.is_some_and(|rules| rules.can_be_edited)
    }

    fn was_scheduled(&self, asked: &ScheduleVisit) -> bool {
        let as_asked = self.log.iter().any(|entry| match &entry.event {
            Event::VisitScheduled {
                clinic,
                visit,
                kind,
                scheduled_for,
                policy,
                notices,
                rules: _,
            } => {
                (clinic, visit, kind, scheduled_for, policy, notices)
                    == (
                        &asked.clinic,
                        &asked.visit,
                        &asked.kind,
                        &asked.scheduled_for,
                        &asked.policy,
                        &asked.notices,
                    )
            }
            _ => false,
        });
        as_asked && asked.participants.iter().all(|new| self.was_added(new))
    }

    fn was_added(&self, new: &NewParticipant) -> bool {
        self.log.iter().any(|entry| match &entry.event {
            Event::ParticipantAdded {
                person,
                role,
                name,
                second_identifier,
                shares_history,
            } => {
                (person, role, name, second_identifier, shares_history)
                    == (
                        &new.person,
                        &new.role,
                        &new.name,
                        &new.second_identifier,
                        &new.shares_history,
                    )
            }
            _ => false,
        })
    }

    /// Why a person was last removed, or brought back.
    fn why(&self, who: PersonId, removed: bool) -> Option<&Reason> {
        self.log.iter().rev().find_map(|entry| match &entry.event {
            Event::ParticipantRemoved { person, reason } if removed && *person == who => {
                Some(reason)
            }
            Event::RemovalUndone { person, reason } if !removed && *person == who => Some(reason),
            _ => None,
        })
    }

    fn visit_is(&self, edit: &VisitEdit) -> bool {
        let time = self.log.iter().rev().find_map(|entry| match &entry.event {
            Event::VisitScheduled { scheduled_for, .. } => Some(*scheduled_for),
            Event::VisitEdited { scheduled_for, .. } => *scheduled_for,
            _ => None,
        });
        let same_time = edit.scheduled_for.is_none() || edit.scheduled_for == time;
        let policy = self.scheduled.map(|(_, policy)| policy);
        same_time && policy.is_some_and(|policy| edit.policy.over(policy) == policy)
    }

    fn person_is(&self, edit: &ParticipantEdit) -> bool {
        let newest = self.log.iter().rev().find_map(|entry| match &entry.event {
            Event::ParticipantAdded {
                person,
                role,
                name,
                second_identifier,
                ..
            }
            | Event::ParticipantEdited {
                person,
                role,
                name,
                second_identifier,
            } if *person == edit.person => Some((role, name, second_identifier)),
            _ => None,
        });
        newest.is_some_and(|(role, name, second)| {
            edit.role.is_none_or(|new| new == *role)
                && edit.name.as_ref().is_none_or(|new| new == name)
                && edit
                    .second_identifier
                    .as_ref()
                    .is_none_or(|new| new == second)
        })
    }
}
