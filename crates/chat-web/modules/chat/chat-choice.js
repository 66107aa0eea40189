// Which chat a click opens. A message that arrives opens none (P6).

import { recipientOf } from "./recipient.js";
import { t } from "../shared/texts.js";
import { participant } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** The person's direct chats, in the server's order: patients by rank. @param {VisitModel} model @returns {string[]} */
export function directChats({ view }) {
  return view?.chats.filter((c) => c.peer !== null).map((c) => c.chat) ?? [];
}

/**
 * The chat that an unread mark opens: what is private comes first, and then what has been unread for longest.
 * @param {VisitModel} model @param {string[]} [chats] those that the mark counts; all by default
 * @returns {string | null}
 */
export function unreadChat(model, chats = model.view?.chats.map((c) => c.chat) ?? []) {
  const since = (chat) => Date.parse(model.newsSince(chat) ?? "9999-12-31");
  const unread = chats.filter((chat) => model.news(chat).count > 0);
  unread.sort((a, b) => Number(a === "visit") - Number(b === "visit") || since(a) - since(b));
  return unread[0] ?? null;
}

/**
 * The direct chat that *Direct Message* opens: the one that was shown last if it has a draft; otherwise an unread one;
 * otherwise the one that was shown last; otherwise the one that the server names (P2, P3). Closed chats don't count as
 * shown last. `null` if the person has to choose (P4).
 * @param {VisitModel} model @param {string | null} last
 */
export function directChat(model, last) {
  const chats = directChats(model);
  const shown = last && !recipientOf(model, last).isClosed ? last : null;
  if (shown && model.drafts.get(shown).text) return shown;
  const next = unreadChat(model, chats) ?? shown;
  if (next) return next;
  return model.view?.default_direct_chat ?? (chats.length === 1 ? chats[0] : null);
}

/** The chat of a page that shows one at a time and was just opened: an unread one; otherwise the first in which the
 * person may write; otherwise any, a direct one first. @param {VisitModel} model @returns {string} */
export function firstChat(model) {
  const { view } = model;
  const direct = view?.default_direct_chat ?? directChats(model)[0];
  const order = [...(direct ? [direct] : []), "visit", ...directChats(model)];
  return unreadChat(model) ?? order.find((chat) => model.chat(chat)?.can_write) ?? order[0];
}

/** Whether everything that the person may read has arrived, with what is unread. @param {VisitModel} model */
export function isLoaded(model) {
  const readable = model.view?.chats.filter((c) => c.can_read) ?? [];
  const arrived = ({ chat }) => model.knowsUnread(chat) || (model.hasLoaded(chat) && model.messages(chat).length === 0);
  return model.view !== null && readable.every(arrived);
}

/** Why a person who may have direct chats has none. @param {any} view */
export function noDirectChat(view) {
  return participant(view, view.me)?.care_team ? t("visits.noPatient") : t("visits.noProvider");
}

/** The sum of what several chats' badges count. @param {VisitModel} model @param {string[]} chats */
export function newsOf(model, chats) {
  const news = chats.map((chat) => model.news(chat));
  return { count: news.reduce((sum, one) => sum + one.count, 0), more: news.some((one) => one.more) };
}
