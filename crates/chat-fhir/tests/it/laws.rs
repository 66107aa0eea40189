//! Laws over generated visits.

use crate::{all, exported, structure, visits::Visit};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chat_domain::{
    Event, MessageId, PersonId,
    access::{may_read_message, sees},
    view::{VersionReader, version_numbers},
};
use chat_fhir::{FhirVersion, Scope};
use chat_laws::{
    plan::{PEOPLE, plans},
    run::run,
};
use proptest::{prelude::*, test_runner::Config};
use serde_json::Value;
use std::collections::BTreeSet;

/// The ids of the messages' versions in a bundle, which has each once.
fn exported_versions(bundle: &Value) -> BTreeSet<&str> {
    let communications = all(bundle, "Communication").into_iter();
    let versions = communications.filter(|it| it["partOf"].is_array());
    let ids: Vec<_> = versions.map(|it| it["id"].as_str().unwrap()).collect();
    let distinct: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(distinct.len(), ids.len());
    distinct
}

/// The number of versions that a recipient may read.
fn readable(visit: &Visit, reader: Option<PersonId>, message: MessageId) -> usize {
    let state = &visit.state;
    let Some(person) = reader else {
        return state.messages[&message].versions().count();
    };
    if may_read_message(state, person, message).is_err() {
        0
    } else if state.rules().keeps_read_marks {
        let of = VersionReader::Participant(person);
        version_numbers(state, of, message).unwrap().1.len()
    } else {
        1
    }
}

/// All texts of messages that a recipient may not read.
fn secrets(visit: &Visit, person: PersonId) -> Vec<String> {
    let chat_entry = |event: &Event| event.message();
    let hidden = visit.log.iter().filter(|entry| {
        let message = chat_entry(&entry.event);
        message.is_some_and(|id| may_read_message(&visit.state, person, id).is_err())
    });
    let texts = hidden.filter_map(|entry| match &entry.event {
        Event::MessageSent { text, .. } => text.as_ref().map(|text| text.as_str().to_owned()),
        Event::MessageCorrected { text, .. } => Some(text.as_str().to_owned()),
        _ => None,
    });
    texts.collect()
}

/// All texts of a bundle.
fn texts(bundle: &Value) -> BTreeSet<String> {
    let payloads = all(bundle, "Communication").into_iter();
    let payloads = payloads.filter_map(|it| it["payload"].as_array()).flatten();
    let texts = payloads.filter_map(|payload| {
        let plain = payload["contentString"].as_str().map(str::to_owned);
        let data = payload["contentAttachment"]["data"].as_str();
        let decoded = data.map(|data| String::from_utf8(STANDARD.decode(data).unwrap()).unwrap());
        plain.or(decoded)
    });
    texts.collect()
}

fn check(visit: &Visit, version: FhirVersion, reader: Option<PersonId>) {
    let scope = reader.map_or(Scope::Host, Scope::Person);
    let bundle = exported(visit, version, scope);
    structure::check(&bundle, version);
    let wanted: usize = visit
        .state
        .messages
        .keys()
        .map(|id| readable(visit, reader, *id))
        .sum();
    let versions = exported_versions(&bundle);
    assert_eq!(versions.len(), wanted, "{reader:?}");
    for id in visit.state.messages.keys() {
        let first = versions.contains(id.to_string().as_str());
        let kept = visit.state.rules().keeps_read_marks || reader.is_none();
        assert!(
            !kept || first == (readable(visit, reader, *id) > 0),
            "{reader:?} {id}"
        );
    }
    let Some(person) = reader else {
        return;
    };
    let shown = texts(&bundle);
    for secret in secrets(visit, person) {
        assert!(!shown.contains(&secret), "{person:?} reads {secret}");
    }
    let me = &visit.state.participants[&person];
    let json = bundle.to_string();
    for other in visit
        .state
        .participants
        .values()
        .filter(|other| !sees(me, other))
    {
        assert!(
            !json.contains(&other.person.to_string()),
            "{person:?} learns of {other:?}"
        );
    }
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_readable_version_is_exported_once_and_nothing_else(plan in plans(60..200)) {
        let (state, log) = run(&plan, |_| {});
        let visit = Visit { state, log };
        for version in FhirVersion::ALL {
            check(&visit, version, None);
            for person in PEOPLE.into_iter().filter(|person| visit.state.active(*person).is_some()) {
                check(&visit, version, Some(person));
            }
        }
    }
}
