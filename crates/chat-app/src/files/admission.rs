//! The limit on one person's concurrent uploads.

use crate::error::AppError;
use chat_domain::{ClinicId, PersonId};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Arc, Mutex, PoisonError},
};

type Counts = Arc<Mutex<BTreeMap<(ClinicId, PersonId), usize>>>;

/// Keeps one person from filling the spool, where each upload has a file.
#[derive(Default)]
pub(crate) struct Admission(Counts);

/// A permit for one upload, released on drop.
pub(crate) struct Admitted {
    counts: Counts,
    who: (ClinicId, PersonId),
}

impl Admission {
    /// Admits one more upload of a person, up to `max` at a time.
    pub(super) fn admit(
        &self,
        clinic: ClinicId,
        person: PersonId,
        max: usize,
    ) -> Result<Admitted, AppError> {
        let who = (clinic, person);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let under_way = counts.get(&who).copied().unwrap_or_default();
        if under_way >= max {
            return Err(AppError::TooManyUploads { max });
        }
        counts.insert(who, under_way + 1);
        let counts = Arc::clone(&self.0);
        Ok(Admitted { counts, who })
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = counts.entry(self.who) {
            *count.get_mut() = count.get().saturating_sub(1);
            if *count.get() == 0 {
                count.remove();
            }
        }
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
        let _second = admit(1).unwrap();
        assert!(matches!(admit(1), Err(AppError::TooManyUploads { max: 2 })));
        let _other = admit(2).unwrap();
        drop(first);
        let _third = admit(1).unwrap();
        assert_eq!(admission.0.lock().unwrap().len(), 2);
    }
}
