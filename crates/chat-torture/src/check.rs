//! Comparison of the server's answers with the ledger.

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

/// The knowledge about the moment to check.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    /// What clients knew before the moment. All of it must be there.
    pub(crate) before: &'a Book,
    /// What clients knew after the moment. Nothing else may be there.
    pub(crate) after: &'a Book,
    /// The visits.
    pub(crate) visits: &'a [Visit],
}

impl Chat<'_> {
    /// Whether anything in the chat was acknowledged before the moment, so that its members must be
    /// able to read it.
    fn is_certain(&self) -> bool {
        self.before
            .values()
            .any(|message| message.receipt().is_some())
    }
}

/// The result of a check.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The findings.
    pub(crate) findings: Vec<Finding>,
    /// The number of messages read.
    pub(crate) messages: u64,
}

/// One chat: what was known about it before and after the moment, and who may still read it.
#[derive(Default)]
struct Chat<'a> {
    visit: usize,
    key: &'a str,
    before: BTreeMap<Uuid, &'a Message>,
    after: BTreeMap<Uuid, &'a Message>,
    readers: Vec<Uuid>,
}

/// Checks everything, all chats in parallel, like clients that reconnect after a restart.
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

/// All chats with at least one send, each with its remaining members.
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

/// The path of a visit.
fn path_of(moment: &Moment<'_>, visit: usize) -> String {
    let id = moment.visits.get(visit).map(|visit| visit.id);
    format!("/visits/{}", id.unwrap_or_default())
}

/// Whether the person's removal was acknowledged before the moment.
fn is_removed(moment: &Moment<'_>, person: Uuid) -> bool {
    let removal = moment.before.removals.get(&person);
    removal.is_some_and(|removal| removal.known == Known::Done)
}
