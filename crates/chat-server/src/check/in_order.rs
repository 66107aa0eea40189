//! Parallel work on many items, with results in the items' order.

use std::{
    io,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvError, SyncSender, sync_channel},
    },
    thread,
};

/// How many items may be taken ahead of the awaited result, which bounds memory whatever the number
/// of items.
const AHEAD: usize = 256;

/// The results in order. Dropping it stops the work soon.
pub(super) struct InOrder<R> {
    slots: Receiver<Slot<R>>,
    ended: bool,
}

/// Where the next result will be; `None` after the last one, which distinguishes the end from a failure.
type Slot<R> = Option<Receiver<R>>;

/// An item, and where its result goes.
type Job<T, R> = (T, SyncSender<R>);

/// Processes each item, on as many threads as there are cores.
///
/// # Errors
/// If no thread can be started.
pub(super) fn in_order<T, R>(
    things: impl Iterator<Item = T> + Send + 'static,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> io::Result<InOrder<R>>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let (to_slots, slots) = sync_channel(AHEAD);
    let (to_jobs, jobs) = sync_channel::<Job<T, R>>(AHEAD);
    let (jobs, work) = (Arc::new(Mutex::new(jobs)), Arc::new(work));
    for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
        let (jobs, work) = (Arc::clone(&jobs), Arc::clone(&work));
        thread::Builder::new().spawn(move || {
            while let Some((thing, result)) = next(&jobs) {
                if let Ok(done) = catch_unwind(AssertUnwindSafe(|| work(thing))) {
                    // Fails only if the results were dropped.
                    let _ = result.send(done);
                }
            }
        })?;
    }
    thread::Builder::new().spawn(move || {
        for thing in things {
            let (result, slot) = sync_channel(1);
            if to_slots.send(Some(slot)).is_err() || to_jobs.send((thing, result)).is_err() {
                return;
            }
        }
        let _ = to_slots.send(None);
    })?;
    let ended = false;
    Ok(InOrder { slots, ended })
}

fn next<T, R>(jobs: &Mutex<Receiver<Job<T, R>>>) -> Option<Job<T, R>> {
    jobs.lock().ok()?.recv().ok()
}

impl<R> Iterator for InOrder<R> {
    /// An error if the work on one item panicked, after which the others continue, or if the
    /// iterator of items panicked.
    type Item = Result<R, RecvError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.slots.recv() {
            Ok(Some(slot)) => Some(slot.recv()),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(broken) => {
                self.ended = true;
                Some(Err(broken))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    #[test]
    fn results_keep_the_order_of_the_items() {
        let work = |thing: u64| {
            thread::sleep(Duration::from_micros(thing * 7_919 % 300));
            thing * 2
        };
        let results: Vec<_> = in_order(0..2_000, work)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(
            results,
            (0..2_000).map(|thing| thing * 2).collect::<Vec<_>>()
        );
    }

    #[test]
    fn items_taken_ahead_are_bounded() {
        let taken = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&taken);
        let things = (0_usize..).inspect(move |_| {
            counting.fetch_add(1, Ordering::SeqCst);
        });
        let mut results = in_order(things, |thing| thing).unwrap();
        for expected in 0..1_000 {
            assert_eq!(results.next(), Some(Ok(expected)));
            // One item is held while waiting, and one slot was just freed.
            assert!(taken.load(Ordering::SeqCst) <= expected + AHEAD + 3);
        }
    }

    #[test]
    fn panic_is_reported_in_order_and_the_rest_continues() {
        let work = |thing: usize| match thing % 10 {
            3 => panic!("deliberate panic"),
            _ => thing,
        };
        let results: Vec<_> = in_order(0..30, work).unwrap().collect();
        let expected = (0..30).map(|thing| match thing % 10 {
            3 => Err(RecvError),
            _ => Ok(thing),
        });
        assert_eq!(results, expected.collect::<Vec<_>>());
    }

    #[test]
    fn panic_of_the_iterator_is_not_its_end() {
        let things = (0..10).inspect(|thing| assert_ne!(*thing, 5, "deliberate panic"));
        let results: Vec<_> = in_order(things, |thing| thing).unwrap().collect();
        assert_eq!(results, [Ok(0), Ok(1), Ok(2), Ok(3), Ok(4), Err(RecvError)]);
    }
}
