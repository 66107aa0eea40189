// The messages of one chat, oldest first; scrolled to the newest unless the person is reading earlier ones.

import { Announcer } from "../shared/announcer.js";
import { indexOf } from "../client/chat-log.js";
import { el, keepFocus, setText } from "../shared/dom.js";
import { drawLines, linesOf, otherLines } from "./list-lines.js";
import { ListRange } from "./list-range.js";
import { t } from "../shared/texts.js";

/** Distance from the end that counts as the end, in pixels. */
const NEAR = 40;

/** Distance from an end of what is in the document at which the list goes on, in pixels. */
const AHEAD = 300;

export class MessageList {
  #list = el("ol", { class: "messages" });
  #empty = el("p", { class: "empty" });
  #earlier = el(
    "button",
    { type: "button", class: "button small earlier", hidden: true, onclick: () => this.#loadEarlier() },
    t("messages.earlier"),
  );
  #range = new ListRange();
  /** @type {Announcer} */ #announcer;
  #loading = false;
  /** Whether the newest message is visible; kept while content grows. */
  #atEnd = true;
  /** The scroll position when that was determined. */
  #top = 0;
  /** An element on the screen, and its distance from the list's top. @type {{item: Element, at: number} | null} */
  #anchor = null;
  /** The number of the message before which the new ones begin. @type {number | null} */ #newFrom = null;
  /** Earlier messages with a new correction. @type {Set<string>} */ #corrected = new Set();
  /** Whether everything new was read since. */
  #isRead = true;
  /** Whether that was decided when the chat was opened. */
  #opened = false;
  /** When the last of this person's messages was written that was brought into view, at first when the list was made. A
   * message that is sent again by itself does not move the list. */
  #own = new Date().toISOString();

  /**
   * @param {import("../client/visit-model.js").VisitModel} model @param {string} chat
   * @param {{failed: (problem: Error) => void, moved: () => void}} on `moved`: the list was scrolled
   */
  constructor(model, chat, { failed, moved }) {
    this.model = model;
    this.chat = chat;
    this.failed = failed;
    this.#announcer = new Announcer(model, chat);
    this.element = el(
      "div",
      { class: "chat-log", part: "messages", role: "region", tabindex: "0" },
      this.#announcer.element,
      this.#earlier,
      this.#empty,
      this.#list,
    );
    this.element.addEventListener("scroll", () => {
      // The event of `toEnd` may come after the list has become shorter.
      if (this.element.scrollTop !== this.#top) this.#look();
      moved();
      this.#goOn();
    });
    // A picture that has loaded, a growing composer, a folded window: what is on the screen stays there.
    const observer = new ResizeObserver(() => {
      this.#hold();
      moved();
    });
    observer.observe(this.element);
    observer.observe(this.#list);
  }

  get atEnd() {
    // The scroll event comes after the scroll, and a message may arrive in between.
    if (this.element.clientHeight > 0 && this.element.scrollTop !== this.#top) this.#look();
    return this.#atEnd;
  }

  get isInSight() {
    return this.element.clientHeight > 0;
  }

  /** The number of the first message on the screen; `null` at the end. @returns {number | null} */
  get top() {
    if (this.atEnd) return null;
    let item = /** @type {any} */ (this.#anchor?.item);
    while (item && !item.dataset.message) item = item.nextElementSibling;
    return this.model.messages(this.chat).find(({ message }) => message === item?.dataset.message)?.number ?? null;
  }

  /** Scrolls to a message, or the one after it. The focus stays where it is. @param {number} number
   * @param {() => Promise<void>} load loads it */
  async toMessage(number, load) {
    await this.#load(load);
    const messages = this.model.messages(this.chat);
    const message = messages[indexOf(messages, number)];
    if (message) this.#scrollTo(message);
  }

  /** The messages of which at least half, or half a screen, is visible. @returns {Set<string>} */
  visible() {
    return this.#onScreen("message");
  }

  /** The notices of which as much is visible. @returns {Set<string>} */
  visibleNotices() {
    return this.#onScreen("notice");
  }

  /** @param {"message" | "notice"} kind */
  #onScreen(kind) {
    const { top, bottom, height } = inViewport(this.element.getBoundingClientRect());
    const visible = new Set();
    if (height === 0) return visible;
    for (const item of this.#list.children) {
      const id = item.dataset[kind];
      const at = item.getBoundingClientRect();
      const shown = Math.min(at.bottom, bottom) - Math.max(at.top, top);
      if (id && at.height > 0 && shown >= Math.min(at.height, height) / 2) visible.add(id);
    }
    return visible;
  }

  /** Only the person scrolls up; everything else that moves the end is growth. */
  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    const isNear = this.#range.isAtEnd && scrollHeight - scrollTop - clientHeight < NEAR;
    if (isNear || scrollTop < this.#top) this.#atEnd = isNear;
    this.#top = scrollTop;
    this.#findAnchor();
  }

  #findAnchor() {
    const { top } = this.element.getBoundingClientRect();
    const item = [...this.#list.children].find((one) => one.getBoundingClientRect().bottom > top);
    this.#anchor = item ? { item, at: item.getBoundingClientRect().top - top } : null;
  }

  /** Keeps what is on the screen where it is. */
  #hold() {
    if (this.element.clientHeight === 0) return;
    if (this.atEnd) return this.#scrollToEnd();
    if (!this.#anchor?.item.isConnected) return;
    const { item, at } = this.#anchor;
    this.element.scrollTop += item.getBoundingClientRect().top - this.element.getBoundingClientRect().top - at;
    this.#top = this.element.scrollTop;
  }

  /** @param {string} to the other side of the chat */
  label(to) {
    const label = t("messages.label", { name: to });
    if (this.element.getAttribute("aria-label") !== label) this.element.setAttribute("aria-label", label);
  }

  /** @param {string | null} refusal why the chat can't be read */
  update(refusal) {
    const { model, chat, atEnd } = this;
    const messages = model.messages(chat);
    const pending = model.outbox.of(chat);
    const none = messages.length + pending.length + model.noticesIn(chat).length === 0;
    setText(this.#empty, none ? (refusal ?? t("messages.none")) : "");
    this.#earlier.hidden = !model.hasEarlier(chat);
    this.#findNew();
    const own = pending.at(-1);
    const isOwn = own !== undefined && own.written > this.#own;
    if (isOwn) {
      this.#own = own.written;
      this.#newFrom = null;
      this.#range.toEnd(messages);
    }
    this.#range.arrived(messages, atEnd || isOwn);
    this.#announcer.update();
    this.#draw();
    if (isOwn) this.toEnd();
  }

  /** Decides where the new messages begin: when the chat is opened, and when some arrive that are not looked at. The
   * line stays until the messages after it are read and others arrive. A correction of an earlier message has a line of
   * its own, unless it arrives on the screen. */
  #findNew() {
    const { model, chat } = this;
    if (!model.knowsUnread(chat)) return;
    const first = model.firstUnread(chat);
    const isInFront = this.#opened && !document.hidden && document.hasFocus() && this.element.clientHeight > 0;
    const corrected = model.corrected(chat);
    const onScreen = isInFront && corrected.length > 0 ? this.visible() : new Set();
    const unseen = corrected.filter(({ message }) => !onScreen.has(message));
    const isLookedAt = isInFront && this.#atEnd;
    if (first === null && corrected.length === 0) this.#isRead = true;
    else if (this.#isRead && (unseen.length > 0 || !isLookedAt)) {
      this.#newFrom = isLookedAt ? null : first;
      this.#corrected.clear();
      this.#isRead = false;
    }
    for (const { message } of unseen) this.#corrected.add(message);
    this.#opened = true;
  }

  #draw() {
    const { model, chat } = this;
    const messages = model.messages(chat);
    const [from, to] = this.#range.in(messages);
    const isEnd = this.#range.isAtEnd;
    // The messages before a line may not be in the document. A notice that waits is shown in any case.
    const isStart = from === 0 && !(model.hasEarlier(chat) && messages.length > 0);
    const first = isStart ? -Infinity : Date.parse(messages[from].sent_at);
    const last = isEnd ? Infinity : Date.parse(messages[to - 1].sent_at);
    const isHere = ({ at, of }) => (of.status === "waiting" || Date.parse(at) >= first) && Date.parse(at) <= last;
    const between = otherLines(model, chat).filter(isHere);
    const pending = isEnd ? model.outbox.of(chat) : [];
    const lines = linesOf(messages.slice(from, to), between, pending, this.#newFrom, this.#corrected);
    keepFocus(this.#list, () => drawLines(this.#list, lines, model, this.failed), () => [this.element]);
    this.#hold();
  }

  toEnd() {
    const messages = this.model.messages(this.chat);
    if (!this.#range.isAtEnd) {
      this.#range.toEnd(messages);
      this.#draw();
    }
    this.#scrollToEnd();
  }

  #scrollToEnd() {
    this.#atEnd = true;
    this.element.scrollTop = this.element.scrollHeight;
    this.#top = this.element.scrollTop;
    this.#anchor = null;
  }

  /** Shows more messages where the reader comes to an end of those in the document. */
  #goOn() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    const messages = this.model.messages(this.chat);
    if (scrollTop < AHEAD && this.#range.grow(messages)) this.#draw();
    else if (scrollTop < NEAR && this.model.hasEarlier(this.chat)) this.#loadEarlier();
    if (scrollHeight - scrollTop - clientHeight < AHEAD && this.#range.advance(messages)) this.#draw();
  }

  async #loadEarlier() {
    await this.#load(() => this.model.loadEarlier(this.chat));
    this.#range.grow(this.model.messages(this.chat));
    this.#draw();
  }

  /** Shows the oldest unread message. */
  async toUnread() {
    const oldest = await this.#load(() => this.model.loadUnread(this.chat));
    if (!oldest) return;
    this.element.focus({ preventScroll: true });
    this.#scrollTo(oldest);
  }

  /** Scrolls to a loaded message. @param {any} message */
  #scrollTo({ number, message }) {
    this.#range.show(this.model.messages(this.chat), number);
    this.#draw();
    const item = [...this.#list.children].find((li) => li.dataset.message === message);
    if (!item) return;
    this.element.scrollTop += item.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
    this.#look();
  }

  /** Loads messages; those on the screen stay there. @template T @param {() => Promise<T>} load */
  async #load(load) {
    if (this.#loading) return;
    this.#loading = true;
    this.element.setAttribute("aria-busy", "true");
    if (!this.#atEnd) this.#findAnchor();
    const loaded = await load().catch(this.failed);
    this.element.removeAttribute("aria-busy");
    this.#loading = false;
    return loaded;
  }
}

/** The part of a box that is inside the window: nothing if less than half of its width is.
 * @param {DOMRect} box */
function inViewport({ top, bottom, left, right, width }) {
  const { clientWidth, clientHeight } = document.documentElement;
  const shown = Math.min(right, clientWidth) - Math.max(left, 0);
  const part = { top: Math.max(top, 0), bottom: Math.min(bottom, clientHeight) };
  return { ...part, height: shown >= width / 2 ? Math.max(part.bottom - part.top, 0) : 0 };
}
