//! What a clinic can choose, for those who read choices from settings or describe them.

use serde::{Deserialize, Deserializer, de::Error as _};

/// One of a clinic's choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name in settings, requests and the log.
    pub name: &'static str,
    /// The rule's id, and what is chosen.
    pub about: &'static str,
    /// Its kind.
    pub kind: ChoiceKind,
}

/// The kind of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceKind {
    /// Yes or no.
    Switch,
    /// A number from 0 to 2³¹ − 1.
    Int32,
    /// A number from 0 to 2⁶³ − 1.
    Int64,
}

/// The type of a choice.
pub(super) trait Chosen {
    const KIND: ChoiceKind;

    fn is_bounded(&self) -> bool;
}

impl Chosen for bool {
    const KIND: ChoiceKind = ChoiceKind::Switch;

    fn is_bounded(&self) -> bool {
        true
    }
}

impl Chosen for u32 {
    const KIND: ChoiceKind = ChoiceKind::Int32;

    fn is_bounded(&self) -> bool {
        i32::try_from(*self).is_ok()
    }
}

impl Chosen for u64 {
    const KIND: ChoiceKind = ChoiceKind::Int64;

    fn is_bounded(&self) -> bool {
        i64::try_from(*self).is_ok()
    }
}

pub(super) fn bounded<'de, T: Chosen + Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let chosen = Option::<T>::deserialize(from)?;
    if chosen.as_ref().is_none_or(T::is_bounded) {
        Ok(chosen)
    } else {
        Err(D::Error::custom("the number is too large"))
    }
}

#[cfg(test)]
mod tests {
    use super::ChoiceKind;
    use crate::policy::{Policy, PolicyChoices};
    use serde_json::{Value, json};

    fn chosen(json: Value) -> Result<PolicyChoices, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    #[test]
    fn each_choice_is_over_the_base_and_nothing_else_changes() {
        let all = serde_json::to_value(Policy::DEFAULT).unwrap();
        let names: Vec<_> = PolicyChoices::ALL
            .iter()
            .map(|choice| choice.name)
            .collect();
        let off = names.iter().filter(|name| all.get(**name).is_none());
        let off: Vec<_> = off.copied().collect();
        assert_eq!(
            off,
            [
                "interpreters_have_direct_chats",
                "handover_opens_direct_chats",
                "complete_after_hours",
                "follow_up_hours"
            ],
            "additions that are `false` or 0 are not stored"
        );
        for choice in PolicyChoices::ALL {
            let other = match &all[choice.name] {
                Value::Null if choice.kind == ChoiceKind::Switch => json!(true),
                Value::Null => json!(1),
                Value::Bool(default) => json!(!default),
                number => json!(number.as_u64().unwrap() + 1),
            };
            let choices = chosen(json!({ choice.name: other })).unwrap();
            let mut expected = all.clone();
            expected[choice.name] = other;
            let policy = choices.over(Policy::DEFAULT);
            assert_eq!(serde_json::to_value(policy).unwrap(), expected);
            assert_eq!(choices.or(PolicyChoices::default()), choices);
            assert_eq!(PolicyChoices::default().or(choices), choices);
            assert!(!choice.about.is_empty());
        }
        let nothing = chosen(json!({ "open_history": null })).unwrap();
        assert_eq!(nothing, PolicyChoices::default());
        assert_eq!(nothing.over(Policy::DEFAULT), Policy::DEFAULT);
    }

    #[test]
    fn unknown_names_and_numbers_out_of_range_are_refused() {
        for (choice, value) in [
            ("open_histroy", json!(true)),
            ("open_history", json!("yes")),
            ("max_acts_per_person", json!(1_u32 << 31)),
            ("max_file_bytes", json!(1_u64 << 63)),
            ("max_file_bytes", json!(-1)),
        ] {
            assert!(
                chosen(json!({ choice: value })).is_err(),
                "{choice} {value}"
            );
        }
        let most = json!({ "max_acts_per_person": i32::MAX, "max_file_bytes": i64::MAX });
        assert!(chosen(most).is_ok());
    }
}
