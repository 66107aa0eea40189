//! A chat as a `Communication` that its messages are part of.

use crate::{
    export::Export,
    id,
    model::{CodeableConcept, Communication, Reference, Resource, ResourceType},
};
use chat_domain::{ChatKey, PersonId, access::may_read};

impl Export<'_> {
    /// The chat's thread. Exported when something first refers to it.
    pub(crate) fn thread(&mut self, chat: ChatKey, out: &mut Vec<Resource>) -> Reference {
        let id = id::thread(self.visit, chat);
        if self.threads.insert(chat) {
            let topic = match chat {
                ChatKey::Visit => "Visit chat",
                ChatKey::Direct(_) => "Direct chat",
            };
            let members = self.members(chat);
            out.push(Resource::Communication(Communication {
                status: if self.state.phase.is_open() || self.state.follow_up_until.is_some() {
                    "in-progress"
                } else {
                    "completed"
                },
                topic: Some(CodeableConcept::text(topic)),
                subject: self.patient(attendee(chat)),
                recipient: members.into_iter().map(|who| self.person(who)).collect(),
                ..Communication::new(id, self.encounter_link())
            }));
        }
        self.link(ResourceType::Communication, id)
    }

    /// Those between whom the chat is: its two members, or everyone who may read the visit chat now.
    fn members(&self, chat: ChatKey) -> Vec<PersonId> {
        match chat {
            ChatKey::Direct(pair) => vec![pair.care, pair.attendee],
            ChatKey::Visit => {
                let people = self.seen().map(|seen| seen.person);
                people
                    .filter(|person| may_read(self.state, *person, &chat).is_ok())
                    .collect()
            }
        }
    }
}

/// The attendee of a direct chat.
pub(crate) const fn attendee(chat: ChatKey) -> Option<PersonId> {
    match chat {
        ChatKey::Visit => None,
        ChatKey::Direct(pair) => Some(pair.attendee),
    }
}
