//! Neither `Debug` output nor error messages reveal health data.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    AttachmentId, ChatKey, Command, DisplayName, FileName, MessageText, Reason, Recipient,
    SecondIdentifier, VisitState,
    chat::Fingerprint,
    view::{overseen_message, readable_message},
};

/// Texts that must never appear in a log line.
const SECRETS: [&str; 6] = [
    "Zsófia",
    "MRN-5558",
    "chlamydia",
    "doxycycline",
    "lab-result",
    "grudge",
];

const CHAT: ChatKey = direct(DOCTOR, ANA);

/// A visit with a secret in every text field.
fn visit_with_secrets() -> (Spec, Vec<Command>) {
    let reason = Reason::new("an old grudge").unwrap();
    let mut zsofia = participant(ANA);
    zsofia.name = DisplayName::new("Zsófia").unwrap();
    zsofia.second_identifier = Some(SecondIdentifier::new("MRN-5558").unwrap());
    let mut shot = file("shot.png", 9);
    shot.name = FileName::new("lab-result.png").unwrap();
    let Command::ScheduleVisit(mut schedule) = group_visit().1 else {
        panic!("a visit");
    };
    schedule.participants[3] = zsofia;
    let commands = vec![
        host(Command::ScheduleVisit(schedule)),
        host(added_elsewhere()),
        enters(ANA),
        (
            doctor(),
            Command::StageFile {
                chat: CHAT,
                file: shot,
                upload: None,
            },
        ),
        says_with(DOCTOR, CHAT, "it is chlamydia", &["shot.png"]),
        says(DOCTOR, CHAT, "chlamydia, a second message"),
        corrects(DOCTOR, "it is chlamydia", "take doxycycline"),
        (
            doctor(),
            Command::RetractMessage {
                message: message("chlamydia, a second message"),
                reason: reason.clone(),
            },
        ),
        (
            breaks_glass(OVERSEER, CHAT).0,
            Command::BreakGlass {
                chat: CHAT,
                reason: reason.clone(),
            },
        ),
        host(Command::RemoveParticipant {
            person: BEN,
            reason,
        }),
    ];
    let mut spec = Spec::default();
    for step in &commands {
        spec = spec.when(step.clone()).accepted();
    }
    (spec, commands.into_iter().map(|step| step.1).collect())
}

fn doctor() -> chat_domain::Actor {
    chat_domain::Actor::Person(DOCTOR)
}

/// Adds a person with a secret name after scheduling.
fn added_elsewhere() -> Command {
    let mut other = participant(ANA);
    other.person = OUTSIDER;
    other.name = DisplayName::new("Zsófia").unwrap();
    other.second_identifier = Some(SecondIdentifier::new("MRN-5558").unwrap());
    Command::AddParticipant(other)
}

fn assert_silent(what: &dyn std::fmt::Debug) {
    for printed in [format!("{what:?}"), format!("{what:#?}")] {
        let found = SECRETS.iter().find(|secret| printed.contains(*secret));
        assert_eq!(found, None, "{printed}");
    }
}

#[test]
fn examples_contain_every_secret() {
    let (spec, _) = visit_with_secrets();
    let stored: Vec<u8> = spec
        .log
        .iter()
        .flat_map(|entry| chat_domain::log::to_stored(entry).unwrap())
        .collect();
    let stored = String::from_utf8(stored).unwrap();
    for secret in SECRETS {
        assert!(stored.contains(secret), "{secret}");
    }
}

#[test]
fn debug_of_commands_events_and_entries_reveals_no_secret() {
    let (spec, commands) = visit_with_secrets();
    commands.iter().for_each(|command| assert_silent(command));
    for entry in &spec.log {
        assert_silent(entry);
        assert_silent(&entry.event);
    }
}

#[test]
fn debug_of_state_and_views_reveals_no_secret() {
    let (spec, _) = visit_with_secrets();
    assert_silent(&spec.state);
    assert_silent(&VisitState::default());
    for person in [DOCTOR, ANA, NURSE] {
        assert_silent(&spec.view(person));
    }
    let mut shown = 0;
    for entry in &spec.log {
        for view in [
            readable_message(&spec.state, ANA, entry),
            overseen_message(&spec.state, OVERSEER, entry, None),
        ] {
            shown += usize::from(view.is_some());
            assert_silent(&view);
        }
    }
    assert_eq!(shown, 8);
    assert_silent(&chat_domain::VisitSummary::of(&spec.state));
}

#[test]
fn debug_of_a_fingerprint_does_not_reveal_a_short_text() {
    let of = |words: &str| {
        let text = MessageText::new(words).unwrap();
        Fingerprint::of(&ALL, Recipient::Everyone, Some(&text), [].into_iter())
    };
    assert_ne!(of("yes"), of("no"));
    assert_eq!(format!("{:?}", of("yes")), format!("{:?}", of("no")));
}

#[test]
fn fingerprint_distinguishes_text_and_files() {
    let (one, two) = (attachment("1.png"), attachment("2.png"));
    let of = |files: &[AttachmentId]| {
        Fingerprint::of(&ALL, Recipient::Everyone, None, files.iter().copied())
    };
    assert_ne!(of(&[one]), of(&[two]));
    assert_ne!(of(&[one, two]), of(&[two, one]));
    assert_ne!(of(&[]), of(&[one]));
}

#[test]
fn text_problem_does_not_quote_the_text() {
    for problem in [
        MessageText::new("take doxycycline\u{0}").unwrap_err(),
        FileName::new("lab-result/x.png").unwrap_err(),
        FileName::new("lab-result\u{202E}.png").unwrap_err(),
        DisplayName::new(&"Zsófia".repeat(50)).unwrap_err(),
        Reason::new(&"grudge".repeat(500)).unwrap_err(),
    ] {
        assert_silent(&problem);
        let refusal = chat_domain::Refusal::from(problem);
        for shown in [
            problem.to_string(),
            refusal.to_string(),
            refusal.explain().sentence.into_owned(),
        ] {
            assert!(SECRETS.iter().all(|secret| !shown.contains(secret)));
        }
    }
}
