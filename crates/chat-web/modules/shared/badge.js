// The badge with the number of unread messages.

import { el, setText } from "./dom.js";
import { t } from "./texts.js";

export function badge() {
  return el("span", { class: "badge", role: "img", hidden: true });
}

/**
 * @param {HTMLElement} element
 * @param {{count: number, more: boolean}} unread `more`: further ones are not loaded
 */
export function showBadge(element, { count, more }) {
  const words = more ? t("counts.atLeast", { count }) : String(count);
  element.hidden = count === 0;
  setText(element, count === 0 ? "" : words);
  element.setAttribute("aria-label", t("people.unread", { count: words }));
}

/** Names a button that shows a badge beside an icon: its title, and what the badge says.
 * @param {HTMLElement} button @param {HTMLElement} unread its badge */
export function nameWithBadge(button, unread) {
  const words = unread.hidden ? "" : unread.getAttribute("aria-label");
  button.setAttribute("aria-label", [button.title, words].filter(Boolean).join(", "));
}
