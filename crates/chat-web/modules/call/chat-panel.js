// The chat panel of the call: *All participants* or *Direct Message*. Only a click of the person
// changes which chat it shows (P2, P6).

import { VisitChat } from "../chat/visit-chat.js";
import { badge, showBadge } from "../shared/badge.js";
import { el } from "../shared/dom.js";
import { icon } from "../shared/icons.js";

export class ChatPanel {
  #window = new VisitChat();
  /** The direct chat that was chosen, if any. @type {string | null} */ #direct = null;
  /** @type {HTMLElement | null} */ #opener = null;
  #all = this.#tab("All participants", () => this.#show("visit"));
  #one = this.#tab("Direct Message", () => this.#showDirect());
  #none = el("p", { class: "empty", hidden: true }, "No one is available for a direct message yet.");
  badge = badge();

  /**
   * @param {import("../client/visit-model.js").VisitModel} model
   * @param {(open: boolean) => void} onToggle
   */
  constructor(model, onToggle) {
    this.model = model;
    this.onToggle = onToggle;
    const close = el(
      "button",
      { type: "button", class: "tool", title: "Close chat", "aria-label": "Close chat", onclick: () => this.close() },
      icon("close"),
    );
    this.element = el(
      "aside",
      { class: "call-chat", "aria-label": "Chat", hidden: true },
      el("div", { class: "call-chat-head", role: "group", "aria-label": "Recipient" }, this.#all, this.#one, close),
      this.#none,
      this.#window,
    );
    const count = () => this.#count();
    model.addEventListener("change", count);
    model.addEventListener("chat", count);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Opens the panel with the chat it showed last; initially the visit chat. @param {HTMLElement} opener */
  open(opener) {
    this.#opener = opener;
    this.#reveal();
    this.#show(this.#window.chat ?? "visit");
  }

  /** Opens a chosen chat, such as a person's direct chat when their chat bubble is clicked.
   * @param {string} chat @param {HTMLElement} opener */
  openChat(chat, opener) {
    this.#opener = opener;
    if (chat !== "visit") this.#direct = chat;
    this.#reveal();
    this.#show(chat);
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.onToggle(false);
    this.#opener?.focus();
  }

  #reveal() {
    this.element.hidden = false;
    this.onToggle(true);
  }

  /** The chosen direct chat; by default the one that the server names (P2). */
  #showDirect() {
    this.#direct ??= this.model.view?.default_direct_chat ?? null;
    this.#show(this.#direct);
  }

  /** @param {string | null} chat */
  #show(chat) {
    this.#all.setAttribute("aria-pressed", String(chat === "visit"));
    this.#one.setAttribute("aria-pressed", String(chat !== "visit"));
    this.#none.hidden = chat !== null;
    this.#window.hidden = chat === null;
    if (chat === null) return;
    this.#window.show(this.model, chat);
    this.#window.focusComposer();
  }

  #count() {
    const chats = this.model.view?.chats ?? [];
    const unread = chats.map((c) => this.model.news(c.chat));
    const count = unread.reduce((sum, one) => sum + one.count, 0);
    showBadge(this.badge, { count, more: unread.some((one) => one.more) });
  }

  #tab(label, onclick) {
    return el("button", { type: "button", class: "tab", "aria-pressed": "false", onclick }, label);
  }
}
