//! Hashes of birth dates, which can be guessed: salted and slow (PBKDF2, RFC 8018).

use crate::error::AppError;
use chat_ports::AnswerHash;
use sha2::Sha256;
use std::{sync::Arc, time::Duration};
use time::Date;
use tokio::{
    sync::{Semaphore, TryAcquireError},
    task::spawn_blocking,
};

/// Rounds of a hash. The few tries of a link protect its answer; this slows down the reader of a stolen storage.
const ROUNDS: u32 = 100_000;

/// Number of hashes that are made at a time, so that guesses leave the processor to others.
const AT_A_TIME: usize = 2;

/// Number of hashes that are made or wait.
const WAITING: usize = 64;

/// Makes hashes of answers, a few at a time.
pub(crate) struct Answers {
    making: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            making: Arc::new(Semaphore::new(AT_A_TIME)),
            waiting: Arc::new(Semaphore::new(WAITING)),
        }
    }
}

impl Answers {
    /// The hash of a birth date with this salt.
    ///
    /// # Errors
    /// [`AppError::TooOften`] if too many wait.
    pub(crate) async fn hash(&self, date: Date, salt: [u8; 16]) -> Result<AnswerHash, AppError> {
        let place = Arc::clone(&self.waiting).try_acquire_owned();
        let place = place.map_err(|error| match error {
            TryAcquireError::NoPermits => AppError::TooOften {
                retry_after: Duration::from_secs(1),
            },
            closed @ TryAcquireError::Closed => AppError::unavailable(closed),
        })?;
        let turn = Arc::clone(&self.making).acquire_owned().await;
        let turn = turn.map_err(AppError::unavailable)?;
        // Both are held until the hash is made, even if the caller has gone.
        let made = spawn_blocking(move || {
            let made = made(date, salt);
            drop((place, turn));
            made
        });
        made.await.map_err(AppError::unavailable)
    }
}

fn made(date: Date, salt: [u8; 16]) -> AnswerHash {
    let mut hash = [0; 32];
    let text = date.to_julian_day().to_be_bytes();
    pbkdf2::pbkdf2_hmac::<Sha256>(&text, &salt, ROUNDS, &mut hash);
    AnswerHash { salt, hash }
}
