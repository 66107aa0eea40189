// One visit as this page knows it: the server's view, the chats' messages, and the person's drafts. It
// contains no rules: the view says what is permitted.

import { ChatLog, indexOf } from "./chat-log.js";
import { days } from "./days.js";
import { NoticeOutbox } from "./notice-outbox.js";
import { Discards } from "./discards.js";
import { Outbox } from "./outbox.js";
import { Drafts } from "./drafts.js";
import { onReadMark, readMark, setReadMark } from "./read-marks.js";
import { MOST_UNREAD, Reading } from "./reading.js";
import { soon } from "./soon.js";
import { OwnTyping, Typists } from "./typing.js";
import { participant } from "./people.js";
import { ViewedVisit } from "./viewed-visit.js";
import { ownWords, serverWords } from "./words.js";

/** How long a failed read mark waits for its repetition, in milliseconds. */
const MARK_RETRY_DELAY = 5_000;

/** @typedef {import("./wire.js").VisitView} VisitView */
/** @typedef {import("./wire.js").Message} Message */

/** Keeps the view up to date, with the chats' messages and marks. */
export class VisitModel extends ViewedVisit {
  /** Sends a frame on the live connection, while the visit is followed.
   * @type {(frame: import("./wire.js").ClientFrame) => void} */
  send = (_frame) => {};
  /** How often a view was shown. */ #shown = 0;
  /** Chats that changed since the last frame of the screen.
   * @type {Set<string>} */
  #dirty = new Set();
  /** @type {Map<string, ChatLog>} */ #logs = new Map();
  /** Empty if the visit keeps no read marks.
   * @type {Map<string, Reading>} */
  #readings = new Map();

  #typists = new Typists(
    (chat, person) => this.#circumstances(chat, person),
    (detail) => this.dispatchEvent(new CustomEvent("typing", { detail })),
  );
  #own = new OwnTyping((chat) => this.send({ type: "typing", visit: this.visit, chat }));

  /** @param {import("./api.js").Api} api
   * @param {string} visit
   * @param {AbortSignal} signal the client has ended */
  constructor(api, visit, signal) {
    super(api, visit);
    this.signal = signal;
    this.outbox = new Outbox(this, signal);
    this.notices = new NoticeOutbox(this, signal);
    this.drafts = new Drafts(visit);
    this.discards = new Discards(api, this.path);
    onReadMark(visit, (person, chat) => person === this.view?.me && this.changed(chat), signal);
    days.addEventListener("change", () => this.dispatchEvent(new Event("change")), { signal });
  }

  /** For the live connection. */
  seen() {
    return Object.fromEntries([...this.#logs].map(([chat, log]) => [chat, log.last]));
  }

  /** A frame of the live connection.
   * @param {import("./wire.js").ServerFrame} frame */
  apply(frame) {
    switch (frame.type) {
      case "view":
      case "dashboard_row":
        return this.show(frame.view);
      case "chat":
        this.#log(frame.page.chat).replace(frame.page);
        this.#typists.empty(frame.page.chat);
        for (const message of frame.page.messages) this.outbox.arrived(frame.page.chat, message);
        return this.changed(frame.page.chat);
      case "message":
        this.#log(frame.chat).upsert(frame.number, frame.message);
        this.#typists.forget(frame.chat, frame.message.author);
        this.outbox.arrived(frame.chat, frame.message);
        return this.changed(frame.chat);
      case "reading":
        this.#reading(frame.reading.chat).apply(frame.reading);
        return this.changed(frame.reading.chat);
      case "typing":
        return this.#typists.signal(frame.chat, frame.person);
      case "ended":
        return this.#end(serverWords(frame.refusal.code, frame.refusal.sentence));
    }
  }

  /** Fetches the view, or the reason if there is none; the live connection keeps it current. */
  async load() {
    try {
      const view = await this.api.get(this.path);
      if (!this.view && !this.ended) this.show(view);
    } catch (problem) {
      if (!this.view && !problem.again && !problem.isSignedOut) this.#end(problem.message);
    }
  }

  /** Fetches the view again. Throws if that fails; without access, the visit ends. */
  async refresh() {
    const before = this.#shown;
    try {
      const view = await this.api.get(this.path);
      // The live connection was faster.
      if (this.#shown === before) this.show(view);
    } catch (problem) {
      if (!problem.again && !problem.isSignedOut && this.#shown === before) this.#end(problem.message);
      throw problem;
    }
  }

  /** Stops following the visit.
   * @param {string} [sentence] why; by default, that the token has expired */
  expire(sentence = ownWords("expired")) {
    this.expired = sentence;
    this.dispatchEvent(new Event("change"));
  }

  /** Clears everything shown of the visit, as if the page had just been opened.
   * @param {string} sentence */
  #end(sentence) {
    this.ended = sentence;
    this.#logs.clear();
    this.#readings.clear();
    this.#typists.clear();
    this.dispatchEvent(new Event("change"));
  }

  /** @param {VisitView} view */
  show(view) {
    this.#shown += 1;
    this.view = view;
    this.ended = this.expired = null;
    this.drafts.of(view.me);
    this.discards.belongsTo(view.me);
    this.outbox.belongsTo(view.me);
    this.outbox.resume();
    this.#typists.review();
    this.notices.belongsTo(view.me);
    this.notices.arrived(view);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} chat */
  messages(chat) {
    return this.#logs.get(chat)?.messages ?? [];
  }

  /** Whether this page has the newest messages of a chat.
   * @param {string} chat */
  hasLoaded(chat) {
    return this.#logs.has(chat);
  }

  /** The last entry number of a chat that this page has received.
   * @param {string} chat */
  lastSeen(chat) {
    return this.#logs.get(chat)?.last ?? 0;
  }

  /** @param {string} chat */
  hasEarlier(chat) {
    return this.#logs.get(chat)?.more ?? false;
  }

  /** The others who are typing in a chat.
   * @param {string} chat
   * @returns {string[]} */
  typists(chat) {
    return this.#typists.in(chat);
  }

  /** The text in a chat's composer has changed.
   * @param {string} chat */
  typed(chat) {
    if (this.view?.shows_typing && this.chat(chat)?.can_write) this.#own.typed(chat);
  }

  /** @param {string} chat
   * @param {string} person */
  #circumstances(chat, person) {
    const { view } = this;
    return JSON.stringify([view?.phase, this.chat(chat)?.locked, view && participant(view, person)?.presence]);
  }

  /** @param {string} chat */
  async loadEarlier(chat) {
    const log = this.#log(chat);
    if (!log.more) return;
    const query = new URLSearchParams({ before: String(log.first), limit: "50" });
    const { first } = log;
    const page = await this.api.get(`${this.chatPath(chat)}/messages?${query}`);
    // A new page may have replaced the messages in the meantime.
    if (this.#log(chat) === log && log.first === first) log.addEarlier(page);
    this.changed(chat);
  }

  /** Unread messages of others in a chat, and whether there may be more.
   * @param {string | null} chat */
  unread(chat) {
    if (chat && this.view?.keeps_read_marks) {
      const unread = this.#readings.get(chat)?.unread ?? 0;
      const more = unread >= MOST_UNREAD;
      return { count: more ? MOST_UNREAD - 1 : unread, more };
    }
    const log = chat && this.#logs.get(chat);
    if (!log) return { count: 0, more: false };
    const mark = readMark(this.view?.me, this.visit, chat);
    return { count: this.#after(chat, mark).length, more: log.more && (log.first ?? 0) > mark };
  }

  /** The loaded messages of others after a number.
   * @param {string} chat
   * @param {number} number */
  #after(chat, number) {
    const messages = this.messages(chat);
    /** @param {Message} m */
    const isNew = (m) => m.author !== this.view?.me && !m.retraction;
    return messages.slice(indexOf(messages, number + 1)).filter(isNew);
  }

  /** Whether it is known which messages of a chat are unread.
   * @param {string} chat */
  knowsUnread(chat) {
    return this.hasLoaded(chat) && (!this.view?.keeps_read_marks || this.#readings.has(chat));
  }

  /** The number of the first loaded message that this person has not read.
   * @param {string} chat
   * @returns {number | null} */
  firstUnread(chat) {
    const through = this.#readings.get(chat)?.through ?? 0;
    const mark = this.view?.keeps_read_marks ? through : readMark(this.view?.me, this.visit, chat);
    return this.#after(chat, mark)[0]?.number ?? null;
  }

  /** The loaded messages whose correction this person has not read.
   * @param {string} chat */
  corrected(chat) {
    return this.#readings.get(chat)?.corrected(this.#log(chat)) ?? [];
  }

  /** What a chat's badge counts: unread messages, and notices that wait.
   * @param {string | null} chat */
  news(chat) {
    const { count, more } = this.unread(chat);
    return { count: count + (chat ? this.waitingNotices(chat).length : 0), more };
  }

  /** When the oldest message or notice was sent that a chat's badge counts, as far as it is loaded.
   * @param {string} chat
   * @returns {string | null} */
  newsSince(chat) {
    const log = this.#logs.get(chat);
    if (!log) return this.waitingNotices(chat)[0]?.sent_at ?? null;
    const { view } = this;
    const first = view?.keeps_read_marks
      ? this.#readings.get(chat)?.firstUnread(log)
      : this.#after(chat, readMark(view?.me, this.visit, chat))[0];
    const times = [first, this.waitingNotices(chat)[0]].flatMap((one) => (one ? [one.sent_at] : []));
    return times.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
  }

  /** Marks as read what was on the screen.
   * @param {string} chat
   * @param {Set<string>} visible the messages that are
   * on it now
   * @param {boolean} atEnd whether the newest is */
  markRead(chat, visible, atEnd) {
    if (!this.view) return;
    if (this.view.keeps_read_marks) return this.#markSeen(chat, visible);
    const newest = atEnd && this.messages(chat).at(-1);
    if (newest && setReadMark(this.view.me, this.visit, chat, newest.number)) this.changed(chat);
  }

  /** @param {string} chat
   * @param {Set<string>} visible */
  #markSeen(chat, visible) {
    const reading = this.#readings.get(chat);
    if (!reading) return;
    reading.see(this.messages(chat).filter((m) => visible.has(m.message)));
    this.#markThrough(chat, reading);
  }

  /** Marks everything as read, up to the newest message on the screen: an act of the person.
   * @param {string} chat
   * @param {Set<string>} visible */
  markAll(chat, visible) {
    const reading = this.#reading(chat);
    reading.skip(this.#log(chat), visible);
    this.#markThrough(chat, reading);
    this.changed(chat);
  }

  /** The unread messages above the screen, if any (see `Reading`).
   * @param {string} chat
   * @param {Set<string>} visible */
  unreadAbove(chat, visible) {
    return this.#readings.get(chat)?.above(this.#log(chat), visible) ?? null;
  }

  /** Loads all unread messages. Resolves to the oldest.
   * @param {string} chat
   * @returns {Promise<Message | null>} */
  async loadUnread(chat) {
    while (!this.ended && this.#reading(chat).hides(this.#log(chat))) await this.loadEarlier(chat);
    return this.#reading(chat).firstUnread(this.#log(chat));
  }

  /** The newest entry before which everything was on the screen. Only for visits that keep read marks.
   * @param {string} chat */
  seenThrough(chat) {
    return this.#reading(chat).seenThrough(this.#log(chat));
  }

  /** @param {string} chat
   * @param {Reading} reading */
  #markThrough(chat, reading) {
    const through = this.seenThrough(chat);
    if (through > Math.max(reading.through, reading.asked)) this.#mark(chat, reading, through);
  }

  /** @param {string} chat
   * @param {Reading} reading
   * @param {number} through */
  async #mark(chat, reading, through) {
    reading.asked = through;
    try {
      await this.api.put(`${this.chatPath(chat)}/reading`, { through });
      reading.failed = 0;
    } catch {
      reading.failed = through;
      setTimeout(() => {
        if (reading.asked === through) reading.asked = 0;
        this.changed(chat);
      }, MARK_RETRY_DELAY);
    }
  }

  /** Makes a failed mark again before a message is sent: an answer answers only what its author had marked (R4).
   * @param {string} chat */
  async markBeforeSending(chat) {
    const reading = this.#readings.get(chat);
    if (reading?.failed) await this.#mark(chat, reading, reading.failed);
  }

  /** All versions of a message, with those who had read each.
   * @param {Message} message
   * @returns {Promise<import("./wire.js").Version[]>} */
  async versions(message) {
    return (await this.api.get(`${this.path}/messages/${message.message}/versions`)).versions;
  }

  /** Who has read the current version of a message; `null` if that is not known. `at` is `null` for a message that was
   * read before the reader's newest mark.
   * @param {Message} message
   * @returns {{person: string, at: string | null}[] | null} */
  readBy(message) {
    const reading = this.#readings.get(message.chat);
    if (!reading) return null;
    /** @param {import("./wire.js").Reader} r */
    const missed = (r) => r.gaps.some(({ first, last }) => first <= message.number && message.number <= last);
    /** @param {import("./wire.js").Reader} r */
    const covers = (r) => r.through >= message.version_number && message.number >= r.first && !missed(r);
    const read = [...reading.readers].filter(([person, r]) => covers(r) && person !== message.author);
    return read.map(([person, r]) => ({ person, at: r.after < message.version_number ? r.at : null }));
  }

  /** Fires `chat` with the next frame of the screen, once for all changes until then.
   * @param {string} chat */
  changed(chat) {
    this.#dirty.add(chat);
    this.#changes();
  }

  #changes = soon(() => {
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const detail of dirty) this.dispatchEvent(new CustomEvent("chat", { detail }));
  });

  /** @param {string} chat */
  #reading(chat) {
    let reading = this.#readings.get(chat);
    if (!reading) this.#readings.set(chat, (reading = new Reading(this.view?.me)));
    return reading;
  }

  /** @param {string} chat */
  #log(chat) {
    let log = this.#logs.get(chat);
    if (!log) this.#logs.set(chat, (log = new ChatLog()));
    return log;
  }
}
