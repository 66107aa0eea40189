//! The clinic's choices from the environment.

use crate::error::StartError;
use chat_domain::{
    PolicyChoices,
    policy::{Choice, ChoiceKind},
};
use serde_json::{Value, json};
use std::ffi::OsString;

/// The choices that have a variable. An empty variable counts as unset.
pub(super) fn from_env(
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<PolicyChoices, StartError> {
    let mut chosen = PolicyChoices::default();
    for choice in PolicyChoices::ALL {
        let key = format!("VISIT_CHAT_POLICY_{}", choice.name.to_uppercase());
        if let Some(text) = variable(&key).filter(|text| !text.is_empty()) {
            let text = text.to_string_lossy();
            let one = read(choice, text.trim());
            let one =
                one.ok_or_else(|| StartError::Settings(format!("{key}: invalid value `{text}`")))?;
            chosen = one.or(chosen);
        }
    }
    Ok(chosen)
}

fn read(choice: &Choice, text: &str) -> Option<PolicyChoices> {
    let value = match choice.kind {
        ChoiceKind::Switch => match &*text.to_ascii_lowercase() {
            "1" | "true" | "yes" => Value::from(true),
            "0" | "false" | "no" => Value::from(false),
            _ => return None,
        },
        ChoiceKind::Int32 | ChoiceKind::Int64 => Value::from(text.parse::<u64>().ok()?),
    };
    serde_json::from_value(json!({ choice.name: value })).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::Policy;

    fn with(name: &str, value: &str) -> Result<PolicyChoices, StartError> {
        from_env(|key| (key == name).then(|| value.into()))
    }

    #[test]
    fn each_choice_has_a_variable() {
        let key = |choice: &Choice| format!("VISIT_CHAT_POLICY_{}", choice.name.to_uppercase());
        let one = |name: &str| {
            let choice = PolicyChoices::ALL.iter().find(|one| key(one) == name);
            match choice.unwrap().kind {
                ChoiceKind::Switch => "yes",
                ChoiceKind::Int32 | ChoiceKind::Int64 => "7",
            }
        };
        let all = from_env(|name| Some(one(name).into())).unwrap();
        for choice in PolicyChoices::ALL {
            let key = key(choice);
            let alone = with(&key, one(&key)).unwrap();
            assert_ne!(alone, PolicyChoices::default(), "{key}");
            assert_eq!(alone.or(all), all, "{key}");
        }
        let policy = all.over(Policy::DEFAULT);
        assert!(policy.open_history && policy.guests_have_direct_chats);
        assert_eq!(
            (policy.max_file_bytes, policy.max_acts_per_person),
            (7, Some(7))
        );
    }

    #[test]
    fn variable_without_a_valid_value_is_named() {
        for (key, value) in [
            ("VISIT_CHAT_POLICY_OPEN_HISTORY", "perhaps"),
            ("VISIT_CHAT_POLICY_MAX_FILE_BYTES", "-1"),
            ("VISIT_CHAT_POLICY_MAX_FILE_BYTES", "9223372036854775808"),
            ("VISIT_CHAT_POLICY_MAX_ACTS_PER_PERSON", "2147483648"),
            ("VISIT_CHAT_POLICY_MAX_ACTS_PER_PERSON", "1e3"),
        ] {
            let error = with(key, value).unwrap_err().to_string();
            assert!(error.contains(key) && error.contains(value), "{error}");
        }
        let unset = with("VISIT_CHAT_POLICY_OPEN_HISTORY", "").unwrap();
        assert_eq!(unset, PolicyChoices::default());
    }
}
