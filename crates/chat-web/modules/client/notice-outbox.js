// Notices being sent to the care team. Each has an id from the start, so that a retry after a lost connection can't
// send it twice (F7). Unlike a message, a notice is retried until the server has answered: its sender may be unable
// to do anything else. They are kept for this tab, over reloads and between pages.

import { newId } from "./ids.js";
import { keep, kept } from "./tab-store.js";

/** Delay before a retry, in milliseconds. */
const RETRY_DELAY = 3_000;

/** @typedef {{id: string, text: string, state: "sending" | "failed", note: string}} PendingNotice */

/** @typedef {import("./wire.js").Notice} Notice */

/** Fires the model's `change` whenever something changes. */
export class NoticeOutbox {
  /** @type {PendingNotice[]} */ #pending = [];
  /** The notices that the server has stored, until its view shows them.
   * @type {Map<string, Notice>} */
  #stored = new Map();
  /** @type {string | null} */ #key = null;
  /** Why the last notice was refused. */
  refusal = "";

  /** @param {import("./visit-model.js").VisitModel} model
   * @param {AbortSignal} signal the client has ended */
  constructor(model, signal) {
    this.model = model;
    this.signal = signal;
    addEventListener("online", () => this.#pending.forEach((p) => this.#again(p)), { signal });
  }

  /** Sets the sender, and resumes what an earlier page of this tab could not send.
   * @param {string} person */
  belongsTo(person) {
    if (this.#key) return;
    this.#key = `visit-chat.notices.${person}.${this.model.visit}`;
    for (const { id, text } of kept(this.#key) ?? []) {
      const left = { id, text, state: /** @type {const} */ ("sending"), note: "" };
      this.#pending.push(left);
      this.#attempt(left);
    }
  }

  /** A view has arrived: notices that it shows are stored, whatever became of the answer.
   * @param {import("./wire.js").VisitView} view */
  arrived(view) {
    for (const { notice, sender } of view.notices) {
      if (sender !== view.me) continue;
      this.#stored.delete(notice);
      const own = this.#pending.find((p) => p.id === notice);
      if (own) this.#drop(own);
    }
  }

  /** @returns {PendingNotice[]} */
  get pending() {
    return this.#pending;
  }

  /** The person's own notices: those of the view, and those that the server has stored since. */
  get stored() {
    const { view } = this.model;
    const shown = view?.notices.filter((n) => n.sender === view.me) ?? [];
    return [...shown, ...this.#stored.values()];
  }

  /** Sends one of the clinic's notices; with the same id if it is being sent already.
   * @param {string} text */
  send(text) {
    this.refusal = "";
    let pending = this.#pending.find((p) => p.text === text);
    if (!pending) {
      pending = { id: newId(), text, state: "sending", note: "" };
      this.#pending.push(pending);
      this.#save();
    }
    this.#attempt(pending);
  }

  /** @param {PendingNotice} pending */
  async #attempt(pending) {
    pending.state = "sending";
    this.#changed();
    try {
      const body = { notice: pending.id, text: pending.text };
      const receipt = await this.model.api.post(`${this.model.path}/notices`, body);
      this.#drop(pending);
      const known = this.model.view?.notices.some((n) => n.notice === receipt.notice);
      const stored = { sender: this.model.view?.me, text: pending.text, status: "waiting", ...receipt };
      if (!known) this.#stored.set(receipt.notice, stored);
    } catch (problem) {
      if (!this.#pending.includes(pending)) {
        // It was stored, and the answer was lost.
      } else if (problem.again) {
        pending.state = "failed";
        pending.note = problem.message;
        setTimeout(() => this.#again(pending), RETRY_DELAY);
      } else {
        this.refusal = problem.message;
        this.#drop(pending);
      }
    }
    this.#changed();
  }

  /** Retries what failed and is still unsent.
   * @param {PendingNotice} pending */
  #again(pending) {
    if (this.signal.aborted) return;
    if (pending.state === "failed" && this.#pending.includes(pending)) this.#attempt(pending);
  }

  /** @param {PendingNotice} pending */
  #drop(pending) {
    this.#pending = this.#pending.filter((p) => p !== pending);
    this.#save();
  }

  #save() {
    const left = this.#pending.map(({ id, text }) => ({ id, text }));
    if (this.#key) keep(this.#key, left.length > 0 ? left : null);
  }

  #changed() {
    this.model.dispatchEvent(new Event("change"));
  }
}
