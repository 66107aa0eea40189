// Display words for the server's codes, and people's names.

import { participant } from "../client/people.js";
import { el } from "./dom.js";

export { EXPIRED } from "../client/api.js";
export { participant } from "../client/people.js";

export const ROLE = {
  provider: "Provider",
  staff: "Staff",
  patient: "Patient",
  guest: "Guest",
  interpreter: "Interpreter",
};

const PRESENCE = {
  expected: "Not here yet",
  waiting: "In the waiting room",
  in_call: "In the call",
  away: "Away",
  removed: "Removed",
};

/** Where a participant is; of those who are away, whether they lost the connection. @param {any} p */
export function presence(p) {
  if (p?.departure === "dropped") return "Lost the connection";
  // The care team also writes from outside the call.
  if (p?.presence === "expected" && p.care_team) return "Not in the call";
  return PRESENCE[p?.presence] ?? "";
}

/** The same, with the time since when they are away, as far as the viewer is shown it. @param {any} p */
export function presenceSince(p) {
  return p?.away_since ? `${presence(p)} since ${moment(p.away_since)}` : presence(p);
}

export const PHASE = {
  scheduled: "Scheduled",
  in_progress: "In progress",
  completed: "Completed",
  cancelled: "Canceled",
  no_show: "No-show",
  left_without_being_seen: "Left without being seen",
  reopened: "Reopened",
};

export const KIND = { one_to_one: "One-to-one", group: "Group visit" };

export const ACTION = {
  enter_waiting_room: "Enter waiting room",
  join_call: "Join call",
  leave: "Leave",
  end_call: "End call",
  complete_visit: "Complete visit",
  cancel_visit: "Cancel visit",
  mark_no_show: "Mark no-show",
  mark_left_without_being_seen: "Mark left without being seen",
  end_follow_up: "End follow-up",
  reopen_visit: "Reopen visit",
};

const TIME = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

/** A moment: the time alone if it is today. @param {string} at */
export function moment(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today ? TIME.format(date) : `${DAY.format(date)}, ${TIME.format(date)}`;
}

/** Until when direct chats stay open after the visit's completion (W8); empty without a follow-up. */
export function followUp(view) {
  if (!view.follow_up_until) return "";
  const lasts = Date.parse(view.follow_up_until) > Date.now();
  return lasts ? ` · follow-up until ${moment(view.follow_up_until)}` : " · follow-up";
}

const MINUTE = 60_000;

/** How long someone has been waiting. @param {string} since */
export function waited(since) {
  const minutes = Math.floor((Date.now() - new Date(since).getTime()) / MINUTE);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return days === 1 ? "1 day" : `${days} days`;
}

/** A visit's id as shown: its last digits, which vary most. @param {string} visit */
export function shortId(visit) {
  const digits = visit.slice(-8).toUpperCase();
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${kib.toFixed(0)} KB` : `${(kib / 1024).toFixed(1)} MB`;
}

/** A name as plain text, for titles. @param {any} p */
export function plainName(p) {
  if (!p) return "Former participant";
  return p.qualifier ? `${p.name} (${p.qualifier})` : p.name;
}

/** The second identifier, unless the qualifier begins with it already. @param {any} p */
function unsaidIdentifier({ qualifier, second_identifier: second }) {
  return qualifier === second || qualifier?.startsWith(`${second}, `) ? null : second;
}

/**
 * A name, with the qualifier and identifier in separate elements that no name can imitate (P7).
 * @param {any} p
 * @param {{identifier?: boolean}} [options]
 */
export function nameOf(p, { identifier = false } = {}) {
  if (!p) return el("span", { class: "name" }, "Former participant");
  const second = identifier ? unsaidIdentifier(p) : null;
  return el(
    "span",
    { class: "name" },
    el("bdi", { class: "name-text" }, p.name),
    // The spaces are for screen readers.
    ...(p.qualifier ? [" ", el("bdi", { class: "qualifier" }, p.qualifier)] : []),
    ...(second ? [" ", el("bdi", { class: "identifier" }, second)] : []),
  );
}

/** Who is typing, in words; only names may be shortened. @param {any[]} people @returns {HTMLElement[]} */
export function typingWords(people) {
  const words = (text) => el("span", { class: "words" }, text);
  const [one, other, more] = people;
  if (!one) return [];
  if (more) return [words("Several people are typing…")];
  if (!other) return [nameOf(one), words(" is typing…")];
  return [nameOf(one), words(" and "), nameOf(other), words(" are typing…")];
}

/** Why the viewer may not write in a chat; names the provider who lost the connection, if it is clear who.
 * @param {any} view @param {any} chat */
export function writeRefusal(view, { peer, write_refusal: { code, sentence } }) {
  if (code !== "provider_dropped") return sentence;
  const dropped = (p) => p.role === "provider" && p.departure === "dropped";
  const [one, another] = view.participants.filter(peer ? (p) => p.person === peer : dropped);
  if (!one || another) return sentence;
  return `${plainName(one)} lost the connection. You can write again when they are back; your draft is kept.`;
}

/** @param {number} number @param {string} noun */
export function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** The initials shown in place of a picture, without titles such as "Dr." @param {any} p */
export function initials(p) {
  const words = (p?.name ?? "?").split(/\s+/u).filter((w) => /^[\p{L}\p{N}]/u.test(w) && !w.endsWith("."));
  const letters = [words.at(0), words.length > 1 ? words.at(-1) : ""];
  return letters.map((w) => [...(w ?? "")][0] ?? "").join("").toUpperCase() || "?";
}

/** Kinds of removed photo metadata, in words. */
const DATA = { location: "location", device: "device", time: "time", comment: "comment", author: "author" };

/** The metadata removed from a photo, as far as people care about it.
 * @param {{code: string, sentence: string}[]} removed @returns {string} */
export function removedWords(removed) {
  const kinds = removed.filter(({ code }) => code in DATA).map(({ code }) => DATA[code]);
  const rest = removed.filter(({ code }) => ["thumbnail", "other_pictures"].includes(code));
  const last = kinds.pop();
  const data = kinds.length > 0 ? `${kinds.join(", ")} and ${last}` : last;
  const verb = kinds.length > 0 ? "were" : "was";
  const said = data ? [`${data[0].toUpperCase()}${data.slice(1)} data ${verb} removed.`] : [];
  return [...said, ...rest.map(({ sentence }) => sentence)].join(" ");
}
