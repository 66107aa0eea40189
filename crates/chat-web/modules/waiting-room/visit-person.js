// A person of a visit on the dashboard: where they are, their name with its menu, and what of theirs is unread.

import { avatar, showAvatar } from "../shared/avatar.js";
import { badge, showBadge } from "../shared/badge.js";
import { el, setText } from "../shared/dom.js";
import { personMenu, whyNoDirect } from "./visit-menu.js";
import { t } from "../shared/texts.js";
import { waited } from "../shared/times.js";
import { nameOf, presenceSince, roleWords } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** @param {VisitModel} model @param {{open: (chat: string, opener: HTMLElement) => void}} page */
export function personRow(model, page) {
  const face = avatar();
  const unread = badge();
  const name = el("span", { class: "person-name" });
  const role = el("span", { class: "role" });
  const presence = el("span", { class: "presence" });
  const row = el("li", { class: "person" }, face, presence, role, name, unread);
  let looks = "";
  row.refresh = (p) => {
    row.dataset.person = p.person;
    row.dataset.role = p.role;
    showAvatar(face, p);
    row.classList.toggle("care", p.care_team);
    const chat = model.directWith(p.person)?.chat ?? null;
    const isMe = p.person === model.view.me;
    const why = chat || isMe ? "" : whyNoDirect(p);
    // The name is rebuilt only if it has changed, since it may have the focus.
    const isFirst = p.is_primary && patients(model) > 1;
    const now = JSON.stringify([p.name, p.qualifier, p.second_identifier, isFirst, chat, why]);
    if (now !== looks) name.replaceChildren(...nameParts(model, page, p, { why, isMe, isFirst }));
    looks = now;
    setText(role, roleWords(p, isMe));
    setText(presence, whereabouts(model, p));
    presence.dataset.presence = p.presence;
    const news = model.news(chat);
    row.hasNews = news.count > 0;
    showBadge(unread, news);
  };
  return row;
}

/** Where a person is, and for how long they have been in the waiting room; of one who wrote before they arrived, that they have
 * written. @param {VisitModel} model @param {any} p */
function whereabouts(model, p) {
  if (p.in_waiting_room_since) return t("people.waiting", { time: waited(p.in_waiting_room_since) });
  return p.presence === "expected" && !p.care_team && hasWritten(model, p.person) ? t("presence.written") : presenceSince(p);
}

/** @param {VisitModel} model @param {string} person */
function hasWritten(model, person) {
  const { chats, notices } = model.view;
  const direct = chats.find(({ peer }) => peer === person);
  if (direct?.waiting || notices.some(({ sender }) => sender === person)) return true;
  return chats.some(({ chat }) => model.messages(chat).some(({ author }) => author === person));
}

/** The number of patients who take part. @param {VisitModel} model */
function patients({ view }) {
  return view.participants.filter((p) => p.role === "patient" && p.presence !== "removed").length;
}

/** The name, with a menu of the ways to write to the person (P4); of several patients, which is the primary one. */
function nameParts(model, page, p, { why, isMe, isFirst }) {
  const primary = isFirst && el("span", { class: "primary-mark" }, t("people.primary"));
  const name = nameOf(p, { identifier: true });
  if (isMe) return [name];
  const menu = { type: "button", class: "name-button", "aria-haspopup": "menu", "aria-expanded": "false" };
  const button = el("button", { ...menu, onclick: () => personMenu(button, model, p, page.open) }, name);
  const reason = why && el("span", { class: "no-direct" }, why);
  return [button, primary, reason].filter(Boolean);
}
