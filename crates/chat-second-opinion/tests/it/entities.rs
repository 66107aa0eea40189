//! Cedar's input: the facts as entities.

use crate::{
    edits::has_entries,
    facts::{Facts, authors},
    moments::Starters,
    opinion::RULES,
    people::{CAST, person},
    questions::Question,
    subject::chat_of,
    visits::Visit,
};
use cedar_policy::{
    Entities, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression as Value,
};
use chat_domain::{
    Actor, ChatKey, PersonId, Policy, Role, Rules, VisitKind, access::waiting_since,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

/// The entities of a moment: the visit, the cast, and the chats in question.
pub fn entities(visit: &Visit, questions: &[Question], starters: Starters) -> Entities {
    let facts = Facts(&visit.log);
    // R4 is not among the rules that the policies judge, so what waits is taken from the domain.
    let mut people = visit.state.participants.values();
    let waits = people.any(|p| waiting_since(&visit.state, p.person).is_some());
    let waits = waits || facts.someone_is_in_the_waiting_room();
    let mut entities = vec![visit_entity(&facts, waits)];
    entities.extend((0..CAST.len()).map(|i| person_entity(&facts, person(i))));
    entities.extend((0..CAST.len()).map(|i| overseer_entity(&facts, person(i))));
    let chats: BTreeSet<ChatKey> = questions
        .iter()
        .filter_map(|q| chat_of(&facts, q))
        .collect();
    entities.extend(chats.iter().map(|chat| chat_entity(&facts, chat, starters)));
    Entities::from_entities(entities, Some(&RULES)).unwrap()
}

fn visit_entity(facts: &Facts<'_>, someone_waits: bool) -> Entity {
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
            (
                "completesByPolicy",
                known(&|rules| rules.closes_by_policy && policy.complete_after_hours > 0),
            ),
            ("followUp", Value::new_bool(facts.follow_up())),
            ("someoneWaits", Value::new_bool(someone_waits)),
            ("hasNotices", known(&|rules| rules.notices.is_some())),
            ("keepsReadMarks", known(&|rules| rules.keeps_read_marks)),
            (
                "recordsNoAnswerNeeded",
                known(&|r| r.records_no_answer_needed),
            ),
            ("showsTyping", known(&|rules| rules.shows_typing)),
            (
                "historyByChoice",
                Value::new_bool(facts.history_by_choice()),
            ),
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

pub fn policy_record(policy: &Policy) -> Value {
    let switches = [
        ("guestsHaveDirectChats", policy.guests_have_direct_chats),
        ("staffHaveDirectChats", policy.staff_have_direct_chats),
        (
            "interpretersHaveDirectChats",
            policy.interpreters_have_direct_chats,
        ),
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
            ("enteredAs", role(facts.entered_as(person))),
            (
                "sharesHistory",
                Value::new_bool(facts.shares_history(person)),
            ),
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

pub fn people(people: BTreeSet<PersonId>) -> Value {
    Value::new_set(
        people
            .into_iter()
            .map(|p| Value::new_entity_uid(person_uid(p))),
    )
}

pub fn role(role: Option<Role>) -> Value {
    Value::new_entity_uid(uid("Role", role.map_or("none", Role::word)))
}

pub fn long(value: u64) -> Value {
    Value::new_long(value.try_into().unwrap())
}

pub fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::new_record(fields.map(|(key, value)| (key.to_owned(), value))).unwrap()
}

fn entity<'a>(uid: EntityUid, attributes: impl IntoIterator<Item = (&'a str, Value)>) -> Entity {
    let attributes: HashMap<String, Value> = attributes
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    Entity::new(uid, attributes, HashSet::new()).unwrap()
}

pub fn chat_uid(chat: &ChatKey) -> EntityUid {
    uid("Chat", &chat.to_string())
}

pub fn person_uid(person: PersonId) -> EntityUid {
    uid("Person", &person.to_string())
}

pub fn uid(of: &str, id: &str) -> EntityUid {
    static TYPES: LazyLock<HashMap<&str, EntityTypeName>> = LazyLock::new(|| {
        let types = [
            "Action", "Chat", "Host", "Overseer", "Person", "Phase", "Presence", "Role", "Service",
            "Visit",
        ];
        types.map(|name| (name, name.parse().unwrap())).into()
    });
    EntityUid::from_type_name_and_id(TYPES[of].clone(), EntityId::new(id))
}
