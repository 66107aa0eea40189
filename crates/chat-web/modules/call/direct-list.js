// The direct chats of the panel, one button each, with what is unread: the primary patient's first. Their order does not
// depend on messages, so that none moves under a click.

import { badge, showBadge } from "../shared/badge.js";
import { directChats } from "../chat/chat-choice.js";
import { el, reconcile, setText } from "../shared/dom.js";
import { recipientOf } from "../chat/recipient.js";
import { t } from "../shared/texts.js";
import { presence } from "../shared/words.js";

export class DirectList {
  element = el("ul", { class: "direct-list", "aria-label": t("call.directs") });
  /** Chats that were opened here or have a draft, which stay although the server may no longer list them.
   * @type {Set<string>} */
  #opened = new Set();

  /** @param {import("../client/visit-model.js").VisitModel} model @param {(chat: string) => void} choose */
  constructor(model, choose) {
    this.model = model;
    this.choose = choose;
  }

  /** @param {string} chat */
  opened(chat) {
    if (chat !== "visit") this.#opened.add(chat);
  }

  /** Focuses the first chat. Returns whether there is one to choose. */
  focus() {
    if (this.element.hidden) return false;
    this.element.querySelector("button")?.focus();
    return true;
  }

  /** @param {boolean} shown @param {string | null} current */
  update(shown, current) {
    for (const chat of this.model.drafts.left) this.opened(chat);
    const chats = [...new Set([...directChats(this.model), ...this.#opened])];
    this.element.hidden = !shown || chats.length === 0 || (chats.length === 1 && current === chats[0]);
    reconcile(this.element, chats, (chat) => chat, (chat) => this.#item(chat), (item, chat) => item.refresh(chat === current));
  }

  #item(chat) {
    const { model } = this;
    const unread = badge();
    const name = el("span", { class: "direct-name" });
    const where = el("span", { class: "direct-where" });
    const button = el("button", { type: "button", class: "direct-button", onclick: () => this.choose(chat) }, name, where, unread);
    const item = el("li", {}, button);
    item.refresh = (current) => {
      const { peer, name: shown } = recipientOf(model, chat);
      const now = shown();
      if (name.textContent !== now.textContent) name.replaceChildren(now);
      const away = peer?.presence === "in_call" ? "" : presence(peer);
      setText(where, [peer?.is_primary && t("people.primary"), away].filter(Boolean).join(" · "));
      button.setAttribute("aria-pressed", String(current));
      showBadge(unread, model.news(chat));
    };
    return item;
  }
}
