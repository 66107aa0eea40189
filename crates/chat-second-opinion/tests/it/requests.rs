//! Cedar's input: a question as a request.

use crate::{
    edits::{already_so, loses_conversation},
    entities::*,
    facts::Facts,
    notices,
    opinion::RULES,
    questions::{Ask, Question},
    subject::{chat_of, which, whom},
    visits::Visit,
    waits,
};
use cedar_policy::{Context, Request, RestrictedExpression as Value};
use chat_domain::{Actor, ChatKey, Command, MessageId, Policy, Recipient, Role};

/// A question as a Cedar request.
pub fn request(visit: &Visit, question: &Question) -> Request {
    let facts = Facts(&visit.log);
    let principal = match question.actor {
        Actor::Host => uid("Host", "host"),
        Actor::Service => uid("Service", "service"),
        Actor::Person(person) => person_uid(person),
        Actor::Overseer(person) => uid("Overseer", &person.to_string()),
    };
    let resource =
        chat_of(&facts, question).map_or_else(|| uid("Visit", "visit"), |c| chat_uid(&c));
    let action = uid("Action", question.action());
    let context = Context::from_pairs(context(&facts, question)).unwrap();
    Request::new(principal, action, resource, context, Some(&RULES)).unwrap()
}

fn context(facts: &Facts<'_>, question: &Question) -> Vec<(String, Value)> {
    let mut context = Vec::new();
    let mut put = |key: &str, value| context.push((key.to_owned(), value));
    match &question.ask {
        Ask::ReadChat(_) | Ask::WriteChat(_) | Ask::SignalTyping(_) => {}
        Ask::ReadEntry(entry) => {
            let entry = &facts.0[*entry];
            let (message, seq) = (entry.event.message().unwrap(), Some(entry.seq.0));
            put("about", about(facts, question.actor, message, seq));
        }
        Ask::ReadFile(file) => {
            if let Some(message) = facts.carrier(*file) {
                put("about", about(facts, question.actor, message, None));
            }
        }
        Ask::Do(command) => {
            if let Some(message) = which(command) {
                put("about", about(facts, question.actor, message, None));
            }
            if let Some(person) = whom(command) {
                put("person", Value::new_entity_uid(person_uid(person)));
            }
            if let Command::Drop { person } = command {
                put("leased", Value::new_bool(facts.leased(*person)));
            }
            if let Command::AddParticipant(new) = command {
                put("role", role(Some(new.role)));
                put("sharesHistory", Value::new_bool(new.shares_history));
            }
            if let Some(already_so) = already_so(facts, question.actor, command) {
                put("alreadySo", Value::new_bool(already_so));
            }
            match command {
                Command::HandOver { to, .. } => {
                    put("to", Value::new_entity_uid(person_uid(*to)));
                }
                Command::StageFile { file, .. } => put("size", long(file.size)),
                Command::SendMessage(message) => {
                    let text = message.text.as_ref().map_or("", |text| text.as_str());
                    put("bytes", long(text.len() as u64));
                }
                Command::CorrectMessage { message, text } => {
                    let made = facts.corrections(*message);
                    let newest = made.last().copied().or_else(|| facts.first_text(*message));
                    let stands = newest == Some(text.as_str());
                    put("bytes", long(text.as_str().len() as u64));
                    put("corrections", long(made.len() as u64));
                    put("stands", Value::new_bool(stands));
                }
                Command::MarkRead { chat, through } | Command::NoAnswerNeeded { chat, through } => {
                    let entry = facts.entry(chat, *through);
                    let message = entry.and_then(|entry| facts.message(entry.event.message()?));
                    let missed =
                        |at| matches!(question.actor, Actor::Person(by) if facts.missed(by, at));
                    let sent = message.map(|message| message.sent_at);
                    let mut missed = sent.is_some_and(missed);
                    if matches!(command, Command::NoAnswerNeeded { .. }) {
                        let passed_on = matches!(question.actor,
                            Actor::Person(by) if waits::passed_on(facts, by, chat));
                        let waits = waits::waiting(facts, chat).contains(through);
                        put("passedOn", Value::new_bool(passed_on));
                        put("waits", Value::new_bool(waits));
                        missed &= !passed_on;
                    }
                    put("missed", Value::new_bool(missed));
                    if let Some(sent) = sent {
                        put("at", long(sent));
                    }
                }
                Command::EditVisit(edit) => {
                    let (_, old) = facts.kind_and_policy();
                    let new = edit.policy.over(old);
                    let fixed = |policy: &Policy| {
                        let reading = (policy.open_history, policy.handover_opens_direct_chats);
                        (reading, policy.min_counted_file_bytes)
                    };
                    put("changesPolicy", Value::new_bool(old != new));
                    put("changesFixed", Value::new_bool(fixed(&old) != fixed(&new)));
                    let lost = loses_conversation(facts, &new, None);
                    put("losesConversation", Value::new_bool(lost));
                }
                Command::EditParticipant(edit) => {
                    let new = edit
                        .role
                        .filter(|new| facts.role(edit.person) != Some(*new));
                    if let Some(new) = new {
                        put("newRole", role(Some(new)));
                    }
                    let (_, policy) = facts.kind_and_policy();
                    let changed = new.map(|new| (edit.person, new));
                    let lost = loses_conversation(facts, &policy, changed);
                    put("losesConversation", Value::new_bool(lost));
                    let mut others = facts.people().into_iter();
                    let patients = others.any(|person| {
                        person != edit.person && facts.roles(person).contains(&Role::Patient)
                    });
                    put("othersWerePatients", Value::new_bool(patients));
                    let was = facts.roles(edit.person).contains(&Role::Patient);
                    put("wasPatient", Value::new_bool(was));
                }
                Command::SendNotice { text, .. } => {
                    put("bytes", long(text.as_str().len() as u64));
                }
                Command::DiscardFile { attachment } => {
                    let sent = facts.carrier(*attachment).is_some();
                    put("sent", Value::new_bool(sent));
                    let mut files = facts.files().into_iter();
                    let file = files.find(|(file, ..)| file == attachment);
                    let direct = file.is_some_and(|(.., chat)| chat != ChatKey::Visit);
                    put("ofDirectChat", Value::new_bool(direct));
                    if let Some((_, by, _)) = file {
                        put("uploader", Value::new_entity_uid(person_uid(by)));
                    }
                }
                _ => {}
            }
            for (name, is_so) in notices::facts_about(facts, question.actor, command) {
                put(name, Value::new_bool(is_so));
            }
            if let Command::SendMessage(message) = command
                && let Recipient::Person(person) = message.recipient
            {
                put("recipient", Value::new_entity_uid(person_uid(person)));
            }
        }
    }
    context
}

fn about(facts: &Facts<'_>, actor: Actor, message: MessageId, entry_at: Option<u64>) -> Value {
    let message = facts.message(message).unwrap();
    let glass_at = match actor {
        Actor::Overseer(overseer) => facts.glass_at(overseer, &message.chat),
        Actor::Person(_) | Actor::Host | Actor::Service => None,
    };
    let handed_over_at = match (actor, message.chat) {
        (Actor::Person(new), ChatKey::Direct(pair)) => facts.handed_over_at(pair.care, new),
        _ => None,
    };
    let opens = handed_over_at.is_some_and(|at| facts.until(at).1.handover_opens_direct_chats);
    let missed = matches!(actor, Actor::Person(by) if facts.missed(by, message.sent_at));
    record([
        ("handedOverAt", long(handed_over_at.unwrap_or(0))),
        ("handoverOpens", Value::new_bool(opens)),
        ("author", Value::new_entity_uid(person_uid(message.author))),
        ("sentAt", long(message.sent_at)),
        ("entryAt", long(entry_at.unwrap_or(message.sent_at))),
        ("retractedAt", long(message.retracted_at.unwrap_or(0))),
        ("missed", Value::new_bool(missed)),
        ("glassAt", long(glass_at.unwrap_or(0))),
    ])
}
