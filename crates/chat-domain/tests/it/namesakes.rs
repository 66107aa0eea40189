//! P7: people whose names look alike are told apart.

use crate::{commands::*, people::*, spec::*};
use chat_domain::PersonId;

/// A group visit in which both Anas have the same second identifier.
fn same_identifier() -> Spec {
    given([
        under_version_2(group_visit()),
        identified(ANA, Some("MRN 7")),
        identified(OTHER_ANA, Some("MRN 7")),
    ])
}

/// The qualifiers of these people, as the viewer sees them.
fn qualifiers<const N: usize>(
    spec: &Spec,
    viewer: PersonId,
    who: [PersonId; N],
) -> [Option<String>; N] {
    let seen = spec.view(viewer).participants;
    who.map(|who| {
        let found = seen.iter().find(|p| p.person == who);
        found.and_then(|p| p.qualifier.clone())
    })
}

fn told<const N: usize>(words: [&str; N]) -> [Option<String>; N] {
    words.map(|words| Some(words.to_owned()))
}

#[test]
fn p7_care_team_sees_the_second_identifiers_of_namesakes() {
    let visit = given([group_visit()]);
    for visit in [visit.clone(), visit.and([enters(OTHER_ANA), enters(ANA)])] {
        for viewer in [DOCTOR, NURSE] {
            let seen = qualifiers(&visit, viewer, [ANA, OTHER_ANA, BEN, FRIEND]);
            assert_eq!(seen, told(["MRN 11", "MRN 13", "patient", "guest"]));
            assert_eq!(qualifiers(&visit, viewer, [DOCTOR, CARER]), [None, None]);
        }
    }
}

#[test]
fn p7_number_is_the_rank_and_agrees_with_the_primary_patient() {
    let visit = same_identifier();
    let anas = [ANA, OTHER_ANA];
    let seen = |visit: &Spec| qualifiers(visit, DOCTOR, anas);
    assert_eq!(seen(&visit), told(["patient A", "patient B"]));
    let visit = visit.and([enters(OTHER_ANA)]);
    assert_eq!(seen(&visit), told(["patient A", "patient 1"]));
    let visit = visit.and([enters(BEN), enters(ANA)]);
    assert_eq!(seen(&visit), told(["patient 3", "patient 1"]));
    for shown in visit.view(DOCTOR).participants {
        if anas.contains(&shown.person) {
            let rank = shown.rank.unwrap();
            assert_eq!(shown.qualifier, Some(format!("patient {rank}")));
            assert_eq!(shown.is_primary, u32::from(rank) == 1);
        }
    }
}

#[test]
fn p7_identifier_that_several_share_is_followed_by_a_number() {
    let visit = same_identifier().and([
        renamed(BEN, "Ana Silva"),
        identified(BEN, Some("MRN 8")),
        enters(OTHER_ANA),
    ]);
    assert_eq!(
        qualifiers(&visit, DOCTOR, [ANA, BEN, OTHER_ANA]),
        told(["MRN 7, patient A", "MRN 8", "MRN 7, patient 1"])
    );
}

#[test]
fn p7_person_without_second_identifier_is_told_apart() {
    let visit = same_identifier().and([identified(ANA, None)]);
    let seen = |visit: &Spec| qualifiers(visit, DOCTOR, [ANA, OTHER_ANA]);
    assert_eq!(seen(&visit), told(["patient", "MRN 7"]));
    let visit = visit.and([identified(OTHER_ANA, None), enters(OTHER_ANA)]);
    assert_eq!(seen(&visit), told(["patient A", "patient 1"]));
}

#[test]
fn p7_identifiers_that_look_alike_do_not_suffice() {
    let visit = same_identifier().and([identified(ANA, Some("mrn-7"))]);
    assert_eq!(
        qualifiers(&visit, DOCTOR, [ANA, OTHER_ANA]),
        told(["mrn-7, patient A", "MRN 7, patient B"])
    );
}

#[test]
fn p7_staff_named_like_a_patient_is_told_apart_by_role() {
    let visit = given([
        under_version_2(group_visit()),
        enters(ANA),
        renamed(NURSE, "ana silva"),
    ]);
    let people = [NURSE, ANA, OTHER_ANA];
    let seen = |viewer| qualifiers(&visit, viewer, people);
    assert_eq!(seen(DOCTOR), told(["staff", "MRN 11", "MRN 13"]));
    let [staff, patient, unseen] = seen(ANA);
    assert_eq!([staff, patient], told(["staff", "patient"]));
    assert_eq!(unseen, None);
}

#[test]
fn p7_qualifier_stays_while_people_come_and_go() {
    let visit = same_identifier().and([enters(OTHER_ANA), enters(ANA)]);
    let everyone = EVERYONE.map(|p| p.0);
    let before = qualifiers(&visit, DOCTOR, everyone);
    let visit = visit.and([leaves(OTHER_ANA), removed(ANA), joins(DOCTOR)]);
    assert_eq!(qualifiers(&visit, DOCTOR, everyone), before);
    let visit = visit.and([returned(ANA), joins(ANA)]);
    assert_eq!(qualifiers(&visit, DOCTOR, everyone), before);
}

#[test]
fn m7_qualifier_reveals_no_one_the_viewer_does_not_see() {
    let visit = given([group_visit(), enters(OTHER_ANA)]);
    let me = visit.view(OTHER_ANA).participants;
    assert!(me.iter().all(|p| p.qualifier.is_none()));
    let visit = visit.and([removed(OTHER_ANA), enters(ANA)]);
    let me = visit.view(ANA).participants;
    assert!(me.iter().all(|p| p.qualifier.is_none()));
}

#[test]
fn m7_attendees_see_neither_identifiers_nor_ranks_of_namesakes() {
    let visit = given([
        under_version_2(group_visit()),
        renamed(BEN, "Ana Silva"),
        enters(OTHER_ANA),
        enters(BEN),
        enters(ANA),
    ]);
    let seen = |viewer| qualifiers(&visit, viewer, [ANA, BEN, OTHER_ANA]);
    // Who was there first sees the others in the order in which they came.
    assert_eq!(
        seen(OTHER_ANA),
        told(["patient C", "patient B", "patient A"])
    );
    // The last to come does not learn who came before whom.
    assert_eq!(seen(ANA), told(["patient A", "patient B", "patient C"]));
}

#[test]
fn p7_attendees_qualifiers_stay_when_another_namesake_comes() {
    let people = [BEN, OTHER_ANA];
    let visit = given([
        under_version_2(group_visit()),
        renamed(BEN, "Ana Silva"),
        enters(OTHER_ANA),
        enters(BEN),
    ]);
    let before = people.map(|viewer| qualifiers(&visit, viewer, people));
    let visit = visit.and([enters(ANA)]);
    assert_eq!(
        people.map(|viewer| qualifiers(&visit, viewer, people)),
        before
    );
}

#[test]
fn w9_letters_reveal_no_order_of_arrivals_during_an_absence() {
    let visit = given([
        under_version_2(group_visit()),
        enters(CARER),
        removed(CARER),
        enters(OTHER_ANA),
        enters(ANA),
        returned(CARER),
    ]);
    assert_eq!(
        qualifiers(&visit, CARER, [ANA, OTHER_ANA]),
        told(["patient A", "patient B"])
    );
}

#[test]
fn w9_person_whom_an_attendee_sees_only_after_their_return_gets_the_next_letter() {
    let visit = given([
        under_version_2(group_visit()),
        renamed(BEN, "Ana Silva"),
        enters(ANA),
        removed(ANA),
        enters(BEN),
        enters(OTHER_ANA),
        returned(ANA),
    ]);
    assert_eq!(
        qualifiers(&visit, BEN, [ANA, BEN, OTHER_ANA]),
        told(["patient C", "patient A", "patient B"])
    );
}

#[test]
fn p7_looks_are_equal_across_visits_for_names_that_look_alike() {
    let looks = |name| {
        let visit = given([under_version_2(group_visit()), renamed(BEN, name)]);
        let seen = visit.view(DOCTOR).participants;
        let ben = seen.into_iter().find(|p| p.person == BEN).unwrap();
        ben.looks.key()
    };
    assert_eq!(looks("Ana Silva"), looks("\u{410}na Silva"));
    assert_ne!(looks("Ana Silva"), looks("Ana Silvo"));
}
