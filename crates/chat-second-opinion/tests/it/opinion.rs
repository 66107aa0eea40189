//! What Cedar answers.

use crate::moments::Asked;
use cedar_policy::{Authorizer, Decision, Effect, PolicySet, Schema};
use chat_second_opinion::{POLICIES, SCHEMA};
use std::{collections::BTreeSet, sync::LazyLock};

pub static RULES: LazyLock<Schema> =
    LazyLock::new(|| Schema::from_cedarschema_str(SCHEMA).unwrap().0);

/// The policies, in one text.
pub fn text() -> String {
    POLICIES.map(|(_, text)| text).concat()
}

/// A set of policies that can be asked.
pub struct Opinion {
    authorizer: Authorizer,
    policies: PolicySet,
}

/// What a set of policies says.
#[derive(Debug)]
pub struct Answer {
    pub allowed: bool,
    /// The rules that decided. None for what is refused because nobody permits it.
    pub rules: BTreeSet<String>,
}

impl Opinion {
    /// # Panics
    /// If the text is no policies.
    pub fn of(text: &str) -> Self {
        Self::from(text.parse::<PolicySet>().unwrap())
    }

    /// The same without what takes something away.
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
        // A policy that can't be evaluated would count as absent.
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
