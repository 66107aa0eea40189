// Messages being sent. Each has a client id from the start, so that a retry after a lost connection
// can't send it twice (F7). They are kept for this tab until the server has stored them.

import { keep, kept } from "./tab-store.js";

const UNCONFIRMED = "Not confirmed as sent. Try again.";

/**
 * @typedef {{client_id: string, chat: string, recipient: any, text: string, files: any[],
 *   state: "sending" | "sent" | "failed", note: string, unknown: boolean}} Pending
 * `unknown` is a message that an earlier attempt may have sent.
 */

export class Outbox {
  /** @type {Pending[]} */ #pending = [];
  /** @type {string | null} */ #key = null;

  /** @param {import("./visit-model.js").VisitModel} model */
  constructor(model) {
    this.model = model;
  }

  /** Sets the author, and restores messages that an earlier page of this tab could not send.
   * @param {string} person */
  belongsTo(person) {
    if (this.#key) return;
    this.#key = `visit-chat.outbox.${person}.${this.model.visit}`;
    for (const left of kept(this.#key) ?? []) {
      this.#pending.push({ ...left, state: "failed", note: UNCONFIRMED, unknown: true });
      for (const message of this.model.messages(left.chat)) this.arrived(left.chat, message);
    }
  }

  /** @param {string} chat */
  of(chat) {
    return this.#pending.filter((p) => p.chat === chat);
  }

  /** The chats with messages that need a retry. @returns {string[]} */
  get stuck() {
    const failed = this.#pending.filter((p) => p.state === "failed");
    return [...new Set(failed.map((p) => p.chat))];
  }

  /**
   * Sends the displayed content to the displayed recipient (P6). Resolves to whether it was stored.
   * @param {{client_id: string, chat: string, recipient: any, text: string, files: any[]}} content
   */
  send(content) {
    /** @type {Pending} */
    const pending = { ...content, state: "sending", note: "", unknown: false };
    this.#pending.push(pending);
    this.#save();
    return this.#attempt(pending);
  }

  /** @param {Pending} pending */
  retry(pending) {
    return this.#attempt(pending);
  }

  /** Moves a failed message back to the draft. @param {Pending} pending */
  takeBack(pending) {
    // It may have turned out to be stored since the screen was last updated.
    if (pending.state === "failed" && this.#drop(pending)) {
      this.model.drafts.giveBack(pending.chat, pending, "");
    }
    this.model.changed(pending.chat);
  }

  /** A message has arrived: if it is one of these, it is no longer pending.
   * @param {string} chat @param {any} message */
  arrived(chat, message) {
    const own = this.#pending.find((p) => p.chat === chat && p.client_id === message.client_id);
    if (own) this.#drop(own);
  }

  /** @param {Pending} pending @returns {Promise<boolean>} whether it was stored */
  async #attempt(pending) {
    const { client_id, chat, recipient, text, files } = pending;
    pending.state = "sending";
    this.model.changed(chat);
    const body = { recipient, client_id, files: files.map((f) => f.attachment) };
    let stored = false;
    try {
      await this.model.markBeforeSending(chat);
      const receipt = await this.model.api.post(
        `${this.model.chatPath(chat)}/messages`,
        text ? { ...body, text } : body,
      );
      // The live connection delivers the message itself, unless it already has.
      pending.state = "sent";
      stored = true;
      if (receipt.number <= this.model.lastSeen(chat)) this.#drop(pending);
      this.#save();
    } catch (problem) {
      pending.unknown ||= problem.unknown;
      // A person who was removed is refused before the server looks whether the message is stored.
      if (problem.again || (problem.code === "removed" && pending.unknown)) {
        pending.state = "failed";
        pending.note = problem.message;
      } else if (this.#drop(pending)) {
        this.model.drafts.giveBack(chat, pending, problem.message);
      }
    }
    this.model.changed(chat);
    return stored;
  }

  /** @returns {boolean} whether it was still there */
  #drop(pending) {
    if (!this.#pending.includes(pending)) return false;
    this.#pending = this.#pending.filter((p) => p !== pending);
    this.#save();
    return true;
  }

  #save() {
    if (!this.#key) return;
    const open = this.#pending.filter((p) => p.state !== "sent");
    const content = open.map(({ client_id, chat, recipient, text, files }) => ({
      client_id,
      chat,
      recipient,
      text,
      files: files.map(({ attachment, name }) => ({ attachment, name })),
    }));
    keep(this.#key, content.length > 0 ? content : null);
  }
}
