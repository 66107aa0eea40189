//! The whole document: how to read it, the sections, and what stands behind them.

use super::{
    answers::Table,
    case::Subject,
    impossible,
    key::{KEYS, Key, among},
    nothing, oversight,
    sections::{DEFAULT, SECTIONS, Section},
    table::{Case, size},
    text::{grouped, paragraph, printed, section, title},
    visit,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// How to read the grid: a word and its meaning.
const WORDS: &[(&str, &str)] = &[
    ("yes", "Permitted."),
    ("=", "Permitted, and changes nothing: all is so already."),
    (
        "no",
        "Not shown. Nobody asks for it, so no reason is given.",
    ),
    (
        "-",
        "There is nothing to do it with in any case of the line: see NO MESSAGE OR FILE below.",
    ),
    (
        "W2, M7b, …",
        "Refused, for the reason of this key: the rule's id and, where a rule has several reasons, a letter.",
    ),
    (
        "any",
        "Whatever the value. A line may also name cases that can't be: see IMPOSSIBLE below.",
    ),
    (
        "they are",
        "Where the person of the heading is: expected (has not come), waiting (in the waiting room), in call, away \
      (has come and left), removed. `Entered` is waiting, in call or away; `wait., away` is two of them.",
    ),
    (
        "visit",
        "Open is scheduled, in progress or reopened. Closed is completed, cancelled or no-show.",
    ),
    (
        "other is",
        "Where the other one of the direct chat is: not come, has come (and is not in the call), in call, removed \
      (after the two had met), unmet (removed before they met). `Met` is has come, in call or removed; `not met` is not come or \
      unmet; `gone` is removed or unmet.",
    ),
    (
        "in the call",
        "Who of the care team is in the call, beside the person of the heading and the other one.",
    ),
    (
        "call, came",
        "In THE VISIT: who is in the call, and whether a patient has come who still takes part.",
    ),
    (
        "started",
        "Whether the care side has sent a message in that chat (W4).",
    ),
    ("locked", "Whether the care team has locked the chat (W6)."),
    (
        "read",
        "To read the chat at all, with what is said from now on.",
    ),
    (
        "read past",
        "To read what was said before they first came (of the care team: before they were added), and its files.",
    ),
    (
        "write",
        "To send a message. What a screen greys out is the same answer, by the same function (W11).",
    ),
    (
        "correct",
        "To replace the text of a message by a new version: their own, or another's that was said since they came (F8).",
    ),
    (
        "take back",
        "To hide a message from all, which screens call to withdraw: their own, or another's (F8).",
    ),
    ("open file", "To open the file of another's message (F5)."),
    (
        "open hid. file",
        "To open the file of another's message that was taken back, hidden (F8).",
    ),
    ("send file", "To upload a file for a message in that chat."),
    (
        "send own, oth.",
        "To send a message with a file that they uploaded for that chat, or that another did (F5).",
    ),
    (
        "open own, oth.",
        "To open such a file, which no message carries yet: nobody does, not even who uploaded it (F5).",
    ),
    (
        "give up",
        "To give up such a file: one that they uploaded, or another's (V6). Another's does not exist to them (M7).",
    ),
    (
        "unsent",
        "In LOOKING FROM OUTSIDE: to send, open or give up somebody's file for that chat that no message carries.",
    ),
    (
        "lock, unlock",
        "To grey the chat out for attendees, and to lift that (W6). Yes, also if it is so already.",
    ),
    (
        "other acts",
        "In THE VISIT: to schedule it again; to add a guest, a patient, and somebody who was removed; to remove another, and \
      the last provider; to enter the waiting room oneself, join the call, leave, and enter the waiting room for another; to end \
      the call; to complete, cancel, mark as a no-show or reopen the visit (V1 to V4).",
    ),
    (
        "oversee",
        "To break the glass (M5): a participant's or outsider's attempt. Overseers have a table of their own.",
    ),
];

/// Refusals that stand in no answer, and what they are about instead.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("person_unknown", "Removing somebody who takes no part."),
    (
        "recipient_mismatch",
        "A message that names another recipient than the chat has.",
    ),
    ("text_empty", "What is written."),
    ("text_too_long", "What is written."),
    ("forbidden_character", "What is written."),
    ("not_a_plain_name", "How a file is named."),
    ("too_many_files", "How many files a message carries."),
    ("file_too_large", "How large a file is."),
    (
        "client_id_reused",
        "Sending again under an id that was used for something else.",
    ),
    (
        "upload_id_reused",
        "Uploading again under an id that was used for something else.",
    ),
    ("already_retracted", "Correcting what was withdrawn."),
    ("id_in_use", "An id that was used for something else."),
    (
        "person_quota_exceeded",
        "How much somebody has uploaded before.",
    ),
    ("visit_quota_exceeded", "How much all have uploaded before."),
    (
        "person_file_count_exceeded",
        "How many files somebody has uploaded before.",
    ),
    (
        "visit_file_count_exceeded",
        "How many files all have uploaded before.",
    ),
    ("file_carried", "Giving up a file that was sent."),
    (
        "entry_quota_exceeded",
        "How often somebody has written before.",
    ),
    (
        "text_quota_exceeded",
        "How much somebody has written before.",
    ),
    (
        "too_many_corrections",
        "How often a message was corrected before.",
    ),
    (
        "act_quota_exceeded",
        "How often somebody has come, gone and changed the visit before.",
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
        "Who may do what, in every case there is. Each case was brought about by commands that the product accepted, \
        and each answer is the product's own. A line is about all cases that its words name; what makes no difference in \
        a table has no column. A chat in which files can be sent has a second table, about those that no message carries \
        yet. Each case that can be is on exactly one line of the first table of either kind that is about it; the tables \
        for other policies show what differs.",
    );
    out.push('\n');
    paragraph(
        out,
        "",
        "This file is written by a program and compared by a test. The rules are explained in permissions.md.",
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

/// All reasons for which a case can't be, each once.
pub fn reasons() -> Vec<&'static str> {
    let chats = impossible::REASONS.iter().map(|(reason, _)| *reason);
    let all = chats.chain(visit::reasons()).chain(oversight::reasons());
    let mut seen = BTreeSet::new();
    all.filter(|reason| seen.insert(*reason)).collect()
}

fn impossible_cases(out: &mut String) {
    title(out, "IMPOSSIBLE");
    paragraph(
        out,
        "",
        "Combinations that can't be, and why: how many, each counted under the first reason that holds. No \
        sequence of commands that was tried leads to one of them.",
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
        "Where a table of CHATS has `-`, or a line covers cases in which there can be no such message or file: why not, and \
        for how many answers under the default policy. In THE VISIT, `-` stands where the host and overseers are nowhere \
        in the visit; in LOOKING FROM OUTSIDE where nothing was said or uploaded, and of the host, since only people read.",
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

/// The keys that stand somewhere in the grid.
pub fn keys() -> Vec<&'static Key> {
    let answers: Vec<_> = SECTIONS.iter().flat_map(printed).collect();
    among(&answers)
}

fn codes(out: &mut String) {
    title(out, "REASONS");
    paragraph(
        out,
        "",
        "Each key with its reason code, and the sentence that the person concerned is told.",
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
        "These codes stand in no answer: they are about what is asked for, not about who may ask.",
    );
    out.push('\n');
    for (code, about) in ELSEWHERE {
        if let Some(key) = KEYS.iter().find(|key| key.code == *code) {
            paragraph(out, &format!("  {:4} {code:30} ", key.key), about);
        }
    }
    let rules: BTreeSet<_> = keys().into_iter().map(|key| key.rule).collect();
    let rules: Vec<_> = rules.into_iter().map(|rule| rule.to_string()).collect();
    let _ = write!(out, "\nRules by which something is refused here: ");
    let _ = writeln!(out, "{}.", rules.join(" "));
}
