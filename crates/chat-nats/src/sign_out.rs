//! Sign-outs as messages.

use bytes::Bytes;
use chat_domain::{ClinicId, PersonId};
use chat_ports::SignOut;
use uuid::Uuid;

/// The subject of the sign-outs of all clinics, which no subscription to hints includes.
pub(crate) fn subject(prefix: &str) -> String {
    format!("{prefix}.sign-out")
}

/// The clinic's id, then the person's.
pub(crate) fn payload(person: SignOut) -> Bytes {
    let ids = [person.clinic.uuid(), person.person.uuid()];
    ids.map(Uuid::into_bytes).concat().into()
}

/// The sign-out of a message; `None` if it is none. A longer payload, of a later version of this program, is one.
pub(crate) fn read(payload: &[u8]) -> Option<SignOut> {
    let (clinic, rest) = payload.split_first_chunk()?;
    let (person, _) = rest.split_first_chunk()?;
    Some(SignOut {
        clinic: ClinicId::new(Uuid::from_bytes(*clinic)),
        person: PersonId::new(Uuid::from_bytes(*person)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_out_is_read_as_it_was_written() {
        let id = |n: u128| Uuid::from_u128((n << 100) | 7);
        let person = SignOut {
            clinic: ClinicId::new(id(1)),
            person: PersonId::new(id(2)),
        };
        let payload = payload(person);
        assert_eq!(read(&payload), Some(person));
        assert_eq!(read(&[&payload[..], b"more"].concat()), Some(person));
        for cut in [0, 16, 31] {
            assert_eq!(read(&payload[..cut]), None);
        }
    }
}
