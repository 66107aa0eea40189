// A chat: its title, its messages and the composer. The title always names the other person (P5), and
// only a click of the person changes which chat this is (P6).

import base from "../styles/base.js";
import styles from "../styles/chat.js";
import messages from "../styles/messages.js";
import { avatar, showAvatar } from "../shared/avatar.js";
import { badge, showBadge } from "../shared/badge.js";
import { Component } from "../shared/component.js";
import { Composer } from "./composer.js";
import { el, reconcile, setText } from "../shared/dom.js";
import { handoverSentences } from "./handovers.js";
import { icon } from "../shared/icons.js";
import { MessageList } from "./message-list.js";
import { isCovered } from "../shared/dialog.js";
import { lockButton } from "./lock-button.js";
import { NoticeBar } from "./notice-bar.js";
import { Place } from "./place.js";
import { privacy, privacyMark, recipientOf } from "./recipient.js";
import { UnreadBar } from "./unread-bar.js";
import { WaitingBar } from "./waiting-bar.js";
import { nodes, refusalText, t } from "../shared/texts.js";
import {
  followUp,
  participant,
  presence,
  shortId,
  typingWords,
  writeRefusal,
} from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** Its parts, for the elements in which it stands. */
export const PARTS = ["head", "title", "messages", "message", "composer", "send", "to", "avatar"].join();

/** How finely a window notices that it moves into or out of sight: shares of it, in order. */
const SHARES = Array.from({ length: 21 }, (_, at) => at / 20);

let windows = 0;

/**
 * One chat of a visit. Attributes, besides those of `Component`: `visit`, an id, and `chat`, a chat key; or `show` is called.
 * `popup`: with buttons to minimize and close. Fires `close-chat`.
 */
export class VisitChat extends Component {
  static observedAttributes = ["base-url", "visit", "chat"];
  /** @type {VisitModel} */ model;
  /** @type {string} */ chat;
  #id = `chat-title-${++windows}`;
  #face = avatar();
  #title = el("h2", { class: "chat-title", part: "title", id: this.#id });
  /** Tells a private chat from the visit chat by word, icon and color. */
  #privacy = el("span", { class: "chat-privacy", id: `${this.#id}-privacy` });
  #subWords = el("span", { class: "chat-sub-words" });
  #closed = el("span", { class: "chat-closed", hidden: true });
  #sub = el("p", { class: "chat-sub" }, this.#privacy, this.#closed, this.#subWords);
  /** Stands by the composer while one types, when its placeholder is gone (P5). */
  #to = el("p", { class: "to", part: "to" });
  #copy = el("button", { type: "button", class: "button small copy-draft", hidden: true, onclick: () => this.#copyDraft() });
  #lock = lockButton((locks) => this.#setLock(locks));
  #fold = el("button", { type: "button", class: "tool", onclick: () => this.#toggleFold() }, icon("minimize"));
  #unread = badge();
  #body = el("div", { class: "chat-body" });
  /** @type {HTMLElement | null} */ #frame = null;
  #handovers = el("ul", { class: "handovers" });
  /** @type {UnreadBar} */ #above;
  #newer = el("button", { type: "button", class: "button small newer", hidden: true, onclick: () => this.#toNewer() });
  // No live region: screen readers can read it, and are not interrupted by it. Messages are announced.
  #typing = el("p", { class: "typing", hidden: true });
  /** @type {WaitingBar} */ #waiting;
  /** @type {MessageList} */ #list;
  /** @type {Place} */ #place;
  /** @type {Composer} */ #composer;
  /** @type {NoticeBar} */ #notices;
  #onChange = () => this.#update();
  #onChat = (event) => event.detail === this.chat && this.#update();
  #onTyping = (event) => event.detail === this.chat && this.#showTyping();
  #onVisible = () => this.#read();
  /** On a page that scrolls, and where one chat is shown at a time. */
  #sight = new IntersectionObserver(() => this.model && this.#moved(), { threshold: SHARES });

  constructor() {
    super([base, messages, styles]);
  }

  /** Shows a chat. @param {VisitModel} model @param {string} chat */
  show(model, chat) {
    if (this.model === model && this.chat === chat) return;
    this.#detach();
    this.model = model;
    this.chat = chat;
    const failed = (problem) => this.#fail(problem);
    this.#label();
    this.#above = new UnreadBar({ show: () => this.#list.toUnread(), markAll: () => this.#markAll() });
    this.#list = new MessageList(model, chat, { failed, moved: () => this.#moved() });
    this.#waiting = new WaitingBar(model, chat, { read: () => this.#read(), failed });
    this.#place = new Place(model, chat, this.#list);
    this.#composer = new Composer(model, chat, () => this.#sending());
    this.#composer.takesFilesFrom(this.#body);
    this.#notices = new NoticeBar(model);
    this.#body.replaceChildren(
      this.#handovers,
      this.#above.element,
      this.#list.element,
      this.#newer,
      this.#typing,
      this.#waiting.element,
      this.#to,
      this.#copy,
      this.#composer.element,
      this.#notices.element,
    );
    if (this.isConnected) this.#attach();
  }

  /** The texts that stay. They are not known before the element starts. */
  #label() {
    setText(this.#closed, t("chat.closed"));
    setText(this.#copy, t("chat.copyDraft"));
    this.#handovers.setAttribute("aria-label", t("chat.handovers"));
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.model) this.#attach();
  }

  attributeChangedCallback() {
    this.restart();
  }

  /** Shows the chat of the attributes. @param {ShadowRoot} root @param {import("../shared/component.js").App} app */
  start(root, { client, signal }) {
    const [visit, chat] = [this.getAttribute("visit"), this.getAttribute("chat")];
    if (!visit || !chat) return;
    const model = client.visit(visit);
    client.follow(model, this);
    signal.addEventListener("abort", () => client.release(model, this));
    model.load();
    this.show(model, chat);
    this.#attach();
  }

  #attach() {
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    this.dataset.chat = this.chat;
    this.#frame ??= el("section", { class: "chat", "aria-labelledby": `${this.#id} ${this.#id}-privacy` }, this.#head(), this.#body);
    if (this.#frame.parentNode !== root) root.append(this.#frame);
    this.model.addEventListener("change", this.#onChange);
    this.model.addEventListener("chat", this.#onChat);
    this.model.addEventListener("typing", this.#onTyping);
    document.addEventListener("visibilitychange", this.#onVisible);
    addEventListener("focus", this.#onVisible);
    this.#sight.observe(this);
    this.#update();
    this.#list.toEnd();
  }

  disconnectedCallback() {
    this.#detach();
    super.disconnectedCallback();
  }

  /** Focuses the composer. */
  focusComposer() {
    this.#unfold();
    this.#composer.focus();
  }

  /** Folds a pop-up window. */
  minimize() {
    if (!this.classList.contains("folded")) this.#toggleFold();
  }

  get #view() {
    return this.model.chat(this.chat);
  }

  #head() {
    const close = () => this.emit("close-chat");
    this.#labelFold(t("chat.minimize"));
    return el(
      "header",
      { class: "chat-head", part: "head" },
      this.#face,
      this.#title,
      this.#unread,
      this.#lock,
      this.hasAttribute("popup") && this.#fold,
      this.hasAttribute("popup") &&
        el("button", { type: "button", class: "tool", "aria-label": t("chat.close"), title: t("chat.closeShort"), onclick: close }, icon("close")),
      this.#sub,
    );
  }

  #detach() {
    this.model?.removeEventListener("change", this.#onChange);
    this.model?.removeEventListener("chat", this.#onChat);
    this.model?.removeEventListener("typing", this.#onTyping);
    document.removeEventListener("visibilitychange", this.#onVisible);
    removeEventListener("focus", this.#onVisible);
    this.#sight.disconnect();
  }

  #update() {
    const { model } = this;
    const chat = this.#view;
    const recipient = recipientOf(model, this.chat);
    this.#showRecipient(recipient);
    const gone = model.ended ?? (chat ? null : whyGone(model, recipient));
    this.#list.update(gone ?? (chat.can_read ? null : refusalText(chat.read_refusal)));
    const silent = gone ?? model.expired ?? (chat.can_write ? null : writeRefusal(model.view, chat));
    this.#composer.update(silent);
    this.#notices.update(silent !== null);
    this.#lock.refresh(gone ? null : chat);
    this.#showHandovers(gone ? null : model.view);
    this.#showTyping();
    this.#waiting.update(gone ? null : chat, this.#list.element);
    this.classList.toggle("greyed", silent !== null);
    this.#read();
    this.#showUnread();
  }

  #showUnread() {
    const unread = this.model.unread(this.chat);
    showBadge(this.#unread, unread);
    this.#newer.hidden = this.#list.atEnd;
    setText(this.#newer, unread.count > 0 ? t("chat.newMessages") : t("chat.latest"));
    this.#above.update(this.model.unreadAbove(this.chat, this.#list.visible()));
  }

  #moved() {
    this.#read();
    this.#showUnread();
  }

  #toNewer() {
    this.#list.toEnd();
    this.#moved();
    this.#composer.focus();
  }

  #markAll() {
    this.model.markAll(this.chat, this.#list.visible());
    this.#composer.focus();
  }

  /** Names the recipient in the title, by the composer and on the send button, all from one value (P5, P6).
   * @param {import("./recipient.js").Recipient} recipient */
  #showRecipient(recipient) {
    const { isPrivate, isClosed, peer, to, name } = recipient;
    const { view } = this.model;
    if (!view) return;
    this.dataset.privacy = privacy(isPrivate);
    showAvatar(this.#face, peer);
    const title = name({ identifier: true });
    if (!this.#title.firstElementChild?.isEqualNode(title)) this.#title.replaceChildren(title);
    if (this.#privacy.dataset.of !== this.chat) this.#privacy.replaceChildren(privacyMark(isPrivate));
    this.#privacy.dataset.of = this.chat;
    const visit = t("visits.within", { id: shortId(this.model.visit) });
    const gap = view.came_back ? ` · ${t("chat.gap")}` : "";
    const where = peer ? ` · ${presence(peer)}` : "";
    const words = isPrivate ? `${t("chat.direct")}${followUp(view)} · ${visit}${where}` : `${t("chat.visit")} · ${visit}${gap}`;
    setText(this.#subWords, words);
    this.#closed.hidden = !isClosed;
    const shown = el("span", {}, ...nodes("chat.to", { name: name() }));
    if (this.#to.dataset.of !== this.chat || !this.#to.firstElementChild?.isEqualNode(shown)) {
      this.#to.replaceChildren(shown, privacyMark(isPrivate));
      setText(this.#copy, t("chat.copyDraft"));
    }
    this.#to.dataset.of = this.chat;
    this.#to.hidden = isClosed;
    this.#copy.hidden = !isClosed || !navigator.clipboard || !this.model.drafts.get(this.chat).text;
    this.#list.label(to);
    this.#composer.address(recipient);
  }

  async #copyDraft() {
    const { text } = this.model.drafts.get(this.chat);
    const copied = await navigator.clipboard.writeText(text).then(() => true, () => false);
    setText(this.#copy, copied ? t("chat.copied") : t("chat.copyFailed"));
  }

  #showHandovers(view) {
    const sentences = view ? handoverSentences(view, this.chat) : [];
    reconcile(this.#handovers, sentences, (sentence) => sentence, (sentence) => el("li", {}, sentence), () => {});
  }

  /** The line takes its place whether or not anyone types, so that nothing moves. */
  #showTyping() {
    const { view } = this.model;
    this.#typing.hidden = !view?.shows_typing;
    const people = view ? this.model.typists(this.chat).map((person) => participant(view, person)) : [];
    const words = typingWords(people);
    const text = words.map((word) => word.textContent).join("");
    if (this.#typing.textContent !== text) this.#typing.replaceChildren(...words);
  }

  /** Notices on the screen count as seen to by the author of a message, once it is stored (R4). The newest of each sender
   * covers their earlier ones. */
  #sending() {
    const shown = this.#list.visibleNotices();
    const notices = this.model.waitingNotices(this.chat).filter((n) => shown.has(n.notice));
    const newest = new Map(notices.map((n) => [n.sender, n.notice]));
    return () => {
      for (const [sender, notice] of newest) {
        this.model.seeTo(sender, notice).catch((problem) => this.#fail(problem));
      }
    };
  }

  /** @param {boolean} locks */
  async #setLock(locks) {
    const path = `${this.model.chatPath(this.chat)}/lock`;
    await this.model.api.call(locks ? "PUT" : "DELETE", path).catch((problem) => this.#fail(problem));
  }

  /** A message counts as read once it was visible on a visible page that has the focus. */
  #read() {
    this.#place.update();
    const isShown = this.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (document.hidden || !document.hasFocus() || !isShown || this.classList.contains("folded") || isCovered() || !this.#place.isFound) return;
    const visible = this.#list.visible();
    const newest = this.model.messages(this.chat).at(-1);
    this.model.markRead(this.chat, visible, this.#list.atEnd && newest !== undefined && visible.has(newest.message));
  }

  #toggleFold() {
    if (this.classList.toggle("folded")) {
      this.#labelFold(t("chat.expand"));
    } else {
      this.#unfold();
    }
  }

  #unfold() {
    this.classList.remove("folded");
    this.#labelFold(t("chat.minimize"));
    if (this.#list.atEnd) this.#list.toEnd();
    this.#read();
  }

  #labelFold(label) {
    this.#fold.setAttribute("aria-label", label);
    this.#fold.setAttribute("title", label);
  }

  #fail(problem) {
    this.model.drafts.get(this.chat).note = problem.message;
    this.#update();
  }
}

/** Why a chat is not listed, whose name the window keeps.
 * @param {VisitModel} model @param {import("./recipient.js").Recipient} recipient */
function whyGone(model, { chat, peer, to }) {
  if (!model.view) return t("chat.opening");
  if (peer?.presence !== "removed") return t("chat.noAccess");
  return model.drafts.get(chat).text ? t("chat.removedWithDraft", { name: to }) : t("chat.removed", { name: to });
}

customElements.define("visit-chat", VisitChat);
