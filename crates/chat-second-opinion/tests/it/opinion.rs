//! The answers of Cedar.

use crate::moments::Asked;
use cedar_policy::{Authorizer, Decision, Effect, PolicySet, Schema};
use chat_second_opinion::{POLICIES, SCHEMA};
use std::{collections::BTreeSet, sync::LazyLock};

pub static RULES: LazyLock<Schema> =
    LazyLock::new(|| Schema::from_cedarschema_str(SCHEMA).unwrap().0);

/// All policies in one text.
pub fn text() -> String {
    POLICIES.map(|(_, text)| text).concat()
}

/// A policy set.
pub struct Opinion {
    authorizer: Authorizer,
    policies: PolicySet,
}

/// The decision of a policy set.
#[derive(Debug)]
pub struct Answer {
    pub allowed: bool,
    /// The rules that decided. Empty if the request was refused for lack of a permit.
    pub rules: BTreeSet<String>,
}

impl Opinion {
    /// # Panics
    /// If the text does not parse.
    pub fn of(text: &str) -> Self {
        Self::from(text.parse::<PolicySet>().unwrap())
    }

    /// The same set without its forbids.
    pub fn permits_alone(&self) -> Self {
        let permits = self
            .policies
            .policies()
            .filter(|p| p.effect() == Effect::Permit);
        Self::from(PolicySet::from_policies(permits.cloned()).unwrap())
    }

    /// The answer to a question.
    pub fn ask(&self, asked: &Asked<'_>) -> Answer {
        let response =
            self.authorizer
                .is_authorized(&asked.request, &self.policies, asked.entities);
        // A policy with an evaluation error would be skipped silently.
        let errors: Vec<String> = response
            .diagnostics()
            .errors()
            .map(ToString::to_string)
            .collect();
        assert_eq!(errors, Vec::<String>::new());
        let deciding = response.diagnostics().reason();
        let rules = deciding.filter_map(|id| self.policies.annotation(id, "rule"));
        Answer {
            allowed: response.decision() == Decision::Allow,
            rules: rules
                .flat_map(|ids| ids.split(','))
                .map(ToOwned::to_owned)
                .collect(),
        }
    }
}

impl From<PolicySet> for Opinion {
    fn from(policies: PolicySet) -> Self {
        Self {
            authorizer: Authorizer::new(),
            policies,
        }
    }
}
