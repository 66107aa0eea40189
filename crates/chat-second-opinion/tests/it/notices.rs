//! Facts about notices (W7, R4), and commands about them.

use crate::{chance::Chance, facts::Facts, people::of_role};
use chat_domain::{Actor, Command, Event, NoticeId, NoticeText, PersonId, Role};

/// Two that the rules offer, and one that they don't.
const TEXTS: [&str; 3] = ["I lost the connection", "I need help now", "a word"];

struct Notice<'a> {
    at: u64,
    sender: PersonId,
    id: NoticeId,
    text: &'a str,
}

/// All notices, oldest first.
fn notices<'a>(facts: &Facts<'a>) -> Vec<Notice<'a>> {
    let sent = facts
        .0
        .iter()
        .filter_map(|entry| match (&entry.event, entry.actor) {
            (Event::NoticeSent { notice, text }, Actor::Person(sender)) => Some(Notice {
                at: entry.seq.0,
                sender,
                id: *notice,
                text: text.as_str(),
            }),
            _ => None,
        });
    sent.collect()
}

/// What a command about a notice depends on: whether the text is one of the rules that have notices and waits
/// already, and whether the notice exists.
pub fn facts_about(
    facts: &Facts<'_>,
    actor: Actor,
    command: &Command,
) -> Vec<(&'static str, bool)> {
    match command {
        Command::SendNotice { text, .. } => {
            let text = text.as_str();
            let stands = match actor {
                Actor::Person(sender) => waits(facts, sender, text),
                Actor::Host | Actor::Overseer(_) | Actor::Service => false,
            };
            vec![("offered", TEXTS[..2].contains(&text)), ("stands", stands)]
        }
        Command::SettleNotice { sender, notice } => {
            let sent = notices(facts);
            let mut sent = sent.iter().map(|one| (one.sender, one.id));
            vec![("exists", sent.any(|one| one == (*sender, *notice)))]
        }
        _ => Vec::new(),
    }
}

/// Whether a notice of a person with this text waits: neither seen to, itself or a newer one, nor of a visit that
/// was closed since.
fn waits(facts: &Facts<'_>, sender: PersonId, text: &str) -> bool {
    let sent = notices(facts);
    let ends = facts.0.iter().map(|entry| match &entry.event {
        Event::VisitCompleted
        | Event::VisitCancelled
        | Event::VisitMarkedNoShow
        | Event::VisitMarkedLeftWithoutBeingSeen => entry.seq.0,
        Event::NoticeSettled { sender: of, notice } if *of == sender => {
            let mut named = sent.iter().filter(|one| one.sender == *of);
            let named = named.find(|one| one.id == *notice);
            named.map_or(0, |one| one.at)
        }
        _ => 0,
    });
    let ended = ends.max().unwrap_or(0);
    let mut own = sent.iter().filter(|one| one.sender == sender);
    own.any(|one| one.at > ended && one.text == text)
}

/// A notice, mostly by an attendee.
pub fn notify(chance: &mut Chance) -> (Actor, Command) {
    let sender = of_role(chance, &[Role::Patient, Role::Guest, Role::Interpreter]);
    let text = chance.one_of(&[TEXTS[0], TEXTS[1], TEXTS[1], TEXTS[2]]);
    let command = Command::SendNotice {
        notice: NoticeId::new(chance.uuid()),
        text: NoticeText::new(text).unwrap(),
    };
    (Actor::Person(sender), command)
}

/// Half the time, a text that its sender has sent before, under a new id.
pub fn notify_again(chance: &mut Chance, facts: &Facts<'_>) -> Option<(Actor, Command)> {
    let sent = notices(facts);
    if sent.is_empty() || chance.percent(50) {
        return None;
    }
    let one = &sent[chance.below(sent.len())];
    let command = Command::SendNotice {
        notice: NoticeId::new(chance.uuid()),
        text: NoticeText::new(one.text).unwrap(),
    };
    Some((Actor::Person(one.sender), command))
}

/// The end of the wait of a notice, mostly one that exists, by the care team.
pub fn settle(chance: &mut Chance, facts: &Facts<'_>) -> (Actor, Command) {
    let care = of_role(chance, &[Role::Provider, Role::Staff]);
    let sent = notices(facts);
    let unknown = (
        of_role(chance, &[Role::Patient]),
        NoticeId::new(chance.uuid()),
    );
    let (sender, notice) = if sent.is_empty() || chance.percent(20) {
        unknown
    } else {
        let one = &sent[chance.below(sent.len())];
        (one.sender, one.id)
    };
    (
        Actor::Person(care),
        Command::SettleNotice { sender, notice },
    )
}
