// A person in place of a picture: the initials, and the role as an icon. Screen readers skip it: the name, and the role in
// words, stand beside it.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./texts.js";
import { initials } from "./words.js";

/** The icon of each role. */
const ICON = { provider: "provider", staff: "staff", patient: "private", guest: "guest", interpreter: "interpreter" };

/** @param {any} [p] a participant; without one, everyone */
export function avatar(p) {
  const element = el("span", { class: "avatar", part: "avatar", "aria-hidden": "true" });
  showAvatar(element, p);
  return element;
}

/** Shows another person, or the same one with another name. @param {HTMLElement} element @param {any} [p] */
export function showAvatar(element, p) {
  const [letters, kind] = p ? [initials(p), ICON[p.role] ?? "private"] : ["", "everyone"];
  if (element.dataset.initials === letters && element.dataset.icon === kind) return;
  element.classList.toggle("all", !p);
  element.dataset.initials = letters;
  element.dataset.icon = kind;
  element.dataset.side = p?.care_team ? "care" : "attendee";
  element.replaceChildren(icon(kind));
}

/** A role as icon and word. @param {any} p */
export function roleMark(p) {
  return el("span", { class: "role-mark" }, icon(ICON[p.role] ?? "private"), t(`roles.${p.role}`));
}
