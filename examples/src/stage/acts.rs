//! Actions of people.

use super::{Answer, Stage};
use crate::{Outcome, cast::Player};
use chat_app::Receipt;
use chat_domain::{Actor, AttachmentId, ChatKey, Command, MessageText, NewMessage, Recipient};

impl Stage {
    /// A person issues a command.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn does(&mut self, who: Player, command: Command) -> Outcome<Answer> {
        let what = format!("{} {}", who.label(), self.deed(&command));
        self.act(&what);
        let actor = Actor::Person(who.person);
        let answer = self
            .service
            .execute(self.visit, actor, command)
            .await
            .map(drop);
        self.answer(answer, |()| "done".to_owned())
    }

    /// A person writes to a chat, addressed to the recipient that their window shows.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn writes(
        &mut self,
        who: Player,
        chat: ChatKey,
        text: &str,
    ) -> Outcome<Answer<Receipt>> {
        let message = self.message(who, chat, text)?;
        self.sends(who, message).await
    }

    /// A message as the sender's window would create it.
    ///
    /// # Errors
    /// If the text is not valid.
    pub fn message(&mut self, who: Player, chat: ChatKey, text: &str) -> Outcome<NewMessage> {
        let recipient = match chat {
            ChatKey::Visit => Recipient::Everyone,
            ChatKey::Direct(pair) if pair.care == who.person => Recipient::Person(pair.attendee),
            ChatKey::Direct(pair) => Recipient::Person(pair.care),
        };
        Ok(NewMessage {
            chat,
            recipient,
            client_id: self.new_client_id(),
            text: Some(MessageText::new(text)?),
            files: Vec::new(),
        })
    }

    /// A person sends a message.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn sends(&mut self, who: Player, message: NewMessage) -> Outcome<Answer<Receipt>> {
        let what = format!("{} {}", who.label(), self.message_in_words(who, &message));
        self.act(&what);
        let answer = self.service.send(self.visit, who.person, message).await;
        self.answer(answer, |receipt| {
            format!("stored as number {} of that chat", receipt.number)
        })
    }

    /// A person sends a message with a file.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn sends_file(
        &mut self,
        who: Player,
        chat: ChatKey,
        text: &str,
        file: AttachmentId,
    ) -> Outcome<Answer<Receipt>> {
        let message = self.message(who, chat, text)?;
        self.sends(
            who,
            NewMessage {
                files: vec![file],
                ..message
            },
        )
        .await
    }

    fn message_in_words(&self, who: Player, message: &NewMessage) -> String {
        let to = match message.recipient {
            Recipient::Everyone => "everyone".to_owned(),
            Recipient::Person(person) => format!("{} alone", self.label(person)),
        };
        let window = match Recipient::of(&message.chat, who.person) {
            Some(shown) if shown == message.recipient => String::new(),
            _ => format!(", but in {}", self.chat(message.chat)),
        };
        let text = message.text.as_ref().map_or("", MessageText::as_str);
        let files = match message.files.len() {
            0 => "",
            1 => ", with a file",
            _ => ", with files",
        };
        format!("→ {to}{window}: “{text}”{files}")
    }

    fn deed(&self, command: &Command) -> String {
        match command {
            Command::ScheduleVisit(_) => "schedules the visit".to_owned(),
            Command::AddParticipant(new) => format!("adds {}", self.label(new.person)),
            Command::RemoveParticipant { person, reason } => {
                format!("removes {}: {}", self.label(*person), reason.as_str())
            }
            Command::HandOver { from, to } => {
                format!(
                    "hands over from {} to {}",
                    self.label(*from),
                    self.label(*to)
                )
            }
            Command::UndoRemoval { person, reason } => {
                format!("brings {} back: {}", self.label(*person), reason.as_str())
            }
            Command::EditVisit(_) => "edits the visit".to_owned(),
            Command::EditParticipant(edit) => format!("corrects {}", self.label(edit.person)),
            Command::EnterWaitingRoom { .. } => "enters the waiting room".to_owned(),
            Command::JoinCall { .. } => "joins the call".to_owned(),
            Command::Leave { .. } => "drops out".to_owned(),
            Command::Drop { person } => format!("drops {}", self.label(*person)),
            Command::EndCall => "ends the call".to_owned(),
            Command::CompleteVisit => "completes the visit".to_owned(),
            Command::CancelVisit => "cancels the visit".to_owned(),
            Command::MarkNoShow => "marks the visit as a no-show".to_owned(),
            Command::MarkLeftWithoutBeingSeen => {
                "marks the visit as left without being seen".to_owned()
            }
            Command::EndFollowUp => "ends the follow-up".to_owned(),
            Command::ReopenVisit => "reopens the visit".to_owned(),
            Command::LockChat { chat } => format!("locks {}", self.chat(*chat)),
            Command::UnlockChat { chat } => format!("unlocks {}", self.chat(*chat)),
            Command::StageFile { .. } => "uploads a file".to_owned(),
            Command::DiscardFile { .. } => "discards an uploaded file".to_owned(),
            Command::SendMessage(_) => "sends a message".to_owned(),
            Command::CorrectMessage { text, .. } => {
                format!("corrects the message to “{}”", text.as_str())
            }
            Command::RetractMessage { reason, .. } => {
                format!("retracts the message: {}", reason.as_str())
            }
            Command::MarkRead { chat, .. } => format!("reads {}", self.chat(*chat)),
            Command::NoAnswerNeeded { chat, .. } => {
                format!("records that no answer is needed in {}", self.chat(*chat))
            }
            Command::SendNotice { text, .. } => {
                format!("sends the care team the notice “{}”", text.as_str())
            }
            Command::SettleNotice { sender, .. } => {
                format!("records having seen to {}’s notice", self.label(*sender))
            }
            Command::RemindPeople { reminder, .. } => format!("sends reminder {reminder}"),
            Command::EscalateWait { .. } => "escalates what waits".to_owned(),
            Command::BreakGlass { chat, reason } => {
                format!(
                    "breaks the glass of {}: {}",
                    self.chat(*chat),
                    reason.as_str()
                )
            }
        }
    }
}
