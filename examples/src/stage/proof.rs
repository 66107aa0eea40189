//! The log proves itself (G1, G2).

use super::Stage;
use crate::{Outcome, cast::Player, ensure};
use chat_domain::{Entry, Event, RuleId, Seq, Violation, VisitState, replay};
use chat_ports::VisitLog as _;

/// More entries than any story has.
const ALL: usize = 100_000;

impl Stage {
    /// Replays the visit's log, then shows that forgeries are detected: a message attributed to
    /// `scapegoat`, who was not permitted to write at that time, and a removed entry.
    ///
    /// # Errors
    /// If the log does not verify, or a forgery does.
    pub async fn proves(&mut self, scapegoat: Player) -> Outcome<usize> {
        self.scene("The log is verified", &[RuleId::G1, RuleId::G2]);
        let entries = self.entries().await?;
        self.act("An auditor replays the log");
        let state = replay(&entries)?;
        ensure(
            state.version.0 == entries.len() as u64,
            "the log has no gaps",
        )?;
        let messages = state.messages.len();
        self.narrator.permitted(&format!(
            "{} entries, {messages} messages among them, all permitted",
            entries.len()
        ));

        let name = scapegoat.label();
        self.act(&format!(
            "A forger attributes the visit's first message to {name}"
        ));
        self.finds(replay(&with_other_author(&entries, scapegoat)?))?;
        self.act("A forger removes an entry");
        self.finds(replay(&with_gap(&entries)))?;
        Ok(entries.len())
    }

    pub(super) async fn entries(&self) -> Outcome<Vec<Entry>> {
        Ok(self.log.read(self.visit, Seq::ZERO, ALL).await?.entries)
    }

    fn finds(&mut self, verdict: Result<VisitState, Violation>) -> Outcome {
        match verdict {
            Ok(_) => Err("the forgery was not detected".into()),
            Err(Violation::Forbidden { seq, refusal }) => {
                let why = self.narrator.because(&refusal.explain());
                self.narrator
                    .note(&format!("✗ found at entry {seq}, by {why}"));
                Ok(())
            }
            Err(violation) => {
                self.narrator.note(&format!("✗ found: {violation}"));
                Ok(())
            }
        }
    }
}

fn with_other_author(entries: &[Entry], author: Player) -> Outcome<Vec<Entry>> {
    let mut forged = entries.to_vec();
    let first = forged
        .iter_mut()
        .find(|entry| matches!(entry.event, Event::MessageSent { .. }))
        .ok_or("the log has no message")?;
    first.actor = chat_domain::Actor::Person(author.person);
    Ok(forged)
}

fn with_gap(entries: &[Entry]) -> Vec<Entry> {
    let mut forged = entries.to_vec();
    forged.remove(forged.len() / 2);
    forged
}
