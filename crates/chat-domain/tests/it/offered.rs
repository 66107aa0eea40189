//! What a view says about direct chats that are not listed (M3, M4).

use crate::{people::*, spec::*};
use chat_domain::{Policy, Refusal};

#[test]
fn m4_view_tells_whether_a_role_can_have_direct_chats() {
    let may = |visit: &Spec, who| visit.view(who).may_have_direct_chats;
    let visit = given([group_visit()]);
    for (who, expected) in [
        (DOCTOR, true),
        (ANA, true),
        (NURSE, false),
        (CARER, false),
        (INTERPRETER, false),
    ] {
        assert_eq!(may(&visit, who), expected, "{who:?}");
    }
    let all = given([group_visit_under(Policy {
        guests_have_direct_chats: true,
        interpreters_have_direct_chats: true,
        staff_have_direct_chats: true,
        ..Policy::DEFAULT
    })]);
    for who in [DOCTOR, ANA, NURSE, CARER, INTERPRETER] {
        assert!(may(&all, who), "{who:?}");
    }
}

#[test]
fn m3_m4_view_says_why_there_is_no_direct_chat_with_a_participant() {
    let visit = given([group_visit()]);
    let why = |who, with| {
        let view = visit.view(who);
        let of = view.participants.iter().find(|p| p.person == with);
        of.unwrap().direct_refusal
    };
    for (who, with, expected) in [
        (DOCTOR, ANA, None),
        (ANA, DOCTOR, None),
        (DOCTOR, DOCTOR, None),
        (DOCTOR, NURSE, Some(Refusal::TwoCareTeamMembers)),
        (DOCTOR, CARER, Some(Refusal::GuestsHaveNoDirectChats)),
        (DOCTOR, INTERPRETER, Some(Refusal::RoleHasNoDirectChats)),
        (NURSE, ANA, Some(Refusal::StaffHaveNoDirectChats)),
        (ANA, NURSE, Some(Refusal::StaffHaveNoDirectChats)),
        (CARER, DOCTOR, Some(Refusal::GuestsHaveNoDirectChats)),
    ] {
        assert_eq!(why(who, with), expected, "{who:?} {with:?}");
    }
}
