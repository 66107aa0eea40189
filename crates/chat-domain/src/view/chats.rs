//! Chats as a viewer sees them, writable or greyed out.

use crate::{
    access::{
        Access, Retracts, access, may_read, may_retract_in, open_in, passed_on, set_aside_in,
        waits_for,
    },
    chat::{ChatKey, ChatState, ReaderNumber, Recipient, SetAside},
    command::Command,
    decide::decide,
    id::PersonId,
    log::Actor,
    visit::{Participant, Role, VisitState},
};
use time::OffsetDateTime;

/// A chat as its viewer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChatView {
    /// The chat's key.
    pub chat: ChatKey,
    /// The other person; `None` in the visit chat (P5).
    pub peer: Option<PersonId>,
    /// The recipient that a send must name (P6).
    pub recipient: Recipient,
    /// What the viewer may do in the chat.
    pub access: Access,
    /// Whether it is closed, and not only greyed out (W8, P8).
    pub closed: bool,
    /// Whether the care side has started it (W4); always `false` for viewers who can't read it.
    pub started: bool,
    /// Whether attendees are locked out (W6); always `false` for viewers who can't read it.
    pub locked: bool,
    /// Whether the viewer may lock and unlock it.
    pub may_lock: bool,
    /// Whose messages the viewer may retract, if any (F8). They may correct their own wherever they
    /// may write.
    pub may_retract: Option<Retracts>,
    /// The oldest attendee's message that waits for an answer (R4); always `None` for those who are not
    /// the chat's care side.
    pub waiting: Option<WaitingView>,
    /// The newest record that no answer is needed (R4); always `None` for those who are not the chat's care side.
    pub no_answer_needed: Option<NoAnswerNeededView>,
}

/// An attendee's message that waits for an answer (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WaitingView {
    /// The viewer's number of the message or of its newest correction.
    pub number: ReaderNumber,
    /// When it was committed.
    pub since: OffsetDateTime,
}

/// The record that no answer is needed (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NoAnswerNeededView {
    /// Who recorded it.
    pub by: PersonId,
    /// When.
    pub at: OffsetDateTime,
}

/// The wait of a direct chat of others whose care side handed over or was removed, as it is shown to those who
/// stand in (R4). It tells when, and not what (M5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PassedOnWait {
    /// The chat.
    pub chat: ChatKey,
    /// When the oldest message that waits was committed.
    pub since: OffsetDateTime,
    /// When the newest one was. Recording that no answer is needed names it.
    pub newest: OffsetDateTime,
}

/// A participant's chats, including empty ones: the visit chat, and a direct chat with every person
/// with whom the rules allow one (M1 to M4): patients by rank, then the others as they were added (P1).
#[must_use]
pub fn chats_of(state: &VisitState, viewer: PersonId) -> Vec<ChatKey> {
    let Some(me) = state.active(viewer) else {
        return Vec::new();
    };
    let mut others: Vec<_> = state
        .participants
        .values()
        .filter(|p| p.person != viewer)
        .collect();
    others.sort_by_key(|p| (p.rank.is_none(), p.rank, p.added)); // P1
    let direct = others.into_iter().filter_map(|other| {
        let chat = if me.role.is_care_team() {
            ChatKey::direct(viewer, other.person)
        } else {
            ChatKey::direct(other.person, viewer)
        };
        let shown = other.is_active() || state.chat(&chat) != ChatState::default();
        (shown && may_read(state, viewer, &chat).is_ok()).then_some(chat)
    });
    std::iter::once(ChatKey::Visit).chain(direct).collect()
}

/// The chat that *Direct Message* opens by default. For the care team: the chat with the [default
/// patient](VisitState::default_patient) (P2, P3). For an attendee: the chat with the first
/// provider who has started one, otherwise with the first provider, or with the one who took over from that
/// provider (V7).
#[must_use]
pub fn default_direct_chat(state: &VisitState, viewer: PersonId) -> Option<ChatKey> {
    let me = state.active(viewer)?;
    if me.role.is_care_team() {
        let chat = ChatKey::direct(viewer, state.default_patient()?); // P2; P4: none before a patient has entered
        return may_read(state, viewer, &chat).is_ok().then_some(chat);
    }
    let mine = chats_of(state, viewer);
    let is_started = |chat: &&ChatKey| state.chat(chat).started;
    let in_order = mine.iter().filter(is_started).chain(&mine);
    let successors = in_order.filter_map(|chat| match chat {
        ChatKey::Visit => None,
        ChatKey::Direct(pair) => state.active(in_place_of(state, pair.care)),
    });
    let mut providers = successors.filter(|next| next.role == Role::Provider);
    providers
        .next()
        .map(|next| ChatKey::direct(next.person, viewer))
}

/// Who answers now in place of a provider: the last one of those who took over from them, and from one another, who
/// takes part as a provider; they themselves if none does.
fn in_place_of(state: &VisitState, provider: PersonId) -> PersonId {
    let answers = |who| state.active(who).is_some_and(|p| p.role == Role::Provider);
    let (mut current, mut found) = (provider, provider);
    // Each handover is newer than the one before, so the search ends.
    let mut rest = state.handovers.as_slice();
    while let Some(at) = rest
        .iter()
        .rposition(|one| [one.from, one.to].contains(&current))
        && let Some((handover, newer)) = rest.get(at..).and_then(<[_]>::split_first)
        && handover.from == current
    {
        (current, rest) = (handover.to, newer);
        if answers(current) {
            found = current;
        }
    }
    found
}

/// The oldest message of a chat that waits for an answer, as far as `viewer` may know, with their number of it
/// (R4, M7).
fn waiting(state: &VisitState, viewer: PersonId, chat: &ChatKey) -> Option<WaitingView> {
    let readable = may_read(state, viewer, chat).ok()?;
    waits_for(state, viewer, chat).map(|oldest| WaitingView {
        number: readable.number(oldest.number),
        since: oldest.since,
    })
}

/// The waits of direct chats of others that are shown to `me`, longest first (R4).
pub(super) fn passed_on_to(state: &VisitState, me: &Participant) -> Vec<PassedOnWait> {
    let chats = state.waiting.chats();
    let mut waits: Vec<_> = chats
        .filter_map(|(chat, _)| {
            let mut waiting = passed_on(state, me.person, chat);
            let oldest = waiting.next()?;
            Some(PassedOnWait {
                chat: *chat,
                since: oldest.since,
                newest: waiting.next_back().unwrap_or(oldest).since,
            })
        })
        .collect();
    waits.sort_by_key(|wait| wait.since);
    waits
}

pub(super) fn seen_by(state: &VisitState, me: &Participant) -> Vec<ChatView> {
    chats_of(state, me.person)
        .into_iter()
        .filter_map(|chat| {
            let ChatState {
                started, locked, ..
            } = state.chat(&chat);
            let lock = Command::LockChat { chat };
            let access = access(state, me.person, &chat);
            let reads = access.read.is_ok(); // M1: hides activity from attendees who have not entered
            // P5
            let peer = match chat {
                ChatKey::Visit => None,
                ChatKey::Direct(pair) => pair.other(me.person),
            };
            Some(ChatView {
                chat,
                peer,
                recipient: Recipient::of(&chat, me.person)?,
                access,
                closed: open_in(state, &chat).is_err() // W8
                    || peer.is_some_and(|peer| state.active(peer).is_none()), // P8
                started: started && reads,
                locked: locked && reads,
                may_lock: decide(state, Actor::Person(me.person), &lock).is_ok(),
                may_retract: may_retract_in(state, me.person, &chat).ok(),
                waiting: waiting(state, me.person, &chat), // R4
                no_answer_needed: set_aside_in(state, me.person, &chat)
                    .map(|SetAside { by, at, .. }| NoAnswerNeededView { by, at }), // R4
            })
        })
        .collect()
}
