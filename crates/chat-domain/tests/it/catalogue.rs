//! The rule catalogue: every rule is documented, and every refusal has a code and a sentence.

use crate::grid;
use chat_domain::{Phase, Refusal, RuleId, TextProblem, text::NameFault};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// One refusal of each kind. The match has no wildcard, so a new refusal must be added here.
pub fn every_refusal() -> Vec<Refusal> {
    use Refusal::*;
    let all = vec![
        VisitUnknown,
        ChatUnknown,
        MessageUnknown,
        FileUnknown,
        PersonUnknown,
        NotEntered,
        HistoryNotShared,
        TwoAttendees,
        TwoCareTeamMembers,
        GuestsHaveNoDirectChats,
        StaffHaveNoDirectChats,
        RoleHasNoDirectChats,
        NotAnOverseer,
        NotStarted,
        ProviderDropped,
        Locked,
        NoNotices,
        NoticesAreForAttendees,
        NoticeNotOffered,
        NoticeUnknown,
        NoticeIdReused,
        VisitClosed {
            phase: Phase::Completed,
        },
        SomeoneWaits,
        Removed,
        RecipientMismatch,
        RecipientRemoved,
        Text(TextProblem::Empty),
        Text(TextProblem::TooLong { max: 1, actual: 2 }),
        Text(TextProblem::ForbiddenCharacter { code_point: 0 }),
        Text(TextProblem::InvalidFileName(NameFault::Path)),
        ReadMarksNotKept,
        NoAnswerNeededNotRecorded,
        NoReminders,
        TooManyFiles { max: 5 },
        FileTooLarge { max: 1 << 20 },
        ClientIdReused,
        UploadIdReused,
        NotTheAuthor,
        AlreadyRetracted,
        IdInUse,
        CareTeamOnly,
        NotYourPresence,
        ServiceOnly,
        PresenceNotLeased,
        AlreadyScheduled,
        AlreadyRemoved,
        NotRemoved,
        CallUnderway,
        PatientHasAttended,
        NoPatientHasAttended,
        PatientWasSeen,
        LeftWithoutBeingSeenUnknown,
        WaitingRoomIsForAttendees,
        NoCallInProgress,
        AlreadyAParticipant,
        OnePatientOnly,
        NotEditable,
        RoleFixed,
        PolicyFixed,
        LastProvider,
        HostOnly,
        PersonQuotaExceeded { max: 1 << 20 },
        VisitQuotaExceeded { max: 1 << 20 },
        PersonFileCountExceeded { max: 9 },
        VisitFileCountExceeded { max: 9 },
        FileAlreadySent,
        NoHandover,
        NotBetweenProviders,
        NotYoursToHandOver,
        EntryQuotaExceeded { max: 9 },
        TextQuotaExceeded { max: 1 << 20 },
        TooManyCorrections { max: 9 },
        ActQuotaExceeded { max: 9 },
    ];
    let mut next = Some(VisitUnknown);
    let mut chained = Vec::new();
    while let Some(refusal) = next {
        chained.push(refusal);
        next = after(refusal);
    }
    assert_eq!(
        chained, all,
        "the list and the match name the same refusals"
    );
    all
}

/// The next refusal in declaration order.
fn after(refusal: Refusal) -> Option<Refusal> {
    use Refusal::*;
    Some(match refusal {
        VisitUnknown => ChatUnknown,
        ChatUnknown => MessageUnknown,
        MessageUnknown => FileUnknown,
        FileUnknown => PersonUnknown,
        PersonUnknown => NotEntered,
        NotEntered => HistoryNotShared,
        HistoryNotShared => TwoAttendees,
        TwoAttendees => TwoCareTeamMembers,
        TwoCareTeamMembers => GuestsHaveNoDirectChats,
        GuestsHaveNoDirectChats => StaffHaveNoDirectChats,
        StaffHaveNoDirectChats => RoleHasNoDirectChats,
        RoleHasNoDirectChats => NotAnOverseer,
        NotAnOverseer => NotStarted,
        NotStarted => ProviderDropped,
        ProviderDropped => Locked,
        Locked => NoNotices,
        NoNotices => NoticesAreForAttendees,
        NoticesAreForAttendees => NoticeNotOffered,
        NoticeNotOffered => NoticeUnknown,
        NoticeUnknown => NoticeIdReused,
        NoticeIdReused => VisitClosed {
            phase: Phase::Completed,
        },
        VisitClosed { phase: _ } => SomeoneWaits,
        SomeoneWaits => Removed,
        Removed => RecipientMismatch,
        RecipientMismatch => RecipientRemoved,
        RecipientRemoved => Text(TextProblem::Empty),
        Text(TextProblem::Empty) => Text(TextProblem::TooLong { max: 1, actual: 2 }),
        Text(TextProblem::TooLong { max: _, actual: _ }) => {
            Text(TextProblem::ForbiddenCharacter { code_point: 0 })
        }
        Text(TextProblem::ForbiddenCharacter { code_point: _ }) => {
            Text(TextProblem::InvalidFileName(NameFault::Path))
        }
        Text(TextProblem::InvalidFileName(_)) => ReadMarksNotKept,
        ReadMarksNotKept => NoAnswerNeededNotRecorded,
        NoAnswerNeededNotRecorded => NoReminders,
        NoReminders => TooManyFiles { max: 5 },
        TooManyFiles { max: _ } => FileTooLarge { max: 1 << 20 },
        FileTooLarge { max: _ } => ClientIdReused,
        ClientIdReused => UploadIdReused,
        UploadIdReused => NotTheAuthor,
        NotTheAuthor => AlreadyRetracted,
        AlreadyRetracted => IdInUse,
        IdInUse => CareTeamOnly,
        CareTeamOnly => NotYourPresence,
        NotYourPresence => ServiceOnly,
        ServiceOnly => PresenceNotLeased,
        PresenceNotLeased => AlreadyScheduled,
        AlreadyScheduled => AlreadyRemoved,
        AlreadyRemoved => NotRemoved,
        NotRemoved => CallUnderway,
        CallUnderway => PatientHasAttended,
        PatientHasAttended => NoPatientHasAttended,
        NoPatientHasAttended => PatientWasSeen,
        PatientWasSeen => LeftWithoutBeingSeenUnknown,
        LeftWithoutBeingSeenUnknown => WaitingRoomIsForAttendees,
        WaitingRoomIsForAttendees => NoCallInProgress,
        NoCallInProgress => AlreadyAParticipant,
        AlreadyAParticipant => OnePatientOnly,
        OnePatientOnly => NotEditable,
        NotEditable => RoleFixed,
        RoleFixed => PolicyFixed,
        PolicyFixed => LastProvider,
        LastProvider => HostOnly,
        HostOnly => PersonQuotaExceeded { max: 1 << 20 },
        PersonQuotaExceeded { max: _ } => VisitQuotaExceeded { max: 1 << 20 },
        VisitQuotaExceeded { max: _ } => PersonFileCountExceeded { max: 9 },
        PersonFileCountExceeded { max: _ } => VisitFileCountExceeded { max: 9 },
        VisitFileCountExceeded { max: _ } => FileAlreadySent,
        FileAlreadySent => NoHandover,
        NoHandover => NotBetweenProviders,
        NotBetweenProviders => NotYoursToHandOver,
        NotYoursToHandOver => EntryQuotaExceeded { max: 9 },
        EntryQuotaExceeded { max: _ } => TextQuotaExceeded { max: 1 << 20 },
        TextQuotaExceeded { max: _ } => TooManyCorrections { max: 9 },
        TooManyCorrections { max: _ } => ActQuotaExceeded { max: 9 },
        ActQuotaExceeded { max: _ } => return None,
    })
}

/// The sections of the document: heading and text.
fn sections() -> BTreeMap<&'static str, &'static str> {
    let document = include_str!("../../../../docs/permissions.md");
    let sections = document.split("\n## ").skip(1);
    sections
        .map(|section| section.split_once('\n').unwrap_or((section, "")))
        .map(|(heading, text)| (heading.trim(), text))
        .collect()
}

#[test]
fn rules_and_headings_match() {
    let rules: BTreeSet<_> = RuleId::ALL.iter().map(|rule| rule.as_str()).collect();
    let headings: BTreeSet<_> = sections().into_keys().collect();
    assert_eq!(headings, rules);
}

#[test]
fn document_lists_each_code_under_its_rule() {
    let sections = sections();
    let mut codes = BTreeMap::new();
    for explanation in every_refusal().into_iter().map(|refusal| refusal.explain()) {
        codes.insert(explanation.code, explanation.rule);
        let quoted = format!("`{}`", explanation.code);
        let section = sections[explanation.rule.as_str()];
        assert!(section.contains(&quoted), "{} {quoted}", explanation.rule);
    }
    // The document must name no unknown code. Lines of codes start like this.
    for (heading, text) in sections {
        let lines = text.lines().filter(|line| line.starts_with("**Codes:**"));
        for code in lines.flat_map(|line| line.split('`').skip(1).step_by(2)) {
            assert!(
                codes.contains_key(code),
                "{heading} names the unknown {code}"
            );
        }
    }
}

#[test]
fn document_names_only_existing_files_and_functions() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let document = include_str!("../../../../docs/permissions.md");
    let quoted: Vec<_> = document.split('`').collect();
    let mut found = 0;
    for (at, name) in quoted
        .iter()
        .enumerate()
        .filter(|(_, q)| q.ends_with(".rs"))
    {
        let places = [
            "chat-domain/src",
            "chat-attachments/src",
            "chat-text/src",
            "..",
        ];
        let read = |place: &str| std::fs::read_to_string(crates.join(place).join(name)).ok();
        let source = places.into_iter().find_map(read);
        let source = source.unwrap_or_else(|| panic!("{name} does not exist"));
        // The names in the following parentheses are defined in that file.
        let mut rest = at + 1;
        while quoted[rest] == if rest == at + 1 { " (" } else { ", " } {
            let item = quoted[rest + 1];
            let there = ["fn ", "struct "].map(|kind| source.contains(&format!("{kind}{item}")));
            assert!(there.contains(&true), "{name} has no {item}");
            found += 1;
            rest += 2;
        }
    }
    assert!(found > 20, "only {found} functions were named");
}

#[test]
fn rule_ids_are_unique_and_serialize_as_displayed() {
    let ids: BTreeSet<_> = RuleId::ALL.iter().map(|rule| rule.as_str()).collect();
    assert_eq!(ids.len(), RuleId::ALL.len());
    for rule in RuleId::ALL {
        assert_eq!(rule.to_string(), rule.as_str());
        assert_eq!(
            serde_json::to_string(rule).unwrap(),
            format!("\"{}\"", rule.as_str())
        );
        assert!(rule.statement().ends_with('.'));
    }
}

#[test]
fn every_refusal_has_a_unique_code_and_a_sentence() {
    let refusals = every_refusal();
    let codes: BTreeSet<_> = refusals.iter().map(|r| r.explain().code).collect();
    assert_eq!(codes.len(), refusals.len());
    for refusal in refusals {
        let words = refusal.explain();
        let snake = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(words.code.chars().all(snake), "{}", words.code);
        assert!(words.sentence.ends_with('.'), "{}", words.sentence);
        assert!(words.sentence.starts_with(char::is_uppercase));
        assert_eq!(
            refusal.to_string(),
            format!("{} ({})", words.code, words.rule)
        );
    }
}

#[test]
fn refusal_for_a_closed_visit_says_how_it_was_closed() {
    let sentence = |phase| Refusal::VisitClosed { phase }.explain().sentence;
    let closed = Phase::ALL.into_iter().filter(|phase| phase.is_closed());
    let sentences: BTreeSet<_> = closed.map(sentence).collect();
    assert_eq!(sentences.len(), 4);
}

#[test]
fn size_limits_are_stated_exactly() {
    let sentence = |max| Refusal::FileTooLarge { max }.explain().sentence;
    assert!(sentence(25 * 1024 * 1024).contains("25 MB"));
    assert!(
        sentence(512 * 1024).contains("512 KB"),
        "{}",
        sentence(512 * 1024)
    );
    assert!(sentence(1536 * 1024).contains("1536 KB"));
    assert!(sentence(10).contains("10 bytes"), "{}", sentence(10));
}

/// The tests that show the rules beyond a visit's state: those about a file's bytes or about
/// durable storage.
const SHOWN_BY: &[(RuleId, &str, &str)] = &[
    (
        RuleId::F1,
        "crates/chat-attachments/tests/it/kinds.rs",
        "f1_open_templates_and_openoffice_1_are_accepted_and_told_apart",
    ),
    (
        RuleId::F2,
        "crates/chat-attachments/tests/it/refused.rs",
        "a_renamed_mp4_is_refused_as_an_mp4",
    ),
    (
        RuleId::F3,
        "crates/chat-attachments/tests/it/claims.rs",
        "another_kinds_name_is_refused",
    ),
    (
        RuleId::F4,
        "crates/chat-attachments/tests/it/office.rs",
        "macros_are_refused_under_any_name",
    ),
    (
        RuleId::F9,
        "crates/chat-pictures/tests/it/secrets.rs",
        "f9_every_place_is_stripped_and_reported",
    ),
    (
        RuleId::G3,
        "tests/crash/main.rs",
        "g3_fifty_kills_lose_duplicate_and_misplace_nothing",
    ),
    (
        RuleId::G4,
        "crates/chat-audit/tests/it/damage.rs",
        "change_of_any_byte_is_found",
    ),
];

/// Rules that are not shown by anything yet, as their sections say.
const NOT_YET: &[RuleId] = &[];

#[test]
fn every_rule_is_shown_by_the_grid_a_law_or_a_test() {
    let grid = grid::keys().into_iter().map(|key| key.rule);
    let laws = chat_laws::LAWS.iter().flat_map(|law| law.rules).copied();
    let elsewhere = SHOWN_BY.iter().map(|(rule, _, _)| *rule);
    let shown: BTreeSet<_> = grid.chain(laws).chain(elsewhere).collect();
    let all: BTreeSet<_> = RuleId::ALL.iter().copied().collect();
    let missing: Vec<_> = all.difference(&shown).copied().collect();
    assert_eq!(missing, NOT_YET);
    for rule in NOT_YET {
        let section = sections()[rule.as_str()];
        assert!(section.contains("**Where.** Not yet enforced"), "{rule}");
    }
}

#[test]
fn tests_that_show_rules_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (rule, file, name) in SHOWN_BY {
        let source = std::fs::read_to_string(root.join(file));
        let source = source.unwrap_or_else(|_| panic!("{rule}: {file} does not exist"));
        let before = source.split_once(&format!("fn {name}("));
        let (before, _) = before.unwrap_or_else(|| panic!("{rule}: {file} has no {name}"));
        let attributes = before.lines().rev().take(3).collect::<Vec<_>>().join("\n");
        let is_test = ["#[test]", "#[tokio::test"].map(|attribute| attributes.contains(attribute));
        assert!(is_test.contains(&true), "{rule}: {name} is not a test");
    }
}
