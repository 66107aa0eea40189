//! The log determines the state: folding, replay, and the stored form (G1, G2).

use super::cases;
use chat_domain::{
    ChatNumber, VisitState, evolve,
    log::{from_stored, to_stored},
    replay,
};
use chat_laws::{plan::plans, run::run};
use proptest::prelude::*;
use std::collections::BTreeMap;

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn replay_accepts_every_generated_log(plan in plans(200..400)) {
        let (state, log) = run(&plan, |_| ());
        prop_assert_eq!(replay(&log), Ok(state));
    }

    #[test]
    fn folding_in_two_parts_equals_folding_the_whole(plan in plans(200..400), cut in any::<prop::sample::Index>()) {
        let mut at_cut = VisitState::default();
        let cut = cut.index(plan.asks.len());
        let mut n = 0;
        let (state, log) = run(&plan, |moment| {
            if n == cut {
                at_cut = moment.after.clone();
            }
            n += 1;
        });
        let known = usize::try_from(at_cut.version.0).unwrap();
        prop_assert_eq!(replay(&log[..known]), Ok(at_cut.clone()));
        log[known..].iter().for_each(|entry| evolve(&mut at_cut, entry));
        prop_assert_eq!(at_cut, state);
    }

    #[test]
    fn state_has_the_position_of_each_chat_entry(plan in plans(200..400)) {
        let (state, log) = run(&plan, |_| ());
        let mut last = BTreeMap::<_, ChatNumber>::new();
        for entry in &log {
            if let Some((chat, number)) = entry.event.chat_entry() {
                prop_assert_eq!(state.position(&chat, number), Some(entry.seq));
                last.insert(chat, number);
            }
        }
        for (chat, last) in last {
            prop_assert_eq!(state.position(&chat, last.next()), None);
            prop_assert_eq!(state.position(&chat, ChatNumber(0)), None);
        }
    }

    #[test]
    fn entries_round_trip_through_their_stored_form(plan in plans(200..400)) {
        let (state, log) = run(&plan, |_| ());
        let mut read = Vec::new();
        for entry in &log {
            let bytes = to_stored(entry).unwrap();
            let entry = from_stored(&bytes).unwrap();
            prop_assert_eq!(to_stored(&entry).unwrap(), bytes);
            read.push(entry);
        }
        prop_assert_eq!(&read, &log);
        prop_assert_eq!(replay(&read), Ok(state));
    }
}
