//! The key: everything in a state that can affect the future.
//!
//! Dropped are times and reminders, which nothing else depends on, and log positions, of which rules use only the order.
//! Six of those orders matter and are kept: the order in which people were added (`view` lists
//! them in it); for each attendee and each removed person, whether the removal came after the
//! attendee's first entry (`access::sees`); which entries of its chat precede a read mark (R2); which
//! entries and people came while a person was removed (W9); and the order of the notices (`view` lists them in it).
//! Anything that happens later gets a later position, in both of two states with equal keys.
//!
//! The mapping from client ids to uploads and the uploaded volume follow from the uploads: the
//! model has one upload of one size per person and chat. Texts are dropped because they are
//! determined by position: a message's first text, or its nth correction. The volume each person
//! has written follows from that. The sender's recipient is dropped because P6 leaves no choice.
//! How much each person may still do (V8) is kept up to [`FAR`] entries: states with more left are
//! treated as equal.

use super::{
    cast::{Chat, OVERSEER, Who},
    words::{LATER, message_of},
};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Participant, PersonId, Phase, Presence, Role, Seq, VisitKind,
    VisitState,
    chat::{NoticeStatus, UploadFate},
    visit::Absence,
};

/// This many entries left (V8) behave like any larger number.
const FAR: u64 = 16;

/// The key of a state. Covers all of [`VisitState`] except what the module documentation lists.
#[must_use]
pub fn key(state: &VisitState) -> Vec<u8> {
    let mut key = Vec::with_capacity(160);
    visit(state, &mut key);
    people(state, &mut key);
    chats(state, &mut key);
    messages(state, &mut key);
    marks(state, &mut key);
    files(state, &mut key);
    notices(state, &mut key);
    acts(state, &mut key);
    for handover in &state.handovers {
        key.extend([person(handover.from), person(handover.to)]);
        let opened = handover.opened.iter();
        key.extend(opened.flat_map(|(who, through)| [person(*who), low(through.0)]));
        key.push(u8::MAX);
    }
    for ((overseer, chat), broken) in &state.oversight {
        key.extend([person(*overseer), code(chat), low(broken.through.0)]);
    }
    key
}

fn visit(state: &VisitState, key: &mut Vec<u8>) {
    let policy = state.policy;
    let place = |phase| Phase::ALL.iter().position(|p| *p == phase);
    key.extend([
        u8::from(state.ids.is_some()),
        u8::from(state.kind == VisitKind::Group),
        small(place(state.phase)),
        u8::from(policy.guests_have_direct_chats)
            | u8::from(policy.staff_have_direct_chats) << 1
            | u8::from(policy.open_history) << 2
            | u8::from(policy.waiting_attendees_start_visit_chat) << 3
            | u8::from(policy.handover_opens_direct_chats) << 4
            | u8::from(policy.interpreters_have_direct_chats) << 5
            | u8::from(policy.complete_after_hours > 0) << 6
            | u8::from(policy.follow_up_hours > 0) << 7,
        low(state.rules_version.number().into()),
        low(state.last_rank.map_or(0, |rank| rank.get().into())),
        u8::from(state.scheduled_as.is_some()),
        u8::from(state.follow_up_until.is_some()),
        u8::from(state.scheduled_for == Some(LATER)),
    ]);
}

fn acts(state: &VisitState, key: &mut Vec<u8>) {
    let Some(max) = state.policy.max_acts_per_person else {
        return;
    };
    for (by, acts) in &state.acts {
        let left = u64::from(max).saturating_sub(*acts);
        if left < FAR {
            key.extend([actor(*by), low(left)]);
        }
    }
}

fn people(state: &VisitState, key: &mut Vec<u8>) {
    key.push(small(Some(state.participants.len())));
    for one in state.participants.values() {
        let presence = Presence::ALL.iter().position(|p| *p == one.presence);
        let role = Role::ALL.iter().position(|role| *role == one.role);
        let others = || state.participants.values();
        let added_before = others().filter(|other| other.added < one.added).count();
        let unknown = others()
            .filter(|other| {
                let removal = other.removal.as_ref();
                removal.is_some_and(|removal| removal.at <= one.knows_from)
            })
            .fold(0, |bits, other| bits | 1_u8 << (person(other.person) % 8));
        let original =
            |p: &Participant| p.added_as.as_ref().is_none_or(|first| first.name == p.name);
        let bits = [
            one.join_reported,
            one.seen,
            one.was_patient,
            one.added_as.is_some(),
            original(one),
            one.returned_for.is_some(),
            one.removal
                .as_ref()
                .is_some_and(|r| r.from == Presence::Expected),
            one.added_as
                .as_ref()
                .is_some_and(|first| first.role != one.role),
        ];
        let bits = bits.into_iter().enumerate();
        let bits = bits.fold(0, |sum, (at, bit)| sum | u8::from(bit) << at);
        key.extend([
            person(one.person),
            small(presence) | small(role) << 4,
            u8::from(one.leased) | u8::from(one.was_dropped()) << 1,
            small(Some(added_before)),
            low(one.rank.map_or(0, |rank| rank.get().into())),
            low(one
                .visit_chat
                .as_ref()
                .map_or(0, |readable| readable.first().0)),
            unknown,
            bits,
            u8::from(one.shares_history),
            // Reasons differ in length.
            small(
                one.removal
                    .as_ref()
                    .map(|removal| removal.reason.as_str().len()),
            ),
        ]);
        away(state, one, key);
    }
}

/// What came while a person was removed: entries, and people who entered. Another removal of someone comes
/// later than all of it.
fn away(state: &VisitState, one: &Participant, key: &mut Vec<u8>) {
    // A removal that can be undone becomes an absence.
    let removal = one.removal.as_ref();
    let open = removal.filter(|_| state.rules().can_be_edited);
    let open = open.map(|removal| Absence {
        from: removal.at,
        to: Seq(u64::MAX),
    });
    key.push(small(Some(one.absences.len())));
    for absence in one.absences.iter().copied().chain(open) {
        for (chat, now) in &state.chats {
            let numbers = (1..=now.last.0).map(ChatNumber);
            let seqs: Vec<_> = numbers
                .filter_map(|number| state.position(chat, number))
                .collect();
            let before = |end| small(Some(seqs.iter().filter(|seq| **seq < end).count()));
            if now.last > ChatNumber::default() {
                key.extend([code(chat), before(absence.from), before(absence.to)]);
            }
        }
        for other in state.participants.values() {
            let came = other.entered.is_some_and(|at| at > absence.from);
            let went = other.removal.as_ref().is_some_and(|r| r.at < absence.to);
            key.push(u8::from(came) | u8::from(went) << 1);
        }
    }
}

fn chats(state: &VisitState, key: &mut Vec<u8>) {
    // A chat that was locked and unlocked equals one without any events.
    let written = || (state.chats.iter()).filter(|(_, chat)| **chat != Default::default());
    // Which messages wait follows from the messages, from this number and from the later ones that were not
    // set aside (R4).
    key.push(small(Some(written().count())));
    for (chat, now) in written() {
        let bits = u8::from(now.started) | u8::from(now.locked) << 1;
        key.extend([code(chat), low(now.last.0), bits, low(now.unanswered)]);
        key.push(low(state.waiting.settled(chat).0));
        let asked = state.waiting.unsettled(chat);
        key.extend(asked.map(|number| low(number.0)));
        key.push(u8::MAX);
        // The newest record that no answer is needed, and who was away then (R4, W9).
        if let Some(record) = state.waiting.set_aside(chat) {
            key.push(person(record.by));
            for one in state.participants.values() {
                let mut absences = one.absences.iter();
                let away = absences.any(|gap| gap.from < record.seq && record.seq < gap.to);
                let removed = one.removal.as_ref().is_some_and(|gap| gap.at < record.seq);
                key.push(u8::from(away || removed));
            }
        }
        key.push(u8::MAX);
    }
}

fn messages(state: &VisitState, key: &mut Vec<u8>) {
    key.push(small(Some(state.messages.len())));
    for (id, message) in &state.messages {
        let client = message.client_id.uuid().into_bytes();
        let receipt = (message.author, message.client_id);
        let receipt_leads_here = state.receipts.get(&receipt) == Some(id);
        key.extend(place_of(*id));
        key.extend([
            code(&message.chat),
            low(message.number.0),
            person(message.author),
            small(Some(message.corrections())),
            u8::from(receipt_leads_here),
            small(Some(message.files.len())),
        ]);
        key.extend(client.iter().skip(14));
        if let Some(correction) = &message.correction {
            key.extend([low(correction.number.0), low(correction.version.into())]);
        }
        key.extend(message.superseded.iter().map(|number| low(number.0)));
        match &message.retraction {
            None => key.push(0),
            Some(retraction) => key.extend([low(retraction.number.0), actor(retraction.by)]),
        }
        for file in &message.files {
            key.extend(file.attachment.uuid().into_bytes().iter().skip(14));
        }
    }
}

fn marks(state: &VisitState, key: &mut Vec<u8>) {
    for ((chat, who, through), mark) in state.reading.marks() {
        let numbers = (1..=state.chat(chat).last.0).map(ChatNumber);
        let positions = numbers.filter_map(|number| state.position(chat, number));
        let earlier = positions.filter(|position| *position < mark.seq).count();
        key.extend([
            code(chat),
            person(*who),
            low(through.0),
            small(Some(earlier)),
        ]);
    }
}

fn notices(state: &VisitState, key: &mut Vec<u8>) {
    let people = state.participants.keys().copied();
    let mut sent: Vec<_> = people
        .flat_map(|sender| {
            let own = state.notices.of(sender);
            own.map(move |(seq, notice)| (seq, sender, notice.status))
        })
        .collect();
    sent.sort_unstable();
    key.push(small(Some(sent.len())));
    for (_, sender, status) in sent {
        let status = match status {
            NoticeStatus::Waiting => [0, 0],
            NoticeStatus::Closed => [1, 0],
            NoticeStatus::Settled { by, .. } => [2, by.map_or(0, person)],
        };
        key.push(person(sender));
        key.extend(status);
    }
}

fn files(state: &VisitState, key: &mut Vec<u8>) {
    key.push(small(Some(state.uploads.len())));
    for (id, upload) in &state.uploads {
        key.extend(id.uuid().into_bytes().iter().skip(14));
        key.extend([person(upload.by), code(&upload.chat)]);
        key.extend(match upload.fate {
            UploadFate::Waiting => [0, 0],
            UploadFate::Carried(message) => place_of(message),
            UploadFate::Discarded => [u8::MAX, 0],
        });
    }
}

fn place_of(id: chat_domain::MessageId) -> [u8; 2] {
    message_of(id).map_or([u8::MAX; 2], |message| {
        [message.chat.code(), message.number]
    })
}

fn actor(by: Actor) -> u8 {
    match by {
        Actor::Person(who) => person(who),
        Actor::Host => 0xF0,
        Actor::Overseer(_) => 0xF1,
        Actor::Service => 0xF2,
    }
}

fn person(id: PersonId) -> u8 {
    if id == OVERSEER {
        return 0xEE;
    }
    Who::of(id).map_or(u8::MAX, Who::code)
}

fn code(chat: &ChatKey) -> u8 {
    Chat::of(chat).map_or(u8::MAX, Chat::code)
}

fn low(number: u64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn small(number: Option<usize>) -> u8 {
    number.map_or(u8::MAX, |n| u8::try_from(n).unwrap_or(u8::MAX))
}
