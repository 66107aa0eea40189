use super::*;
use chat_ports::{AccessId, Accessor};
use time::macros::datetime;
use uuid::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A refusal of a person in a visit.
fn refusal(number: u128, person: u128, visit: u128) -> AccessEntry {
    AccessEntry {
        id: AccessId(id(number)),
        clinic: ClinicId::new(id(1)),
        at: datetime!(2031-05-06 07:08:09 UTC),
        who: Accessor::Person {
            person: PersonId::new(id(person)),
            role: None,
        },
        kind: AccessKind::Refused,
        visit: Some(VisitId::new(id(visit))),
        chat: None,
        file: None,
        code: Some("visit_unknown".to_owned()),
        reason: None,
        address: None,
        request: None,
        count: 1,
    }
}

fn counts(entries: &[AccessEntry]) -> Vec<u32> {
    entries.iter().map(|entry| entry.count).collect()
}

#[tokio::test]
async fn flood_of_one_person_is_one_entry_a_minute() {
    let (mut folding, start) = (Folding::default(), Instant::now());
    for number in 0..1_000 {
        assert!(folding.add(refusal(number, 2, 3), start));
    }
    assert!(folding.add(refusal(1_000, 4, 3), start));
    assert_eq!(counts(&folding.take(start, 256)), [1, 1]);
    assert_eq!(folding.take(start + WINDOW / 2, 256), []);
    assert_eq!(counts(&folding.take(start + WINDOW, 256)), [999]);
    // The next minute is counted together from its start.
    folding.add(refusal(2_000, 2, 3), start + WINDOW);
    assert_eq!(folding.take(start + WINDOW, 256), []);
    assert_eq!(counts(&folding.take(start + WINDOW * 2, 256)), [1]);
    assert_eq!(folding.take(start + WINDOW * 3, 256), []);
    assert!(folding.windows.is_empty() && folding.kinds_of.is_empty());
}

#[tokio::test]
async fn visits_that_a_client_makes_up_are_bounded() {
    let (mut folding, start) = (Folding::default(), Instant::now());
    for number in 0..1_000 {
        assert!(folding.add(refusal(number, 2, number), start));
    }
    let first = folding.take(start, 256);
    assert_eq!(first.len(), MAX_OF_PERSON + 1);
    assert_eq!(first.last().and_then(|entry| entry.visit), None);
    let rest = folding.take(start + WINDOW, 256);
    let expected = u32::try_from(1_000 - first.len()).unwrap();
    assert_eq!(counts(&rest), [expected]);
}

#[tokio::test]
async fn people_are_bounded_and_what_is_not_stored_waits() {
    let (mut folding, start) = (Folding::default(), Instant::now());
    let limit = MAX_KINDS as u128;
    let taken = (0..limit + 5).filter(|number| folding.add(refusal(*number, *number, 1), start));
    assert_eq!(taken.count(), MAX_KINDS);
    let batch = folding.take(start, 10);
    assert_eq!(folding.put_back(batch.clone()), 0);
    assert_eq!(folding.take(start, 10), batch);
}

#[tokio::test]
async fn end_takes_what_is_being_counted() {
    let (mut folding, start) = (Folding::default(), Instant::now());
    for number in 0..3 {
        folding.add(refusal(number, 2, 3), start);
    }
    folding.end(start);
    assert_eq!(counts(&folding.take(start, 256)), [1, 2]);
}
