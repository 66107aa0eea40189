// The chat panel of the call: *All participants* or *Direct Message*. Only a click of the person
// changes which chat it shows (P2, P6).

import { PARTS, VisitChat } from "../chat/visit-chat.js";
import { badge, showBadge } from "../shared/badge.js";
import { directChat, directChats, newsOf, noDirectChat, unreadChat } from "../chat/chat-choice.js";
import { DirectList } from "./direct-list.js";
import { inOverlay } from "../shared/dialog.js";
import { composes, el, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { RecipientButtons } from "./recipient-buttons.js";
import { t } from "../shared/texts.js";

export class ChatPanel {
  #window = new VisitChat();
  /** The chat that the panel shows: everything in it comes from this. `null`: the person has to choose one.
   * @type {string | null} */
  #chat = "visit";
  /** The direct chat that was shown last. @type {string | null} */ #direct = null;
  /** @type {HTMLElement | null} */ #opener = null;
  #tabs;
  #outside;
  #list;
  #none = el("p", { class: "empty", role: "status" });
  badge = badge();

  /**
   * @param {import("../client/visit-model.js").VisitModel} model
   * @param {() => void} changed the panel was opened or closed, or shows another chat @param {AbortSignal} signal
   */
  constructor(model, changed, signal) {
    this.model = model;
    this.changed = changed;
    this.signal = signal;
    this.#tabs = new RecipientButtons(model, (direct) => this.#choose(direct));
    this.#outside = new RecipientButtons(model, (direct, opener) => {
      this.#reveal(opener);
      this.#choose(direct);
    });
    this.#list = new DirectList(model, (chat) => this.#show(chat));
    this.#window.setAttribute("exportparts", PARTS);
    const close = el(
      "button",
      { type: "button", class: "tool", title: t("chat.close"), "aria-label": t("chat.close"), onclick: () => this.close() },
      icon("close"),
    );
    this.element = el(
      "aside",
      { class: "call-chat", part: "panel", "aria-label": t("call.chat"), hidden: true },
      el("div", { class: "call-chat-head", role: "group", "aria-label": t("call.recipient") }, ...this.#tabs.elements, close),
      this.#list.element,
      this.#none,
      this.#window,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !composes(event) && !inOverlay(event)) this.close();
    });
    /** The same two buttons, in the call while the panel is closed. */
    this.recipients = el("div", { class: "recipients", role: "group", "aria-label": t("call.writeTo") }, ...this.#outside.elements);
    const update = () => this.#update();
    model.addEventListener("change", update, { signal });
    model.addEventListener("chat", update, { signal });
    update();
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** What a reload keeps. */
  get place() {
    return { open: this.isOpen, chat: this.#chat, direct: this.#direct };
  }

  /** Shows what an earlier page of this tab showed; if there is no such chat any more, the default (P3). The focus stays
   * where it is. @param {{open: boolean, chat: string | null, direct: string | null}} place */
  restore({ open, chat, direct }) {
    this.element.hidden = !open;
    this.#direct = direct;
    this.#set(chat);
    const look = () => {
      const { model } = this;
      if (!model.view) return;
      model.removeEventListener("change", look);
      if (this.#chat === chat && chat !== null && !model.chat(chat)) this.#set(directChat(model, null));
    };
    this.model.addEventListener("change", look, { signal: this.signal });
    look();
  }

  /** Opens the panel with an unread chat; otherwise with the chat it showed last, initially the visit chat.
   * @param {HTMLElement} opener */
  open(opener) {
    this.#reveal(opener);
    this.#show(unreadChat(this.model) ?? this.#chat);
  }

  /** Opens a chosen chat, such as a person's direct chat when their chat bubble is clicked.
   * @param {string} chat @param {HTMLElement} opener */
  openChat(chat, opener) {
    this.#reveal(opener);
    this.#show(chat);
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.#update();
    this.changed();
    const opener = this.#opener?.checkVisibility() ? this.#opener : this.#outside.elements[0];
    opener.focus();
  }

  /** @param {HTMLElement} opener */
  #reveal(opener) {
    this.#opener = opener;
    this.element.hidden = false;
  }

  /** @param {boolean} direct */
  #choose(direct) {
    this.#show(direct ? directChat(this.model, this.#direct) : "visit");
  }

  /** @param {string | null} chat */
  #show(chat) {
    this.#set(chat);
    if (chat !== null) this.#window.focusComposer();
    else if (!this.#list.focus()) this.#tabs.elements.at(-1)?.focus();
  }

  /** @param {string | null} chat */
  #set(chat) {
    this.#chat = chat;
    if (chat !== null) {
      if (chat !== "visit") this.#direct = chat;
      this.#window.show(this.model, chat);
    }
    this.#update();
    this.changed();
  }

  #update() {
    const { model } = this;
    const shown = this.#chat === "visit" ? "visit" : "direct";
    this.#tabs.update(this.isOpen, shown);
    this.#outside.update(!this.isOpen, null);
    if (model.chat(this.#chat)) this.#list.opened(this.#chat);
    this.#list.update(shown === "direct", this.#chat);
    this.#window.hidden = this.#chat === null;
    const direct = directChats(model);
    const choice = direct.length > 0 || !model.view ? t("call.choose") : noDirectChat(model.view);
    setText(this.#none, this.#chat === null ? choice : "");
    // While the panel is open, its tabs say which chat has what is unread.
    const news = newsOf(model, ["visit", ...direct]);
    showBadge(this.badge, this.isOpen ? { count: 0, more: false } : news);
  }
}
