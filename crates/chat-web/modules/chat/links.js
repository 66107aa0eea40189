// Addresses in a text, as links. The text stays what it is: every part of it becomes a text node, as written.

import { el } from "../shared/dom.js";

/** Only complete web addresses. Invisible characters, such as those that change the direction of writing, end one. */
const ADDRESS = /https?:\/\/[^\s<>"\p{Cc}\p{Cf}]+/giu;

/** Punctuation at the end of an address that belongs to the sentence. */
const AFTER = /[.,;:!?'’”»*_~]+$/u;

const BRACKETS = { ")": "(", "]": "[", "}": "{" };

/** A text as nodes. @param {string} text @returns {(string | HTMLElement)[]} */
export function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!isSafe(address)) continue;
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(link(address));
    end = match.index + address.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

function link(address) {
  const away = { target: "_blank", rel: "noopener noreferrer nofollow", referrerpolicy: "no-referrer" };
  return el("a", { href: address, class: "link", dir: "ltr", ...away }, address);
}

/** Without the end of the sentence, and without a bracket that the address does not open. @param {string} address */
function trimmed(address) {
  for (;;) {
    const without = address.replace(AFTER, "");
    const last = without.at(-1) ?? "";
    const opening = BRACKETS[last];
    if (!opening || count(without, opening) >= count(without, last)) return without;
    address = without.slice(0, -1);
  }
}

/** @param {string} text @param {string} character */
function count(text, character) {
  return text.split(character).length - 1;
}

/**
 * Whether an address leads to where it seems to lead. One with a name before the host (`bank.example@evil.example`)
 * or whose host has other than ASCII letters, which can imitate them, stays text.
 * @param {string} address
 */
function isSafe(address) {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  const written = address.slice(address.indexOf("//") + 2).split(/[/?#]/u, 1)[0];
  const isWeb = protocol === "http:" || protocol === "https:";
  return isWeb && !username && !password && /^[a-z0-9.:-]+$/iu.test(written) && hostname.includes(".");
}
