//! Generated plans: several hundred requests by everyone, valid and invalid.

use crate::cast::*;
use chat_domain::{ChatKey, PersonId, Policy, RulesVersion, VisitKind};
use proptest::{
    collection::{SizeRange, vec},
    prelude::*,
};
use std::{fmt, ops::Range};

/// Everyone who may occur in a request, including people who are not participants.
pub const PEOPLE: [PersonId; 11] = [
    DOCTOR,
    COLLEAGUE,
    NURSE,
    ANA,
    BEN,
    OTHER_ANA,
    CARER,
    FRIEND,
    INTERPRETER,
    OUTSIDER,
    OVERSEER,
];

/// Providers and staff.
pub const CARE: [PersonId; 3] = [DOCTOR, COLLEAGUE, NURSE];
/// All other participants.
pub const ATTENDEES: [PersonId; 6] = [ANA, BEN, OTHER_ANA, CARER, FRIEND, INTERPRETER];

/// Every chat that may occur in a request, including invalid ones.
#[must_use]
pub fn chats() -> Vec<ChatKey> {
    let odd = [
        direct(ANA, DOCTOR),
        direct(ANA, BEN),
        direct(DOCTOR, COLLEAGUE),
        direct(DOCTOR, DOCTOR),
        direct(DOCTOR, OUTSIDER),
        direct(OUTSIDER, ANA),
    ];
    let real = CARE
        .iter()
        .flat_map(|care| ATTENDEES.map(|a| direct(*care, a)));
    [ALL].into_iter().chain(real).chain(odd).collect()
}

/// A kind of request. Numbers in the plan choose among what exists at that time.
#[derive(Clone, Copy, Debug)]
pub enum Ask {
    /// Send a message.
    Send,
    /// Retry a stored send.
    Repeat,
    /// Send another text with the client id of a stored send.
    Reuse,
    /// Send a message that names a recipient, likely other than the chat's.
    Misdirect,
    /// Send a message with someone's file, likely uploaded for another chat.
    Misfile,
    /// Enter the waiting room.
    Enter,
    /// Join the call.
    Join,
    /// Leave.
    Leave,
    /// Lose the connection.
    Drop,
    /// End the call.
    EndCall,
    /// Add a person.
    Add,
    /// Remove a person.
    Remove,
    /// Complete the visit.
    Complete,
    /// Let the service complete the visit.
    CompleteByPolicy,
    /// End the follow-up.
    EndFollowUp,
    /// Cancel the visit.
    Cancel,
    /// Mark the visit as a no-show.
    NoShow,
    /// Mark the visit as left without being seen.
    LeftUnseen,
    /// Undo the removal of a person.
    Undo,
    /// Edit the time or the policy of the visit.
    EditVisit,
    /// Edit a person's name or second identifier.
    Rename,
    /// Edit a person's role.
    EditRole,
    /// Repeat a command about the visit that is in the log (H1).
    RepeatAct,
    /// Reopen the visit.
    Reopen,
    /// Lock a chat.
    Lock,
    /// Unlock a chat.
    Unlock,
    /// Upload a file.
    Stage,
    /// Retry a stored upload.
    Restage,
    /// Upload another file with the client id of a stored upload.
    ReuseUpload,
    /// Discard a file.
    Discard,
    /// Correct a message.
    Correct,
    /// Correct a message to its current text.
    CorrectToSame,
    /// Retract a message.
    Retract,
    /// Mark a chat as read.
    MarkRead,
    /// Hand the visit over.
    HandOver,
    /// Record that no answer is needed.
    SetAside,
    /// Send a notice to the care team.
    Notify,
    /// Record that someone has seen to a notice.
    Settle,
    /// Remind people.
    Remind,
    /// Escalate something.
    Escalate,
    /// Break the glass of a chat.
    BreakGlass,
    /// Schedule the visit again.
    Schedule,
}

/// A visit and the requests made of it.
#[derive(Clone)]
pub struct Plan {
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The policy.
    pub policy: Policy,
    /// The version of the rules.
    pub rules: RulesVersion,
    /// For each request: its kind, the actor and two choices.
    pub asks: Vec<(Ask, u8, u8, u8)>,
}

impl fmt::Debug for Plan {
    /// On one line, because failures print it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            policy,
            rules,
            asks,
        } = self;
        write!(f, "{kind:?} {policy:?} {rules:?} {asks:?}")
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        40 => Just(Ask::Send),
        2 => Just(Ask::Repeat),
        2 => Just(Ask::Reuse),
        2 => Just(Ask::Misdirect),
        3 => Just(Ask::Misfile),
        8 => Just(Ask::Enter),
        14 => Just(Ask::Join),
        6 => Just(Ask::Leave),
        4 => Just(Ask::Drop),
        2 => Just(Ask::EndCall),
        2 => Just(Ask::Add),
        2 => Just(Ask::Remove),
        1 => Just(Ask::Complete),
        2 => Just(Ask::CompleteByPolicy),
        2 => Just(Ask::EndFollowUp),
        1 => Just(Ask::Cancel),
        1 => Just(Ask::NoShow),
        1 => Just(Ask::LeftUnseen),
        4 => Just(Ask::Undo),
        2 => Just(Ask::EditVisit),
        2 => Just(Ask::Rename),
        2 => Just(Ask::EditRole),
        3 => Just(Ask::RepeatAct),
        10 => Just(Ask::Reopen),
        3 => Just(Ask::Lock),
        6 => Just(Ask::Unlock),
        12 => Just(Ask::Stage),
        2 => Just(Ask::Restage),
        2 => Just(Ask::ReuseUpload),
        4 => Just(Ask::Discard),
        8 => Just(Ask::Correct),
        3 => Just(Ask::CorrectToSame),
        4 => Just(Ask::Retract),
        14 => Just(Ask::MarkRead),
        8 => Just(Ask::HandOver),
        6 => Just(Ask::SetAside),
        10 => Just(Ask::Notify),
        5 => Just(Ask::Settle),
        6 => Just(Ask::Remind),
        4 => Just(Ask::Escalate),
        4 => Just(Ask::BreakGlass),
        1 => Just(Ask::Schedule),
    ]
}

/// V5: limits on the number of files and the minimum counted size.
fn files() -> impl Strategy<Value = (Option<u32>, Option<u32>, Option<u64>)> {
    (
        prop_oneof![3 => Just(None), 1 => (2_u32..8).prop_map(Some)],
        prop_oneof![3 => Just(None), 1 => (4_u32..20).prop_map(Some)],
        prop_oneof![1 => Just(None), 1 => (1_u64..1_500).prop_map(Some)],
    )
}

/// V8: in most visits people may write and do as much as they like.
fn writing() -> impl Strategy<Value = (Option<u32>, Option<u64>, Option<u32>, Option<u32>)> {
    (
        prop_oneof![2 => Just(None), 1 => (3_u32..30).prop_map(Some)],
        prop_oneof![3 => Just(None), 1 => (20_u64..400).prop_map(Some)],
        prop_oneof![1 => Just(None), 1 => (0_u32..3).prop_map(Some)],
        prop_oneof![3 => Just(None), 1 => (1_u32..20).prop_map(Some)],
    )
}

fn policy() -> impl Strategy<Value = Policy> {
    let quota = |bytes: Range<u64>| prop_oneof![1 => Just(None), 1 => bytes.prop_map(Some)];
    let quotas = (quota(1_000_u64..6_000), quota(2_000_u64..12_000), files());
    let choices = (any::<[bool; 9]>(), 1_u32..4, 500_u64..3_000, quotas);
    let choices = (choices, writing());
    choices.prop_map(
        |((on, files, bytes, (per_person, per_visit, files_of)), written)| Policy {
            guests_have_direct_chats: on[0],
            staff_have_direct_chats: on[1],
            open_history: on[2],
            waiting_attendees_start_visit_chat: on[3],
            handover_opens_direct_chats: on[4],
            interpreters_have_direct_chats: on[5],
            complete_after_hours: on[6].into(),
            follow_up_hours: on[7].into(),
            remind_care_team_after_minutes: on[8].then_some(5),
            remind_care_team_again_after_minutes: on[8].then_some(60),
            remind_attendees_after_minutes: on[8].then_some(15),
            remind_attendees_again_after_minutes: on[8].then_some(0),
            escalate_after_minutes: on[8].then_some(90),
            max_files_per_message: files,
            max_file_bytes: bytes,
            max_upload_bytes_per_person: per_person,
            max_upload_bytes_per_visit: per_visit,
            max_uploads_per_person: files_of.0,
            max_uploads_per_visit: files_of.1,
            min_counted_file_bytes: files_of.2,
            max_entries_per_person: written.0,
            max_text_bytes_per_person: written.1,
            max_corrections_per_message: written.2,
            max_acts_per_person: written.3,
        },
    )
}

/// Plans with the given number of requests.
pub fn plans(asks: impl Into<SizeRange>) -> impl Strategy<Value = Plan> {
    let kind = prop_oneof![1 => Just(VisitKind::OneToOne), 3 => Just(VisitKind::Group)];
    let asks = vec((ask(), any::<u8>(), any::<u8>(), any::<u8>()), asks);
    let rules = prop_oneof![1 => Just(RulesVersion::V1), 2 => Just(RulesVersion::V2)];
    (kind, policy(), rules, asks).prop_map(|(kind, policy, rules, asks)| Plan {
        kind,
        policy,
        rules,
        asks,
    })
}
