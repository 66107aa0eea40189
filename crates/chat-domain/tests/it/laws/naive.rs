//! A second opinion, written from the rule catalogue alone: it scans the raw log for each question
//! and shares nothing with the code that it judges.

use chat_domain::{Actor, ChatKey, Entry, Event, PersonId, Policy, Role, VisitKind};

/// Where somebody is, as the log tells it from its beginning to its end.
#[derive(PartialEq)]
enum Place {
    Waiting,
    Call,
    Elsewhere,
}

fn scheduled(log: &[Entry]) -> Option<(VisitKind, Policy)> {
    log.iter().find_map(|entry| match &entry.event {
        Event::VisitScheduled { kind, policy, .. } => Some((*kind, *policy)),
        _ => None,
    })
}

/// The role of somebody who takes part and was not removed.
fn role(log: &[Entry], who: PersonId) -> Option<Role> {
    let mut role = None;
    for entry in log {
        match &entry.event {
            Event::ParticipantAdded {
                person, role: r, ..
            } if *person == who => role = Some(*r),
            Event::ParticipantRemoved { person, .. } if *person == who => role = None,
            _ => {}
        }
    }
    role
}

fn place(log: &[Entry], who: PersonId) -> Place {
    let mut place = Place::Elsewhere;
    for entry in log {
        match &entry.event {
            Event::WaitingRoomEntered { person } if *person == who => place = Place::Waiting,
            Event::CallJoined { person } if *person == who => place = Place::Call,
            Event::ParticipantLeft { person } | Event::ParticipantRemoved { person, .. }
                if *person == who =>
            {
                place = Place::Elsewhere;
            }
            Event::CallEnded if place == Place::Call => place = Place::Elsewhere,
            Event::VisitCompleted | Event::VisitCancelled | Event::VisitMarkedNoShow => {
                place = Place::Elsewhere;
            }
            _ => {}
        }
    }
    place
}

/// Whether the visit takes messages (W8).
pub fn open(log: &[Entry]) -> bool {
    let mut open = false;
    for entry in log {
        match entry.event {
            Event::VisitScheduled { .. } | Event::VisitReopened => open = true,
            Event::VisitCompleted | Event::VisitCancelled | Event::VisitMarkedNoShow => {
                open = false;
            }
            _ => {}
        }
    }
    open
}

fn entered(log: &[Entry], who: PersonId) -> bool {
    log.iter()
        .any(|entry| matches!(entry.event, Event::WaitingRoomEntered { person } if person == who))
}

/// Providers and staff as they are or were.
fn of_care_team(log: &[Entry], who: PersonId) -> bool {
    log.iter().any(|entry| {
        matches!(
            entry.event,
            Event::ParticipantAdded { person, role: Role::Provider | Role::Staff, .. }
                if person == who
        )
    })
}

/// The care side has written here (W4, W5).
fn started(log: &[Entry], whence: &ChatKey) -> bool {
    log.iter().any(|entry| {
        let (Event::MessageSent { chat, .. }, Actor::Person(author)) = (&entry.event, entry.actor)
        else {
            return false;
        };
        chat == whence
            && match whence {
                ChatKey::Visit => of_care_team(log, author),
                ChatKey::Direct(pair) => pair.care == author,
            }
    })
}

fn locked(log: &[Entry], whence: &ChatKey) -> bool {
    let mut locked = false;
    for entry in log {
        match &entry.event {
            Event::ChatLocked { chat } if chat == whence => locked = true,
            Event::ChatUnlocked { chat } if chat == whence => locked = false,
            _ => {}
        }
    }
    locked
}

/// The other member of a direct chat whose sides have the right roles (M2, M3, M4), and whether
/// `who` is on its care side.
fn other_member(log: &[Entry], who: PersonId, chat: &ChatKey) -> Option<(PersonId, bool)> {
    let (_, policy) = scheduled(log)?;
    let ChatKey::Direct(pair) = chat else {
        return None;
    };
    let was = |who| {
        log.iter().find_map(|entry| match entry.event {
            Event::ParticipantAdded { person, role, .. } if person == who => Some(role),
            _ => None,
        })
    };
    let care = match was(pair.care)? {
        Role::Provider => true,
        Role::Staff => policy.staff_have_direct_chats,
        _ => false,
    };
    let attendee = match was(pair.attendee)? {
        Role::Patient => true,
        Role::Guest => policy.guests_have_direct_chats,
        _ => false,
    };
    if !(care && attendee) {
        None
    } else if who == pair.care {
        Some((pair.attendee, true))
    } else if who == pair.attendee {
        Some((pair.care, false))
    } else {
        None
    }
}

/// Whether `who` may write in `chat` now.
pub fn may_write(log: &[Entry], who: PersonId, chat: &ChatKey) -> bool {
    let (Some(my_role), Some((_, policy))) = (role(log, who), scheduled(log)) else {
        return false;
    };
    if !open(log) {
        return false;
    }
    let gate_shut =
        |with_provider: bool| locked(log, chat) || !(started(log, chat) || with_provider);
    match chat {
        ChatKey::Visit if matches!(my_role, Role::Provider | Role::Staff) => true,
        ChatKey::Visit => {
            let provider_in_call = log.iter().any(|entry| {
                matches!(entry.event, Event::CallJoined { person }
                    if role(log, person) == Some(Role::Provider) && place(log, person) == Place::Call)
            });
            let with_provider = match place(log, who) {
                Place::Call => provider_in_call,
                Place::Waiting => policy.waiting_attendees_start_visit_chat,
                Place::Elsewhere => false,
            };
            entered(log, who) && !gate_shut(with_provider)
        }
        ChatKey::Direct(_) => match other_member(log, who, chat) {
            None => false,
            Some((other, _)) if role(log, other).is_none() => false,
            Some((_, true)) => true,
            Some((other, false)) => {
                let together = place(log, who) == Place::Call && place(log, other) == Place::Call;
                !gate_shut(together)
            }
        },
    }
}

/// Whether `who` may read the entry at this place in the log, a message's or a change of one.
pub fn may_read(log: &[Entry], who: PersonId, at: usize) -> bool {
    let (Some(my_role), Some((kind, policy))) = (role(log, who), scheduled(log)) else {
        return false;
    };
    let (Some((chat, _)), Some(id)) = (log[at].event.chat_entry(), log[at].event.message()) else {
        return false;
    };
    if let ChatKey::Direct(_) = chat {
        return other_member(log, who, &chat).is_some();
    }
    if matches!(my_role, Role::Provider | Role::Staff) {
        return true;
    }
    let place_of = |like: &dyn Fn(&Event) -> bool| log.iter().position(|entry| like(&entry.event));
    let came = place_of(&|e| matches!(e, Event::WaitingRoomEntered { person } if *person == who));
    let said = place_of(&|e| matches!(e, Event::MessageSent { message, .. } if *message == id));
    match (came, said) {
        (Some(_), _) if kind == VisitKind::OneToOne || policy.open_history => true,
        (Some(came), Some(said)) => came < said,
        _ => false,
    }
}

/// Whether `who` is a member of `chat` now.
pub fn is_member(log: &[Entry], who: PersonId, chat: &ChatKey) -> bool {
    match (role(log, who), chat) {
        (None, _) => false,
        (Some(Role::Provider | Role::Staff), ChatKey::Visit) => true,
        (Some(_), ChatKey::Visit) => entered(log, who),
        (Some(_), ChatKey::Direct(_)) => other_member(log, who, chat).is_some(),
    }
}

/// The primary patient: the first to have entered of those who are still there (P1, P3).
pub fn primary(log: &[Entry]) -> Option<PersonId> {
    log.iter().find_map(|entry| match entry.event {
        Event::WaitingRoomEntered { person } if role(log, person) == Some(Role::Patient) => {
            Some(person)
        }
        _ => None,
    })
}
