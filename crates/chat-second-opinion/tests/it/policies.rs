//! The policies are well-formed.

use cedar_policy::{PolicySet, Schema, ValidationMode, Validator};
use chat_second_opinion::{POLICIES, SCHEMA};

#[test]
fn they_are_valid_in_the_strict_sense() {
    let (schema, warnings) = Schema::from_cedarschema_str(SCHEMA).unwrap();
    assert_eq!(
        warnings.map(|w| w.to_string()).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    for (file, text) in POLICIES {
        let set: PolicySet = text.parse().unwrap_or_else(|e| panic!("{file}: {e:?}"));
        let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        let problems: Vec<String> = result
            .validation_errors()
            .map(ToString::to_string)
            .chain(result.validation_warnings().map(ToString::to_string))
            .collect();
        assert_eq!(problems, Vec::<String>::new(), "{file}");
    }
}
