//! Validation of the policies.

use crate::opinion::RULES;
use cedar_policy::{PolicySet, Schema, ValidationMode, Validator};
use chat_domain::RuleId;
use chat_second_opinion::{POLICIES, SCHEMA};
use std::collections::BTreeSet;

#[test]
fn policies_pass_strict_validation() {
    let (schema, warnings) = Schema::from_cedarschema_str(SCHEMA).unwrap();
    let warnings: Vec<String> = warnings.map(|warning| warning.to_string()).collect();
    assert_eq!(warnings, Vec::<String>::new());
    for (file, text) in POLICIES {
        let set: PolicySet = text.parse().unwrap_or_else(|e| panic!("{file}: {e:?}"));
        let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        let errors = result.validation_errors().map(ToString::to_string);
        let warnings = result.validation_warnings().map(ToString::to_string);
        let problems: Vec<String> = errors.chain(warnings).collect();
        assert_eq!(problems, Vec::<String>::new(), "{file}");
    }
}

#[test]
fn policies_have_unique_ids_and_name_existing_rules() {
    let known: BTreeSet<&str> = RuleId::ALL.iter().map(|rule| rule.as_str()).collect();
    let mut ids = BTreeSet::new();
    for (file, text) in POLICIES {
        for policy in text.parse::<PolicySet>().unwrap().policies() {
            let id = policy
                .annotation("id")
                .unwrap_or_else(|| panic!("{file}: {policy}"));
            assert!(ids.insert(id.to_owned()), "{id} occurs twice");
            let rules = policy
                .annotation("rule")
                .unwrap_or_else(|| panic!("{id} names no rule"));
            assert!(
                rules.split(',').all(|rule| known.contains(rule)),
                "{id}: {rules}"
            );
        }
    }
}

/// The schema's actions, sorted.
pub fn actions() -> Vec<String> {
    let groups: BTreeSet<_> = RULES.action_groups().collect();
    let actions = RULES.actions().filter(|action| !groups.contains(action));
    let names: BTreeSet<String> = actions.map(|a| a.id().unescaped().to_owned()).collect();
    names.into_iter().collect()
}
