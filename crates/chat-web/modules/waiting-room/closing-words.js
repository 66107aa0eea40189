// What is asked before an action that ends a visit's chats for everyone.

import { counted, moment, nameOf, plainName, shortId } from "../shared/words.js";

const QUESTION = {
  complete_visit: "Complete the visit",
  cancel_visit: "Cancel the visit",
  mark_no_show: "Mark as no-show the visit",
  mark_left_without_being_seen: "Mark as left without being seen the visit",
  end_follow_up: "End the follow-up",
};

const CLOSES = "All chats of this visit close for everyone. You can reopen the visit.";

const EFFECT = {
  complete_visit: "The visit chat closes for everyone. Direct messages stay open only if the clinic has a follow-up.",
  end_follow_up: "The direct messages of this visit close for everyone.",
};

/**
 * The question, with the patients it concerns, and its consequences.
 * @param {import("../client/visit-model.js").VisitModel} model @param {string} action
 * @returns {{question: string, details: (string | Node)[]}}
 */
export function closingWords(model, action) {
  const { view, visit } = model;
  const patients = view.participants.filter((p) => p.role === "patient" && p.presence !== "removed");
  const [first, ...others] = patients;
  const more = others.length > 0 ? ` and ${counted(others.length, "other patient")}` : "";
  const whose = first ? ` of ${plainName(first)}${more}` : ` ${shortId(visit)}`;
  const line = [moment(view.scheduled_for), ` · visit ${shortId(visit)}`];
  const names = patients.flatMap((p) => [" · ", nameOf(p, { identifier: true })]);
  return {
    question: `${QUESTION[action]}${whose}?`,
    details: [joined([...line, ...names]), EFFECT[action] ?? CLOSES, stillWaits(model)],
  };
}

/** What the action leaves without an answer, of what this person is shown (R4). */
function stillWaits(model) {
  const chats = model.view.chats.filter((c) => c.waiting).length + model.view.passed_on.length;
  const notices = model.waitingNotices().length;
  const parts = [chats > 0 && `Messages in ${counted(chats, "chat")}`, notices > 0 && counted(notices, "notice")].filter(Boolean);
  if (parts.length === 0) return "No message waits for an answer.";
  const wait = chats === 0 && notices === 1 ? "waits" : "wait";
  return `${parts.join(" and ")} still ${wait} for an answer. Closing a chat ends its wait.`;
}

function joined(parts) {
  const line = document.createElement("span");
  line.append(...parts);
  return line;
}
