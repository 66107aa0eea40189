//! F5 to F8: files, limits, receipts, corrections and retractions.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Event, MessageText, Policy, Recipient, Refusal, TextProblem,
    access::may_read_file,
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

fn reads_file(spec: &Spec, person: chat_domain::PersonId, name: &str) -> bool {
    may_read_file(&spec.state, person, attachment(name)).is_ok()
}

#[test]
fn f5_file_is_readable_by_the_readers_of_its_message() {
    let visit = given([group_visit(), stages(DOCTOR, WITH_ANA, "plan.png")]);
    for (person, _, _) in EVERYONE {
        assert!(
            !reads_file(&visit, person, "plan.png"),
            "no message carries it yet"
        );
    }
    assert_eq!(visit.newest_goes_to(), [DOCTOR].into());
    let visit = visit.and([says_with(DOCTOR, WITH_ANA, "your plan", &["plan.png"])]);
    for (person, _, _) in EVERYONE {
        let member = person == DOCTOR || person == ANA;
        assert_eq!(reads_file(&visit, person, "plan.png"), member);
    }
}

#[test]
fn f5_permission_is_checked_on_every_read() {
    let visit = given([
        group_visit(),
        enters(ANA),
        stages(DOCTOR, ALL, "plan.png"),
        says_with(DOCTOR, ALL, "the plan", &["plan.png"]),
        enters(BEN),
    ]);
    assert!(reads_file(&visit, ANA, "plan.png"));
    assert!(!reads_file(&visit, BEN, "plan.png"), "a latecomer (M6)");
    let closed = visit.clone().and([completed()]);
    assert!(reads_file(&closed, ANA, "plan.png"));
    let without_ana = visit.clone().and([removed(ANA)]);
    assert!(!reads_file(&without_ana, ANA, "plan.png"));
    let retracted = visit.and([retracts(DOCTOR, "the plan")]);
    for person in [DOCTOR, NURSE, ANA] {
        assert!(!reads_file(&retracted, person, "plan.png"));
    }
}

#[test]
fn f5_file_is_sent_once_by_its_uploader_in_its_chat() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "hello"),
        stages(ANA, WITH_ANA, "rash.png"),
    ]);
    visit
        .when(says_with(DOCTOR, WITH_ANA, "x", &["rash.png"]))
        .refused(Refusal::FileUnknown);
    let other = visit.clone().and([enters(ANA), says(DOCTOR, ALL, "hi")]);
    other
        .when(says_with(ANA, ALL, "x", &["rash.png"]))
        .refused(Refusal::FileUnknown);
    visit
        .and([says_with(ANA, WITH_ANA, "look", &["rash.png"])])
        .when(says_with(ANA, WITH_ANA, "again", &["rash.png"]))
        .refused(Refusal::FileUnknown);
}

#[test]
fn f5_file_id_is_used_once() {
    given([group_visit(), stages(DOCTOR, ALL, "plan.png")])
        .when(stages(DOCTOR, ALL, "plan.png"))
        .refused(Refusal::IdInUse);
}

#[test]
fn f6_text_has_1_to_8000_characters_after_trimming() {
    assert_eq!(text("  dose\r\n5 mg \n").as_str(), "dose\n5 mg");
    assert_eq!(MessageText::new(" \n "), Err(TextProblem::Empty));
    assert!(MessageText::new(&"語".repeat(8_000)).is_ok());
    assert_eq!(
        MessageText::new(&"a".repeat(8_001)),
        Err(TextProblem::TooLong {
            max: 8_000,
            actual: 8_001
        })
    );
}

#[test]
fn f6_message_without_text_must_have_a_file() {
    let visit = given([group_visit(), stages(DOCTOR, ALL, "plan.png")]);
    visit
        .when(says_with(DOCTOR, ALL, "", &[]))
        .refused(Refusal::Text(TextProblem::Empty));
    visit
        .when(says_with(DOCTOR, ALL, "", &["plan.png"]))
        .accepted();
}

#[test]
fn f6_message_has_at_most_five_different_files() {
    let names = ["1.png", "2.png", "3.png", "4.png", "5.png", "6.png"];
    let visit = given([group_visit()]).and(names.map(|name| stages(DOCTOR, ALL, name)));
    visit
        .when(says_with(DOCTOR, ALL, "x", &names))
        .refused(Refusal::TooManyFiles { max: 5 })
        .when(says_with(DOCTOR, ALL, "x", &["1.png", "1.png"]))
        .refused(Refusal::TooManyFiles { max: 5 })
        .when(says_with(DOCTOR, ALL, "x", &names[..5]))
        .accepted();
}

#[test]
fn f6_file_has_at_most_25_mebibytes() {
    const LIMIT: u64 = 25 * 1024 * 1024;
    let visit = given([group_visit()]);
    visit
        .when(stages_sized(DOCTOR, ALL, "scan.png", LIMIT + 1))
        .refused(Refusal::FileTooLarge { max: LIMIT });
    visit
        .when(stages_sized(DOCTOR, ALL, "scan.png", LIMIT))
        .accepted();
}

#[test]
fn f6_policy_sets_the_limits() {
    let policy = Policy {
        max_files_per_message: 1,
        max_file_bytes: 10,
        ..Policy::DEFAULT
    };
    let visit = given([group_visit_under(policy)]);
    visit
        .when(stages_sized(DOCTOR, ALL, "a.png", 11))
        .refused(Refusal::FileTooLarge { max: 10 });
    let visit = visit.and([
        stages_sized(DOCTOR, ALL, "a.png", 10),
        stages_sized(DOCTOR, ALL, "b.png", 10),
    ]);
    visit
        .when(says_with(DOCTOR, ALL, "x", &["a.png", "b.png"]))
        .refused(Refusal::TooManyFiles { max: 1 });
    let limits = visit.view(DOCTOR).limits;
    assert_eq!(
        (limits.max_files_per_message, limits.max_file_bytes),
        (1, 10)
    );
}

#[test]
fn f7_retried_send_is_stored_once() {
    let again = says(DOCTOR, WITH_ANA, "hello");
    given([group_visit(), says(DOCTOR, WITH_ANA, "hello")])
        .when(again.clone())
        .changes_nothing()
        .and([locks(DOCTOR, WITH_ANA), says(DOCTOR, ALL, "hi")])
        .when(again)
        .changes_nothing();
}

#[test]
fn f7_retried_send_gets_its_receipt_even_after_the_gate_closed() {
    let again = says(ANA, WITH_ANA, "hello");
    let visit = given([
        group_visit(),
        joins(DOCTOR),
        joins(ANA),
        says(ANA, WITH_ANA, "hello"),
        call_ends(),
    ]);
    visit.when(again.clone()).changes_nothing();
    let locked = visit.clone().and([locks(DOCTOR, WITH_ANA)]);
    locked.when(again.clone()).changes_nothing();
    let peer_gone = visit.clone().and([removed(DOCTOR)]);
    peer_gone.when(again.clone()).changes_nothing();
    let retracted = visit.clone().and([retracts(DOCTOR, "hello")]);
    retracted.when(again.clone()).changes_nothing();
    let closed = visit.clone().and([completed()]);
    closed.when(again.clone()).changes_nothing();
    let removed = visit.and([removed(ANA)]);
    removed.when(again).refused(Refusal::Removed);
}

#[test]
fn f7_reused_id_with_different_content_is_refused() {
    let first = says(DOCTOR, WITH_ANA, "hello");
    let (actor, command) = first.clone();
    let chat_domain::Command::SendMessage(send) = command else {
        panic!("a send");
    };
    let visit = given([group_visit(), stages(DOCTOR, WITH_ANA, "plan.png"), first]);
    let changed = |change: fn(&mut chat_domain::SendMessage)| {
        let mut other = send.clone();
        change(&mut other);
        (actor, chat_domain::Command::SendMessage(other))
    };
    for other in [
        changed(|send| send.text = Some(text("hello!"))),
        changed(|send| send.text = None),
        changed(|send| send.files = vec![attachment("plan.png")]),
        changed(|send| send.recipient = Recipient::Everyone),
        changed(|send| {
            send.chat = ALL;
            send.recipient = Recipient::Everyone;
        }),
        changed(|send| {
            send.chat = direct(DOCTOR, BEN);
            send.recipient = Recipient::Person(BEN);
        }),
    ] {
        visit.when(other).refused(Refusal::ClientIdReused);
    }
    // The service generates a new message id for each attempt; the content is the same.
    visit
        .when(changed(|send| send.message = message("another id")))
        .changes_nothing();
}

#[test]
fn f7_client_ids_are_scoped_to_the_sender() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "hello"),
        says(ANA, WITH_ANA, "fine"),
    ]);
    let (actor, command) = says(ANA, WITH_ANA, "second");
    let chat_domain::Command::SendMessage(mut send) = command else {
        panic!("a send");
    };
    send.client_id = client_id("hello");
    visit
        .when((actor, chat_domain::Command::SendMessage(send)))
        .accepted();
}

#[test]
fn f8_correction_is_a_new_version() {
    let visit = given([group_visit(), says(DOCTOR, WITH_ANA, "take 50 mg")])
        .when(corrects(DOCTOR, "take 50 mg", "take 5 mg"))
        .then([Event::MessageCorrected {
            chat: WITH_ANA,
            number: ChatNumber(2),
            message: message("take 50 mg"),
            version: 2,
            text: text("take 5 mg"),
        }]);
    assert_eq!(visit.texts(ANA), ["take 5 mg"]);
    assert_eq!(visit.messages(ANA)[0].version, 2);
    // The record keeps the original text.
    assert!(visit.log.iter().any(|entry| matches!(
        &entry.event,
        Event::MessageSent { text: Some(words), .. } if words.as_str() == "take 50 mg"
    )));
    visit
        .when(corrects(DOCTOR, "take 50 mg", "take 5 mg"))
        .changes_nothing();
    // Each correction increments the version.
    visit
        .when(corrects(DOCTOR, "take 50 mg", "take 5 mg twice"))
        .then([Event::MessageCorrected {
            chat: WITH_ANA,
            number: ChatNumber(3),
            message: message("take 50 mg"),
            version: 3,
            text: text("take 5 mg twice"),
        }]);
}

#[test]
fn f8_only_the_author_corrects_and_only_where_they_may_write() {
    let visit = given([
        group_visit(),
        joins(DOCTOR),
        joins(ANA),
        says(ANA, WITH_ANA, "pain since tuesday"),
    ]);
    let correction = corrects(ANA, "pain since tuesday", "since monday");
    visit
        .when(corrects(DOCTOR, "pain since tuesday", "none"))
        .refused(Refusal::NotTheAuthor);
    let over = visit.clone().and([call_ends()]);
    over.when(correction.clone()).refused(Refusal::NotStarted);
    let locked = visit.clone().and([locks(DOCTOR, WITH_ANA)]);
    locked.when(correction.clone()).refused(Refusal::Locked);
    visit.when(correction).accepted();
}

#[test]
fn f8_retraction_hides_the_message_and_says_who_and_why() {
    let visit = given([
        group_visit(),
        stages(DOCTOR, WITH_ANA, "plan.png"),
        says_with(DOCTOR, WITH_ANA, "for someone else", &["plan.png"]),
        corrects(DOCTOR, "for someone else", "for no one"),
    ])
    .when(retracts(DOCTOR, "for someone else"))
    .then([Event::MessageRetracted {
        chat: WITH_ANA,
        number: ChatNumber(3),
        message: message("for someone else"),
        reason: reason("sent in error"),
    }]);
    let seen = &visit.messages(ANA)[0];
    assert_eq!((&seen.text, seen.files.len()), (&None, 0));
    let retraction = seen.retraction.as_ref().unwrap();
    assert_eq!(retraction.by, Actor::Person(DOCTOR));
    assert_eq!(retraction.reason, reason("sent in error"));
    visit
        .when(retracts(DOCTOR, "for someone else"))
        .changes_nothing();
    visit
        .when(corrects(DOCTOR, "for someone else", "again"))
        .refused(Refusal::AlreadyRetracted);
}

#[test]
fn f8_the_author_and_the_care_team_retract_what_they_read() {
    let visit = given([
        group_visit(),
        enters(ANA),
        enters(BEN),
        says(DOCTOR, ALL, "welcome"),
        says(ANA, ALL, "my address is"),
        says(DOCTOR, WITH_ANA, "private"),
        says(ANA, WITH_ANA, "answer"),
    ]);
    visit
        .when(retracts(BEN, "my address is"))
        .refused(Refusal::NotTheAuthor);
    visit
        .when(retracts(ANA, "welcome"))
        .refused(Refusal::NotTheAuthor);
    visit
        .when(retracts(NURSE, "private"))
        .refused(Refusal::MessageUnknown);
    for (person, words) in [
        (ANA, "my address is"),
        (NURSE, "my address is"),
        (NURSE, "welcome"),
        (DOCTOR, "answer"),
    ] {
        visit.when(retracts(person, words)).accepted();
    }
}

#[test]
fn f8_message_can_be_retracted_in_a_locked_chat_but_not_in_a_closed_visit() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "hello"),
        says(ANA, WITH_ANA, "oops"),
        locks(DOCTOR, WITH_ANA),
    ]);
    visit.when(retracts(ANA, "oops")).accepted();
    visit
        .and([completed()])
        .when(retracts(ANA, "oops"))
        .refused(Refusal::VisitClosed {
            phase: chat_domain::Phase::Completed,
        });
}

#[test]
fn f8_view_says_whose_messages_may_be_retracted() {
    use chat_domain::access::Retracts;
    let shown = |spec: &Spec, person| {
        let chats = spec.view(person).chats.into_iter();
        let mut direct_chats = chats.filter(|shown| shown.chat == direct(DOCTOR, ANA));
        direct_chats.next().unwrap().may_retract
    };
    let visit = given([group_visit(), says(DOCTOR, direct(DOCTOR, ANA), "hello")]);
    assert_eq!(shown(&visit, DOCTOR), Some(Retracts::Any));
    assert_eq!(shown(&visit, ANA), Some(Retracts::Own));
    let closed = visit.and([completed()]);
    assert_eq!(shown(&closed, DOCTOR), None);
}
