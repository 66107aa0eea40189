use super::*;
use crate::ledger::{Book, Receipt};
use serde_json::json;

const CHAT: &str = "direct:a:b";
const AUTHOR: Uuid = Uuid::from_u128(9);

fn id(number: u64) -> Uuid {
    Uuid::from_u128(number.into())
}

fn text(number: u64, version: u32) -> String {
    format!("{} version {version}", id(number))
}

/// A book with messages 1 to 3, all acknowledged.
fn book() -> Book {
    let mut book = Book::default();
    for number in 1..=3 {
        let receipt = Receipt {
            message: format!("m{number}"),
            number,
            sent_at: "now".to_owned(),
        };
        let message = Message {
            visit: 0,
            chat: CHAT.to_owned(),
            author: AUTHOR,
            recipient: json!("everyone"),
            files: Vec::new(),
            texts: vec![text(number, 0)],
            settled: 0,
            fate: Fate::Stored(receipt),
            doubtful: false,
            retraction: Known::No,
        };
        book.messages.insert(id(number), message);
    }
    book
}

fn seen(number: u64) -> Seen {
    Seen {
        number,
        message: format!("m{number}"),
        author: AUTHOR,
        client_id: None,
        sent_at: "now".to_owned(),
        text: Some(text(number, 0)),
        files: Vec::new(),
        retracted: false,
    }
}

fn messages(book: &Book) -> BTreeMap<Uuid, &Message> {
    book.messages
        .iter()
        .map(|(id, message)| (*id, message))
        .collect()
}

fn kinds(before: &Book, after: &Book, seen: &[Seen]) -> Vec<Kind> {
    let chat = Chat {
        key: CHAT,
        before: messages(before),
        after: messages(after),
        ..Chat::default()
    };
    let findings = judge(&chat, seen);
    findings.into_iter().map(|finding| finding.kind).collect()
}

fn now(book: &Book, seen: &[Seen]) -> Vec<Kind> {
    kinds(book, book, seen)
}

fn change(book: &mut Book, number: u64, change: impl FnOnce(&mut Message)) {
    change(book.messages.get_mut(&id(number)).unwrap());
}

#[test]
fn present_acknowledged_messages_are_sound() {
    assert_eq!(now(&book(), &[seen(1), seen(2), seen(3)]), []);
}

#[test]
fn missing_message_is_lost() {
    assert_eq!(now(&book(), &[seen(1), seen(3)]), [Kind::Lost]);
}

#[test]
fn message_acknowledged_after_the_cut_may_be_missing() {
    let (mut before, after) = (book(), book());
    change(&mut before, 3, |message| message.fate = Fate::Asked);
    assert_eq!(kinds(&before, &after, &[seen(1), seen(2)]), []);
    assert_eq!(kinds(&before, &after, &[seen(1), seen(2), seen(3)]), []);
}

#[test]
fn repeated_message_is_duplicated() {
    let twice = Seen {
        number: 4,
        message: "m4".to_owned(),
        ..seen(2)
    };
    let found = now(&book(), &[seen(1), seen(2), seen(3), twice]);
    assert!(found.contains(&Kind::Duplicated), "{found:?}");
}

#[test]
fn wrong_number_or_order_is_misplaced() {
    let moved = Seen {
        number: 4,
        ..seen(3)
    };
    assert_eq!(now(&book(), &[seen(1), seen(2), moved]), [Kind::Misplaced]);
    assert_eq!(
        now(&book(), &[seen(2), seen(1), seen(3)]),
        [Kind::Misplaced]
    );
}

#[test]
fn different_text_time_or_file_is_changed() {
    let file = StoredFile {
        attachment: "f".to_owned(),
        sha256: "0".to_owned(),
        size: 1,
    };
    let changes: [fn(&mut Seen, StoredFile); 4] = [
        |seen, _| seen.text = Some(format!("{} other", id(2))),
        |seen, _| seen.sent_at = "later".to_owned(),
        |seen, _| seen.author = id(7),
        |seen, file| seen.files.push(file),
    ];
    for change in changes {
        let mut changed = seen(2);
        change(&mut changed, file.clone());
        assert_eq!(now(&book(), &[seen(1), changed, seen(3)]), [Kind::Changed]);
    }
}

#[test]
fn refused_or_unsent_message_is_false() {
    let mut book = book();
    change(&mut book, 2, |message| message.fate = Fate::Refused);
    assert_eq!(now(&book, &[seen(1), seen(2), seen(3)]), [Kind::Invented]);
    let mut stranger = seen(8);
    stranger.text = Some("hello".to_owned());
    let all = [seen(1), seen(3), stranger];
    assert_eq!(now(&book, &all), [Kind::Invented]);
}

#[test]
fn acknowledged_correction_must_be_there_and_unanswered_one_may_be() {
    let mut book = book();
    change(&mut book, 2, |message| {
        message.texts = vec![text(2, 0), text(2, 1), text(2, 2)];
        message.settled = 1;
    });
    for (version, expected) in [(0, vec![Kind::Lost]), (1, vec![]), (2, vec![])] {
        let mut corrected = seen(2);
        corrected.text = Some(text(2, version));
        assert_eq!(now(&book, &[seen(1), corrected, seen(3)]), expected);
    }
}

#[test]
fn retracted_text_must_not_be_shown() {
    let mut book = book();
    change(&mut book, 2, |message| message.retraction = Known::Done);
    assert_eq!(now(&book, &[seen(1), seen(2), seen(3)]), [Kind::Leaked]);
    let mut hidden = seen(2);
    hidden.retracted = true;
    let all = [seen(1), hidden.clone(), seen(3)];
    assert_eq!(now(&book, &all), [Kind::Leaked], "with its text");
    hidden.text = None;
    assert_eq!(now(&book, &[seen(1), hidden.clone(), seen(3)]), []);
    change(&mut book, 2, |message| message.retraction = Known::No);
    assert_eq!(now(&book, &[seen(1), hidden, seen(3)]), [Kind::Invented]);
}
