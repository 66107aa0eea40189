//! Continuing from a moment, with or without a bug.

use chat_domain::{Actor, Command, Entry, Event, Refusal, VisitState, commit, decide, evolve};
use chat_laws::{Moment, cast::NOW, commands::Step};

/// The current state of a visit.
#[derive(Clone)]
pub(super) struct Scene {
    pub(super) state: VisitState,
    log: Vec<Entry>,
    honest: bool,
}

/// A moment that may be the result of a bug.
pub(super) struct Forged {
    before: VisitState,
    after: VisitState,
    log: Vec<Entry>,
    actor: Actor,
    command: Command,
    answer: Result<Vec<Entry>, Refusal>,
}

impl Forged {
    pub(super) fn moment(&self) -> Moment<'_> {
        Moment::new(
            [&self.before, &self.after],
            &self.log,
            (self.actor, &self.command),
            &self.answer,
        )
    }
}

impl Scene {
    /// The scene after a moment.
    pub(super) fn after(moment: &Moment<'_>) -> Self {
        Self {
            state: moment.after.clone(),
            log: moment.log.to_vec(),
            honest: false,
        }
    }

    /// The same scene, on which every action is done correctly.
    pub(super) fn honest(&self) -> Self {
        Self {
            honest: true,
            ..self.clone()
        }
    }

    /// Continues correctly. Refused steps are skipped.
    pub(super) fn and<const N: usize>(mut self, steps: [Step; N]) -> Self {
        for (actor, command) in steps {
            let answer = commit(&mut self.state, actor, &command, NOW);
            self.log.extend(answer.into_iter().flatten());
        }
        self
    }

    /// Decides on a different state.
    pub(super) fn decides(self, step: Step, seen: impl FnOnce(&mut VisitState)) -> Option<Forged> {
        let mut wrong = self.state.clone();
        seen(&mut wrong);
        let decided = decide(&wrong, step.0, &step.1);
        self.answers(step, decided)
    }

    /// Decides a different command.
    pub(super) fn confuses(self, step: Step, taken_for: Step) -> Option<Forged> {
        let decided = decide(&self.state, taken_for.0, &taken_for.1);
        self.answers(step, decided)
    }

    /// Refuses a permitted step, or refuses it for another reason.
    pub(super) fn refuses(self, step: Step, why: Refusal) -> Option<Forged> {
        self.answers(step, Err(why))
    }

    /// Gives this answer and acts on it. `None` if the answer is correct.
    pub(super) fn answers(
        self,
        step: Step,
        decided: Result<Vec<Event>, Refusal>,
    ) -> Option<Forged> {
        let right = decide(&self.state, step.0, &step.1);
        if decided == right {
            return None;
        }
        let decided = if self.honest { right } else { decided };
        Some(self.forged(step, decided))
    }

    /// Folds the correct decision into a different state. `None` if that state is correct.
    pub(super) fn folds(self, step: Step, other: impl FnOnce(&mut VisitState)) -> Option<Forged> {
        let decided = decide(&self.state, step.0, &step.1);
        let honest = self.honest;
        let mut forged = self.forged(step, decided);
        let mut after = forged.after.clone();
        other(&mut after);
        if after == forged.after {
            return None;
        }
        if !honest {
            forged.after = after;
        }
        Some(forged)
    }

    /// Writes a different entry than was decided, and folds it.
    pub(super) fn writes(self, step: Step, other: impl Fn(&mut Entry)) -> Option<Forged> {
        let decided = decide(&self.state, step.0, &step.1);
        let honest = self.honest;
        let mut forged = self.forged(step, decided);
        let entries = forged.answer.as_mut().ok().filter(|all| !all.is_empty())?;
        if honest {
            return Some(forged);
        }
        entries.iter_mut().for_each(&other);
        let tail = forged.log.len() - entries.len();
        forged.log.truncate(tail);
        forged.log.extend(entries.iter().cloned());
        forged.after = forged.before.clone();
        entries.iter().for_each(|e| evolve(&mut forged.after, e));
        Some(forged)
    }

    fn forged(self, (actor, command): Step, decided: Result<Vec<Event>, Refusal>) -> Forged {
        let (mut after, mut log) = (self.state.clone(), self.log);
        let answer = decided.map(|events| {
            let entries = events.into_iter().map(|event| {
                let entry = Entry {
                    seq: after.version.next(),
                    at: NOW,
                    actor,
                    event,
                };
                evolve(&mut after, &entry);
                entry
            });
            entries.collect::<Vec<_>>()
        });
        log.extend(answer.iter().flatten().cloned());
        Forged {
            before: self.state,
            after,
            log,
            actor,
            command,
            answer,
        }
    }
}
