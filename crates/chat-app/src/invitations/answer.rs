//! Hashes of birth dates, which can be guessed: salted and slow (Argon2id, RFC 9106).

use crate::error::AppError;
use argon2::{Algorithm, Argon2, Params, Version};
use chat_ports::AnswerHash;
use std::{sync::Arc, time::Duration};
use time::Date;
use tokio::{
    sync::{Semaphore, TryAcquireError},
    task::spawn_blocking,
};

/// Memory of a hash in KiB. With two passes it is what OWASP recommends for passwords. The few tries of a link protect its
/// answer; this slows down the reader of a stolen storage.
const MEMORY: u32 = 19 * 1024;

/// Passes over the memory.
const PASSES: u32 = 2;

/// Number of hashes that are made at a time, so that guesses leave processor and memory to others.
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
        let made = made.await.map_err(AppError::unavailable)?;
        made.map_err(|error| AppError::unavailable(error.to_string()))
    }
}

fn made(date: Date, salt: [u8; 16]) -> Result<AnswerHash, argon2::Error> {
    let mut hash = [0; 32];
    let text = date.to_julian_day().to_be_bytes();
    let params = Params::new(MEMORY, PASSES, 1, None)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(&text, &salt, &mut hash)?;
    Ok(AnswerHash { salt, hash })
}
