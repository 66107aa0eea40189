//! A visit, step by step, and transcripts of it.

use chat_domain::{Entry, Refusal, VisitState, commit};
use chat_laws::{cast::NOW, commands::Step};
use chat_transcript::{Making, Reader, Record, Scope, Transcript, Zone};
use time::Duration;

/// The log and state so far. Each step happens a minute after the one before.
#[derive(Clone, Default)]
pub struct Scene {
    pub state: VisitState,
    pub log: Vec<Entry>,
    steps: i64,
}

impl Scene {
    pub fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        let mut scene = Self::default();
        for (actor, command) in steps {
            let at = NOW + Duration::minutes(scene.steps);
            let entries = commit(&mut scene.state, actor, &command, at)
                .unwrap_or_else(|refusal| panic!("{actor:?} {command:?}: {refusal}"));
            scene.log.extend(entries);
            scene.steps += 1;
        }
        scene
    }

    pub fn transcript(&self, reader: Reader, scope: Scope) -> Result<Transcript, Refusal> {
        transcript(&self.state, &self.log, reader, scope)
    }
}

pub fn making() -> Making {
    Making {
        at: NOW + Duration::days(1),
        zone: "Europe/Madrid".parse::<Zone>().unwrap(),
        log: None,
    }
}

pub fn transcript(
    state: &VisitState,
    log: &[Entry],
    reader: Reader,
    scope: Scope,
) -> Result<Transcript, Refusal> {
    let mut record = Record::new(state.clone(), reader, scope, usize::MAX);
    for entry in log {
        record.add(entry.clone()).unwrap();
    }
    Transcript::of(state, &record, making())
}
