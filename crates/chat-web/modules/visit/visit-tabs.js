// The patient's page shows one chat at a time, or on a phone the list of people: these tabs change which, and say
// where something is unread. Only a click changes it once the page has loaded (P6). A reload keeps it.

import { badge, showBadge } from "../shared/badge.js";
import { firstChat, isLoaded, noDirectChat } from "../chat/chat-choice.js";
import { keep, kept } from "../client/tab-store.js";
import { el, reconcile, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { privacy, recipientOf } from "../chat/recipient.js";
import { t } from "../shared/texts.js";

/** The tab with the list of people. */
export const PEOPLE = "people";

/** The tab of a direct chat that there is not yet. */
const NONE = "none";

export class VisitTabs {
  element = el("div", { class: "visit-tabs", part: "tabs", role: "group", "aria-label": t("visit.tabs") });
  /** Those that have a window. @type {string[]} */ chats = [];
  /** What is shown: a chat, the people, or why there is no direct chat. @type {string} */ #chosen = "visit";
  /** Whether the page may still choose: until all that is unread is known, or the person does something. */
  #opens = true;
  /** Chats that were shown here. They stay, shown as closed, if the server no longer lists them. @type {Set<string>} */
  #shown = new Set();
  /** The chat that is shown, or was last. */ #chat = "";
  #key;

  /**
   * @param {import("../client/visit-model.js").VisitModel} model @param {string} person
   * @param {(chosen: string | null, chat: string) => void} show `null`: why there is no direct chat; `chat`: the chat, or the
   * one that was shown last
   * @param {AbortSignal} signal
   */
  constructor(model, person, show, signal) {
    this.model = model;
    this.#key = `visit-chat.tab.${person}.${model.visit}`;
    this.show = show;
    // An act before there is anything to see decides nothing.
    const acted = () => model.view && (this.#opens = false);
    for (const act of ["pointerdown", "keydown"]) addEventListener(act, acted, { capture: true, signal });
  }

  /** @param {string[]} chats those that have a window */
  update(chats) {
    const { view } = this.model;
    if (!view) return;
    this.chats = chats;
    const none = view.may_have_direct_chats && chats.length === 1;
    const tabs = [...chats, ...(none ? [NONE] : []), ...(this.model.ended ? [] : [PEOPLE])];
    const before = kept(this.#key);
    if (this.#opens && tabs.includes(before)) {
      this.#chosen = before;
      this.#opens = false;
    }
    if (this.#opens) this.#chosen = firstChat(this.model);
    // The first direct chat takes the place of the reason why there was none.
    else if (!tabs.includes(this.#chosen)) this.#chosen = chats.find((chat) => chat !== "visit") ?? "visit";
    if (isLoaded(this.model)) this.#opens = false;
    if (!this.#opens) this.#keep();
    reconcile(this.element, tabs, (tab) => tab, (tab) => this.#tab(tab), (button, tab) => button.refresh(tab));
    if (chats.includes(this.#chosen)) this.#chat = this.#chosen;
    else if (!chats.includes(this.#chat)) this.#chat = firstChat(this.model);
    this.show(this.#chosen === NONE ? null : this.#chosen, this.#chat);
  }

  /** Whether a chat was shown once the page had opened. @param {string} chat */
  hasShown(chat) {
    return this.#shown.has(chat);
  }

  #keep() {
    this.#shown.add(this.#chosen);
    if (kept(this.#key) !== this.#chosen) keep(this.#key, this.#chosen);
  }

  /** @param {string} tab a chat, or one of the others */
  choose(tab) {
    if (tab === this.#chosen && !this.#opens) return;
    this.#opens = false;
    this.#chosen = tab;
    this.update(this.chats);
  }

  #tab(tab) {
    const label = el("span", { class: "tab-label" });
    const unread = badge();
    const isPrivate = tab !== "visit" && tab !== PEOPLE;
    const mark = tab === PEOPLE ? null : privacy(isPrivate);
    const button = el("button", { type: "button", class: "tab", "data-privacy": mark, onclick: () => this.choose(tab) });
    button.append(icon(mark ?? "list"), label, unread);
    button.refresh = () => {
      const words = this.#words(tab);
      setText(label, words);
      button.title = isPrivate && tab !== NONE ? t("visits.directWith", { name: words }) : words;
      if (tab === NONE) {
        button.title = noDirectChat(this.model.view);
        button.setAttribute("aria-disabled", "true");
      }
      button.setAttribute("aria-pressed", String(tab === this.#chosen));
      if (mark && tab !== NONE) showBadge(unread, this.model.news(tab));
    };
    return button;
  }

  #words(tab) {
    if (tab === "visit") return t("chat.everyone");
    if (tab === NONE) return t("visits.direct");
    if (tab !== PEOPLE) return recipientOf(this.model, tab).to;
    const here = this.model.ended ? [] : this.model.view.participants.filter((p) => p.presence !== "removed");
    return t("counts.people", { count: here.length });
  }
}
