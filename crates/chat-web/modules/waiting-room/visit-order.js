// Which visits the dashboard shows, and in which order.

import { isToday } from "../shared/times.js";
import { shortId } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

const NEVER = Infinity;

/** Visits with a notice that waits come first in every order, the longest wait first of all.
 * @param {VisitModel} a @param {VisitModel} b */
export function byNotice(a, b) {
  const since = (model) => Date.parse(model.waitingNotices()[0]?.sent_at ?? "9999-12-31");
  return since(a) - since(b);
}

/** Visits that wait for an answer, longest first; then those with an attendee in the waiting room, the longest wait first;
 * then the others. */
export function byWaiting(a, b) {
  return earlier(a.waiting_since, b.waiting_since) || earlier(arrivedSince(a), arrivedSince(b)) || byTime(a, b);
}

/** Which of two moments is earlier; none is last. @param {string | null} one @param {string | null} other */
function earlier(one, other) {
  const [a, b] = [one, other].map((at) => (at ? Date.parse(at) : NEVER));
  return a === b ? 0 : a - b;
}

/** Since when the attendee who has been in the waiting room longest is there. @param {any} view @returns {string | null} */
export function arrivedSince(view) {
  const waits = view.participants.filter((p) => !p.care_team && p.in_waiting_room_since);
  return waits.map((p) => p.in_waiting_room_since).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

/** Today's visits and those with a call, then the others, by scheduled time. */
export function byTime(a, b) {
  const isNow = (view) => Number(view.call_underway || isToday(view.scheduled_for));
  return isNow(b) - isNow(a) || a.scheduled_for.localeCompare(b.scheduled_for) || a.visit.localeCompare(b.visit);
}

/** Whether an attendee is in the waiting room. @param {any} view */
export function hasArrived(view) {
  return view.participants.some((p) => !p.care_team && p.presence === "waiting");
}

/** The number of unread messages and waiting notices of a visit. @param {VisitModel} model */
export function news(model) {
  if (!model.view || model.ended) return 0;
  return model.view.chats.reduce((sum, { chat }) => sum + model.news(chat).count, 0);
}

/** Whether a visit has something for this person to look at. @param {VisitModel} model */
export function needsLook(model) {
  return Boolean(model.view && !model.ended && (model.view.waiting_since || news(model) > 0));
}

/** Whether a visit matches what was typed: each word is in its id, or in a name or identifier of its people.
 * @param {VisitModel} model @param {string} text */
export function matches({ visit, view }, text) {
  const people = view.participants.filter((p) => p.presence !== "removed");
  const known = people.flatMap((p) => [p.name, p.qualifier, p.second_identifier]);
  const all = folded([visit, shortId(visit), shortId(visit).replace("-", ""), ...known].filter(Boolean).join(" "));
  return folded(text).split(" ").every((word) => all.includes(word));
}

/** A text as people search for it: without case, accents and repeated spaces. @param {string} text */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ").trim();
}
