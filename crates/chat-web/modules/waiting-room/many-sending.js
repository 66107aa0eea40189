// One text to chosen visits, until the outcome of each message is known. Each message has a client id from the
// start, so that a retry can't send it twice (F7). While an outcome is unknown, the text and the ids are kept for
// this tab, over reloads.

import { newId } from "../client/ids.js";
import { serverWords } from "../client/words.js";
import { keepMessage } from "./many-kept.js";

/** @typedef {import("./many-recipients.js").Address} Address */
/**
 * `unknown` is a message that may have been sent.
 * @typedef {Address & {client_id: string, state: "new" | "sent" | "refused" | "unknown", note: string}} Addressed
 */

export class Sending {
  text = "";
  /** @type {Addressed[]} */ to = [];
  /** Whether a request is in flight. */
  busy = false;
  /** Why the last request failed as a whole. */
  problem = "";
  #api;
  #me;

  /** @param {import("../client/api.js").Api} api @param {string} me */
  constructor(api, me) {
    this.#api = api;
    this.#me = me;
  }

  /** A message that was kept.
   * @param {import("../client/api.js").Api} api @param {string} me @param {import("./many-kept.js").KeptMessage} left */
  static of(api, me, left) {
    const to = left.to.map((one) => ({ ...one, readers: null }));
    return Object.assign(new Sending(api, me), { text: left.text, to });
  }

  /** Replaces the recipients. Only before the first request. @param {Address[]} addresses */
  address(addresses) {
    this.to = addresses.map((one) => ({ ...one, client_id: newId(), state: "new", note: "" }));
  }

  /** Whether a message may have been sent or was: the text and the recipients are fixed. */
  get isFixed() {
    return this.busy || this.to.some(({ state }) => state === "sent" || state === "unknown");
  }

  get isUnknown() {
    return this.to.some(({ state }) => state === "unknown");
  }

  /** The messages that a request would send. */
  get left() {
    return this.to.filter(({ state }) => state !== "sent");
  }

  /** The visits that got all of their messages. @returns {string[]} */
  get reached() {
    const left = new Set(this.left.map(({ visit }) => visit));
    return [...new Set(this.to.map(({ visit }) => visit))].filter((visit) => !left.has(visit));
  }

  /** How many messages are in a state. @param {Addressed["state"]} state */
  count(state) {
    return this.to.filter((one) => one.state === state).length;
  }

  /** Sends what was not sent yet. */
  async send() {
    const asked = this.left;
    const before = asked.map(({ state }) => state);
    this.busy = true;
    this.problem = "";
    // Kept before the request: the page may be closed while it is in flight.
    for (const one of asked) Object.assign(one, { state: "unknown", note: "" });
    this.#save();
    const to = asked.map(({ visit, recipient, client_id }) => ({ visit, recipient, client_id }));
    try {
      const { results } = await this.#api.post("/messages", { text: this.text, to });
      results.forEach((result, at) => learn(asked[at], before[at], result));
    } catch (problem) {
      this.problem = problem.message;
      // A refused request says nothing about an earlier one.
      if (!problem.unknown) asked.forEach((one, at) => (one.state = before[at]));
    }
    this.busy = false;
    this.#save();
  }

  /** Ends the retries of messages that may have been sent. */
  giveUp() {
    this.to = this.to.filter(({ state }) => state !== "unknown");
    this.#save();
  }

  /** Without the readers: what is kept names no one. */
  #save() {
    const to = this.to.map(({ readers, ...one }) => one);
    keepMessage(this.#me, this.isUnknown ? { text: this.text, to } : null);
  }
}

/** Takes over the result of one message. */
function learn(one, before, { receipt, problem }) {
  if (receipt) return Object.assign(one, { state: "sent", note: "" });
  const { status, code, detail } = problem;
  one.note = serverWords(code, detail);
  if (status >= 500) return;
  // A refusal is the verdict on every attempt with this id, since a stored message has a receipt. Too many requests and
  // a removal are not: they are refused before the server looks for it.
  const isVerdict = status !== 429 && code !== "removed";
  one.state = !isVerdict && before === "unknown" ? "unknown" : "refused";
}
