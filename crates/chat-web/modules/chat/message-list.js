// The messages of one chat, oldest first; scrolled to the newest unless the person is reading earlier ones.

import { el, reconcile, setText } from "../shared/dom.js";
import { makeMessage, makePending, updateMessage, updatePending } from "./message-item.js";
import { noticeEnd, noticeWords, seenButton } from "../shared/notice-alerts.js";
import { moment, participant, plainName } from "../shared/words.js";

/** Distance from the end that counts as the end, in pixels. */
const NEAR = 40;

/** How long screen readers are muted after older messages were inserted, in milliseconds. */
const QUIET = 500;

export class MessageList {
  #list = el("ol", { class: "messages" });
  #empty = el("p", { class: "empty" });
  #earlier = el(
    "button",
    { type: "button", class: "button small earlier", hidden: true, onclick: () => this.#loadEarlier() },
    "Load earlier messages",
  );
  #loading = false;
  #quiet = 0;
  /** Whether the newest message is visible; kept while content grows. */
  #atEnd = true;
  /** The scroll position when that was determined. */
  #top = 0;

  /**
   * @param {import("../client/visit-model.js").VisitModel} model @param {string} chat
   * @param {{failed: (problem: Error) => void, moved: () => void}} on `moved`: the list was scrolled
   */
  constructor(model, chat, { failed, moved }) {
    this.model = model;
    this.chat = chat;
    this.failed = failed;
    this.element = el(
      "div",
      { class: "chat-log", role: "log", "aria-live": "polite", tabindex: "0" },
      this.#earlier,
      this.#empty,
      this.#list,
    );
    this.element.addEventListener("scroll", () => {
      // The event of `toEnd` may come after the list has become shorter.
      if (this.element.scrollTop !== this.#top) this.#look();
      moved();
      if (this.element.scrollTop < NEAR && this.model.hasEarlier(this.chat)) this.#loadEarlier();
    });
    // Loaded pictures and a growing composer change the layout.
    const stay = () => this.atEnd && this.toEnd();
    this.element.addEventListener("load", stay, true);
    new ResizeObserver(stay).observe(this.element);
  }

  get atEnd() {
    // The scroll event comes after the scroll, and a message may arrive in between.
    if (this.element.clientHeight > 0 && this.element.scrollTop !== this.#top) this.#look();
    return this.#atEnd;
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
    const { top, bottom, height } = this.element.getBoundingClientRect();
    const visible = new Set();
    for (const item of this.#list.children) {
      const id = item.dataset[kind];
      const at = item.getBoundingClientRect();
      const shown = Math.min(at.bottom, bottom) - Math.max(at.top, top);
      if (id && at.height > 0 && shown >= Math.min(at.height, height) / 2) visible.add(id);
    }
    return visible;
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#top = scrollTop;
  }

  /** @param {string} to the other side of the chat */
  label(to) {
    const label = `Messages: ${to}`;
    if (this.element.getAttribute("aria-label") !== label) this.element.setAttribute("aria-label", label);
  }

  /** @param {string | null} refusal why the chat can't be read */
  update(refusal) {
    const { atEnd } = this;
    const messages = this.model.messages(this.chat);
    const pending = this.model.outbox.of(this.chat);
    this.#earlier.hidden = !this.model.hasEarlier(this.chat);
    // Messages from before this page was opened are not announced; a chat's first message is.
    if (this.#list.childElementCount === 0 && messages.length > 1) this.#beQuiet();
    const none = messages.length + pending.length + this.model.noticesIn(this.chat).length === 0;
    setText(this.#empty, none ? (refusal ?? "No messages yet.") : "");
    const items = [...this.#withLines(messages), ...pending];
    const { model } = this;
    reconcile(
      this.#list,
      items,
      (item) => item.message ?? item.notice ?? item.client_id ?? "no-answer-needed",
      (item) => {
        if (item.message) return makeMessage(model, item);
        if (item.notice) return makeNotice(model, item, this.failed);
        return item.client_id ? makePending(item) : el("li", { class: "notice" });
      },
      (li, item) => {
        if (item.message) updateMessage(li, model, item);
        else if (item.notice) updateNotice(li, model, item);
        else if (item.client_id) updatePending(li, model, item);
        else setText(li, `${plainName(participant(model.view, item.by))}: no answer needed, ${moment(item.sent_at)}`);
      },
    );
    if (atEnd) this.toEnd();
  }

  /** The messages, with the notices that are shown here and the record that no answer is needed between them, by
   * time. @param {any[]} messages */
  #withLines(messages) {
    const time = (item) => Date.parse(item.sent_at);
    // The messages before a line may not be loaded yet. A notice that waits is shown in any case.
    const first = this.model.hasEarlier(this.chat) && messages.length > 0 ? time(messages[0]) : -Infinity;
    const record = this.model.ended ? null : this.model.chat(this.chat)?.no_answer_needed;
    const lines = [...this.model.noticesIn(this.chat), ...(record ? [{ by: record.by, sent_at: record.at }] : [])];
    const shown = lines.filter((line) => line.status === "waiting" || time(line) >= first);
    shown.sort((a, b) => time(a) - time(b));
    const items = [];
    for (const message of messages) {
      while (shown.length > 0 && time(shown[0]) < time(message)) items.push(shown.shift());
      items.push(message);
    }
    return [...items, ...shown];
  }

  toEnd() {
    this.#atEnd = true;
    this.element.scrollTop = this.element.scrollHeight;
    this.#top = this.element.scrollTop;
  }

  #loadEarlier() {
    return this.#load(() => this.model.loadEarlier(this.chat));
  }

  /** Shows the oldest unread message. */
  async toUnread() {
    const oldest = await this.#load(() => this.model.loadUnread(this.chat));
    const item = [...this.#list.children].find((li) => oldest && li.dataset.message === oldest.message);
    if (!item) return;
    this.element.focus({ preventScroll: true });
    this.element.scrollTop += item.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
  }

  /** Loads messages; those on the screen stay there. @template T @param {() => Promise<T>} load */
  async #load(load) {
    if (this.#loading) return;
    this.#loading = true;
    const { element } = this;
    const fromEnd = element.scrollHeight - element.scrollTop;
    element.setAttribute("aria-busy", "true");
    this.#beQuiet();
    const loaded = await load().catch(this.failed);
    element.scrollTop = element.scrollHeight - fromEnd;
    element.removeAttribute("aria-busy");
    this.#beQuiet();
    this.#loading = false;
    return loaded;
  }

  /** Keeps screen readers from announcing old messages. */
  #beQuiet() {
    this.element.setAttribute("aria-live", "off");
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => !this.#loading && this.element.setAttribute("aria-live", "polite"), QUIET);
  }
}

/** A notice is no message: a line that is announced. */
function makeNotice(model, notice, failed) {
  return el("li", { class: "notice" }, el("p", { role: "alert" }), seenButton(model, notice, failed));
}

function updateNotice(item, model, notice) {
  const [words, seen] = item.children;
  const waits = notice.status === "waiting";
  item.dataset.notice = notice.notice;
  item.classList.toggle("waits", waits);
  seen.hidden = !waits;
  setText(words, [noticeWords(model.view, notice), noticeEnd(model.view, notice)].filter(Boolean).join(" · "));
}
