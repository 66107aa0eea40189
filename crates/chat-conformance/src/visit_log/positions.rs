//! Reading single entries.

use super::{bytes, store_all};
use crate::fixture::{VisitScript, every_event};
use chat_domain::{ChatKey, Command, Entry, Seq};
use chat_ports::{PortError, VisitLog};
use std::{collections::BTreeSet, sync::Arc};

/// Stores three chats interleaved with each other and with other events, including corrections and
/// retractions.
async fn stored(log: &Arc<dyn VisitLog>) -> VisitScript {
    let mut visit = VisitScript::new();
    let mut appends = every_event(&mut visit);
    let (provider, patient) = (visit.cast.provider, visit.cast.patient);
    let as_provider = chat_domain::Actor::Person(provider);
    appends.push(visit.run(as_provider, &Command::ReopenVisit));
    let chats = chats(&visit);
    for number in 0..7 {
        for chat in chats {
            appends.push(visit.say(provider, chat, &format!("{number} in {chat}")));
        }
        appends.push(visit.say(patient, visit.direct(), "yes"));
        appends.push(visit.run(
            as_provider,
            &Command::LockChat {
                chat: ChatKey::Visit,
            },
        ));
        appends.push(visit.run(
            as_provider,
            &Command::UnlockChat {
                chat: ChatKey::Visit,
            },
        ));
    }
    store_all(&**log, appends).await;
    visit
}

const fn chats(visit: &VisitScript) -> [ChatKey; 3] {
    [ChatKey::Visit, visit.direct(), visit.other_direct()]
}

fn positions(entries: &[Entry]) -> BTreeSet<Seq> {
    entries.iter().map(|entry| entry.seq).collect()
}

/// The entries of a chat, or of any other selection, are read at their positions, in order and byte for byte.
pub async fn entries_are_read_at_any_positions(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    let all = &visit.entries;
    let mut selections: Vec<Vec<Entry>> = chats(&visit).map(|chat| visit.of_chat(chat)).into();
    for step in 1..=7 {
        selections.push(all.iter().step_by(step).cloned().collect());
        selections.push(all.iter().rev().step_by(step).rev().cloned().collect());
    }
    selections.extend(all.iter().map(|entry| vec![entry.clone()]));
    selections.push(Vec::new());
    for wanted in selections {
        let read = log.read_at(visit.key, positions(&wanted)).await.unwrap();
        assert_eq!(bytes(&read), bytes(&wanted));
    }
}

/// A position without an entry is an error, not an entry that is left out.
pub async fn position_without_an_entry_is_corrupt(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    let newest = visit.state.version;
    for missing in [Seq::ZERO, newest.next(), Seq(u64::MAX)] {
        for others in [&[][..], &[Seq(1)], &[Seq(2), newest]] {
            let mut wanted: BTreeSet<_> = others.iter().copied().collect();
            wanted.insert(missing);
            let read = log.read_at(visit.key, wanted).await;
            let corrupt = matches!(read, Err(PortError::Corrupt(_)));
            assert!(corrupt, "{missing} and {others:?}: {read:?}");
        }
    }
}
