//! Facts about coming, going and coming back.

use crate::{
    chance::Chance,
    facts::{Facts, care_team},
};
use chat_domain::{Command, Departure, Event, PersonId, Role};
use std::collections::BTreeSet;

impl Facts<'_> {
    /// Whether an early report that they joined is kept (V3).
    pub fn is_reported(&self, of: PersonId) -> bool {
        let own = self.0.iter().rev().find_map(|entry| match &entry.event {
            Event::CallJoinReported { person } if *person == of => Some(true),
            Event::WaitingRoomEntered { person } if *person == of => Some(false),
            _ => None,
        });
        own == Some(true) && self.presence(of) == "waiting"
    }

    /// Whether they are away because they were dropped, and are expected back (V9).
    pub fn was_dropped(&self, of: PersonId) -> bool {
        let at = self.0.iter().enumerate();
        let newest = at.rev().find_map(|(at, entry)| match &entry.event {
            Event::ParticipantLeft { person, how } if *person == of => {
                Some(*how == Departure::Dropped)
            }
            Event::WaitingRoomEntered { person }
            | Event::CallJoined { person }
            | Event::CallJoinReported { person }
            | Event::ParticipantRemoved { person, .. }
                if *person == of =>
            {
                Some(false)
            }
            Event::CallEnded => {
                let role = Facts(&self.0[..at]).role(of);
                role.is_some_and(Role::is_care_team).then_some(false)
            }
            Event::VisitCompleted
            | Event::VisitCancelled
            | Event::VisitMarkedNoShow
            | Event::VisitMarkedLeftWithoutBeingSeen => Some(false),
            _ => None,
        });
        newest == Some(true)
    }

    /// Everyone who has been in the call together with the care team (V2).
    pub fn were_seen(&self) -> BTreeSet<PersonId> {
        let mut seen = BTreeSet::new();
        let (mut there, mut reported) = (BTreeSet::new(), BTreeSet::new());
        for entry in self.0 {
            match &entry.event {
                Event::CallJoinReported { person } => {
                    there.remove(person);
                    reported.insert(*person);
                }
                Event::CallJoined { person } => {
                    reported.remove(person);
                    there.insert(*person);
                    if care_team(self.role(*person)) {
                        there.append(&mut reported);
                    }
                    if there.iter().any(|person| care_team(self.role(*person))) {
                        seen.extend(there.iter().copied());
                    }
                }
                Event::WaitingRoomEntered { person }
                | Event::ParticipantLeft { person, .. }
                | Event::ParticipantRemoved { person, .. } => {
                    there.remove(person);
                    reported.remove(person);
                }
                Event::CallEnded => there.clear(),
                Event::VisitCompleted
                | Event::VisitCancelled
                | Event::VisitMarkedNoShow
                | Event::VisitMarkedLeftWithoutBeingSeen => {
                    there.clear();
                    reported.clear();
                }
                _ => {}
            }
        }
        seen
    }

    /// The role in which a person first entered, or has if they never did.
    pub fn entered_as(&self, of: PersonId) -> Option<Role> {
        let mut found = None;
        for entry in self.0 {
            match &entry.event {
                Event::ParticipantAdded { person, role, .. }
                | Event::ParticipantEdited { person, role, .. }
                    if *person == of =>
                {
                    found = Some(*role);
                }
                Event::WaitingRoomEntered { person } if *person == of => return found,
                _ => {}
            }
        }
        found
    }

    /// Of these entries, those that each person missed while they were removed (W9).
    pub fn missed_entries(&self, among: &[usize]) -> Vec<(PersonId, usize)> {
        let people = self.people().into_iter();
        let missed = people.flat_map(|person| {
            let missed = move |at: &&usize| self.missed(person, self.0[**at].seq.0);
            among.iter().filter(missed).map(move |at| (person, *at))
        });
        missed.collect()
    }

    /// A person who came back, and a mark of an entry that they missed (W9).
    pub fn mark_missed(&self, chance: &mut Chance) -> Option<(PersonId, Command)> {
        let about = |at: &usize| self.0[*at].event.message().is_some();
        let entries: Vec<_> = (0..self.0.len()).filter(about).collect();
        let missed = self.missed_entries(&entries);
        if missed.is_empty() {
            return None;
        }
        let (person, at) = chance.one_of(&missed);
        let (chat, through) = self.0[at].event.chat_entry()?;
        Some((person, Command::MarkRead { chat, through }))
    }

    /// Whether an entry was written while a person was removed, before that was undone (W9).
    pub fn missed(&self, by: PersonId, at: u64) -> bool {
        let mut removed = None;
        for entry in self.0 {
            match &entry.event {
                Event::ParticipantRemoved { person, .. } if *person == by => {
                    removed = Some(entry.seq.0);
                }
                Event::RemovalUndone { person, .. }
                    if *person == by
                        && removed.is_some_and(|from| from < at)
                        && at < entry.seq.0 =>
                {
                    return true;
                }
                _ => {}
            }
        }
        false
    }
}
