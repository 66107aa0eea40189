//! A server's answers against the ledger.

mod judge;
mod outsiders;
mod page;
mod samples;

use crate::{
    client::Client,
    finding::Finding,
    ledger::{Book, Known, Message},
    round::Visit,
};
use futures::future::join_all;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is known of the moment that is checked.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    /// All that was known before: of this nothing may be missing.
    pub(crate) before: &'a Book,
    /// All that was known after: nothing may be there that is not in this.
    pub(crate) after: &'a Book,
    /// The visits.
    pub(crate) visits: &'a [Visit],
}

impl Chat<'_> {
    /// Whether anything of it was acknowledged before the moment: then it is there, and its members
    /// read it.
    fn is_certain(&self) -> bool {
        self.before
            .values()
            .any(|message| message.receipt().is_some())
    }
}

/// What a check found.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// What is wrong.
    pub(crate) findings: Vec<Finding>,
    /// How many messages were looked at.
    pub(crate) messages: u64,
}

/// One chat: what was known of it before and after the moment, and who still reads it.
#[derive(Default)]
struct Chat<'a> {
    visit: usize,
    key: &'a str,
    before: BTreeMap<Uuid, &'a Message>,
    after: BTreeMap<Uuid, &'a Message>,
    readers: Vec<Uuid>,
}

/// Looks at everything, all chats at once, as clients do that come back after a restart.
pub(crate) async fn check(client: &Client, moment: Moment<'_>) -> Checked {
    let chats = chats(&moment);
    let pages = join_all(chats.iter().map(|chat| page::check(client, moment, chat)));
    let removed = outsiders::check(client, moment);
    let samples = samples::check(client, moment);
    let (pages, removed, samples) = futures::join!(pages, removed, samples);
    let mut checked = Checked::default();
    for (findings, messages) in pages {
        checked.findings.extend(findings);
        checked.messages += messages;
    }
    checked.findings.extend(removed);
    checked.findings.extend(samples);
    checked
}

/// All chats that anything was sent to, each with its members that still take part.
fn chats<'a>(moment: &Moment<'a>) -> Vec<Chat<'a>> {
    let mut chats: BTreeMap<(usize, &str), Chat<'a>> = BTreeMap::new();
    for (id, message) in &moment.after.messages {
        let (visit, key) = (message.visit, message.chat.as_str());
        let chat = chats.entry((visit, key)).or_insert_with(|| Chat {
            visit,
            key,
            readers: readers(moment, visit, key),
            ..Chat::default()
        });
        chat.after.insert(*id, message);
        if let Some(before) = moment.before.messages.get(id) {
            chat.before.insert(*id, before);
        }
    }
    chats.into_values().collect()
}

fn readers(moment: &Moment<'_>, visit: usize, key: &str) -> Vec<Uuid> {
    let mut readers: Vec<Uuid> = match key.strip_prefix("direct:") {
        Some(members) => members.split(':').filter_map(|m| m.parse().ok()).collect(),
        None => {
            let visit = moment.visits.get(visit).into_iter();
            let members = visit.flat_map(|v| [v.provider.id, v.second.id, v.patient.id]);
            members.collect()
        }
    };
    readers.retain(|person| !moment.after.may_be_removed(*person));
    readers
}

/// The address of a visit.
fn path_of(moment: &Moment<'_>, visit: usize) -> String {
    let id = moment.visits.get(visit).map(|visit| visit.id);
    format!("/visits/{}", id.unwrap_or_default())
}

/// Whether somebody was removed for certain before the moment.
fn is_removed(moment: &Moment<'_>, person: Uuid) -> bool {
    let removal = moment.before.removals.get(&person);
    removal.is_some_and(|removal| removal.known == Known::Done)
}
