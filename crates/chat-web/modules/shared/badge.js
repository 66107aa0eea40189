// The badge with the number of unread messages.

import { el, setText } from "./dom.js";

export function badge() {
  return el("span", { class: "badge", role: "img", hidden: true });
}

/**
 * @param {HTMLElement} element
 * @param {{count: number, more: boolean}} unread `more`: further ones are not loaded
 */
export function showBadge(element, { count, more }) {
  const words = more ? `${count}+` : String(count);
  element.hidden = count === 0;
  setText(element, count === 0 ? "" : words);
  element.setAttribute("aria-label", `${words} unread`);
}
