// Messages being sent. Each has a client id from the start, so that a retry after a lost connection can't send it twice
// (F7). They are kept for this tab until the server has stored them.
//
// A message that was not sent for lack of a connection goes by itself once there is one: in the order of writing, within
// five minutes, and only to the people it was written to. Later, or after a change, the person decides: what was right
// to say then may be wrong now. What the server refuses goes back to the draft, with what was written after it.

import { deliver, Edits, isSame, storedAs } from "./edits.js";
import { keep, kept } from "./tab-store.js";
import { ownWords } from "./words.js";

/** How long after it was written a message still goes by itself, in milliseconds. */
const RESEND_WITHIN = 5 * 60_000;

/** Delay before a retry at first and at most, in milliseconds. */
const FIRST_DELAY = 3_000;
const LONGEST_DELAY = 60_000;

/** The codes with which a message can't be corrected any more. */
const NOT_CORRECTED = new Set(["already_retracted", "files_stay"]);

/** The shortest time between two attempts that the person did not ask for, in milliseconds. */
const PAUSE = 1_000;

/** @typedef {import("./wire.js").Recipient} Recipient */
/**
 * A file that was uploaded.
 * @typedef {{attachment: string, name: string, upload: string}} SentFile
 */
/**
 * @typedef {{client_id: string, chat: string, recipient: Recipient, text: string, files: SentFile[], author: string | undefined,
 *   written: string, audience: string, state: "sending" | "sent" | "failed", note: string, unknown: boolean,
 *   asks: boolean, inFlight: boolean, attempts: import("./edits.js").Content[],
 *   stored: import("./edits.js").Stored | null}} Pending
 * `audience` is who could read it when it was written. `unknown` is a message that an earlier attempt may have sent,
 * `asks` one that the person must decide about. `attempts` and `stored`: see `Edit`.
 */

export class Outbox {
  /** @type {Pending[]} */ #pending = [];
  /** @type {string | null} */ #key = null;
  /** The chats in which a message is being sent.
   * @type {Set<string>} */
  #busy = new Set();
  /** Called with whether a message was stored.
   * @type {Map<Pending, (stored: boolean) => void>} */
  #ends = new Map();
  #delay = FIRST_DELAY;
  #timer = 0;
  #tried = 0;
  edits;

  /** @param {import("./visit-model.js").VisitModel} model
   * @param {AbortSignal} signal the client has ended */
  constructor(model, signal) {
    this.model = model;
    this.signal = signal;
    this.edits = new Edits(signal);
    addEventListener("online", () => this.#refresh(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** Sets the author, and restores messages that an earlier page of this tab could not send.
   * @param {string} person */
  belongsTo(person) {
    if (this.#key) return;
    this.#key = `visit-chat.outbox.${person}.${this.model.visit}`;
    this.edits.belongsTo(person, this.model.visit);
    for (const left of kept(this.#key) ?? []) {
      this.#pending.push({ asks: false, attempts: [], stored: null, ...left, author: person, state: "failed", note: ownWords("unconfirmed"), inFlight: false });
      for (const message of this.model.messages(left.chat)) this.arrived(left.chat, message);
    }
  }

  /** @param {string} chat */
  of(chat) {
    return this.#pending.filter((p) => p.chat === chat);
  }

  /** The chats with messages that the person must decide about.
   * @returns {string[]} */
  get stuck() {
    const failed = this.#pending.filter((p) => p.state === "failed" && p.asks);
    return [...new Set(failed.map((p) => p.chat))];
  }

  /**
   * Sends the displayed content to the displayed recipient (P6). Resolves to whether it was stored.
   * @param {{client_id: string, chat: string, recipient: Recipient, text: string, files: SentFile[]}} content
   * @returns {Promise<boolean>}
   */
  send(content) {
    const { view } = this.model;
    const audience = this.#audience(content.chat);
    const written = new Date().toISOString();
    // Those that wait were written before. Whether they may still go depends on who is in the chat now.
    const isLast = this.of(content.chat).some((p) => p.state === "failed" && !p.asks);
    const state = isLast ? { state: /** @type {const} */ ("failed"), note: ownWords("waits") } : { state: /** @type {const} */ ("sending"), note: "" };
    const edit = this.edits.take(content.chat) ?? { attempts: [], stored: null };
    const unknown = edit.attempts.length > 0;
    const pending = { ...content, ...edit, author: view?.me, written, audience, unknown, asks: false, inFlight: false, ...state };
    this.#pending.push(pending);
    this.#save();
    const stored = new Promise((done) => this.#ends.set(pending, done));
    if (isLast) this.#refresh();
    else this.#pump(pending.chat);
    this.model.changed(pending.chat);
    return stored;
  }

  /** Sends a message because the person asks for it, after those that wait before it. Whether those may still go depends on
   * who is in the chat now.
   * @param {Pending} pending */
  retry(pending) {
    if (pending.state !== "failed") return;
    const { chat } = pending;
    const all = this.of(chat);
    const isAfterOthers = all.slice(0, all.indexOf(pending)).some((p) => p.state === "failed" && !p.asks);
    pending.asks = false;
    pending.written = new Date().toISOString();
    pending.audience = this.#audience(chat);
    this.#delay = FIRST_DELAY;
    if (isAfterOthers) pending.note = ownWords("waits");
    else pending.state = "sending";
    this.#save();
    this.#pump(chat);
    this.#refresh();
  }

  /** Fetches the view before anything goes by itself: the people in a chat may have changed. A view that arrives calls
   * `resume`. */
  #refresh() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.signal.aborted || !this.#pending.some((p) => p.state === "failed" && !p.asks)) return;
    this.model.refresh().catch((problem) => problem.again && this.#later());
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  /** Sends what waits for a connection. Called with each view that arrives. */
  resume() {
    if (this.#timer && Date.now() - this.#tried < PAUSE) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    for (const chat of new Set(this.#pending.map((p) => p.chat))) this.#send(chat);
  }

  /** @param {string} chat */
  #send(chat) {
    for (const pending of this.of(chat)) {
      if (pending.state === "failed" && pending.asks) break;
      if (pending.state === "failed" && !this.#goesByItself(pending)) break;
      if (pending.state === "failed") pending.state = "sending";
    }
    // What was written after a message that the person must decide about waits for that.
    const all = this.of(chat);
    const asks = all.findIndex((p) => p.state === "failed" && p.asks);
    for (const later of asks < 0 ? [] : all.slice(asks + 1)) {
      if (later.state === "failed" && !later.asks) this.#stop(later, ownWords("after"));
    }
    this.#pump(chat);
  }

  /** Whether a message can go back to the draft: of those that may be stored, one at a time.
   * @param {Pending} pending */
  mayTakeBack({ chat, unknown }) {
    return !unknown || this.edits.of(chat) === null;
  }

  /** Moves a failed message back to the draft.
   * @param {Pending} pending */
  takeBack(pending) {
    // It may have turned out to be stored since the screen was last updated.
    if (pending.state === "failed" && this.mayTakeBack(pending) && this.#drop(pending, false)) this.#toDraft(pending, "");
    this.model.changed(pending.chat);
  }

  /** @param {Pending} pending
   * @param {string} note */
  #toDraft(pending, note) {
    const { chat, client_id, attempts, stored, recipient, text, files } = pending;
    if (pending.unknown) this.edits.begin(chat, { client_id, attempts: [...attempts, { recipient, text, files }], stored });
    this.model.drafts.giveBack(chat, pending, note);
  }

  /** A message has arrived: if it is one of these, it is no longer pending, unless it was edited since.
   * @param {string} chat
   * @param {any} message */
  arrived(chat, message) {
    const own = this.#pending.find((p) => p.chat === chat && p.client_id === message.client_id);
    if (!own) return this.#arrivedEdit(chat, message);
    const isEdited = own.attempts.length > 0 && own.state !== "sent" && !isSame(own, message);
    if (isEdited) own.stored = storedAs(message);
    else this.#drop(own, true);
  }

  /** A message arrives whose edit is in the composer. The edit ends if it would change nothing: the composer is empty or has
   * the same content, or the message was retracted.
   * @param {string} chat
   * @param {any} message */
  #arrivedEdit(chat, message) {
    const edit = this.edits.of(chat);
    if (!edit || edit.client_id !== message.client_id) return;
    const { text, files } = this.model.drafts.get(chat);
    const isSent = isSame({ recipient: null, text, files: files.map(({ file }) => file ?? {}) }, message);
    if (isSent) this.model.drafts.take(chat);
    if (isSent || message.retraction || (!text && files.length === 0)) this.edits.take(chat);
    else this.edits.begin(chat, { ...edit, stored: storedAs(message) });
  }

  /** Whether a message is sent without being asked for. If not, it says what the person is to decide.
   * @param {Pending} pending */
  #goesByItself(pending) {
    const { view, ended, expired } = this.model;
    if (pending.state !== "failed" || pending.asks || !view || ended || expired) return false;
    if (Math.abs(Date.now() - Date.parse(pending.written)) >= RESEND_WITHIN) {
      pending.note = ownWords("old", { at: pending.written });
    } else if (pending.audience !== this.#audience(pending.chat)) {
      pending.note = ownWords("other_people");
    } else {
      return true;
    }
    pending.asks = true;
    this.#save();
    this.model.changed(pending.chat);
    return false;
  }

  /** Who can read a chat, as far as the view says.
   * @param {string} chat */
  #audience(chat) {
    const { view } = this.model;
    const { recipient, peer } = this.model.chat(chat) ?? {};
    const here = view?.participants.filter((p) => p.presence !== "removed").map((p) => p.person) ?? [];
    return JSON.stringify([recipient, peer ?? here.sort()]);
  }

  /** Sends a chat's messages one after the other.
   * @param {string} chat */
  async #pump(chat) {
    this.model.changed(chat);
    if (this.#busy.has(chat)) return;
    this.#busy.add(chat);
    try {
      for (;;) {
        const next = this.of(chat).find((p) => p.state === "sending");
        if (!next || this.signal.aborted) break;
        await this.#attempt(next);
        this.model.changed(chat);
      }
    } finally {
      this.#busy.delete(chat);
    }
  }

  /** @param {Pending} pending */
  async #attempt(pending) {
    const { chat } = pending;
    this.#tried = Date.now();
    try {
      await this.model.markBeforeSending(chat);
      // A page that ends now does not learn what becomes of it.
      pending.inFlight = true;
      this.#save();
      const receipt = await deliver(this.model, pending);
      // The live connection delivers the message itself, unless it already has.
      pending.state = "sent";
      this.#delay = FIRST_DELAY;
      this.#end(pending, true);
      if (receipt === null || receipt.number <= this.model.lastSeen(chat)) this.#drop(pending, true);
      this.#save();
    } catch (problem) {
      pending.unknown ||= problem.unknown;
      // After the client has ended, the message is the next client's.
      if (this.signal.aborted || !this.#pending.includes(pending)) return;
      if (problem.again) this.#wait(pending, problem.code === "offline" ? ownWords("waits") : problem.message);
      // A person who was removed is refused before the server looks whether the message is stored.
      else if (problem.code === "removed" && pending.unknown) this.#stop(pending, problem.message);
      else {
        if (this.#isOver(pending, problem.code)) pending.unknown = false;
        this.#giveBack(pending, problem.message);
      }
    } finally {
      pending.inFlight = false;
    }
  }

  /** Whether what is written in place of a refused message is another message: the chat's gate refuses only what is not
   * stored (F7), and what was retracted or has other files can't be corrected.
   * @param {Pending} pending
   * @param {string} code */
  #isOver({ chat, stored }, code) {
    return stored ? NOT_CORRECTED.has(code) : code === this.model.chat(chat)?.write_refusal?.code;
  }

  /** Puts a message off, with those that were written after it.
   * @param {Pending} pending
   * @param {string} note */
  #wait(pending, note) {
    for (const one of this.of(pending.chat)) {
      if (one.state !== "sending") continue;
      one.state = "failed";
      one.note = one === pending ? note : ownWords("waits");
      setTimeout(() => this.#goesByItself(one), RESEND_WITHIN);
    }
    this.#save();
    this.#later();
  }

  /** @param {Pending} pending
   * @param {string} note */
  #stop(pending, note) {
    pending.state = "failed";
    pending.asks = true;
    pending.note = note;
    this.#save();
  }

  /** Moves a refused message to the draft, with those that were written after it.
   * @param {Pending} refused
   * @param {string} why */
  #giveBack(refused, why) {
    if (!this.mayTakeBack(refused)) return this.#stop(refused, why);
    const all = this.of(refused.chat);
    const after = all.slice(all.indexOf(refused) + 1).filter((p) => p.state !== "sent" && !p.asks);
    for (const one of after) if (one.unknown) this.#stop(one, ownWords("unconfirmed"));
    for (const one of [refused, ...after.filter((p) => !p.unknown)].reverse()) {
      this.#drop(one, false);
      this.#toDraft(one, why);
    }
  }

  /** @param {Pending} pending
   * @param {boolean} stored
   * @returns {boolean} whether it was still there */
  #drop(pending, stored) {
    if (!this.#pending.includes(pending)) return false;
    this.#pending = this.#pending.filter((p) => p !== pending);
    this.#end(pending, stored);
    this.#save();
    return true;
  }

  /** @param {Pending} pending
   * @param {boolean} stored */
  #end(pending, stored) {
    this.#ends.get(pending)?.(stored);
    this.#ends.delete(pending);
  }

  #save() {
    // The next client of this tab keeps them.
    if (!this.#key || this.signal.aborted) return;
    const open = this.#pending.filter((p) => p.state !== "sent");
    const content = open.map((p) => {
      const { client_id, chat, recipient, text, written, audience, asks, attempts, stored } = p;
      const files = p.files.map(({ attachment, name, upload }) => ({ attachment, name, upload }));
      return { client_id, chat, recipient, text, files, written, audience, asks, attempts, stored, unknown: p.unknown || p.inFlight };
    });
    keep(this.#key, content.length > 0 ? content : null);
  }
}
