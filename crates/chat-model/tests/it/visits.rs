//! Every world, explored as deep as a regular test run allows.

use chat_domain::{Policy, Refusal, VisitKind};
use chat_laws::{LAWS, Law};
use chat_model::{
    explore::{Absorb as _, Exploration, Limits, explore},
    visit::{Answer, Step, Tally, VisitModel, World, describe, worlds},
};

fn explored(world: World, depth: usize) -> Exploration<Step, Tally> {
    let model = VisitModel::new(world, LAWS).unwrap();
    let limits = Limits {
        threads: 2,
        ..Limits::depth(depth)
    };
    let explored = explore(&model, limits);
    if let Some(finding) = explored.findings.first() {
        panic!("{}\n{}", model.world.name, describe(&model, finding));
    }
    explored
}

fn named(name: &str) -> World {
    let mut all = worlds().into_iter().map(|(world, _)| world);
    all.find(|world| world.name == name).unwrap()
}

#[test]
fn group_visit_keeps_all_laws() {
    let explored = explored(named("group, from the empty log"), 2);
    assert_eq!(explored.depth, 2);
    assert!(explored.counts.states >= 53, "{:?}", explored.counts);
}

#[test]
fn small_visits_keep_all_laws() {
    let three = explored(named("three people"), 3);
    assert!(three.counts.states >= 260, "{:?}", three.counts);
    let two = explored(named("two people"), 4);
    assert!(two.counts.states >= 400, "{:?}", two.counts);
    let leased = explored(named("V9 leases"), 2);
    assert!(leased.counts.states >= 30, "{:?}", leased.counts);
    let uploads = explored(named("V5 quotas"), 2);
    assert!(uploads.counts.states >= 50, "{:?}", uploads.counts);
    let handed_over = explored(named("V7 handover"), 2);
    assert!(handed_over.counts.states >= 50, "{:?}", handed_over.counts);
    let done = explored(named("V8 acts"), 2);
    assert!(done.counts.states >= 50, "{:?}", done.counts);
    let written = explored(named("V5, V8 quotas"), 2);
    assert!(written.counts.states >= 50, "{:?}", written.counts);
}

/// The steps cover all commands, answers and refusals.
#[test]
fn every_command_answer_and_refusal_is_covered() {
    const LISTED: Law = Law {
        name: "a refusal is listed",
        rules: &[],
        check: |moment| match moment.answer {
            Err(refusal) if !is_listed(refusal) => Err(refusal.to_string()),
            _ => Ok(()),
        },
    };
    let mut tally = Tally::default();
    for (world, _) in worlds() {
        // The laws are judged elsewhere; this test counts answers.
        let model = VisitModel::new(world, &[LISTED]).unwrap();
        let explored = explore(&model, Limits::depth(2));
        assert!(explored.findings.is_empty());
        tally.absorb(explored.tally);
    }
    for variant in Tally::VARIANTS {
        for answer in [Answer::Accepted, Answer::Refused] {
            let count = tally.answers.get(&(variant, answer)).copied().unwrap_or(0);
            assert!(count > 0, "{variant} was never {answer:?}");
        }
    }
    let asked = tally.answers.keys().map(|(variant, _)| variant);
    assert!(
        asked
            .into_iter()
            .all(|variant| Tally::VARIANTS.contains(variant))
    );
    let met: Vec<_> = tally.refusals.keys().copied().collect();
    assert_eq!(met, REFUSALS);
}

/// Without a wildcard, so that a new refusal must be added here and to the list of codes.
const fn is_listed(refusal: &Refusal) -> bool {
    use Refusal as R;
    match refusal {
        R::VisitUnknown | R::ChatUnknown | R::MessageUnknown | R::FileUnknown => true,
        R::HistoryNotShared => true,
        R::PersonUnknown | R::NotEntered | R::RoleHasNoDirectChats | R::TwoAttendees => true,
        R::TwoCareTeamMembers | R::GuestsHaveNoDirectChats | R::StaffHaveNoDirectChats => true,
        R::NotAnOverseer
        | R::NotStarted
        | R::ProviderDropped
        | R::Locked
        | R::VisitClosed { .. } => true,
        R::SomeoneWaits | R::Removed | R::RecipientMismatch | R::RecipientRemoved | R::Text(_) => {
            true
        }
        R::TooManyFiles { .. } | R::FileTooLarge { .. } | R::ClientIdReused => true,
        R::NotTheAuthor | R::AlreadyRetracted | R::IdInUse | R::CareTeamOnly => true,
        R::ServiceOnly | R::PresenceNotLeased => true,
        R::NotYourPresence | R::AlreadyScheduled | R::AlreadyRemoved | R::CallUnderway => true,
        R::PatientHasAttended | R::WaitingRoomIsForAttendees | R::NoCallInProgress => true,
        R::NotRemoved | R::NotEditable | R::RoleFixed | R::HostOnly | R::PolicyFixed => true,
        R::NoPatientHasAttended | R::PatientWasSeen | R::LeftWithoutBeingSeenUnknown => true,
        R::AlreadyAParticipant | R::OnePatientOnly | R::LastProvider => true,
        R::UploadIdReused | R::FileAlreadySent | R::ReadMarksNotKept => true,
        R::NoAnswerNeededNotRecorded | R::NoReminders => true,
        R::NoNotices | R::NoticesAreForAttendees | R::NoticeNotOffered => true,
        R::NoticeUnknown | R::NoticeIdReused => true,
        R::PersonQuotaExceeded { .. } | R::VisitQuotaExceeded { .. } => true,
        R::PersonFileCountExceeded { .. } | R::VisitFileCountExceeded { .. } => true,
        R::EntryQuotaExceeded { .. } | R::TextQuotaExceeded { .. } => true,
        R::NoHandover | R::NotBetweenProviders | R::NotYoursToHandOver => true,
        R::TooManyCorrections { .. } | R::ActQuotaExceeded { .. } => true,
    }
}

/// The codes of all refusals except three that commands can't produce, because their types reject
/// such texts: `text_too_long`, `forbidden_character` and `invalid_file_name`; and except `no_reminders`, since
/// the model reminds no one.
const REFUSALS: [&str; 69] = [
    "act_quota_exceeded",
    "already_a_participant",
    "already_removed",
    "already_retracted",
    "already_scheduled",
    "call_underway",
    "care_team_only",
    "chat_unknown",
    "client_id_reused",
    "entry_quota_exceeded",
    "file_already_sent",
    "file_too_large",
    "file_unknown",
    "guests_have_no_direct_chats",
    "history_not_shared",
    "host_only",
    "id_in_use",
    "last_provider",
    "left_without_being_seen_unknown",
    "locked",
    "message_unknown",
    "no_answer_needed_not_recorded",
    "no_call_in_progress",
    "no_handover",
    "no_notices",
    "no_patient_has_attended",
    "not_an_overseer",
    "not_between_providers",
    "not_editable",
    "not_entered",
    "not_removed",
    "not_started",
    "not_the_author",
    "not_your_presence",
    "not_yours_to_hand_over",
    "notice_id_reused",
    "notice_not_offered",
    "notice_unknown",
    "notices_are_for_attendees",
    "one_patient_only",
    "patient_has_attended",
    "patient_was_seen",
    "person_file_count_exceeded",
    "person_quota_exceeded",
    "person_unknown",
    "policy_fixed",
    "presence_not_leased",
    "provider_dropped",
    "read_marks_not_kept",
    "recipient_mismatch",
    "recipient_removed",
    "removed",
    "role_fixed",
    "role_has_no_direct_chats",
    "service_only",
    "someone_waits",
    "staff_have_no_direct_chats",
    "text_empty",
    "text_quota_exceeded",
    "too_many_corrections",
    "too_many_files",
    "two_attendees",
    "two_care_team_members",
    "upload_id_reused",
    "visit_closed",
    "visit_file_count_exceeded",
    "visit_quota_exceeded",
    "visit_unknown",
    "waiting_room_is_for_attendees",
];

#[test]
fn openings_reach_their_states() {
    let at = |name| VisitModel::new(named(name), &[]).unwrap().walk(&[]);
    let in_call = at("group, in the call").state;
    assert!(in_call.participants.len() == 6 && in_call.provider_in_call());
    let presences: Vec<_> = in_call.participants.values().map(|p| p.presence).collect();
    assert!(presences.iter().all(|presence| *presence == presences[0]));
    let started = at("group, chats started").state;
    assert_eq!(
        started.chats.values().filter(|chat| chat.started).count(),
        5
    );
}

#[test]
fn worlds_differ_as_named() {
    let one = named("one-to-one");
    assert_eq!(one.kind, VisitKind::OneToOne);
    let policies: Vec<_> = worlds().iter().map(|(world, _)| world.policy).collect();
    let differing = policies.iter().filter(|policy| **policy != Policy::DEFAULT);
    assert_eq!(differing.count(), 9);
}
