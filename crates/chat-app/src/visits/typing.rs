//! Who is typing in one visit (R5): in memory alone, and lossy.
//!
//! A signal is kept for a few seconds, the newest of each person and chat. Followers take it from here when they
//! have delivered everything else, and judge it by the state of that moment. So a slow reader skips signals,
//! and a signal neither delays nor displaces a message.

use chat_domain::access::Typing;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long a signal waits for a reader who is busy or slow. People who go on typing signal it again.
const FRESH: Duration = Duration::from_secs(3);

/// How soon a signal of another node is taken for the same one: that of this node comes back, too.
const ECHO: Duration = Duration::from_secs(1);

/// The newest signals of a visit. Bounded: at most one for each person and chat in which they may write.
#[derive(Default)]
pub(crate) struct TypingSignals(Mutex<Signals>);

#[derive(Default)]
struct Signals {
    /// The number of the newest signal.
    last: u64,
    /// In order of their numbers.
    kept: Vec<Kept>,
}

#[derive(Clone, Copy)]
struct Kept {
    number: u64,
    at: Instant,
    typing: Typing,
}

impl TypingSignals {
    /// Adds a signal, which replaces an earlier one of the same person and chat.
    pub(super) fn add(&self, typing: Typing) {
        let at = Instant::now();
        let mut signals = self.lock();
        signals.last += 1;
        let number = signals.last;
        let same =
            |kept: &Kept| (kept.typing.person, kept.typing.chat) == (typing.person, typing.chat);
        signals
            .kept
            .retain(|kept| !same(kept) && at < kept.at + FRESH);
        signals.kept.push(Kept { number, at, typing });
    }

    /// Adds a signal that came by the fan-out. Returns whether it was new: not an echo, and not repeated.
    pub(super) fn add_unless_known(&self, typing: Typing) -> bool {
        let now = Instant::now();
        let known = self.lock().kept.iter().any(|kept| {
            let same = (kept.typing.person, kept.typing.chat) == (typing.person, typing.chat);
            same && now < kept.at + ECHO
        });
        if !known {
            self.add(typing);
        }
        !known
    }

    /// The first fresh signal after a number, with its own number.
    pub(crate) fn after(&self, number: u64) -> Option<(u64, Typing)> {
        let signals = self.lock();
        if signals.last <= number {
            return None;
        }
        let now = Instant::now();
        let mut kept = signals.kept.iter();
        let found = kept.find(|kept| kept.number > number && now < kept.at + FRESH)?;
        Some((found.number, found.typing))
    }

    fn lock(&self) -> MutexGuard<'_, Signals> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::{ChatKey, ChatNumber, PersonId};
    use uuid::Uuid;

    fn typing(person: u128) -> Typing {
        Typing {
            person: PersonId::new(Uuid::from_u128(person)),
            chat: ChatKey::Visit,
            after: ChatNumber(0),
        }
    }

    /// The people of all signals after a number.
    fn after(signals: &TypingSignals, mut number: u64) -> Vec<u128> {
        let mut people = Vec::new();
        while let Some((next, typing)) = signals.after(number) {
            people.push(typing.person.uuid().as_u128());
            number = next;
        }
        people
    }

    #[tokio::test(start_paused = true)]
    async fn newest_signal_of_each_person_is_kept_for_three_seconds() {
        let signals = TypingSignals::default();
        for person in [1, 2, 1, 1] {
            signals.add(typing(person));
        }
        assert_eq!(after(&signals, 0), [2, 1]);
        assert_eq!(after(&signals, 2), [1]);
        assert_eq!(after(&signals, 4), []);
        tokio::time::advance(FRESH).await;
        assert_eq!(after(&signals, 0), []);
        signals.add(typing(3));
        assert_eq!(after(&signals, 4), [3]);
        assert_eq!(signals.lock().kept.len(), 1, "older ones are dropped");
    }
}
