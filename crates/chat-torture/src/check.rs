//! Comparison of the server's answers with the ledger.

mod chat;
mod judge;
mod moment;
mod outsiders;
mod page;
mod samples;

pub(crate) use moment::Moment;

use crate::{client::Client, finding::Finding};
use chat::Chat;
use futures::future::join_all;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The result of a check.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The findings.
    pub(crate) findings: Vec<Finding>,
    /// The number of messages read.
    pub(crate) messages: u64,
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
