//! Conversion from a step to a domain command.

use super::{
    cast::Who,
    step::{Again, Ask, By, Guests, Msg, Sending, Step},
    words::{
        CLINIC, FILE, LATER, NOW, VISIT, Words, attachment_id, client_id, message_id, notice_id,
        stored_again, upload_id,
    },
    world::World,
};
use crate::visit::cast::Chat;
use chat_domain::{
    ChatNumber, Command, NewParticipant, NoticeText, ParticipantEdit, PolicyChoices, Recipient,
    ScheduleVisit, SendMessage, VisitEdit, VisitState,
};

impl Words {
    fn add(&self, who: Who, shares_history: bool) -> Command {
        match self.participants([who].into_iter()).pop() {
            Some(new) => Command::AddParticipant(NewParticipant {
                shares_history,
                ..new
            }),
            None => Command::EndCall, // not reached: every person has a participant
        }
    }

    /// The command that a step stands for in a state.
    #[must_use]
    pub fn command(&self, world: &World, state: &VisitState, step: Step) -> Command {
        let person = |who: Who| who.person();
        match step.ask {
            Ask::Schedule(guests) => Command::ScheduleVisit(self.schedule(world, guests)),
            Ask::Add(who) => self.add(who, false),
            Ask::AddWithHistory(who) => self.add(who, true),
            Ask::Remove(who) => Command::RemoveParticipant {
                person: person(who),
                reason: self.reason.clone(),
            },
            Ask::HandOver(from, to) => Command::HandOver {
                from: person(from),
                to: person(to),
            },
            Ask::RemoveOtherwise(who) => Command::RemoveParticipant {
                person: person(who),
                reason: self.other_reason.clone(),
            },
            Ask::Undo(who) => Command::UndoRemoval {
                person: person(who),
                reason: self.reason.clone(),
            },
            Ask::Rename(who) => Command::EditParticipant(ParticipantEdit {
                name: Some(self.other_name.clone()),
                ..edit(who)
            }),
            Ask::Become(who, role) => Command::EditParticipant(ParticipantEdit {
                role: Some(role),
                ..edit(who)
            }),
            Ask::Move => Command::EditVisit(VisitEdit {
                scheduled_for: Some(LATER),
                ..VisitEdit::default()
            }),
            Ask::OpenHistory => Command::EditVisit(VisitEdit {
                policy: PolicyChoices {
                    open_history: Some(true),
                    ..PolicyChoices::default()
                },
                ..VisitEdit::default()
            }),
            Ask::Enter(who) => Command::EnterWaitingRoom {
                person: person(who),
            },
            Ask::Join(who) => Command::JoinCall {
                person: person(who),
            },
            Ask::Leave(who) => Command::Leave {
                person: person(who),
            },
            Ask::Drop(who) => Command::Drop {
                person: person(who),
            },
            Ask::EndCall => Command::EndCall,
            Ask::Complete => Command::CompleteVisit,
            Ask::Cancel => Command::CancelVisit,
            Ask::NoShow => Command::MarkNoShow,
            Ask::LeftUnseen => Command::MarkLeftWithoutBeingSeen,
            Ask::EndFollowUp => Command::EndFollowUp,
            Ask::Reopen => Command::ReopenVisit,
            Ask::Lock(chat) => Command::LockChat { chat: chat.key() },
            Ask::Unlock(chat) => Command::UnlockChat { chat: chat.key() },
            Ask::Stage(chat) => self.stage(step.by, chat, FILE),
            Ask::StageHuge(chat) => self.stage(step.by, chat, world.policy.max_file_bytes + 1),
            Ask::Restage(chat, how) => self.restage(step.by, chat, how),
            Ask::Discard(chat, uploader) => Command::DiscardFile {
                attachment: attachment_id(chat, uploader),
            },
            Ask::Send(chat, how) => Command::SendMessage(self.send(state, step.by, chat, how)),
            Ask::Resend(message, how) => Command::SendMessage(self.resend(state, message, how)),
            Ask::Correct(message, is_new) => {
                let id = message_id(message);
                let sent = state.messages.get(&id);
                let made = sent.map_or(0, |m| m.corrections());
                let wordless = sent.is_some_and(|m| !m.files.is_empty());
                let text = match made.checked_sub(1) {
                    None if !is_new && !wordless => &self.text,
                    Some(last) if !is_new => self.corrections.get(last).unwrap_or(&self.other_text),
                    _ => self.corrections.get(made).unwrap_or(&self.other_text),
                };
                Command::CorrectMessage {
                    message: id,
                    text: text.clone(),
                }
            }
            Ask::Retract(message) => Command::RetractMessage {
                message: message_id(message),
                reason: self.reason.clone(),
            },
            Ask::MarkRead(chat) => mark_read(state, chat, 0),
            Ask::MarkBeyond(chat) => mark_read(state, chat, 1),
            Ask::SetAside(chat) => Command::NoAnswerNeeded {
                chat: chat.key(),
                through: state.chat(&chat.key()).last,
            },
            Ask::Notify => {
                let sent = state.notices.of(person_of(step.by).person()).zip(0_u8..);
                let number = sent
                    .last()
                    .map_or(0, |(_, number)| number.saturating_add(1));
                notice(number, &self.help)
            }
            Ask::NotifyAgain(number, true) => notice(number, &self.help),
            Ask::NotifyAgain(number, false) => notice(number, &self.lost),
            Ask::NotifyOther => notice(u8::MAX, &self.hungry),
            Ask::Settle(who, number) => Command::SettleNotice {
                sender: person(who),
                notice: notice_id(number),
            },
            Ask::BreakGlass(chat) => Command::BreakGlass {
                chat: chat.key(),
                reason: self.reason.clone(),
            },
        }
    }

    fn schedule(&self, world: &World, guests: Guests) -> ScheduleVisit {
        let cast = || world.cast.iter().copied();
        let participants = match guests {
            Guests::Everyone => self.participants(world.invited().into_iter()),
            Guests::Few => self.participants([Who::DrA, Who::Patient1].into_iter()),
            Guests::Twice => self.participants(cast().take(1).chain(cast().take(1))),
            Guests::TwoPatients => {
                self.participants([Who::DrA, Who::Patient1, Who::Patient2].into_iter())
            }
        };
        ScheduleVisit {
            clinic: CLINIC,
            visit: VISIT,
            kind: world.kind,
            scheduled_for: NOW,
            policy: world.policy,
            notices: None,
            rules: world.rules,
            participants,
        }
    }

    fn stage(&self, by: By, chat: Chat, size: u64) -> Command {
        Command::StageFile {
            chat: chat.key(),
            file: self.file(chat, person_of(by), size),
            upload: Some(upload_id(chat)),
        }
    }

    /// Retries an upload as the service does: the file gets a different id.
    fn restage(&self, by: By, chat: Chat, how: Again) -> Command {
        let size = match how {
            Again::OtherContent => FILE + 1,
            Again::Same | Again::OtherChat(_) => FILE,
        };
        let mut file = self.file(chat, person_of(by), size);
        file.attachment = stored_again(chat, person_of(by));
        let staged_for = match how {
            Again::OtherChat(other) => other,
            Again::Same | Again::OtherContent => chat,
        };
        Command::StageFile {
            chat: staged_for.key(),
            file,
            upload: Some(upload_id(chat)),
        }
    }

    fn send(&self, state: &VisitState, by: By, chat: Chat, how: Sending) -> SendMessage {
        let me = person_of(by);
        let key = chat.key();
        let mine = (state.messages.values()).filter(|m| m.chat == key && m.author == me.person());
        let nth = u8::try_from(mine.count()).unwrap_or(u8::MAX);
        let last = u8::try_from(state.chat(&key).last.0).unwrap_or(u8::MAX);
        let number = match how {
            Sending::TakenId(number) => number,
            _ => last.saturating_add(1),
        };
        let recipient = match how {
            Sending::To(who) => Recipient::Person(who.person()),
            Sending::ToEveryone => Recipient::Everyone,
            _ => Recipient::of(&key, me.person()).unwrap_or(Recipient::Everyone),
        };
        let files = match how {
            Sending::File(uploader) => vec![attachment_id(chat, uploader)],
            Sending::FileTwice(uploader) => vec![attachment_id(chat, uploader); 2],
            Sending::FileOf(other) => vec![attachment_id(other, me)],
            _ => Vec::new(),
        };
        let wordless = how == Sending::Empty || !files.is_empty();
        SendMessage {
            chat: key,
            recipient,
            message: message_id(Msg { chat, number }),
            client_id: client_id(chat, nth.saturating_add(1)),
            text: (!wordless).then(|| self.text.clone()),
            files,
        }
    }

    /// A send by a message's author that reuses its client id.
    fn resend(&self, state: &VisitState, message: Msg, how: Again) -> SendMessage {
        let by = (state.messages.get(&message_id(message)))
            .and_then(|sent| Who::of(sent.author))
            .map_or(By::Host, By::Person);
        let chat = match how {
            Again::OtherChat(chat) => chat,
            Again::Same | Again::OtherContent => message.chat,
        };
        let mut again = self.send(state, by, chat, Sending::Plain);
        if let Some(sent) = state.messages.get(&message_id(message)) {
            again.client_id = sent.client_id;
            if how == Again::Same {
                again.files = sent.files.iter().map(|file| file.attachment).collect();
                again.text = again.text.filter(|_| again.files.is_empty());
            }
        }
        if how == Again::OtherContent {
            again.text = Some(self.other_text.clone());
        }
        again
    }
}

/// An edit of a person that changes nothing.
const fn edit(who: Who) -> ParticipantEdit {
    ParticipantEdit {
        person: who.person(),
        role: None,
        name: None,
        second_identifier: None,
    }
}

/// The person whose chats and files the host and an overseer refer to, since they have none.
fn person_of(by: By) -> Who {
    match by {
        By::Person(who) => who,
        By::Host | By::Overseer | By::Service => Who::Outsider,
    }
}

fn notice(number: u8, text: &NoticeText) -> Command {
    Command::SendNotice {
        notice: notice_id(number),
        text: text.clone(),
    }
}

/// Marks all entries of a chat as read, and this number of further ones.
fn mark_read(state: &VisitState, chat: Chat, further: u64) -> Command {
    let chat = chat.key();
    let through = ChatNumber(state.chat(&chat).last.0.saturating_add(further));
    Command::MarkRead { chat, through }
}
