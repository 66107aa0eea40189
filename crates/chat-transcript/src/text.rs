//! A transcript as plain text: UTF-8, lines of at most 80 columns.
//!
//! What people wrote is always indented, so that no text can imitate a line of the transcript. Names and texts are in
//! Unicode isolates, so that their direction does not affect what is beside them.

mod head;
mod names;
mod paper;
mod times;

use crate::model::{
    ChatPart, Item, LogPart, MessagePart, NoticeStatusPart, Transcript, VersionPart,
};
use chat_domain::ChatKey;
use names::{Names, isolated};
use paper::Paper;
use times::Days;

impl Transcript {
    /// The transcript as plain text for people, in English.
    #[must_use]
    pub fn text(&self) -> String {
        let mut paper = Paper::default();
        let names = Names::of(self);
        head::write(self, &names, &mut paper);
        for chat in &self.chats {
            write_chat(self, chat, &names, &mut paper);
        }
        if self.chats.is_empty() {
            paper.heading("Messages");
            paper.line("None.");
        }
        write_notices(self, &names, &mut paper);
        if let Some(log) = &self.log {
            write_log(self, log, &mut paper);
        }
        paper.line("");
        paper.line("End of the transcript.");
        paper.into_text()
    }
}

fn write_chat(transcript: &Transcript, chat: &ChatPart, names: &Names<'_>, paper: &mut Paper) {
    match chat.chat {
        ChatKey::Visit => paper.heading("Visit chat (everyone)"),
        ChatKey::Direct(pair) => {
            paper.heading("Direct chat (private)");
            let (care, attendee) = (names.person(pair.care), names.person(pair.attendee));
            paper.filled("", &format!("Between {care} and {attendee}"));
        }
    }
    let mut days = Days::new(&transcript.zone);
    for item in &chat.items {
        let at = match item {
            Item::Message(message) => message.sent_at,
            Item::Lock(lock) => lock.at,
        };
        if let Some(day) = days.turn_to(at) {
            paper.day(&day);
        }
        let time = days.time(at);
        match item {
            Item::Message(message) => write_message(message, &time, names, &days, paper),
            Item::Lock(lock) => {
                let act = if lock.locked { "locked" } else { "unlocked" };
                let by = names.actor(lock.by);
                paper.item(
                    &time,
                    &format!("[The chat was {act} for attendees by {by}]"),
                );
            }
        }
    }
}

fn write_message(
    message: &MessagePart,
    time: &str,
    names: &Names<'_>,
    days: &Days<'_>,
    paper: &mut Paper,
) {
    paper.item(time, &names.person(message.author));
    for version in &message.versions {
        write_version(message, version, names, days, paper);
    }
    for file in &message.files {
        let name = isolated(file.name.as_str());
        let (kind, size) = (&file.media_type, file.size);
        paper.note(&format!("[File {name}, {kind}, {size} bytes]"));
        paper.note(&format!("[SHA-256 {}]", file.sha256));
    }
    if let Some(retraction) = &message.retraction {
        let (by, at) = (names.actor(retraction.by), days.moment(retraction.at));
        let reason = isolated(retraction.reason.as_str());
        paper.note(&format!("[Retracted by {by} at {at}. Reason: {reason}]"));
    }
}

fn write_version(
    message: &MessagePart,
    version: &VersionPart,
    names: &Names<'_>,
    days: &Days<'_>,
    paper: &mut Paper,
) {
    if version.version > 1 {
        let at = days.moment(version.at);
        paper.note(&format!("[Version {}, corrected at {at}]", version.version));
    }
    match &version.text {
        Some(text) => paper.written(text.as_str()),
        None if message.retraction.is_some() => {
            paper.note("[The text is not shown: it was retracted]")
        }
        None if version.version == 1 && message.versions.len() == 1 => {} // files only
        None if version.version == 1 && !message.files.is_empty() => {
            paper.note("[No text is shown]")
        }
        None => paper.note("[The text is not shown to this reader]"),
    }
    for read in &version.read_by {
        let (by, at) = (names.person(read.person), days.moment(read.at));
        paper.note(&format!("[Read by {by} at {at}]"));
    }
}

fn write_notices(transcript: &Transcript, names: &Names<'_>, paper: &mut Paper) {
    if transcript.notices.is_empty() {
        return;
    }
    paper.heading("Notices to the care team");
    let mut days = Days::new(&transcript.zone);
    for notice in &transcript.notices {
        if let Some(day) = days.turn_to(notice.sent_at) {
            paper.day(&day);
        }
        paper.item(&days.time(notice.sent_at), &names.person(notice.sender));
        paper.written(notice.text.as_str());
        paper.note(&match notice.status {
            NoticeStatusPart::Waiting => "[No one of the care team has seen to it]".to_owned(),
            NoticeStatusPart::VisitClosed => {
                "[The visit was closed before anyone saw to it]".to_owned()
            }
            NoticeStatusPart::SeenTo { by, at } => {
                let by = by.map_or_else(|| "the care team".to_owned(), |by| names.person(by));
                format!("[Seen to by {by} at {}]", days.moment(at))
            }
        });
    }
}

fn write_log(transcript: &Transcript, log: &LogPart, paper: &mut Paper) {
    paper.heading("Verification");
    paper.line(&format!("Log head:   entry {}", log.position));
    paper.line("SHA-256:");
    paper.line(&format!("  {}", log.hash));
    paper.line("To check the stored log against this head and a checkpoint:");
    paper.line("  chat-server verify --visit \\");
    paper.line(&format!("    {}", transcript.visit.id));
}
