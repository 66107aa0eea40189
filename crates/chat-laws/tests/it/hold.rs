//! Each law, over generated visits of at least 200 commands each.

use chat_laws::{
    LAWS, Law,
    plan::{Plan, plans},
    run::run,
};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::collections::BTreeSet;

/// The fewest commands of a visit.
const COMMANDS: usize = 200;

/// Visits for each law.
const VISITS: u32 = 8;

fn law(test: &str) -> &'static Law {
    let name = test.replace('_', " ");
    LAWS.iter()
        .find(|law| law.name == name)
        .unwrap_or_else(|| panic!("no law has the name {name:?}"))
}

/// The first moment of a visit at which the law is broken.
fn broken_in(law: &Law, plan: &Plan) -> Option<String> {
    assert!(plan.asks.len() >= COMMANDS);
    let (mut asked, mut found) = (0, None);
    run(plan, |moment| {
        if found.is_none()
            && let Err(how) = (law.check)(moment)
        {
            let (actor, command) = (moment.actor, moment.command);
            found = Some(format!("at command {asked}, {actor:?} {command:?}: {how}"));
        }
        asked += 1;
    });
    assert!(
        asked > COMMANDS,
        "the scheduling and all commands were asked"
    );
    found
}

fn holds(law: &Law) {
    let config = Config {
        cases: VISITS,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&plans(COMMANDS..COMMANDS + 40), |plan| {
            match broken_in(law, &plan) {
                None => Ok(()),
                Some(how) => Err(TestCaseError::fail(how)),
            }
        })
        .unwrap_or_else(|found| panic!("{}: {found}", law.name));
}

/// A test for each law, under the law's own name.
macro_rules! laws_hold {
    ($($test:ident)*) => {
        const TESTS: &[&str] = &[$(stringify!($test)),*];

        $(#[test]
        fn $test() {
            holds(law(stringify!($test)));
        })*
    };
}

laws_hold! {
    two_attendees_never_share_a_direct_chat
    two_of_the_care_team_never_share_a_direct_chat
    a_direct_chat_joins_a_provider_and_a_patient_as_far_as_policy_goes
    only_its_two_members_read_a_direct_chat
    the_care_team_may_always_start_a_chat
    no_message_of_an_attendee_precedes_its_permission
    the_gate_is_per_chat
    once_started_a_chat_stays_open
    a_chat_that_only_attendees_wrote_in_is_grey_again_after_the_call
    a_lock_is_for_attendees_and_hides_nothing
    waiting_attendees_start_only_by_policy
    a_refusal_changes_nothing
    an_answer_is_what_the_log_holds
    numbers_are_dense
    the_log_replays_to_the_state
}

#[test]
fn every_law_has_a_test() {
    let tests: BTreeSet<_> = TESTS.iter().map(|test| law(test).name).collect();
    let laws: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
    assert_eq!(tests, laws);
    assert_eq!(TESTS.len(), LAWS.len());
}
