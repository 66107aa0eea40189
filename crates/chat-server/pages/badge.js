// The small number of unread messages.

import { el, setText } from "./dom.js";

export function badge() {
  return el("span", { class: "badge", role: "img", hidden: true });
}

/** @param {HTMLElement} element @param {number} count */
export function showBadge(element, count) {
  element.hidden = count === 0;
  setText(element, count === 0 ? "" : String(count));
  element.setAttribute("aria-label", `${count} unread`);
}
