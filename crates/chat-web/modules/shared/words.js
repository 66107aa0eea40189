// Display words for the server's codes, and people's names.

import { serverTime } from "../client/clock.js";
import { participant } from "../client/people.js";
import { el } from "./dom.js";
import { listed, nodes, numeral, refusalText, t } from "./texts.js";
import { moment } from "./times.js";

export { participant } from "../client/people.js";

/** A person's role. @param {any} p @param {boolean} isMe */
export function roleWords({ role }, isMe) {
  const word = t(`roles.${role}`);
  return isMe ? t("people.isYou", { role: word }) : word;
}

/** Where a participant is; of those who are away, whether they lost the connection. @param {any} p */
export function presence(p) {
  if (!p) return "";
  if (p.departure === "dropped") return t("presence.dropped");
  // The care team also writes from outside the call.
  if (p.presence === "expected" && p.care_team) return t("presence.outside");
  return t(`presence.${p.presence}`);
}

/** The same, with the time since when they are in the waiting room or away, as far as the viewer is shown it. @param {any} p */
export function presenceSince(p) {
  const since = p?.in_waiting_room_since ?? p?.away_since;
  return since ? t("people.since", { presence: presence(p), time: moment(since) }) : presence(p);
}

/** Until when direct chats stay open after the visit's completion (W8); empty without a follow-up. */
export function followUp(view) {
  if (!view.follow_up_until) return "";
  const lasts = Date.parse(view.follow_up_until) > serverTime();
  return ` · ${lasts ? t("followUp.until", { time: moment(view.follow_up_until) }) : t("followUp.ended")}`;
}

/** A visit's id as shown: its last digits, which vary most. @param {string} visit */
export function shortId(visit) {
  const digits = visit.slice(-8).toUpperCase();
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return t("sizes.bytes", { count: bytes });
  const kib = bytes / 1024;
  if (kib < 1024) return t("sizes.kilobytes", { count: Math.round(kib) });
  return t("sizes.megabytes", { count: numeral(kib / 1024, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) });
}

/** A name as plain text, for titles. @param {any} p */
export function plainName(p) {
  if (!p) return t("people.former");
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
  if (!p) return el("span", { class: "name" }, t("people.former"));
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
  const [one, other, more] = people;
  if (!one) return [];
  const parts = more
    ? [t("typing.several")]
    : other
      ? nodes("typing.two", { one: nameOf(one), other: nameOf(other) })
      : nodes("typing.one", { name: nameOf(one) });
  return parts.map((part) => (typeof part === "string" ? el("span", { class: "words" }, part) : part));
}

/** Why the viewer may not write in a chat; names the provider who lost the connection, if it is clear who.
 * @param {any} view @param {any} chat */
export function writeRefusal(view, { peer, write_refusal: refusal }) {
  if (refusal.code !== "provider_dropped") return refusalText(refusal);
  const dropped = (p) => p.role === "provider" && p.departure === "dropped";
  const [one, another] = view.participants.filter(peer ? (p) => p.person === peer : dropped);
  if (!one || another) return refusalText(refusal);
  return t("chat.dropped", { name: plainName(one) });
}

/** The initials shown in place of a picture, without titles such as "Dr." @param {any} p */
export function initials(p) {
  const words = (p?.name ?? "?").split(/\s+/u).filter((w) => /^[\p{L}\p{N}]/u.test(w) && !w.endsWith("."));
  const letters = [words.at(0), words.length > 1 ? words.at(-1) : ""];
  return letters.map((w) => [...(w ?? "")][0] ?? "").join("").toUpperCase() || "?";
}

/** Kinds of removed photo metadata that are listed in one sentence. */
const DATA = new Set(["location", "device", "time", "comment", "author"]);

/** The metadata removed from a photo, as far as people care about it.
 * @param {{code: string, sentence: string}[]} removed @returns {string} */
export function removedWords(removed) {
  const kinds = removed.filter(({ code }) => DATA.has(code)).map(({ code }) => t(`removed.${code}`));
  const rest = removed.filter(({ code }) => ["thumbnail", "other_pictures"].includes(code));
  const data = kinds.length > 0 ? t("uploads.data", { kinds: listed(kinds), count: kinds.length }) : "";
  const sentence = data && data[0].toUpperCase() + data.slice(1);
  return [sentence, ...rest.map(refusalText)].filter(Boolean).join(" ");
}
