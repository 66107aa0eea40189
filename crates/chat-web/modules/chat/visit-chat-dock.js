// The pop-up chats at the bottom right. A window opens only on a click, and an open one never moves, closes or changes
// because a message arrives (P6). The windows stand side by side; those without room are behind a button. Where there is
// room for one thing only, a chat covers the page. After a reload, the same windows stand open.

import base from "../styles/base.js";
import styles from "../styles/dock.js";
import { badge, showBadge } from "../shared/badge.js";
import { Component } from "../shared/component.js";
import { inOverlay } from "../shared/dialog.js";
import { composes, el, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { apart, names, showNames } from "../shared/names-across.js";
import { keepWindows, keptWindows } from "./open-windows.js";
import { openMenu } from "../shared/person-menu.js";
import { t } from "../shared/texts.js";
import { recipientOf } from "./recipient.js";
import { PARTS, VisitChat } from "./visit-chat.js";

/** Widths in pixels, as in the style sheet, each with the gap beside it. */
const OPEN = 372;
const FOLDED = 252;
const BUTTON = 180;

const NARROW = matchMedia("(max-width: 899px)");

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/**
 * Opens the chats for which an element of the page fires `open-chat`, with the detail `{visit, chat, opener}`.
 *
 * Attribute `beside`: a selector of the page beside the dock (default `main`), which is scrolled so that no window covers
 * what has the focus, and is inert while a chat covers it. The dock has the attribute `open` while windows are in sight, and
 * `covers` while one covers the page.
 */
export class VisitChatDock extends Component {
  /** @type {Map<string, {window: any, model: VisitModel, count: () => void}>} */ #windows = new Map();
  /** The windows, the one that was used last at the end. @type {any[]} */ #used = [];
  /** @type {string | null} */ #person = null;
  #unread = badge();
  #words = el("span");
  #rest = el(
    "button",
    { type: "button", class: "button dock-rest", hidden: true, "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => this.#list() },
    this.#words,
    this.#unread,
  );
  /** While a chat covers the page: the way back, and what waits there. It has its place in any case, so that nothing moves. */
  #behind = el("button", { type: "button", class: "button dock-behind", hidden: true, onclick: () => this.#uncoverPage() });
  #waiting = 0;
  /** Says that a window was not opened again. */
  #gone = el("div", { class: "dock-gone", hidden: true });
  #dock = el("section", { class: "dock", part: "dock" }, el("div", { class: "dock-news", role: "status" }, this.#behind, this.#gone), this.#rest);
  /** The page's heading while a chat covers the page. */
  #heading = el("h1", { class: "visually-hidden", hidden: true });
  #folds = new MutationObserver(() => this.#fit());

  constructor() {
    super([base, styles]);
  }

  /** @param {ShadowRoot} root @param {import("../shared/component.js").App} app */
  start(root, { client, me, signal }) {
    this.#dock.setAttribute("aria-label", t("dock.title"));
    root.replaceChildren(this.#dock);
    this.#heading.textContent = this.#dock.getAttribute("aria-label");
    this.#dock.prepend(this.#heading);
    const open = ({ detail }) => this.open(client.visit(detail.visit), detail.chat, detail.opener);
    document.addEventListener("open-chat", open, { signal });
    addEventListener("resize", () => this.#fit(), { signal });
    addEventListener("focusin", (event) => this.#uncover(event), { signal });
    document.addEventListener("news", ({ detail }) => this.#showBehind(detail.count), { signal });
    names.addEventListener("change", () => this.#nameAgain(), { signal });
    signal.addEventListener("abort", () => this.#end(client));
    this.#person = me.person;
    this.#restore(client);
  }

  /** Opens the windows of an earlier page of this tab as they were. None gets the focus.
   * @param {import("../client/chat-client.js").ChatClient} client */
  #restore(client) {
    const open = keptWindows(client.me.person).map(({ visit, chat, folded, hidden, used }) => {
      const model = client.visit(visit);
      const window = this.#make(model, chat);
      if (folded) window.minimize();
      window.hidden = hidden;
      return { model, window, used };
    });
    this.#used = open.sort((a, b) => a.used - b.used).map(({ window }) => window);
    this.#showNames();
    this.#fit();
    for (const { model, window } of open) this.#closeIfGone(model, window);
  }

  /** Closes a window that was opened again, if its person may no longer see the chat. A chat that was closed, or whose other
   * member was removed, stays. */
  #closeIfGone(model, window) {
    const look = () => {
      if (window.isConnected && !model.view && !model.ended) return;
      model.removeEventListener("change", look);
      if (!window.isConnected) return;
      const { shown, peer } = recipientOf(model, window.chat);
      if (!model.ended && (shown || peer?.presence === "removed")) return;
      this.#close(keyOf(model, window.chat));
      this.#sayGone();
    };
    model.addEventListener("change", look);
    look();
  }

  #sayGone() {
    const close = el("button", { type: "button", class: "tool", "aria-label": t("dialogs.close"), title: t("dialogs.close"), onclick: () => (this.#gone.hidden = true) }, icon("close"));
    this.#gone.replaceChildren(el("p", {}, t("dock.gone")), close);
    this.#gone.hidden = false;
  }

  /** Opens a chat, or focuses its window if it is open.
   * @param {VisitModel} model @param {string} chat
   * @param {HTMLElement} [opener] gets the focus back when the window closes */
  open(model, chat, opener) {
    const window = /** @type {any} */ (this.#windows.get(keyOf(model, chat))?.window ?? this.#make(model, chat));
    window.opener = opener;
    this.#use(window);
    window.hidden = false;
    window.focusComposer();
    this.#fit();
  }

  /** Closes all windows: another person may use the dock next. Their drafts are kept. @param {import("../client/chat-client.js").ChatClient} client */
  #end(client) {
    for (const { model, count, window } of this.#windows.values()) {
      model.removeEventListener("chat", count);
      client.release(model, window);
      window.remove();
    }
    this.#person = null;
    this.#windows.clear();
    this.#used = [];
    this.#gone.hidden = true;
    showNames(this, []);
    this.#page?.removeAttribute("inert");
  }

  get #page() {
    return document.querySelector(this.getAttribute("beside") ?? "main");
  }

  /** Names the chats again if what tells them apart has changed. */
  #nameAgain() {
    for (const window of this.#used) {
      const { model, chat } = window;
      const words = apart(model, recipientOf(model, chat).peer);
      if (window.dataset.apart === words) continue;
      window.dataset.apart = words;
      model.dispatchEvent(new Event("change"));
    }
  }

  #make(model, chat) {
    const key = keyOf(model, chat);
    const window = new VisitChat();
    window.setAttribute("popup", "");
    window.setAttribute("exportparts", PARTS);
    window.show(model, chat);
    const count = () => this.#count();
    const close = () => {
      this.#close(key);
      this.#focusAfter(window);
    };
    window.addEventListener("close-chat", close);
    window.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !composes(event) && !inOverlay(event)) close();
    });
    window.addEventListener("focusin", () => this.#use(window));
    model.addEventListener("chat", count);
    this.client.follow(model, window);
    this.#folds.observe(window, { attributeFilter: ["class"] });
    this.#windows.set(key, { window, model, count });
    this.#dock.append(window);
    return window;
  }

  #close(key) {
    const one = this.#windows.get(key);
    if (!one) return;
    const { window, model, count } = one;
    model.removeEventListener("chat", count);
    this.client?.release(model, window);
    this.#windows.delete(key);
    this.#used = this.#used.filter((other) => other !== window);
    window.remove();
    this.#showNames();
    this.#fit();
  }

  /** After its window was closed, the focus goes back to what opened it; if that is not known, after a reload, to the page. */
  #focusAfter({ opener }) {
    if (opener && opener.isConnected !== false) return opener.focus();
    const page = /** @type {HTMLElement | null} */ (this.#page);
    if (!page) return;
    page.tabIndex = -1;
    page.focus({ preventScroll: true });
  }

  #use(window) {
    this.#used = [...this.#used.filter((one) => one !== window), window];
    this.#showNames();
    this.#keep();
  }

  #keep() {
    const windows = [...this.#windows.values()].map(({ window }) => window);
    if (this.#person) keepWindows(this.#person, windows, this.#used);
  }

  #showNames() {
    showNames(this, this.#used.map(({ model }) => model));
  }

  /** Shows as many windows as there is room for, those that were used last. Only called for an act of the person. */
  #fit() {
    const newest = [...this.#used].reverse();
    const isNarrow = NARROW.matches;
    let room = isNarrow ? 0 : document.documentElement.clientWidth - 32 - BUTTON;
    const covers = isNarrow && newest.find((one) => !isFolded(one) && !one.hidden);
    for (const [at, window] of newest.entries()) {
      const width = isFolded(window) ? FOLDED : OPEN;
      const fits = isNarrow ? window === covers : at === 0 || room >= width;
      room -= width;
      window.hidden = !fits;
    }
    const left = this.#used.filter((one) => one.hidden);
    this.#rest.hidden = left.length === 0 || Boolean(covers);
    setText(this.#words, isNarrow ? t("dock.open", { count: left.length }) : t("counts.more", { count: left.length }));
    this.#dock.classList.toggle("covers", Boolean(covers));
    this.toggleAttribute("open", this.#used.length > 0);
    this.toggleAttribute("covers", Boolean(covers));
    this.#showBehind(this.#waiting);
    // A covering chat is the page's main part: what is behind it can't be reached.
    this.#dock.role = covers ? "main" : null;
    this.#heading.hidden = !covers;
    this.#page?.toggleAttribute("inert", Boolean(covers));
    this.#count();
    this.#keep();
  }

  /** @param {number} count the visits on the page that wait or have unread messages */
  #showBehind(count) {
    this.#waiting = count;
    this.#behind.hidden = !this.hasAttribute("covers");
    this.#behind.classList.toggle("waits", count > 0);
    setText(this.#behind, count > 0 ? t("dock.behind", { count }) : t("dock.back"));
  }

  #uncoverPage() {
    for (const window of this.#used) window.minimize();
  }

  #count() {
    const unread = this.#used.filter((one) => one.hidden).map(({ model, chat }) => model.news(chat));
    showBadge(this.#unread, { count: unread.reduce((sum, { count }) => sum + count, 0), more: unread.some(({ more }) => more) });
  }

  #list() {
    const entries = this.#used.filter((one) => one.hidden).map(({ model, chat, opener }) => ({
      label: label(model, chat),
      run: () => this.open(model, chat, opener),
    }));
    openMenu(this.#rest, entries);
  }

  /** Scrolls the page if a window covers what has got the focus. @param {Event} event */
  #uncover(event) {
    const path = event.composedPath();
    if (!path.includes(/** @type {any} */ (this.#page))) return;
    const box = /** @type {Element} */ (path[0]).getBoundingClientRect();
    const over = [...this.#dock.children]
      .map((one) => one.getBoundingClientRect())
      .filter((one) => one.height > 0 && one.left < box.right && one.right > box.left && one.top < box.bottom);
    if (over.length > 0) scrollBy({ top: box.bottom - Math.min(...over.map(({ top }) => top)) + 12, behavior: "instant" });
  }
}

/** @param {VisitModel} model @param {string} chat */
function keyOf(model, chat) {
  return `${model.visit} ${chat}`;
}

/** @param {Element} window */
function isFolded(window) {
  return window.classList.contains("folded");
}

/** @param {VisitModel} model @param {string} chat */
function label(model, chat) {
  const { count } = model.news(chat);
  return [recipientOf(model, chat).name({ identifier: true }), count > 0 && ` · ${t("people.unread", { count })}`].filter(Boolean);
}

customElements.define("visit-chat-dock", VisitChatDock);
