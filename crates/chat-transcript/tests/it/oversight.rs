//! Transcripts of those who take no part.

use crate::scene::Scene;
use chat_domain::Refusal;
use chat_laws::{cast::*, commands::*};
use chat_transcript::{MadeFor, Reader, Scope};

fn visit() -> Scene {
    Scene::of([
        under_version_2(group_visit()),
        enters(ANA),
        says(DOCTOR, direct(DOCTOR, ANA), "before"),
        breaks_glass(OVERSEER, direct(DOCTOR, ANA)),
        says(DOCTOR, direct(DOCTOR, ANA), "after"),
    ])
}

#[test]
fn m5_overseer_gets_the_chat_as_of_then_with_the_recorded_reason() {
    let chat = Scope::Chat(direct(DOCTOR, ANA));
    let made = visit()
        .transcript(Reader::Overseer(OVERSEER), chat)
        .unwrap();
    let text = made.text();
    assert!(text.contains("| \u{2068}before\u{2069}"), "{text}");
    assert!(!text.contains("after"), "{text}");
    let MadeFor::Overseer { accesses, .. } = &made.made_for else {
        panic!("{text}");
    };
    assert!(text.contains(accesses[0].reason.as_str()), "{text}");
}

#[test]
fn m5_overseer_gets_no_chat_for_which_they_gave_no_reason() {
    let scene = visit();
    for scope in [Scope::Visit, Scope::Chat(ALL)] {
        let refused = scene.transcript(Reader::Overseer(OVERSEER), scope);
        assert_eq!(refused.unwrap_err(), Refusal::NotAnOverseer);
    }
}

#[test]
fn m7_visit_does_not_exist_for_an_outsider() {
    let refused = visit().transcript(Reader::Participant(OUTSIDER), Scope::Visit);
    assert_eq!(refused.unwrap_err(), Refusal::VisitUnknown);
    let absent = Scene::default();
    let absent = absent.transcript(Reader::Operator, Scope::Visit);
    assert_eq!(absent.unwrap_err(), Refusal::VisitUnknown);
}
