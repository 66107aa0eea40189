//! Cedar's input: the facts as entities, a question as a request.

use crate::{
    edits::{already_so, has_entries, loses_conversation},
    facts::{Facts, authors},
    moments::Starters,
    opinion::RULES,
    people::{CAST, person},
    questions::{Ask, Question},
    subject::{chat_of, which, whom},
    visits::Visit,
};
use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request,
    RestrictedExpression as Value,
};
use chat_domain::{
    Actor, ChatKey, Command, MessageId, PersonId, Policy, Recipient, Role, Rules, VisitKind,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

/// The entities of a moment: the visit, the cast, and the chats in question.
pub fn entities(visit: &Visit, questions: &[Question], starters: Starters) -> Entities {
    let facts = Facts(&visit.log);
    let mut entities = vec![visit_entity(&facts)];
    entities.extend((0..CAST.len()).map(|i| person_entity(&facts, person(i))));
    entities.extend((0..CAST.len()).map(|i| overseer_entity(&facts, person(i))));
    let chats: BTreeSet<ChatKey> = questions
        .iter()
        .filter_map(|q| chat_of(&facts, q))
        .collect();
    entities.extend(chats.iter().map(|chat| chat_entity(&facts, chat, starters)));
    Entities::from_entities(entities, Some(&RULES)).unwrap()
}

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
                    if let Some(at) = facts.entry_at(chat, *through) {
                        put("at", long(at));
                    }
                }
                Command::EditVisit(edit) => {
                    let (_, old) = facts.kind_and_policy();
                    let new = edit.policy.over(old);
                    let fixed = |policy: &Policy| {
                        let reading = (policy.open_history, policy.handover_opens_direct_chats);
                        (reading, policy.min_counted_file_bytes)
                    };
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
                }
                Command::DiscardFile { attachment } => {
                    let sent = facts.carrier(*attachment).is_some();
                    put("sent", Value::new_bool(sent));
                    let mut files = facts.files().into_iter();
                    if let Some((_, by, _)) = files.find(|(file, ..)| file == attachment) {
                        put("uploader", Value::new_entity_uid(person_uid(by)));
                    }
                }
                _ => {}
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

fn visit_entity(facts: &Facts<'_>) -> Entity {
    let (kind, policy) = facts.kind_and_policy();
    let people_ever = facts.people();
    let roles = |of: &dyn Fn(PersonId) -> bool| {
        let people = people_ever.iter().copied().filter(|person| of(*person));
        let roles: BTreeSet<Role> = people.filter_map(|person| facts.role(person)).collect();
        Value::new_set(roles.into_iter().map(|r| role(Some(r))))
    };
    let seen = facts.were_seen();
    let known = |of: &dyn Fn(&Rules) -> bool| Value::new_bool(facts.rules().is_some_and(of));
    let takes_part = |person| facts.presence(person) != "removed";
    let provider = |person| facts.role(person) == Some(Role::Provider);
    let providers = people_ever
        .iter()
        .filter(|p| takes_part(**p) && provider(**p))
        .count();
    entity(
        uid("Visit", "visit"),
        [
            ("phase", Value::new_entity_uid(uid("Phase", facts.phase()))),
            ("group", Value::new_bool(kind == VisitKind::Group)),
            ("handsOver", known(&|rules| rules.hands_over)),
            ("keepsReadMarks", known(&|rules| rules.keeps_read_marks)),
            (
                "recordsNoAnswerNeeded",
                known(&|r| r.records_no_answer_needed),
            ),
            ("showsTyping", known(&|rules| rules.shows_typing)),
            (
                "inCall",
                roles(&|person| facts.presence(person) == "inCall"),
            ),
            (
                "everAdded",
                Value::new_set(
                    people_ever
                        .iter()
                        .flat_map(|person| facts.roles(*person))
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .map(|r| role(Some(r))),
                ),
            ),
            ("canBeEdited", known(&|rules| rules.can_be_edited)),
            (
                "knowsLeftUnseen",
                known(&|rules| rules.knows_left_without_being_seen),
            ),
            ("keepsEarlyJoins", known(&|rules| rules.keeps_early_joins)),
            (
                "visitChatIsUsed",
                Value::new_bool(has_entries(facts, &ChatKey::Visit)),
            ),
            ("wereSeen", roles(&|p| takes_part(p) && seen.contains(&p))),
            (
                "haveCome",
                roles(&|p| takes_part(p) && facts.entered_at(p).is_some()),
            ),
            ("providers", long(providers as u64)),
            ("uploaded", long(facts.uploaded(None))),
            ("files", long(facts.uploads(None))),
            ("policy", policy_record(&policy)),
        ],
    )
}

fn policy_record(policy: &Policy) -> Value {
    let switches = [
        ("guestsHaveDirectChats", policy.guests_have_direct_chats),
        ("staffHaveDirectChats", policy.staff_have_direct_chats),
        ("openHistory", policy.open_history),
        (
            "waitingAttendeesStartVisitChat",
            policy.waiting_attendees_start_visit_chat,
        ),
        (
            "handoverOpensDirectChats",
            policy.handover_opens_direct_chats,
        ),
    ];
    let limits = [
        (
            "maxUploadBytesPerPerson",
            policy.max_upload_bytes_per_person,
        ),
        ("maxUploadBytesPerVisit", policy.max_upload_bytes_per_visit),
        (
            "maxUploadsPerPerson",
            policy.max_uploads_per_person.map(u64::from),
        ),
        (
            "maxUploadsPerVisit",
            policy.max_uploads_per_visit.map(u64::from),
        ),
        ("minCountedFileBytes", policy.min_counted_file_bytes),
        (
            "maxEntriesPerPerson",
            policy.max_entries_per_person.map(u64::from),
        ),
        ("maxTextBytesPerPerson", policy.max_text_bytes_per_person),
        (
            "maxCorrectionsPerMessage",
            policy.max_corrections_per_message.map(u64::from),
        ),
        (
            "maxActsPerPerson",
            policy.max_acts_per_person.map(u64::from),
        ),
    ];
    let switches = switches.map(|(key, on)| (key.to_owned(), Value::new_bool(on)));
    let limits = limits
        .into_iter()
        .filter_map(|(key, most)| Some((key.to_owned(), long(most?))));
    Value::new_record(switches.into_iter().chain(limits)).unwrap()
}

fn person_entity(facts: &Facts<'_>, person: PersonId) -> Entity {
    let entered_at = facts.entered_at(person);
    let written = facts.written(person);
    entity(
        person_uid(person),
        [
            ("role", role(facts.role(person))),
            (
                "presence",
                Value::new_entity_uid(uid("Presence", facts.presence(person))),
            ),
            ("entered", Value::new_bool(entered_at.is_some())),
            ("enteredAt", long(entered_at.unwrap_or(0))),
            ("uploaded", long(facts.uploaded(Some(person)))),
            ("files", long(facts.uploads(Some(person)))),
            ("entries", long(written.len() as u64)),
            (
                "textBytes",
                long(written.iter().map(|text| text.len() as u64).sum()),
            ),
            ("acts", long(facts.acts(Actor::Person(person)))),
        ],
    )
}

fn overseer_entity(facts: &Facts<'_>, overseer: PersonId) -> Entity {
    let acts = long(facts.acts(Actor::Overseer(overseer)));
    entity(uid("Overseer", &overseer.to_string()), [("acts", acts)])
}

fn chat_entity(facts: &Facts<'_>, chat: &ChatKey, starters: Starters) -> Entity {
    let starters = starters(facts, chat);
    let roles: BTreeSet<Role> = starters
        .iter()
        .filter_map(|author| facts.role(*author))
        .collect();
    let overseers = (0..CAST.len())
        .map(person)
        .filter(|p| facts.glass_at(*p, chat).is_some());
    let overseers = overseers.map(|p| Value::new_entity_uid(uid("Overseer", &p.to_string())));
    let mut attributes = vec![
        ("visit", Value::new_entity_uid(uid("Visit", "visit"))),
        ("authors", people(authors(facts, chat))),
        ("starters", people(starters)),
        (
            "starterRoles",
            Value::new_set(roles.into_iter().map(|r| role(Some(r)))),
        ),
        ("locked", Value::new_bool(facts.locked(chat))),
        ("overseers", Value::new_set(overseers)),
    ];
    if let ChatKey::Direct(pair) = chat {
        let side = |person| Value::new_entity_uid(person_uid(person));
        let pair = record([("care", side(pair.care)), ("attendee", side(pair.attendee))]);
        attributes.push(("pair", pair));
    }
    entity(chat_uid(chat), attributes)
}

fn people(people: BTreeSet<PersonId>) -> Value {
    Value::new_set(
        people
            .into_iter()
            .map(|p| Value::new_entity_uid(person_uid(p))),
    )
}

fn role(role: Option<Role>) -> Value {
    Value::new_entity_uid(uid("Role", role.map_or("none", Role::word)))
}

fn long(value: u64) -> Value {
    Value::new_long(value.try_into().unwrap())
}

fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::new_record(fields.map(|(key, value)| (key.to_owned(), value))).unwrap()
}

fn entity<'a>(uid: EntityUid, attributes: impl IntoIterator<Item = (&'a str, Value)>) -> Entity {
    let attributes: HashMap<String, Value> = attributes
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    Entity::new(uid, attributes, HashSet::new()).unwrap()
}

fn chat_uid(chat: &ChatKey) -> EntityUid {
    uid("Chat", &chat.to_string())
}

fn person_uid(person: PersonId) -> EntityUid {
    uid("Person", &person.to_string())
}

fn uid(of: &str, id: &str) -> EntityUid {
    static TYPES: LazyLock<HashMap<&str, EntityTypeName>> = LazyLock::new(|| {
        let types = [
            "Action", "Chat", "Host", "Overseer", "Person", "Phase", "Presence", "Role", "Service",
            "Visit",
        ];
        types.map(|name| (name, name.parse().unwrap())).into()
    });
    EntityUid::from_type_name_and_id(TYPES[of].clone(), EntityId::new(id))
}
