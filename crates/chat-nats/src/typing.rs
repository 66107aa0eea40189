//! Typing signals as messages.

use crate::hint::subject as visit_subject;
use bytes::Bytes;
use chat_domain::PersonId;
use chat_ports::{TypingSignal, VisitKey};
use uuid::Uuid;

/// The subject of a visit's typing signals, which no subscription to hints includes.
pub(crate) fn subject(prefix: &str, visit: VisitKey) -> String {
    format!("{}.typing", visit_subject(prefix, visit))
}

/// The person's id, then the chat's key.
pub(crate) fn payload(signal: &TypingSignal) -> Bytes {
    let chat = signal.chat.to_string();
    [signal.person.uuid().as_bytes(), chat.as_bytes()]
        .concat()
        .into()
}

/// The signal of a message about a visit; `None` if it is none.
pub(crate) fn read(visit: VisitKey, payload: &[u8]) -> Option<TypingSignal> {
    let (person, chat) = payload.split_first_chunk()?;
    Some(TypingSignal {
        visit,
        chat: std::str::from_utf8(chat).ok()?.parse().ok()?,
        person: PersonId::new(Uuid::from_bytes(*person)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hint::subjects;
    use chat_domain::{ChatKey, ClinicId, VisitId};
    use chat_ports::Topic;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128((n << 100) | 7)
    }

    #[test]
    fn signal_is_read_as_it_was_written_and_nothing_else_is() {
        let visit = VisitKey::new(ClinicId::new(id(1)), VisitId::new(id(2)));
        let [person, other] = [3, 4].map(|n| PersonId::new(id(n)));
        for chat in [ChatKey::Visit, ChatKey::direct(other, person)] {
            let signal = TypingSignal {
                visit,
                chat,
                person,
            };
            let payload = payload(&signal);
            assert_eq!(read(visit, &payload), Some(signal));
            let cut = payload.get(..payload.len() - 1).unwrap();
            assert_eq!(read(visit, cut), None);
        }
        for other in [&b""[..], &[7; 15], &[7; 16], &[255; 40]] {
            assert_eq!(read(visit, other), None);
        }
    }

    #[test]
    fn subject_has_a_word_more_than_those_of_hints() {
        let visit = VisitKey::new(ClinicId::new(id(1)), VisitId::new(id(2)));
        let words = |subject: &str| subject.split('.').count();
        for topic in [Topic::Visit(visit), Topic::Clinic(visit.clinic)] {
            assert_eq!(
                words(&subject("p", visit)),
                words(&subjects("p", topic)) + 1
            );
        }
    }
}
