// The line above a chat's messages while unread ones lie above the screen: read marks go in order, so those below
// don't count as read before them.

import { el, setText } from "../shared/dom.js";
import { t } from "../shared/texts.js";

export class UnreadBar {
  #words = el("span", {});
  element;

  /** @param {{show: () => void, markAll: () => void}} on */
  constructor({ show, markAll }) {
    const button = (label, onclick) => el("button", { type: "button", class: "button small", onclick }, label);
    this.element = el(
      "div",
      { class: "unread-bar", role: "group", "aria-label": t("unread.label"), hidden: true },
      this.#words,
      el("span", { class: "unread-buttons" }, button(t("unread.show"), show), button(t("unread.markAll"), markAll)),
    );
  }

  /** @param {{count: number, more: boolean} | null} above */
  update(above) {
    this.element.hidden = above === null;
    if (above) setText(this.#words, words(above));
  }
}

/** @param {{count: number, more: boolean}} above */
function words({ count, more }) {
  if (count === 0) return t("unread.maybe");
  return more ? t("unread.atLeast", { count }) : t("unread.exactly", { count });
}
