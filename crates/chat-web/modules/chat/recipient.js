// Whom a chat reaches. Its title, the line at the composer, its tab and its send button all come from this one value
// (P5, P6), also after the chat was closed.

import { el } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { apart, recipientName } from "../shared/names-across.js";
import { t } from "../shared/texts.js";
import { nameOf, participant } from "../shared/words.js";

/**
 * @typedef {{chat: string, recipient: any, shown: any, isPrivate: boolean, peer: any, to: string, isClosed: boolean,
 *   name: (options?: {identifier?: boolean}) => HTMLElement}} Recipient
 * `recipient`: as the server wants it named with a message (P6), or `null` if it is not listed. `shown`: the chat in the server's view, or `null` if it is not listed (any more). `to`: as in "Send to …".
 */

/** @param {import("../client/visit-model.js").VisitModel} model @param {string} chat @returns {Recipient} */
export function recipientOf(model, chat) {
  const { view } = model;
  const shown = model.chat(chat);
  const isPrivate = chat !== "visit";
  const peer = isPrivate && view ? participant(view, peerIn(chat, view.me)) : null;
  const words = apart(model, peer);
  const name = (options) => {
    const element = isPrivate ? nameOf(peer, options) : el("span", { class: "name" }, t("chat.everyone"));
    if (words) element.append(" ", el("span", { class: "apart" }, words));
    return element;
  };
  const to = isPrivate ? recipientName(model, peer) : [t("chat.toEveryone"), words].filter(Boolean).join(", ");
  const isClosed = view !== null && (model.ended !== null || !shown || shown.closed);
  return { chat, recipient: shown?.recipient ?? null, shown, isPrivate, peer, to, isClosed, name };
}

/** Who the other person of a direct chat is, by its key. @param {string} chat @param {string} me */
function peerIn(chat, me) {
  return chat.split(":").slice(1).find((person) => person !== me) ?? null;
}

/** The word and the icon that tell a private chat from the visit chat. @param {boolean} isPrivate */
export function privacyMark(isPrivate) {
  return el("span", { class: "privacy" }, icon(isPrivate ? "private" : "everyone"), isPrivate ? t("chat.private") : t("chat.public"));
}

/** For styles: the color of a chat. @param {boolean} isPrivate */
export function privacy(isPrivate) {
  return isPrivate ? "private" : "everyone";
}
