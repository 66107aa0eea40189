//! F7, V5, V6: files that no message carries yet.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, Command, Entry, Event, FileName, FileRef, Phase, Policy, Refusal,
    access::{may_oversee_file, may_read_file, may_upload},
    chat::{Sha256, UploadFate},
    evolve,
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

/// The host discards a file.
fn cleared(name: &str) -> Step {
    let attachment = attachment(name);
    host(Command::DiscardFile { attachment })
}

/// A group visit with all participants and byte limits per person and per visit.
fn limited(person: Option<u64>, visit: Option<u64>) -> Step {
    group_visit_under(Policy {
        max_file_bytes: u64::MAX,
        max_upload_bytes_per_person: person,
        max_upload_bytes_per_visit: visit,
        min_counted_file_bytes: None,
        ..Policy::DEFAULT
    })
}

fn plan() -> FileRef {
    file("plan.png", 100)
}

/// The plan as the service stores it when it is uploaded again.
fn plan_again() -> FileRef {
    FileRef {
        attachment: attachment("stored again"),
        ..plan()
    }
}

#[test]
fn f7_retried_upload_is_staged_once() {
    let again = uploads(DOCTOR, WITH_ANA, plan_again(), "it");
    let visit = given([group_visit(), uploads(DOCTOR, WITH_ANA, plan(), "it")]);
    let first = |visit: &Spec| visit.state.upload_of(DOCTOR, upload_id("it")).cloned();
    let stored = first(&visit).unwrap();
    assert_eq!((stored.by, &stored.file), (DOCTOR, &plan()));
    let visit = visit.when(again.clone()).changes_nothing();
    let sent = visit.and([says_with(DOCTOR, WITH_ANA, "your plan", &["plan.png"])]);
    sent.when(again.clone()).changes_nothing();
    let carrier = message("your plan");
    let stored = first(&sent).unwrap();
    assert_eq!(stored.fate, UploadFate::Carried(carrier));
    assert_eq!(stored.message(), Some(carrier));
    let closed = sent.and([completed()]);
    closed.when(again.clone()).changes_nothing();
    let gone = closed.and([reopened(), removed(DOCTOR)]);
    gone.when(again).refused(Refusal::Removed);
}

#[test]
fn f7_retried_upload_gets_its_receipt_even_after_gate_and_quota_closed() {
    let again = uploads(ANA, WITH_ANA, plan_again(), "it");
    let visit = given([
        limited(Some(100), Some(100)),
        joins(DOCTOR),
        joins(ANA),
        uploads(ANA, WITH_ANA, plan(), "it"),
        call_ends(),
    ]);
    visit.when(again.clone()).changes_nothing();
    visit
        .when(uploads(ANA, WITH_ANA, plan_again(), "another"))
        .refused(Refusal::NotStarted);
    visit.and([removed(DOCTOR)]).when(again).changes_nothing();
}

#[test]
fn f7_reused_upload_id_with_a_different_file_is_refused() {
    let visit = given([group_visit(), uploads(DOCTOR, WITH_ANA, plan(), "it")]);
    let other = |change: fn(&mut FileRef)| {
        let mut file = plan_again();
        change(&mut file);
        visit
            .when(uploads(DOCTOR, WITH_ANA, file, "it"))
            .refused(Refusal::UploadIdReused)
    };
    other(|file| file.name = FileName::new("plan (1).png").unwrap());
    other(|file| file.media_type = "image/gif".into());
    other(|file| file.size += 1);
    other(|file| file.sha256 = Sha256([8; 32]));
    visit
        .when(uploads(DOCTOR, ALL, plan_again(), "it"))
        .refused(Refusal::UploadIdReused);
}

#[test]
fn f7_upload_ids_are_scoped_to_the_uploader_and_optional() {
    let visit = given([group_visit(), uploads(DOCTOR, ALL, plan(), "it")]);
    let by_nurse = uploads(NURSE, ALL, file("photo.png", 7), "it");
    let visit = visit.and([by_nurse]);
    let of = |person| visit.state.upload_of(person, upload_id("it")).unwrap();
    assert_eq!((of(DOCTOR).file.size, of(NURSE).file.size), (100, 7));
    let visit = visit.and([stages(DOCTOR, ALL, "a.png"), stages(DOCTOR, ALL, "b.png")]);
    assert_eq!(visit.state.uploads.len(), 4);
    visit
        .when(uploads(DOCTOR, ALL, plan(), "another"))
        .refused(Refusal::IdInUse);
}

#[test]
fn f7_discarded_file_is_not_restored_by_a_retry() {
    given([
        group_visit(),
        uploads(DOCTOR, ALL, plan(), "it"),
        discards(DOCTOR, "plan.png"),
    ])
    .when(uploads(DOCTOR, ALL, plan_again(), "it"))
    .refused(Refusal::UploadIdReused)
    .when(uploads(DOCTOR, ALL, plan_again(), "another"))
    .accepted();
}

#[test]
fn v5_person_can_upload_up_to_the_last_byte() {
    let max = 100;
    let visit = given([
        limited(Some(max), None),
        stages_sized(DOCTOR, ALL, "a.png", 60),
        stages_sized(NURSE, ALL, "nurse.png", 99),
    ]);
    for size in [0, 1, 40, 41, u64::MAX] {
        let asked = visit.when(stages_sized(DOCTOR, WITH_ANA, "b.png", size));
        let early = may_upload(&visit.state, DOCTOR, &WITH_ANA, size);
        if size <= 40 {
            asked.accepted();
            assert_eq!(early, Ok(()));
        } else {
            asked.refused(Refusal::PersonQuotaExceeded { max });
            assert_eq!(early, Err(Refusal::PersonQuotaExceeded { max }));
        }
    }
}

#[test]
fn v5_visit_quota_counts_all_people_in_all_chats() {
    let max = 100;
    let visit = given([
        limited(Some(90), Some(max)),
        stages_sized(DOCTOR, ALL, "a.png", 60),
        stages_sized(NURSE, ALL, "b.png", 30),
        stages_sized(DOCTOR, WITH_ANA, "c.png", 9),
    ]);
    visit.when(stages_sized(NURSE, ALL, "d.png", 1)).accepted();
    visit
        .when(stages_sized(NURSE, ALL, "d.png", 2))
        .refused(Refusal::VisitQuotaExceeded { max });
    // The person's own quota is checked first.
    visit
        .when(stages_sized(DOCTOR, ALL, "d.png", 22))
        .refused(Refusal::PersonQuotaExceeded { max: 90 });
    // The files of a removed participant still count.
    visit
        .and([removed(NURSE)])
        .when(stages_sized(DOCTOR, ALL, "d.png", 2))
        .refused(Refusal::VisitQuotaExceeded { max });
}

#[test]
fn v5_sent_bytes_count_and_discarded_bytes_do_not() {
    let max = 100;
    let visit = given([
        limited(Some(max), None),
        stages_sized(DOCTOR, ALL, "a.png", 60),
        stages_sized(DOCTOR, ALL, "b.png", 40),
        says_with(DOCTOR, ALL, "look", &["a.png"]),
        retracts(DOCTOR, "look"),
    ]);
    let more = stages_sized(DOCTOR, ALL, "c.png", 40);
    visit
        .when(more.clone())
        .refused(Refusal::PersonQuotaExceeded { max });
    let visit = visit.and([discards(DOCTOR, "b.png")]);
    visit
        .when(stages_sized(DOCTOR, ALL, "c.png", 41))
        .refused(Refusal::PersonQuotaExceeded { max });
    visit.when(more).accepted();
}

#[test]
fn v5_absent_limit_never_refuses_and_sums_never_overflow() {
    let huge = |name| stages_sized(DOCTOR, ALL, name, u64::MAX);
    given([limited(None, None), huge("a.png"), huge("b.png")])
        .when(huge("c.png"))
        .accepted();
    given([limited(None, Some(u64::MAX)), huge("a.png")])
        .when(huge("b.png"))
        .refused(Refusal::VisitQuotaExceeded { max: u64::MAX })
        .when(stages_sized(NURSE, ALL, "b.png", 0))
        .accepted();
}

#[test]
fn v5_default_is_500_mebibytes_per_person_and_2_gibibytes_per_visit() {
    const MIB: u64 = 1024 * 1024;
    let policy = Policy::DEFAULT;
    assert_eq!(policy.max_upload_bytes_per_person, Some(500 * MIB));
    assert_eq!(policy.max_upload_bytes_per_visit, Some(2_048 * MIB));
    let sentence = |max| Refusal::VisitQuotaExceeded { max }.explain().sentence;
    assert!(sentence(2_048 * MIB).contains("up to 2 GB"));
}

#[test]
fn v5_gate_and_file_size_limit_are_checked_first() {
    let policy = Policy {
        max_file_bytes: 10,
        max_upload_bytes_per_person: Some(5),
        min_counted_file_bytes: None,
        ..Policy::DEFAULT
    };
    let visit = given([group_visit_under(policy), enters(ANA)]);
    let early = |person, size| may_upload(&visit.state, person, &ALL, size);
    assert_eq!(early(ANA, 11), Err(Refusal::NotStarted));
    assert_eq!(early(DOCTOR, 11), Err(Refusal::FileTooLarge { max: 10 }));
    let max = 5;
    assert_eq!(early(DOCTOR, 6), Err(Refusal::PersonQuotaExceeded { max }));
    assert_eq!(early(DOCTOR, 5), Ok(()));
}

#[test]
fn v6_file_is_discarded_by_its_uploader_or_the_host() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "hello"),
        stages(ANA, WITH_ANA, "rash.png"),
        locks(DOCTOR, WITH_ANA),
    ]);
    let attachment = attachment("rash.png");
    for step in [discards(ANA, "rash.png"), cleared("rash.png")] {
        let visit = visit
            .when(step.clone())
            .then([Event::FileDiscarded { attachment }]);
        assert_eq!(visit.newest_goes_to(), [ANA].into());
        visit.when(step).changes_nothing();
    }
    for other in [DOCTOR, NURSE, BEN] {
        visit
            .when(discards(other, "rash.png"))
            .refused(Refusal::FileUnknown);
    }
    visit
        .when(discards(OUTSIDER, "rash.png"))
        .refused(Refusal::VisitUnknown);
    let command = Command::DiscardFile { attachment };
    visit
        .when((Actor::Overseer(OVERSEER), command))
        .refused(Refusal::VisitUnknown);
    visit
        .when(cleared("never.png"))
        .refused(Refusal::FileUnknown);
    Spec::default()
        .when(cleared("never.png"))
        .refused(Refusal::VisitUnknown);
    visit
        .and([removed(ANA)])
        .when(discards(ANA, "rash.png"))
        .refused(Refusal::Removed)
        .when(cleared("rash.png"))
        .accepted();
}

#[test]
fn v6_only_the_host_discards_in_a_closed_visit() {
    let phase = Phase::Completed;
    given([group_visit(), stages(DOCTOR, ALL, "plan.png"), completed()])
        .when(discards(DOCTOR, "plan.png"))
        .refused(Refusal::VisitClosed { phase })
        .when(discards(DOCTOR, "never.png"))
        .refused(Refusal::FileUnknown)
        .when(cleared("plan.png"))
        .accepted();
}

#[test]
fn v6_sent_file_can_never_be_discarded() {
    let sent = given([
        group_visit(),
        stages(DOCTOR, ALL, "plan.png"),
        says_with(DOCTOR, ALL, "the plan", &["plan.png"]),
    ]);
    let retracted = sent.clone().and([retracts(DOCTOR, "the plan")]);
    for visit in [sent, retracted] {
        for step in [discards(DOCTOR, "plan.png"), cleared("plan.png")] {
            visit.when(step).refused(Refusal::FileAlreadySent);
        }
    }
}

#[test]
fn v6_discarded_file_can_be_neither_sent_nor_read_nor_staged_again() {
    let visit = given([
        group_visit(),
        stages(DOCTOR, ALL, "plan.png"),
        says(DOCTOR, ALL, "a word"),
        discards(DOCTOR, "plan.png"),
        breaks_glass(OVERSEER, ALL),
    ]);
    visit
        .when(says_with(DOCTOR, ALL, "the plan", &["plan.png"]))
        .refused(Refusal::FileUnknown);
    visit
        .when(stages(NURSE, ALL, "plan.png"))
        .refused(Refusal::IdInUse);
    let plan = attachment("plan.png");
    let unknown = Err(Refusal::FileUnknown);
    assert_eq!(may_read_file(&visit.state, DOCTOR, plan), unknown);
    assert_eq!(may_oversee_file(&visit.state, OVERSEER, plan), unknown);
}

/// Folds an entry that the rules would refuse.
fn forged(mut visit: Spec, by: chat_domain::PersonId, event: Event) -> Spec {
    let entry = Entry {
        seq: visit.state.version.next(),
        at: NOW,
        actor: Actor::Person(by),
        event,
    };
    assert!(chat_domain::log::check(&visit.state, &entry).is_err());
    evolve(&mut visit.state, &entry);
    visit
}

#[test]
fn v6_fold_restores_nothing_and_counts_nothing_twice() {
    let (plan, attachment) = (file("plan.png", 60), attachment("plan.png"));
    let visit = given([
        limited(None, None),
        stages_sized(DOCTOR, ALL, "plan.png", 60),
        stages_sized(DOCTOR, ALL, "other.png", 40),
        discards(DOCTOR, "plan.png"),
    ]);
    let bytes = |visit: &Spec| visit.state.uploaded[&DOCTOR].bytes;
    assert_eq!(bytes(&visit), 40);
    let twice = forged(visit.clone(), NURSE, Event::FileDiscarded { attachment });
    assert_eq!(bytes(&twice), 40);
    let mut carrying = sent(DOCTOR, ALL, 1, "the plan");
    if let Event::MessageSent { files, .. } = &mut carrying {
        files.push(plan.clone());
    }
    let carried = forged(visit.clone(), DOCTOR, carrying);
    assert_eq!(
        may_read_file(&carried.state, DOCTOR, attachment),
        Err(Refusal::FileUnknown)
    );
    // A second upload under the same id replaces the first.
    let second = Event::FileStaged {
        chat: ALL,
        file: FileRef { size: 1, ..plan },
        upload: None,
    };
    let staged = forged(visit.clone(), DOCTOR, second.clone());
    assert_eq!(bytes(&staged), 41);
    assert_eq!(bytes(&forged(staged, DOCTOR, second)), 41);
}
