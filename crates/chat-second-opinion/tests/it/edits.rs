//! Facts about commands that change the visit: whether what they ask for is already so (H1), and what an
//! edit would hide (V4).

use crate::facts::{Facts, care_team};
use chat_domain::{Actor, ChatKey, Command, Event, NewParticipant, PersonId, Policy, Reason, Role};

/// Whether a command about the visit asks for what is already so; `None` for other commands.
pub fn already_so(facts: &Facts<'_>, actor: Actor, command: &Command) -> Option<bool> {
    let events = || facts.0.iter().map(|entry| &entry.event);
    let phase = facts.phase();
    let takes_part = |person| !matches!(facts.presence(person), "none" | "removed");
    let in_call = |person| facts.presence(person) == "inCall" || facts.is_reported(person);
    Some(match command {
        Command::ScheduleVisit(asked) => {
            let same = events().any(|event| match event {
                Event::VisitScheduled {
                    kind,
                    policy,
                    scheduled_for,
                    clinic,
                    visit,
                    ..
                } => {
                    (kind, policy, scheduled_for)
                        == (&asked.kind, &asked.policy, &asked.scheduled_for)
                        && (clinic, visit) == (&asked.clinic, &asked.visit)
                }
                _ => false,
            });
            same && asked.participants.iter().all(|new| was_added(facts, new))
        }
        Command::AddParticipant(new) => takes_part(new.person) && was_added(facts, new),
        Command::RemoveParticipant { person, reason } => {
            facts.presence(*person) == "removed" && why(facts, *person, true) == Some(reason)
        }
        Command::UndoRemoval { person, reason } => {
            takes_part(*person) && why(facts, *person, false) == Some(reason)
        }
        Command::EditVisit(edit) => {
            let time = facts.0.iter().rev().find_map(|entry| match &entry.event {
                Event::VisitScheduled { scheduled_for, .. } => Some(*scheduled_for),
                Event::VisitEdited { scheduled_for, .. } => *scheduled_for,
                _ => None,
            });
            let (_, policy) = facts.kind_and_policy();
            let same_time = edit.scheduled_for.is_none() || edit.scheduled_for == time;
            same_time && edit.policy.over(policy) == policy
        }
        Command::EditParticipant(edit) => {
            let newest = facts.0.iter().rev().find_map(|entry| match &entry.event {
                Event::ParticipantAdded { person, name, .. }
                | Event::ParticipantEdited { person, name, .. }
                    if *person == edit.person =>
                {
                    Some(name)
                }
                _ => None,
            });
            let same_name = edit.name.is_none() || edit.name.as_ref() == newest;
            same_name
                && edit
                    .role
                    .is_none_or(|role| facts.role(edit.person) == Some(role))
        }
        Command::EnterWaitingRoom { person } => facts.presence(*person) == "waiting",
        Command::JoinCall { person } => match actor {
            Actor::Host => in_call(*person),
            _ => facts.presence(*person) == "inCall",
        },
        Command::Leave { person } => matches!(facts.presence(*person), "expected" | "away"),
        Command::EndCall => {
            let missing = |who| care_team(facts.role(who)) && facts.was_dropped(who);
            let ends = |who| facts.presence(who) == "inCall" || missing(who);
            !facts.people().into_iter().any(ends)
        }
        Command::HandOver { from, to } => {
            let theirs = match actor {
                Actor::Person(by) => by == *from || facts.role(by) != Some(Role::Provider),
                Actor::Host | Actor::Overseer(_) | Actor::Service => true,
            };
            theirs && facts.handed_over_at(*from, *to).is_some()
        }
        Command::Drop { person } => facts.was_dropped(*person),
        Command::CompleteVisit => phase == "completed",
        Command::CancelVisit => phase == "cancelled",
        Command::MarkNoShow => phase == "noShow",
        Command::MarkLeftWithoutBeingSeen => phase == "leftUnseen",
        Command::EndFollowUp => !facts.follow_up(),
        Command::ReopenVisit => matches!(phase, "scheduled" | "inProgress" | "reopened"),
        _ => return None,
    })
}

fn was_added(facts: &Facts<'_>, new: &NewParticipant) -> bool {
    facts.0.iter().any(|entry| match &entry.event {
        Event::ParticipantAdded {
            person,
            role,
            name,
            second_identifier,
            shares_history,
        } => {
            (person, role, shares_history) == (&new.person, &new.role, &new.shares_history)
                && (name, second_identifier) == (&new.name, &new.second_identifier)
        }
        _ => false,
    })
}

/// Why a person was last removed, or brought back.
fn why<'a>(facts: &Facts<'a>, who: PersonId, removed: bool) -> Option<&'a Reason> {
    facts.0.iter().rev().find_map(|entry| match &entry.event {
        Event::ParticipantRemoved { person, reason } if removed && *person == who => Some(reason),
        Event::RemovalUndone { person, reason } if !removed && *person == who => Some(reason),
        _ => None,
    })
}

/// Whether a chat has entries.
pub fn has_entries(facts: &Facts<'_>, chat: &ChatKey) -> bool {
    let mut entries = facts.0.iter().filter_map(|entry| entry.event.chat_entry());
    entries.any(|(of, _)| of == *chat)
}

/// Whether a direct chat that is used would be lost under another policy, or with another role of a
/// person.
pub fn loses_conversation(
    facts: &Facts<'_>,
    policy: &Policy,
    changed: Option<(PersonId, Role)>,
) -> bool {
    let people = facts.people();
    let (_, old) = facts.kind_and_policy();
    let possible = |policy: &Policy, care: Option<Role>, attendee: Option<Role>| {
        let cares = match care {
            Some(Role::Provider) => true,
            Some(Role::Staff) => policy.staff_have_direct_chats,
            _ => false,
        };
        let attends = match attendee {
            Some(Role::Patient) => true,
            Some(Role::Guest) => policy.guests_have_direct_chats,
            Some(Role::Interpreter) => policy.interpreters_have_direct_chats,
            _ => false,
        };
        cares && attends
    };
    let then = |person: PersonId| match changed {
        Some((who, role)) if who == person => Some(role),
        _ => facts.role(person),
    };
    let lost = |care: PersonId, attendee: PersonId| {
        possible(&old, facts.role(care), facts.role(attendee))
            && !possible(policy, then(care), then(attendee))
            && {
                let chat = ChatKey::direct(care, attendee);
                facts.locked(&chat) || has_entries(facts, &chat)
            }
    };
    people
        .iter()
        .any(|care| people.iter().any(|attendee| lost(*care, *attendee)))
}
