// The line above a chat's messages while unread ones lie above the screen: read marks go in order, so those below
// don't count as read before them.

import { el, setText } from "../shared/dom.js";

export class UnreadBar {
  #words = el("span", {});
  element;

  /** @param {{show: () => void, markAll: () => void}} on */
  constructor({ show, markAll }) {
    const button = (label, onclick) => el("button", { type: "button", class: "button small", onclick }, label);
    this.element = el(
      "div",
      { class: "unread-bar", role: "group", "aria-label": "Earlier unread messages", hidden: true },
      this.#words,
      el("span", { class: "unread-buttons" }, button("Show them", show), button("Mark everything as read", markAll)),
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
  if (count === 0) return "Earlier messages may be unread.";
  const number = more ? `At least ${count}` : count;
  return `${number} earlier message${count === 1 ? " is" : "s are"} unread.`;
}
