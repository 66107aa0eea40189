//! Hints as messages.

use bytes::Bytes;
use chat_domain::{ClinicId, Seq, VisitId};
use chat_ports::{Hint, Topic, VisitKey};
use uuid::Uuid;

/// The subject on which hints of a visit are announced.
pub(crate) fn subject(prefix: &str, visit: VisitKey) -> String {
    let (clinic, visit) = (visit.clinic.uuid(), visit.visit.uuid());
    format!("{prefix}.{}.{}", clinic.simple(), visit.simple())
}

/// The subjects of a topic.
pub(crate) fn subjects(prefix: &str, topic: Topic) -> String {
    match topic {
        Topic::Visit(visit) => subject(prefix, visit),
        Topic::Clinic(clinic) => format!("{prefix}.{}.*", clinic.uuid().simple()),
    }
}

/// Both versions, as 64-bit numbers, the most significant byte first.
pub(crate) fn payload(hint: &Hint) -> Bytes {
    let numbers = [hint.version.0, hint.views_changed.0];
    numbers.into_iter().flat_map(u64::to_be_bytes).collect()
}

/// The hint of a message; `None` if it is none. A longer payload, of a later version of this program, is a hint.
pub(crate) fn read(subject: &str, payload: &[u8]) -> Option<Hint> {
    let mut parts = subject.rsplit('.').map(Uuid::try_parse);
    let (visit, clinic) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let (version, rest) = payload.split_first_chunk()?;
    let (views_changed, _) = rest.split_first_chunk()?;
    Some(Hint {
        visit: VisitKey::new(ClinicId::new(clinic), VisitId::new(visit)),
        version: Seq(u64::from_be_bytes(*version)),
        views_changed: Seq(u64::from_be_bytes(*views_changed)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint() -> Hint {
        let id = |n: u128| Uuid::from_u128((n << 100) | 7);
        Hint {
            visit: VisitKey::new(ClinicId::new(id(1)), VisitId::new(id(2))),
            version: Seq(u64::MAX - 1),
            views_changed: Seq(3),
        }
    }

    #[test]
    fn hint_is_read_as_it_was_written() {
        for prefix in ["visit-chat", "clinics.north"] {
            let subject = subject(prefix, hint().visit);
            assert_eq!(read(&subject, &payload(&hint())), Some(hint()));
            let longer = [&payload(&hint())[..], b"more"].concat();
            assert_eq!(read(&subject, &longer), Some(hint()));
        }
    }

    #[test]
    fn other_messages_are_no_hints() {
        let subject = subject("visit-chat", hint().visit);
        let payload = payload(&hint());
        for (subject, payload) in [
            (&*subject, &payload[..15]),
            (&*subject, b""),
            ("visit-chat", &payload[..]),
            ("", &payload[..]),
            ("visit-chat.a.b", &payload[..]),
        ] {
            assert_eq!(read(subject, payload), None, "{subject}");
        }
    }

    #[test]
    fn clinic_topic_has_the_visits_of_one_clinic() {
        let visit = hint().visit;
        let all = subjects("p", Topic::Clinic(visit.clinic));
        let one = subject("p", visit);
        assert_eq!(all.strip_suffix('*'), one.get(..all.len() - 1));
        assert_eq!(subjects("p", Topic::Visit(visit)), one);
    }
}
