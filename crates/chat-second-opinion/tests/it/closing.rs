//! Facts about closing a visit by policy (W8).

use crate::facts::Facts;
use chat_domain::{Event, PersonId};

impl Facts<'_> {
    /// Whether direct chats are open after the visit's completion (W8).
    pub fn follow_up(&self) -> bool {
        let mut follow_up = false;
        for entry in self.0 {
            match &entry.event {
                Event::VisitCompleted => {
                    let (_, policy) = self.until(entry.seq.0);
                    let by_policy = self.rules().is_some_and(|rules| rules.closes_by_policy);
                    follow_up = by_policy && policy.follow_up_hours > 0;
                }
                Event::FollowUpEnded | Event::VisitReopened => follow_up = false,
                _ => {}
            }
        }
        follow_up
    }

    /// Whether anyone waits in the waiting room by their own report, or is said to have joined early (V3, V9).
    pub fn someone_is_in_the_waiting_room(&self) -> bool {
        let waits = |who| self.presence(who) == "waiting";
        let mut people = self.people().into_iter().filter(|who| waits(*who));
        people.any(|who| self.leased(who) || self.join_reported(who))
    }

    /// Whether the newest report of a person's coming is that they joined a call that had not begun (V3).
    fn join_reported(&self, of: PersonId) -> bool {
        let mut reports = self.0.iter().rev().filter_map(|entry| match &entry.event {
            Event::WaitingRoomEntered { person } | Event::CallJoined { person } => {
                (*person == of).then_some(false)
            }
            Event::CallJoinReported { person } => (*person == of).then_some(true),
            _ => None,
        });
        reports.next().unwrap_or(false)
    }
}
