// Which of a chat's loaded messages are in the document. Ten thousand are loaded as fast as fifty are shown: only those
// around the reader have elements.

import { indexOf } from "../client/chat-log.js";

/** How many messages the range grows by at an end. */
const STEP = 60;

/** The most messages in the document. */
const MAX_SHOWN = 240;

/** How many are left of a range that is too long, while it follows the newest message. */
const KEPT = 120;

export class ListRange {
  /** The number of the first message; `null` without any. @type {number | null} */ #first = null;
  /** The number of the last message; infinite at the end. */
  #last = Infinity;

  /** Whether the newest message is in the range. */
  get isAtEnd() {
    return this.#last === Infinity;
  }

  /** The indices of the range in the loaded messages: from, and before. @param {any[]} messages @returns {[number, number]} */
  in(messages) {
    const from = this.#first === null ? 0 : indexOf(messages, this.#first);
    const to = this.isAtEnd ? messages.length : indexOf(messages, this.#last + 1);
    return [from, Math.max(from, to)];
  }

  /** Messages have arrived. @param {any[]} messages @param {boolean} follows whether the end is on the screen */
  arrived(messages, follows) {
    if (messages.length === 0) {
      this.#first = null;
      this.#last = Infinity;
    } else if (this.#first === null) {
      this.toEnd(messages);
    }
    const [from, to] = this.in(messages);
    if (!this.isAtEnd || to - from <= MAX_SHOWN) return;
    // While earlier messages are read, those stay in the document; the newest are added once the reader scrolls to them.
    if (follows) this.#set(messages, to - KEPT, to);
    else this.#set(messages, from, from + MAX_SHOWN);
  }

  /** Earlier messages. @param {any[]} messages @returns {boolean} whether there were any loaded */
  grow(messages) {
    const [from, to] = this.in(messages);
    if (from === 0) return false;
    this.#set(messages, from - STEP, Math.min(to, from - STEP + MAX_SHOWN));
    return true;
  }

  /** Later messages. @param {any[]} messages @returns {boolean} whether there were any */
  advance(messages) {
    if (this.isAtEnd) return false;
    const [from, to] = this.in(messages);
    this.#set(messages, Math.max(from, to + STEP - MAX_SHOWN), to + STEP);
    return true;
  }

  /** The newest messages. @param {any[]} messages */
  toEnd(messages) {
    const [from] = this.in(messages);
    const isLong = !this.isAtEnd || messages.length - from > MAX_SHOWN || this.#first === null;
    this.#set(messages, isLong ? messages.length - STEP : from, messages.length);
  }

  /** The messages around one. @param {any[]} messages @param {number} number */
  show(messages, number) {
    const at = indexOf(messages, number);
    const [from, to] = this.in(messages);
    if (at < from || at >= to) this.#set(messages, at - STEP, at + STEP);
  }

  #set(messages, from, to) {
    this.#first = messages[Math.max(from, 0)]?.number ?? null;
    this.#last = to >= messages.length ? Infinity : messages[to - 1].number;
  }
}
