// Messages on their way. Each has a client id from the start: sending again after a broken
// connection can't say it twice (F7).

/**
 * @typedef {{client_id: string, chat: string, recipient: any, text: string, files: any[],
 *   state: "sending" | "failed", note: string}} Pending
 */

export class Outbox {
  /** @type {Pending[]} */ #pending = [];

  /** @param {import("./visit-model.js").VisitModel} model */
  constructor(model) {
    this.model = model;
  }

  /** @param {string} chat */
  of(chat) {
    return this.#pending.filter((p) => p.chat === chat);
  }

  /**
   * Sends what the screen showed to the recipient that the screen showed (P6).
   * @param {string} chat @param {any} recipient @param {string} text @param {any[]} files
   */
  send(chat, recipient, text, files) {
    const client_id = crypto.randomUUID();
    /** @type {Pending} */
    const pending = { client_id, chat, recipient, text, files, state: "sending", note: "" };
    this.#pending.push(pending);
    return this.#attempt(pending);
  }

  /** @param {Pending} pending */
  retry(pending) {
    return this.#attempt(pending);
  }

  /** Takes a failed message back into the draft. @param {Pending} pending */
  takeBack(pending) {
    this.#drop(pending);
    this.model.drafts.giveBack(pending.chat, pending, "");
    this.model.changed(pending.chat);
  }

  /** A message came in: if it is one of ours, it is no longer on its way.
   * @param {string} chat @param {any} message */
  arrived(chat, message) {
    this.#pending = this.#pending.filter(
      (p) => p.chat !== chat || p.client_id !== message.client_id,
    );
  }

  async #attempt(pending) {
    const { client_id, chat, recipient, text, files } = pending;
    pending.state = "sending";
    this.model.changed(chat);
    const body = { recipient, client_id, files: files.map((f) => f.attachment) };
    try {
      await this.model.api.post(
        `${this.model.chatPath(chat)}/messages`,
        text ? { ...body, text } : body,
      );
      // The live connection brings the message itself.
    } catch (problem) {
      if (problem.again) {
        pending.state = "failed";
        pending.note = problem.message;
      } else {
        this.#drop(pending);
        this.model.drafts.giveBack(chat, pending, problem.message);
      }
    }
    this.model.changed(chat);
  }

  #drop(pending) {
    this.#pending = this.#pending.filter((p) => p !== pending);
  }
}
