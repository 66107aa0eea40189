//! R2: the versions of a message and who had read them.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    ChatKey, PersonId, Policy, Refusal,
    RulesVersion::{V1, V2},
    VisitKind,
    view::{VersionReader, VersionView, read_by, versions},
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

/// A group visit under version 2 with the doctor, the nurse and a patient.
fn visit() -> Step {
    let who = [DOCTOR, NURSE, ANA];
    scheduled_under(V2, VisitKind::Group, Policy::DEFAULT, &who)
}

/// The versions of a message, as a viewer is shown them.
fn shown(spec: &Spec, viewer: PersonId, words: &str) -> Vec<VersionView> {
    let viewer = VersionReader::Participant(viewer);
    versions(&spec.state, viewer, message(words), &spec.log).unwrap()
}

/// Their texts.
fn texts(spec: &Spec, viewer: PersonId, words: &str) -> Vec<Option<String>> {
    let text = |one: VersionView| Some(one.text?.as_str().to_owned());
    shown(spec, viewer, words).into_iter().map(text).collect()
}

#[test]
fn r2_every_version_is_readable_with_its_readers() {
    let spec = given([
        visit(),
        says(DOCTOR, WITH_ANA, "one"),
        says(DOCTOR, WITH_ANA, "two"),
        reads(ANA, WITH_ANA, 2),
        corrects(DOCTOR, "one", "one and a half"),
        corrects(DOCTOR, "one", "one and three quarters"),
        reads(ANA, WITH_ANA, 4),
    ]);
    let all = ["one", "one and a half", "one and three quarters"];
    let all: Vec<_> = all.map(|text| Some(text.to_owned())).to_vec();
    assert_eq!(texts(&spec, ANA, "one"), all);
    assert_eq!(texts(&spec, DOCTOR, "one"), all);
    let versions = shown(&spec, DOCTOR, "one");
    let read: Vec<_> = versions.iter().map(|one| one.read_by.len()).collect();
    assert_eq!(read, [1, 0, 1]);
    let numbers: Vec<_> = versions
        .iter()
        .map(|one| (one.version, one.number.0))
        .collect();
    assert_eq!(numbers, [(1, 1), (2, 3), (3, 4)]);
}

#[test]
fn r2_retracted_text_is_readable_on_its_authors_side_only() {
    let spec = given([
        visit(),
        says(DOCTOR, WITH_ANA, "one"),
        retracts(DOCTOR, "one"),
    ]);
    assert_eq!(texts(&spec, DOCTOR, "one"), [Some("one".to_owned())]);
    assert_eq!(texts(&spec, ANA, "one"), [None]);
    let group = given([
        visit(),
        enters(ANA),
        says(DOCTOR, ALL, "hello"),
        says(ANA, ALL, "good morning"),
        retracts(NURSE, "hello"),
        retracts(NURSE, "good morning"),
    ]);
    assert_eq!(texts(&group, NURSE, "hello"), [Some("hello".to_owned())]);
    assert_eq!(texts(&group, ANA, "hello"), [None]);
    assert_eq!(texts(&group, NURSE, "good morning"), [None]);
    let own = Some("good morning".to_owned());
    assert_eq!(texts(&group, ANA, "good morning"), [own]);
}

#[test]
fn f8_version_1_shows_neither_earlier_versions_nor_readers() {
    let visit = scheduled_under(V1, VisitKind::Group, Policy::DEFAULT, &[DOCTOR, ANA]);
    let spec = given([
        visit,
        says(DOCTOR, WITH_ANA, "50 mg"),
        corrects(DOCTOR, "50 mg", "5 mg"),
        retracts(DOCTOR, "50 mg"),
    ]);
    let id = message("50 mg");
    for who in [DOCTOR, ANA] {
        let hidden = versions(&spec.state, VersionReader::Participant(who), id, &spec.log);
        assert_eq!(hidden, Err(Refusal::ReadMarksNotKept));
        assert_eq!(
            read_by(&spec.state, who, id),
            Err(Refusal::ReadMarksNotKept)
        );
    }
}
