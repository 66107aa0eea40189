//! Mutation tests: each deliberately wrong rule is caught by the right law on a short path.

use chat_domain::{
    Actor, ChatKey, Command, Entry, Event, Phase, Policy, Presence, Readable, Recipient, Refusal,
    Role, VisitState, decide, evolve,
};
use chat_laws::LAWS;
use chat_model::{
    explore::{Limits, explore},
    visit::{Rules, VisitModel, World, describe, worlds},
};

type Decided = Result<Vec<Event>, Refusal>;

/// Explores a world under wrong rules and checks that this law catches them after `steps` steps.
/// The law judges alone, since another law may catch the bug a step earlier.
fn finds(world: World, rules: Rules, steps: usize, law: &str) {
    let laws: Vec<_> = LAWS.iter().copied().filter(|l| l.name == law).collect();
    assert_eq!(laws.len(), 1, "{law}");
    let model = VisitModel::new(world, &laws).unwrap().under(rules);
    let explored = explore(&model, Limits::depth(steps));
    let first = explored.findings.first().expect("a law is broken");
    assert_eq!(first.path.len(), steps, "{}", describe(&model, first));
}

fn named(name: &str) -> World {
    let mut all = worlds().into_iter().map(|(world, _)| world);
    all.find(|world| world.name == name).unwrap()
}

fn three() -> World {
    named("three people")
}

#[test]
fn gate_open_by_any_started_chat_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        if let Command::SendMessage(send) = command {
            let started = other.chats.values().any(|chat| chat.started);
            other.chats.entry(send.chat).or_default().started |= started;
        }
        decide(&other, actor, command)
    }
    finds(three(), Rules::deciding(wrong), 3, "the gate is per chat");
}

#[test]
fn writing_after_removal_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        for one in other.participants.values_mut() {
            if one.presence == Presence::Removed {
                one.presence = Presence::Away;
            }
        }
        match command {
            Command::SendMessage(_) => decide(&other, actor, command),
            _ => decide(state, actor, command),
        }
    }
    finds(
        three(),
        Rules::deciding(wrong),
        3,
        "removal is final until it is undone",
    );
}

#[test]
fn unrecorded_policy_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        other.policy.waiting_attendees_start_visit_chat = true;
        match command {
            Command::SendMessage(_) => decide(&other, actor, command),
            _ => decide(state, actor, command),
        }
    }
    let law = "waiting attendees start only by policy";
    finds(three(), Rules::deciding(wrong), 3, law);
}

#[test]
fn policy_lost_on_closing_is_caught() {
    fn wrong(state: &mut VisitState, entry: &Entry) {
        evolve(state, entry);
        if state.phase.is_closed() {
            state.policy = Policy::DEFAULT;
        }
    }
    let law = "a visit keeps its policy until it is edited";
    finds(named("W10"), Rules::evolving(wrong), 2, law);
}

#[test]
fn writing_after_closing_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        if other.phase.is_closed() {
            other.phase = Phase::Reopened;
        }
        match command {
            Command::SendMessage(_) => decide(&other, actor, command),
            _ => decide(state, actor, command),
        }
    }
    finds(three(), Rules::deciding(wrong), 3, "closed is closed");
}

#[test]
fn unchecked_recipient_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let Command::SendMessage(send) = command else {
            return decide(state, actor, command);
        };
        let Actor::Person(me) = actor else {
            return decide(state, actor, command);
        };
        let mut right = send.clone();
        right.recipient = Recipient::of(&send.chat, me).unwrap_or(send.recipient);
        let mut events = decide(state, actor, &Command::SendMessage(right))?;
        for event in &mut events {
            if let Event::MessageSent { recipient, .. } = event {
                *recipient = send.recipient;
            }
        }
        Ok(events)
    }
    let law = "every stored message names its recipient";
    finds(three(), Rules::deciding(wrong), 2, law);
}

#[test]
fn direct_chat_of_two_patients_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        if let Command::SendMessage(send) = command
            && let ChatKey::Direct(pair) = send.chat
            && let Some(one) = other.participants.get_mut(&pair.care)
            && one.role == Role::Patient
        {
            one.role = Role::Provider;
        }
        decide(&other, actor, command)
    }
    let law = "two attendees never share a direct chat";
    finds(three(), Rules::deciding(wrong), 2, law);
}

#[test]
fn forgotten_client_id_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut forgetful = state.clone();
        forgetful.receipts.clear();
        decide(&forgetful, actor, command)
    }
    let law = "a repeated send stores nothing";
    finds(three(), Rules::deciding(wrong), 3, law);
}

#[test]
fn ignored_lock_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        if matches!(command, Command::SendMessage(_)) {
            other
                .chats
                .values_mut()
                .for_each(|chat| chat.locked = false);
        }
        decide(&other, actor, command)
    }
    let law = "a lock is for attendees and hides nothing";
    finds(three(), Rules::deciding(wrong), 4, law);
}

#[test]
fn unauthorized_break_glass_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        match (actor, command) {
            (Actor::Person(me), Command::BreakGlass { .. }) if state.active(me).is_some() => {
                decide(state, Actor::Overseer(me), command)
            }
            _ => decide(state, actor, command),
        }
    }
    let law = "breaking the glass is for the audit alone";
    finds(three(), Rules::deciding(wrong), 3, law);
}

#[test]
fn file_of_another_chat_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        if let Command::SendMessage(send) = command {
            for file in &send.files {
                if let Some(upload) = other.uploads.get_mut(file) {
                    std::sync::Arc::make_mut(upload).chat = send.chat;
                }
            }
        }
        decide(&other, actor, command)
    }
    let law = "a file is sent once and only where and by whom it was uploaded";
    finds(three(), Rules::deciding(wrong), 3, law);
}

#[test]
fn rank_lost_on_leaving_is_caught() {
    fn wrong(state: &mut VisitState, entry: &Entry) {
        evolve(state, entry);
        if let Event::ParticipantLeft { person, .. } = &entry.event
            && let Some(one) = state.participants.get_mut(person)
        {
            one.rank = None;
        }
    }
    let law = "the primary patient is sticky";
    finds(three(), Rules::evolving(wrong), 3, law);
}

#[test]
fn open_group_history_is_caught() {
    fn wrong(state: &mut VisitState, entry: &Entry) {
        evolve(state, entry);
        for one in state.participants.values_mut() {
            one.visit_chat = one.visit_chat.as_ref().map(|_| Readable::default());
        }
    }
    let law = "late attendees read from their own first entry on";
    finds(three(), Rules::evolving(wrong), 3, law);
}

#[test]
fn chat_started_by_an_attendee_is_caught() {
    fn wrong(state: &mut VisitState, entry: &Entry) {
        evolve(state, entry);
        if let Event::MessageSent { chat, .. } = &entry.event {
            state.chats.entry(*chat).or_default().started = true;
        }
    }
    let law = "a chat that only attendees wrote in is grey again after the call";
    finds(named("two people"), Rules::evolving(wrong), 5, law);
}

#[test]
fn unchecked_text_quota_is_caught() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        other.written.clear();
        decide(&other, actor, command)
    }
    let law = "writing stays within its quota";
    finds(named("V5, V8 quotas"), Rules::deciding(wrong), 1, law);
}

#[test]
fn text_quota_returned_on_retraction_is_caught() {
    fn wrong(state: &mut VisitState, entry: &Entry) {
        evolve(state, entry);
        if let (Event::MessageRetracted { .. }, Actor::Person(who)) = (&entry.event, entry.actor) {
            state.written.remove(&who);
        }
    }
    let law = "writing stays within its quota";
    finds(named("V5, V8 quotas"), Rules::evolving(wrong), 1, law);
}

#[test]
fn uncounted_acts_are_found() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        other.acts.clear();
        decide(&other, actor, command)
    }
    let law = "acts stay within their quota and protective acts stay possible";
    finds(named("V8 acts"), Rules::deciding(wrong), 2, law);
}

/// Findings are readable.
#[test]
fn finding_is_printed_step_by_step() {
    fn wrong(state: &VisitState, actor: Actor, command: &Command) -> Decided {
        let mut other = state.clone();
        other.chats.entry(ChatKey::Visit).or_default().started = true;
        decide(&other, actor, command)
    }
    let laws: Vec<_> = LAWS
        .iter()
        .copied()
        .filter(|l| l.name == "screen and server agree")
        .collect();
    let model = VisitModel::new(three(), &laws)
        .unwrap()
        .under(Rules::deciding(wrong));
    let explored = explore(&model, Limits::depth(4));
    let text = describe(&model, &explored.findings[0]);
    for part in [
        "broken: screen and server agree\n",
        "  1. the host schedules the visit with everyone … accepted: VisitScheduled, ",
        "The last step changed:\n",
        "    + ",
    ] {
        assert!(text.contains(part), "{text}");
    }
}
