//! The whole document: legend, sections and appendices.

use super::{
    answers::Table,
    case::Subject,
    impossible,
    key::{KEYS, Key, among},
    nothing, notices, oversight,
    sections::{DEFAULT, SECTIONS, Section},
    table::{Case, size},
    text::{grouped, paragraph, printed, section, title},
    visit,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// The legend: words and their meanings.
const WORDS: &[(&str, &str)] = &[
    ("yes", "Permitted."),
    ("=", "Permitted, but a no-op: already so."),
    ("no", "Not offered by any screen, so no reason is given."),
    (
        "-",
        "No such message or file exists in any case of the line: see NO MESSAGE OR FILE below.",
    ),
    (
        "W2, M7b, …",
        "Refused, for the reason of this key: the rule's id and, where a rule has several reasons, a letter.",
    ),
    (
        "any",
        "Any value. A line may also cover impossible cases: see IMPOSSIBLE below.",
    ),
    (
        "they are",
        "The presence of the person in the heading: expected (has not entered), waiting (in the waiting room), in call, away \
      (entered and left), removed. `Entered` means waiting, in call or away; `wait., away` means either of these.",
    ),
    (
        "visit",
        "Open means scheduled, in progress or reopened. Closed means completed, cancelled, no-show or left unseen.",
    ),
    (
        "other is",
        "The presence of the direct chat's other member: not come, has come (and is not in the call), in call, removed \
      (after the two had met), unmet (removed before they met). `Met` means has come, in call or removed; `not met` means not \
      come or unmet; `gone` means removed or unmet.",
    ),
    (
        "in the call",
        "Which care-team members are in the call, apart from the person in the heading and the other member.",
    ),
    (
        "call, came",
        "In THE VISIT: who is in the call, and whether a patient who still takes part has entered.",
    ),
    (
        "started",
        "Whether the care side has sent a message in that chat (W4).",
    ),
    ("locked", "Whether the care team has locked the chat (W6)."),
    ("read", "Read the chat at all, including new messages."),
    (
        "read past",
        "Read messages from before they first entered (care team: before they were added), and their files.",
    ),
    (
        "write",
        "Send a message. Screens grey the chat out by the same function (W11).",
    ),
    (
        "correct",
        "Replace a message's text with a new version: their own, or another author's from after they entered (F8).",
    ),
    (
        "retract",
        "Hide a message from all members: their own, or another author's (F8).",
    ),
    (
        "open file",
        "Open the file of another author's message (F5).",
    ),
    (
        "open hid. file",
        "Open the file of another author's retracted message (F8).",
    ),
    ("send file", "Upload a file for a message in that chat."),
    (
        "send own, oth.",
        "Send a message with an unsent file in that chat: their own upload, or another's (F5).",
    ),
    (
        "open own, oth.",
        "Open such an unsent file. No one may, not even the uploader (F5).",
    ),
    (
        "discard",
        "Discard such an unsent file: their own upload, or another's (V6). Another's does not exist for them (M7).",
    ),
    (
        "unsent",
        "In LOOKING FROM OUTSIDE: send, open or discard a participant's unsent file in that chat.",
    ),
    (
        "lock, unlock",
        "Lock the chat for attendees, and unlock it (W6). Also yes for a no-op.",
    ),
    (
        "other acts",
        "In THE VISIT: schedule it again; add a guest, a patient, or a removed person; remove another participant, or the last \
      provider; enter the waiting room, join the call, leave, or enter the waiting room on behalf of another; end the call; \
      complete, cancel, mark as a no-show or reopen the visit (V1 to V4).",
    ),
    (
        "send, see to",
        "In NOTICES: send a notice, also again while it waits; record that one has seen to another attendee's that waits or was \
      seen to, or to their own.",
    ),
    (
        "oversee",
        "Break the glass (M5), attempted by a participant or outsider. Overseers have a separate table.",
    ),
];

/// Refusals that no answer in the grid has, and what they depend on instead.
pub const ELSEWHERE: &[(&str, &str)] = &[
    (
        "person_unknown",
        "Removing a person who is not a participant.",
    ),
    (
        "recipient_mismatch",
        "A message that names a recipient other than the chat's.",
    ),
    ("text_empty", "The text."),
    ("text_too_long", "The text."),
    ("forbidden_character", "The text."),
    ("invalid_file_name", "The file's name."),
    ("no_handover", "Handing over under version 1."),
    (
        "not_between_providers",
        "Handing over under version 2, to or from someone who is not a provider.",
    ),
    (
        "not_yours_to_hand_over",
        "Handing over under version 2, for another provider.",
    ),
    (
        "already_scheduled",
        "Scheduling a visit that was scheduled with other content.",
    ),
    (
        "already_removed",
        "Removing a person who was removed for another reason.",
    ),
    ("not_removed", "Undoing a removal under version 2."),
    (
        "no_patient_has_attended",
        "Marking a visit as left without being seen, under version 2.",
    ),
    (
        "patient_was_seen",
        "Marking a visit as left without being seen, under version 2.",
    ),
    (
        "left_without_being_seen_unknown",
        "Marking a visit as left without being seen, under version 1.",
    ),
    (
        "not_editable",
        "Editing the visit or a participant, or undoing a removal, under version 1.",
    ),
    ("role_fixed", "Editing a role under version 2."),
    ("policy_fixed", "Editing the policy under version 2."),
    (
        "host_only",
        "Editing the policy as a member of the care team, under version 2.",
    ),
    (
        "history_not_shared",
        "Sharing the earlier chat with a person to add, other than an interpreter or, in a one-to-one visit, a guest.",
    ),
    (
        "read_marks_not_kept",
        "Marking a chat as read under version 1.",
    ),
    (
        "provider_dropped",
        "Writing in the call, under version 2, after the provider was dropped.",
    ),
    (
        "service_only",
        "Dropping a person, or reminding people, as anyone but the service.",
    ),
    (
        "presence_not_leased",
        "Dropping a person whose presence has no lease.",
    ),
    (
        "someone_waits",
        "The service's completing of a visit, or ending of a follow-up, while something waits.",
    ),
    ("no_reminders", "Reminding under version 1."),
    ("no_notices", "Sending a notice under version 1."),
    (
        "notice_not_offered",
        "Sending a notice under version 2 that is not one of the visit's.",
    ),
    (
        "notice_unknown",
        "Recording that a notice that does not exist was seen to.",
    ),
    (
        "notice_id_reused",
        "Sending a notice with an id that was used for another text.",
    ),
    (
        "no_answer_needed_not_recorded",
        "Recording under version 1 that no answer is needed.",
    ),
    ("too_many_files", "The number of files in the message."),
    ("file_too_large", "The file's size."),
    (
        "client_id_reused",
        "Sending with an id that was used for different content.",
    ),
    (
        "upload_id_reused",
        "Uploading with an id that was used for a different file.",
    ),
    ("already_retracted", "Correcting a retracted message."),
    ("id_in_use", "An id that is already in use."),
    (
        "person_quota_exceeded",
        "The person's earlier uploads, in bytes.",
    ),
    ("visit_quota_exceeded", "All earlier uploads, in bytes."),
    (
        "person_file_count_exceeded",
        "The number of the person's earlier uploads.",
    ),
    (
        "visit_file_count_exceeded",
        "The number of all earlier uploads.",
    ),
    ("file_already_sent", "Discarding a file that was sent."),
    (
        "entry_quota_exceeded",
        "The number of the person's earlier messages and corrections.",
    ),
    (
        "text_quota_exceeded",
        "The person's earlier text, in bytes.",
    ),
    (
        "too_many_corrections",
        "The number of earlier corrections of the message.",
    ),
    (
        "act_quota_exceeded",
        "The number of the person's earlier acts.",
    ),
];

pub fn document() -> String {
    let mut out = String::from("THE PERMISSION GRID\n");
    intro(&mut out);
    for one in SECTIONS.iter() {
        section(&mut out, one);
    }
    impossible_cases(&mut out);
    no_message(&mut out);
    codes(&mut out);
    out
}

fn intro(out: &mut String) {
    out.push('\n');
    paragraph(
        out,
        "",
        "Who may do what, in every possible case. Each case was reached by commands that the product accepted, and each \
        answer comes from the product. A line covers all cases that its words name; conditions that make no difference in \
        a table have no column. A chat in which files can be sent has a second table, for unsent files. Each possible case \
        is on exactly one line of the first table of either kind that covers it; the tables for other policies show the \
        differences.",
    );
    out.push('\n');
    paragraph(
        out,
        "",
        "This file is generated and checked by a test. The rules are explained in permissions.md.",
    );
    out.push('\n');
    for (word, meaning) in WORDS {
        paragraph(out, &format!("  {word:14} "), meaning);
    }
}

fn counted(out: &mut String, reasons: &[&'static str], counts: &BTreeMap<&str, usize>) {
    for reason in reasons {
        let count = counts.get(reason).copied().unwrap_or_default();
        paragraph(out, &format!("  {:>8}  ", grouped(count)), reason);
    }
}

/// All reasons why cases are impossible, each once.
pub fn reasons() -> Vec<&'static str> {
    let chats = impossible::REASONS.iter().map(|(reason, _)| *reason);
    let visit = visit::reasons().chain(notices::reasons());
    let all = chats.chain(visit).chain(oversight::reasons());
    let mut seen = BTreeSet::new();
    all.filter(|reason| seen.insert(*reason)).collect()
}

fn impossible_cases(out: &mut String) {
    title(out, "IMPOSSIBLE");
    paragraph(
        out,
        "",
        "Impossible combinations by reason, each counted under the first reason that applies. No sequence of \
        commands that the tests tried leads to one of them.",
    );
    out.push('\n');
    let mut counts = BTreeMap::new();
    for case in SECTIONS.iter().flat_map(Section::counted) {
        if let Case::Impossible(reason) = case {
            *counts.entry(*reason).or_default() += 1;
        }
    }
    counted(out, &reasons(), &counts);
}

fn no_message(out: &mut String) {
    title(out, "NO MESSAGE OR FILE");
    paragraph(
        out,
        "",
        "Why a table of CHATS has `-`, or a line covers cases without such a message or file, and for how many answers under \
        the default policy. In THE VISIT, `-` appears because the host and overseers have no presence in the visit. In \
        LOOKING FROM OUTSIDE, it appears where nothing was said or uploaded, and for the host, since only people read.",
    );
    out.push('\n');
    let mut counts = BTreeMap::new();
    for subject in Subject::all() {
        let tables = Table::ALL.into_iter();
        let tables = tables.filter(|table| table.is_of(subject, DEFAULT.policy));
        let actions: Vec<_> = tables.flat_map(Table::actions).collect();
        for at in (0..size(&subject.dims())).map(|case| subject.at(case)) {
            for about in actions.iter().filter_map(|action| action.about) {
                let can_be = impossible::why_not(DEFAULT, &at).is_none();
                if let (true, Some(reason)) = (can_be, nothing::why_not(DEFAULT, &at, about)) {
                    *counts.entry(reason).or_default() += 1;
                }
            }
        }
    }
    let reasons: Vec<_> = nothing::REASONS.iter().map(|(reason, _)| *reason).collect();
    counted(out, &reasons, &counts);
}

/// The keys that appear in the grid.
pub fn keys() -> Vec<&'static Key> {
    let answers: Vec<_> = SECTIONS.iter().flat_map(printed).collect();
    among(&answers)
}

fn codes(out: &mut String) {
    title(out, "REASONS");
    paragraph(
        out,
        "",
        "Each key with its reason code and the sentence shown to the person.",
    );
    out.push('\n');
    for key in keys() {
        for sentence in &key.sentences {
            paragraph(out, &format!("  {:4} {:30} ", key.key, key.code), sentence);
        }
    }
    out.push('\n');
    paragraph(
        out,
        "",
        "These codes appear in no answer: they depend on the content of the request, not on who makes it.",
    );
    out.push('\n');
    for (code, about) in ELSEWHERE {
        if let Some(key) = KEYS.iter().find(|key| key.code == *code) {
            paragraph(out, &format!("  {:4} {code:30} ", key.key), about);
        }
    }
    let rules: BTreeSet<_> = keys().into_iter().map(|key| key.rule).collect();
    let rules: Vec<_> = rules.into_iter().map(|rule| rule.to_string()).collect();
    let _ = write!(out, "\nRules that refuse something here: ");
    let _ = writeln!(out, "{}.", rules.join(" "));
}
