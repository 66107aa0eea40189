// How far a chat has been read: as the server keeps it, and what was on this page's screen. Marks go in order: a
// message counts as read only if all before it were on the screen, or if the person said so.

/** The most unread messages that the server counts. */
export const MOST_UNREAD = 100;

/** @typedef {import("./wire.js").Message} Message */
/** @typedef {import("./chat-log.js").ChatLog} Log */

export class Reading {
  /** The newest entry that this person has read. */
  through = 0;
  unread = 0;
  /** The others, with their newest mark.
   * @type {Map<string, import("./wire.js").Reader>} */
  readers = new Map();
  /** The newest entry that this page has asked the server to mark. */
  asked = 0;
  /** The newest entry whose mark did not reach the server; 0 if there is none. */
  failed = 0;
  /** The versions that were on the screen, by message.
   * @type {Map<string, number>} */
  #seen = new Map();
  /** The newest entry up to which the person has marked everything. */
  #skipped = 0;

  /** @param {string | undefined} me */
  constructor(me) {
    this.me = me;
  }

  /** @param {import("./wire.js").Reading} reading */
  apply(reading) {
    this.through = reading.through;
    this.unread = reading.unread;
    for (const reader of reading.readers) this.readers.set(reader.person, reader);
  }

  /** Records what is on the screen.
   * @param {Message[]} messages */
  see(messages) {
    for (const message of messages) this.#seen.set(message.message, message.version_number);
  }

  /** Records that the person wants everything up to these messages to count as read.
   * @param {Log} log
   * @param {Set<string>} visible the messages on the screen */
  skip(log, visible) {
    const { messages } = log;
    this.see(messages.slice(0, messages.findLastIndex((m) => visible.has(m.message)) + 1));
    this.#skipped = (log.first ?? 1) - 1;
  }

  /** The newest entry before which everything was on the screen or skipped.
   * @param {Log} log */
  seenThrough(log) {
    if (this.hides(log)) return this.through;
    const unseen = log.messages.filter((m) => this.#isUnseen(m));
    return Math.min(log.last, ...unseen.map((m) => m.version_number - 1));
  }

  /** Whether unread messages may not be loaded.
   * @param {Log} log */
  hides(log) {
    return log.more && (log.first ?? 0) > Math.max(this.through, this.#skipped) + 1;
  }

  /** The oldest loaded message that is unread.
   * @param {Log} log */
  firstUnread(log) {
    return log.messages.find((m) => this.#isUnseen(m)) ?? null;
  }

  /** The loaded messages that this person had read and that have been corrected since.
   * @param {Log} log */
  corrected(log) {
    return log.messages.filter((m) => m.number <= this.through && this.#isUnseen(m));
  }

  /** The unread messages above the screen, which keep those on it from counting as read: how many, as far as that is
   * known, and whether there may be more. `null` without any.
   * @param {Log} log
   * @param {Set<string>} visible */
  above(log, visible) {
    const { messages } = log;
    const top = messages.findIndex((m) => visible.has(m.message));
    const loaded = messages.slice(0, Math.max(top, 0)).filter((m) => this.#isUnseen(m)).length;
    if (!this.hides(log)) return loaded > 0 ? { count: loaded, more: false } : null;
    const hidden = this.unread - messages.filter((m) => this.#isUnread(m)).length;
    const [count, more] = [loaded + Math.max(hidden, 0), this.unread >= MOST_UNREAD];
    return count > 0 || more ? { count, more } : null;
  }

  /** @param {Message} message */
  #isUnread(message) {
    return message.version_number > this.through && message.author !== this.me && !message.retraction;
  }

  /** @param {Message} message */
  #isUnseen(message) {
    return this.#isUnread(message) && this.#seen.get(message.message) !== message.version_number;
  }
}
