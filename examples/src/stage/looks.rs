//! What people see.

use super::{Answer, Stage, words};
use crate::{Outcome, cast::Player, narrator::Narrator};
use chat_app::{DashboardFilter, MessagePage, PageRequest, Viewer};
use chat_domain::{
    Access, ChatKey, Event, MessageText, PersonId, Reason, VisitKind, VisitView,
    view::{MessageView, ParticipantView},
};

/// A page large enough for a whole chat.
const ALL: PageRequest = PageRequest::Backward {
    before: None,
    limit: 100,
};

impl Stage {
    /// A provider opens the dashboard.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn dashboard(&mut self, who: Player) -> Outcome<Vec<VisitView>> {
        self.act(&format!("{} opens the dashboard", who.label()));
        let (clinic, filter) = (self.visit.clinic, DashboardFilter::default());
        let page = self
            .service
            .dashboard(clinic, who.person, &filter, None, 10)
            .await?;
        for visit in &page.visits {
            let at = visit.scheduled_for.time();
            let kind = match visit.kind {
                VisitKind::OneToOne => "one-to-one",
                VisitKind::Group => "group",
            };
            let (hour, minute) = (at.hour(), at.minute());
            let phase = words::phase(visit.phase);
            let who = people(visit);
            self.narrator.note(&format!(
                "{hour:02}:{minute:02}, {kind} visit, {phase}: {who}"
            ));
        }
        Ok(page.visits)
    }

    /// A person's screen: every chat, open or greyed out, with the reason.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn looks(&mut self, who: Player) -> Outcome<Answer<VisitView>> {
        self.act(&format!("{} looks at the screen", who.label()));
        let view = match self.service.view(self.visit, who.person).await {
            Ok(view) => view,
            refused => return self.answer(refused, |_| String::new()),
        };
        for chat in &view.chats {
            let name = chat
                .peer
                .map_or("visit chat".to_owned(), |peer| window(&view, peer));
            let state = state(&mut self.narrator, chat.access);
            self.narrator.note(&format!("[{name}] {state}"));
        }
        if let Some(ChatKey::Direct(pair)) = view.default_direct_chat
            && let Some(peer) = pair.other(who.person)
        {
            let name = window(&view, peer);
            self.narrator
                .note(&format!("“Direct Message” opens with {name}"));
        }
        Ok(Answer::Permitted(view))
    }

    /// A person looks at the list of participants.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn looks_around(&mut self, who: Player) -> Outcome<Answer<VisitView>> {
        self.act(&format!("{} looks at the participants", who.label()));
        let view = self.service.view(self.visit, who.person).await;
        self.answer(view, people)
    }

    /// A person reads a chat.
    ///
    /// # Errors
    /// If the service fails.
    pub async fn reads(&mut self, who: Player, chat: ChatKey) -> Outcome<Answer<Vec<MessageView>>> {
        self.act(&format!("{} reads {}", who.label(), self.chat(chat)));
        let page = self
            .service
            .history(self.visit, who.person, chat, ALL)
            .await;
        let answer = self.answer(page, counted)?;
        Ok(self.quoted(answer))
    }

    /// An overseer reads a chat (M5).
    ///
    /// # Errors
    /// If the service fails.
    pub async fn oversees(
        &mut self,
        who: Player,
        chat: ChatKey,
        reason: &str,
    ) -> Outcome<Answer<Vec<MessageView>>> {
        self.act(&format!(
            "{} breaks the glass of {}: {reason}",
            who.label(),
            self.chat(chat)
        ));
        let reason = Reason::new(reason)?;
        let page = self
            .service
            .oversee(self.visit, Viewer::Overseer(who.person), chat, reason, ALL)
            .await;
        let page = page.map(|overseen| overseen.page);
        let answer = self.answer(page, counted)?;
        if matches!(answer, Answer::Permitted(_)) {
            self.notes_the_oversight().await?;
        }
        Ok(self.quoted(answer))
    }

    async fn notes_the_oversight(&mut self) -> Outcome {
        let entries = self.entries().await?;
        let entry = entries.last().ok_or("the log is empty")?;
        let Event::GlassBroken {
            through, reason, ..
        } = &entry.event
        else {
            return Err("the oversight is not in the log".into());
        };
        let (seq, reason) = (entry.seq, reason.as_str());
        let line = format!("entry {seq} of the log: may read up to number {through}, {reason}");
        self.narrator.note(&line);
        Ok(())
    }

    fn quoted(&mut self, answer: Answer<MessagePage>) -> Answer<Vec<MessageView>> {
        match answer {
            Answer::Refused(why) => Answer::Refused(why),
            Answer::Permitted(page) => {
                for message in &page.messages {
                    let line = self.quote(message);
                    self.narrator.note(&line);
                }
                Answer::Permitted(page.messages)
            }
        }
    }

    pub(super) fn quote(&self, message: &MessageView) -> String {
        let mut line = format!("{}. {}: ", message.number, self.label(message.author));
        if let Some(retraction) = &message.retraction {
            line.push_str(&format!("[retracted: {}]", retraction.reason.as_str()));
        }
        if let Some(text) = &message.text {
            line.push_str(&format!("“{}”", MessageText::as_str(text)));
        }
        for file in &message.files {
            line.push_str(&format!(" [{}, {}]", file.name.as_str(), file.media_type));
        }
        if message.version > 1 {
            line.push_str(&format!(" (version {})", message.version));
        }
        line
    }
}

fn counted(page: &MessagePage) -> String {
    match page.messages.len() {
        0 => "no messages".to_owned(),
        1 => "1 message:".to_owned(),
        count => format!("{count} messages:"),
    }
}

fn state(narrator: &mut Narrator, access: Access) -> String {
    match access {
        Access {
            read: Err(refusal), ..
        } => {
            format!("closed by {}", narrator.because(&refusal.explain()))
        }
        Access {
            write: Err(refusal),
            ..
        } => {
            format!("greyed out by {}", narrator.because(&refusal.explain()))
        }
        Access { .. } => "open".to_owned(),
    }
}

/// The title of a chat window (P5).
fn window(view: &VisitView, peer: PersonId) -> String {
    view.participants
        .iter()
        .find(|p| p.person == peer)
        .map_or_else(|| "an unknown person".to_owned(), title)
}

fn people(view: &VisitView) -> String {
    view.participants
        .iter()
        .map(title)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A name with everything that helps this viewer to tell people apart (P7).
fn title(person: &ParticipantView) -> String {
    let mut apart: Vec<String> = vec![person.role.word().to_owned()];
    if let Some(qualifier) = &person.qualifier {
        apart = vec![qualifier.clone()];
    }
    // The qualifier may begin with the second identifier.
    let identifier = person.second_identifier.as_ref().map(|id| id.as_str());
    let unsaid = identifier.filter(|id| !apart.iter().any(|said| said.starts_with(id)));
    apart.extend(unsaid.map(str::to_owned));
    apart.extend(person.is_primary.then(|| "primary".to_owned()));
    apart.push(words::presence(person.presence).to_owned());
    format!("{} ({})", person.name.as_str(), apart.join(", "))
}
