//! The limit on one person's concurrent uploads.

use crate::error::AppError;
use chat_domain::{ClinicId, PersonId};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Keeps one person from filling the spool, where each upload has a file.
#[derive(Default)]
pub(crate) struct Admission(Mutex<BTreeMap<(ClinicId, PersonId), Admitted>>);

/// A permit for one upload: a clone of the person's in the map, released on drop.
#[derive(Default)]
pub(crate) struct Admitted(Arc<()>);

impl Admission {
    /// Admits one more upload of a person, up to `max` at a time.
    pub(super) fn admit(
        &self,
        clinic: ClinicId,
        person: PersonId,
        max: usize,
    ) -> Result<Admitted, AppError> {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        people.retain(|_, Admitted(permits)| Arc::strong_count(permits) > 1);
        let Admitted(permits) = people.entry((clinic, person)).or_default();
        if Arc::strong_count(permits) > max {
            return Err(AppError::TooManyUploads { max });
        }
        Ok(Admitted(Arc::clone(permits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn permit_is_counted_per_person_and_released_on_drop() {
        let admission = Admission::default();
        let clinic = ClinicId::new(Uuid::from_u128(1));
        let admit = |n| admission.admit(clinic, PersonId::new(Uuid::from_u128(n)), 2);
        let first = admit(1).unwrap();
        let second = admit(1).unwrap();
        assert!(matches!(admit(1), Err(AppError::TooManyUploads { max: 2 })));
        let other = admit(2).unwrap();
        drop(first);
        let third = admit(1).unwrap();
        assert_eq!(admission.0.lock().unwrap().len(), 2);
        drop((second, other, third));
        let _last = admit(3).unwrap();
        assert_eq!(admission.0.lock().unwrap().len(), 1);
    }
}
