//! Well-formed commands, which only a permission rule can refuse.

use crate::{
    chance::Chance,
    facts::Facts,
    people::{CAST, any_person, of_role, person},
};
use chat_domain::{
    AttachmentId, ChatKey, ChatNumber, ClientMessageId, Command, DisplayName, FileName, FileRef,
    MessageId, MessageText, NewParticipant, ParticipantEdit, PersonId, Reason, Recipient, Role,
    SendMessage, UploadId, VisitEdit, chat::Sha256,
};
use time::{Duration, OffsetDateTime};

pub fn correct(chance: &mut Chance, message: MessageId) -> Command {
    let text = chance.one_of(&["rather this", "or that", "or something else", "a word"]);
    let text = MessageText::new(text).unwrap();
    Command::CorrectMessage { message, text }
}

/// Marks a chat as read: mostly all of it, sometimes a part or more than there is.
pub fn mark(chance: &mut Chance, facts: &Facts<'_>, chat: ChatKey) -> Command {
    let through = somewhere(chance, facts, chat);
    Command::MarkRead { chat, through }
}

/// Records that no answer is needed up to an entry, chosen in the same way.
pub fn set_aside(chance: &mut Chance, facts: &Facts<'_>, chat: ChatKey) -> Command {
    let through = somewhere(chance, facts, chat);
    Command::NoAnswerNeeded { chat, through }
}

fn somewhere(chance: &mut Chance, facts: &Facts<'_>, chat: ChatKey) -> ChatNumber {
    let entries = facts.0.iter().filter_map(|entry| entry.event.chat_entry());
    let last = entries.filter(|(of, _)| *of == chat).count() as u64;
    let through = if chance.percent(60) {
        last
    } else {
        chance.below(usize::try_from(last).unwrap() + 2) as u64
    };
    ChatNumber(through)
}

/// Hands over, mostly from one provider to another.
pub fn hand_over(chance: &mut Chance) -> Command {
    let someone = |chance: &mut Chance| {
        if chance.percent(80) {
            of_role(chance, &[Role::Provider])
        } else {
            any_person(chance)
        }
    };
    let (from, to) = (someone(chance), someone(chance));
    Command::HandOver { from, to }
}

pub fn retract(message: MessageId) -> Command {
    let reason = reason();
    Command::RetractMessage { message, reason }
}

pub fn say(chance: &mut Chance, chat: ChatKey, recipient: Recipient) -> Command {
    Command::SendMessage(SendMessage {
        chat,
        recipient,
        message: MessageId::new(chance.uuid()),
        client_id: ClientMessageId::new(chance.uuid()),
        text: Some(MessageText::new("a word").unwrap()),
        files: Vec::new(),
    })
}

pub fn stage(chance: &mut Chance, chat: ChatKey) -> Command {
    let file = FileRef {
        attachment: AttachmentId::new(chance.uuid()),
        name: FileName::new("scan.png").unwrap(),
        media_type: "image/png".into(),
        size: 500 * (1 + chance.below(3) as u64),
        sha256: Sha256([7; 32]),
    };
    let upload = chance.percent(50).then(|| UploadId::new(chance.uuid()));
    Command::StageFile { chat, file, upload }
}

/// Adds a person of the cast, strangers excluded, in their usual role or another.
pub fn add(chance: &mut Chance) -> Command {
    let i = chance.below(CAST.len() - 2);
    let role = if chance.percent(60) {
        CAST[i]
    } else {
        chance.one_of(&Role::ALL)
    };
    Command::AddParticipant(NewParticipant {
        shares_history: chance.percent(25),
        ..newcomer(i, role)
    })
}

pub fn newcomer(of_cast: usize, role: Role) -> NewParticipant {
    NewParticipant {
        person: person(of_cast),
        role,
        name: DisplayName::new(&format!("Person {of_cast}")).unwrap(),
        second_identifier: None,
        shares_history: false,
    }
}

/// Moves the visit, or changes a choice of its policy.
pub fn edit_visit(chance: &mut Chance) -> Command {
    let mut edit = VisitEdit::default();
    let on = Some(chance.percent(50));
    match chance.below(9) {
        0 | 1 => edit.policy.guests_have_direct_chats = on,
        2 | 3 => edit.policy.staff_have_direct_chats = on,
        4 => edit.policy.open_history = on,
        5 => edit.policy.waiting_attendees_start_visit_chat = on,
        6 => edit.policy.handover_opens_direct_chats = on,
        hours => {
            let later = Duration::hours(hours as i64);
            edit.scheduled_for = Some(OffsetDateTime::UNIX_EPOCH + later);
        }
    }
    Command::EditVisit(edit)
}

/// Corrects a person's name or role.
pub fn edit_participant(chance: &mut Chance, person: PersonId) -> Command {
    let role = chance.percent(70).then(|| chance.one_of(&Role::ALL));
    let name = chance.one_of(&["Another Name", "A Third Name"]);
    let name = role.is_none().then(|| DisplayName::new(name).unwrap());
    Command::EditParticipant(ParticipantEdit {
        person,
        role,
        name,
        second_identifier: None,
    })
}

/// Brings a person back.
pub fn undo_removal(chance: &mut Chance, person: PersonId) -> Command {
    let reason = any_reason(chance);
    Command::UndoRemoval { person, reason }
}

/// Mostly the same reason.
pub fn any_reason(chance: &mut Chance) -> Reason {
    if chance.percent(80) {
        reason()
    } else {
        Reason::new("another reason").unwrap()
    }
}

pub fn reason() -> Reason {
    Reason::new("asked for").unwrap()
}
